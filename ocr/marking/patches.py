"""The surroundings of one tick box: its ink, its own border, and what lies inside."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.marking.lines import PER_MM, ink_level, px
from ocr.marking.outline import Edges, snapped
from ocr.sheet import Grey

AROUND_MM = 6.0
_SNAP_MM = 1.0
_SHADE = 30.0
"""Darker than paper by this is a shade, where the paper is smooth."""
_DRAWN = 0.55
"""Share of its sides that must be inked for a border to be there at all."""
_DEEPEST_MM = 1.0
_LINE_ENDS = 0.12
_SLACK_MM, _LEAST_INSET_MM = 0.13, 0.3
_THICKER_MM, _ASKEW = 0.35, 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A box and 6 mm around it."""

    ink: Grey
    """1 where there is ink."""
    faint: Grey
    """1 where there is at least a shade: pencil, a worn pen."""
    edges: Edges
    """Of the box within the patch, in pixels: the middles of its lines."""
    drawn: float
    """Share of the four sides that is inked."""

    @property
    def whole(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in whole pixels."""
        left, top, right, bottom = (round(edge) for edge in self.edges)
        return left, top, right, bottom


def _masks(grey: Grey, level: float, page_paper: float) -> tuple[Grey, Grey]:
    """Tell ink and shades from paper that may be darker here than on the rest of the page."""
    paper = float(np.quantile(grey, 0.7)) if grey.size else page_paper
    near_paper = grey[grey > paper - _SHADE]
    noise = float(near_paper.std()) if near_paper.size else 0.0
    ink = level - max(0.0, page_paper - paper)
    faint = max(ink, paper - max(_SHADE, 5 * noise))
    return np.asarray(grey < ink, dtype=np.uint8), np.asarray(grey < faint, dtype=np.uint8)


def _cut(grey: Grey, box: BoxMm) -> tuple[Grey, Edges]:
    """Cut out a box and its surroundings, with white beyond the page, and its edges in there."""
    around = px(AROUND_MM)
    left, top = (round(edge * PER_MM) - around for edge in (box.left, box.top))
    right, bottom = (round(edge * PER_MM) + around + 1 for edge in (box.right, box.bottom))
    cut = cv2.copyMakeBorder(
        grey[max(0, top) : max(0, bottom), max(0, left) : max(0, right)],
        max(0, -top),
        max(0, bottom - max(grey.shape[0], top)),
        max(0, -left),
        max(0, right - max(grey.shape[1], left)),
        cv2.BORDER_CONSTANT,
        value=(255,),
    )
    across, down = (
        (box.left * PER_MM - left, box.right * PER_MM - left),
        (
            box.top * PER_MM - top,
            box.bottom * PER_MM - top,
        ),
    )
    return np.asarray(cut, np.uint8), (across[0], down[0], across[1], down[1])


def _patch(grey: Grey, box: BoxMm, level: float, page_paper: float) -> Patch:
    cut, edges = _cut(grey, box)
    ink, faint = _masks(cut, level, page_paper)
    moved, drawn = snapped(ink, edges, _SNAP_MM)
    return Patch(ink, faint, moved if drawn >= _DRAWN else edges, drawn)


def patches(grey: Grey, boxes: Mapping[str, BoxMm]) -> dict[str, Patch]:
    """Cut out all boxes, each moved to where its border is."""
    level, paper = ink_level(grey), float(np.median(grey[::4, ::4]))
    return {key: _patch(grey, box, level, paper) for key, box in boxes.items()}


def _inward(patch: Patch) -> NDArray[np.float64]:
    """Give the inked share of each side, row by row inwards: four rows of figures."""
    left, top, right, bottom = (round(edge) for edge in patch.edges)
    deep = px(_DEEPEST_MM)
    cut_x, cut_y = (right - left) // 5, (bottom - top) // 5
    ink = patch.ink
    level = ink[:, left + cut_x : right - cut_x + 1].mean(axis=1)
    upright = ink[top + cut_y : bottom - cut_y + 1].mean(axis=0)
    return np.stack(
        [
            level[top : top + deep],
            level[bottom - deep + 1 : bottom + 1][::-1],
            upright[left : left + deep],
            upright[right - deep + 1 : right + 1][::-1],
        ]
    )


def border_px(found: Mapping[str, Patch]) -> int:
    """Measure on all boxes of a page how far their own border reaches in, with some slack."""
    drawn = [patch for patch in found.values() if patch.drawn >= _DRAWN]
    if not drawn:
        return px(_LEAST_INSET_MM)
    shares = np.quantile(np.concatenate([_inward(patch) for patch in drawn]), 0.6, axis=0)
    clear = np.nonzero(shares <= _LINE_ENDS)[0]
    ends = int(clear[0]) if clear.size else px(_LEAST_INSET_MM)
    return max(px(_LEAST_INSET_MM), ends + px(_SLACK_MM))


def insets(patch: Patch, border: int) -> tuple[int, int, int, int]:
    """Give how far the border of this very box reaches in: top, bottom, left, right, in pixels.

    A side that is still inked where the page's borders end is followed a little further: it is
    thick or askew. A mark along the side cannot hide more than that.
    """
    found = []
    for shares in _inward(patch):
        beyond = shares[border - 1 : border + px(_THICKER_MM)]
        clear = np.nonzero(beyond <= _ASKEW)[0]
        more = int(clear[0]) if clear.size else 0
        found.append(border + more)
    return found[0], found[1], found[2], found[3]
