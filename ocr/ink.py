"""What is on the page and not on the print, and the other way round."""

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from forms.geometry import BoxMm
from ocr.placement import FLAT_PER_MM, Placement, flat_slice
from ocr.reference import Reference
from ocr.sheet import Grey

_INK = 140
"""Darker than this is ink on a cleaned page; paper is near 250."""
_SLACK_MM = 0.17
"""How far the print may lie from where registration puts it, besides one pixel of the fax."""
_LEAST_PART_MM2 = 0.13
"""Smaller parts are noise: a full stop in 8 pt has 0.15."""
_NEARBY_MM = 1.5
_SHIFT_PX = 3
_RULE_MM, _RULE_OFF_MM = 0.45, 0.7
_LEAST_LOST_MM2 = 0.05
_AREA_MM2 = FLAT_PER_MM**-2


@dataclass(frozen=True, slots=True)
class Part:
    """One connected piece of ink."""

    box: BoxMm
    area_mm2: float


def _ellipse(reach_x_px: float, reach_y_px: float) -> Grey:
    size = (2 * round(reach_x_px) + 1, 2 * round(reach_y_px) + 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, size), dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Compared:
    """A page laid over the print it came from; masks are 1 for ink, at `FLAT_PER_MM`."""

    placement: Placement
    reference: Reference

    @cached_property
    def page_ink(self) -> Grey:
        """All ink of the page."""
        return np.asarray(self.placement.flat < _INK, dtype=np.uint8)

    def kernel(self, slack_mm: float) -> Grey:
        """Give how far ink may be from print and still be it: slack and one pixel of the sheet."""
        columns = np.linalg.norm(self.placement.to_px[:, :2], axis=0)
        reach = (slack_mm + 0.8 / columns) * FLAT_PER_MM
        return _ellipse(float(reach[0]), float(reach[1]))

    @cached_property
    def near_print(self) -> Grey:
        """1 where something printed is near."""
        return np.asarray(cv2.dilate(self.reference.ink, self.kernel(_SLACK_MM)), dtype=np.uint8)

    @cached_property
    def new(self) -> Grey:
        """Ink that is not the print's."""
        return np.asarray(self.page_ink & (1 - self.near_print), dtype=np.uint8)

    @cached_property
    def near_ink(self) -> Grey:
        """1 where some ink of the page is near."""
        return np.asarray(cv2.dilate(self.page_ink, self.kernel(_SLACK_MM)), dtype=np.uint8)

    @cached_property
    def print_found(self) -> float:
        """Share of the print that is there on the page; of 48 faxed pages none had under 0.996."""
        printed = self.reference.ink
        return float((printed & self.near_ink).sum() / max(1, printed.sum()))

    def against(self, reference: Reference) -> "Compared":
        """Lay the same page over another print."""
        compared = replace(self, reference=reference)
        # Cached properties of the page are the same: it is not laid out twice.
        compared.__dict__["page_ink"] = self.page_ink
        return compared


def share(mask: Grey, box: BoxMm) -> float:
    """Give the share of a box that a mask covers."""
    part = mask[flat_slice(box)]
    return float(part.mean()) if part.size else 0.0


def pieces(mask: Grey, left: int, top: int, least_mm2: float) -> tuple[Part, ...]:
    """Give the connected pieces of a mask cut out of a flat page at a pixel."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(mask), connectivity=8)
    found = []
    for across, down, width, height, area in stats[1:]:
        if area * _AREA_MM2 >= least_mm2:
            x, y = (left + int(across)) / FLAT_PER_MM, (top + int(down)) / FLAT_PER_MM
            place = BoxMm(x, y, x + int(width) / FLAT_PER_MM, y + int(height) / FLAT_PER_MM)
            found.append(Part(place, float(area * _AREA_MM2)))
    return tuple(found)


def parts(mask: Grey, box: BoxMm, least_mm2: float = _LEAST_PART_MM2) -> tuple[Part, ...]:
    """Give the connected pieces of a mask within a box."""
    rows, columns = flat_slice(box)
    return pieces(mask[rows, columns], columns.start, rows.start, least_mm2)


def added_and_lost(compared: Compared, box: BoxMm) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Give the pieces of ink in a box that the print has not, and those of print that are gone.

    The print is first moved to where it lies in and around this very box.
    """
    rows, columns = flat_slice(box)
    shift = snug_shift(compared, box)
    inked = compared.page_ink[rows, columns]
    new = inked & (1 - moved_cut(compared.near_print, box, shift))
    printed = moved_cut(compared.reference.ink, box, shift)
    lost = printed & (1 - compared.near_ink[rows, columns])
    return (
        pieces(new, columns.start, rows.start, _LEAST_PART_MM2),
        pieces(lost, columns.start, rows.start, _LEAST_LOST_MM2),
    )


def grown(box: BoxMm, millimetres: float) -> BoxMm:
    """Give the box with its edges moved outwards (inwards where negative)."""
    return BoxMm(
        box.left - millimetres,
        box.top - millimetres,
        box.right + millimetres,
        box.bottom + millimetres,
    )


def snug_shift(compared: Compared, box: BoxMm) -> tuple[int, int]:
    """Find by how many flat pixels (down, across) the print in and around a box lies off its place.

    Registration leaves a quarter of a millimetre; rules and words nearby take that out.
    """
    rows, columns = flat_slice(grown(box, _NEARBY_MM))
    page = compared.page_ink[rows, columns].astype(np.float32)
    inner = (slice(_SHIFT_PX, -_SHIFT_PX), slice(_SHIFT_PX, -_SHIFT_PX))
    printed = compared.reference.ink[rows, columns].astype(np.float32)[inner]
    if not printed.any():
        return 0, 0
    scores = cv2.matchTemplate(page, printed, cv2.TM_CCORR)
    middle = scores[_SHIFT_PX, _SHIFT_PX]
    down, across = np.unravel_index(int(np.argmax(scores)), scores.shape)
    if scores[down, across] <= 1.02 * middle:
        return 0, 0
    return int(down) - _SHIFT_PX, int(across) - _SHIFT_PX


def moved_cut(mask: Grey, box: BoxMm, shift: tuple[int, int]) -> Grey:
    """Cut a box out of a mask that is first moved by flat pixels (down, across)."""
    rows, columns = flat_slice(box)
    down, across = shift
    moved = np.take(mask, range(rows.start - down, rows.stop - down), axis=0, mode="clip")
    return np.take(moved, range(columns.start - across, columns.stop - across), 1, mode="clip")


def is_rule(piece: Part, box: BoxMm) -> bool:
    """Tell a rest of a box's printed rule, thickened by the fax or lying beside its place."""
    at = piece.box
    from_edge = min(at.top - box.top, box.bottom - at.bottom)
    from_side = min(at.left - box.left, box.right - at.right)
    flat = at.height < _RULE_MM and at.width > 2.0 and from_edge < _RULE_OFF_MM
    upright = at.width < _RULE_MM and at.height > 0.7 * box.height and from_side < _RULE_OFF_MM
    return flat or upright
