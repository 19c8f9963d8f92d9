"""How much ink each box has that its print does not explain.

Darkness is 0 for the paper around and 1 for the page's own print, so that pencil, shade, exposure
and the blur of a small picture are all measured against the page itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.boxes.definition import BoxPx
from ocr.boxes.registration import Reference, Registered, Seat
from ocr.page.light import PAPER
from ocr.sheet import Grey

_PATCH_PX = 32
"""Boxes are compared as squares of this side, whatever their size and shape."""
_OUTSIDE = 0.15
"""Part of a side by which a patch reaches beyond its box."""
_INSIDE = 0.62
"""Part of a box, from the middle, in which a mark must lie."""
_LEAST_INK = 0.22
_TOLERANCE_PX = 2
_LEAST_GAP = 0.07
"""Two groups of boxes on the reference lie at least this far apart in darkness, or are one."""
_DRAWN = 0.12
_ENOUGH = 12
"""Boxes from which what they share can be told from what was marked."""

Patch = NDArray[np.float32]
"""Darkness of a box and what is close around it, 0 paper to 1 print and more."""


@dataclass(frozen=True, slots=True)
class BoxInk:
    """What is inside one box, as shares of its inside covered with full darkness."""

    new: float
    """What the reference's print does not explain."""
    whole: float
    """All there is."""
    seated: bool = True
    """The box was found where it was measured."""


def _darkness(grey: Grey) -> Patch:
    dark = np.clip((PAPER - grey.astype(np.float32)) / PAPER, 0, 1)
    return np.asarray(dark, dtype=np.float32)


def _patch(dark: Patch, box: BoxPx, shift: tuple[float, float]) -> Patch:
    """Cut a box and a little around it as a square."""
    edge_x, edge_y = box.width * _OUTSIDE, box.height * _OUTSIDE
    x = (box.width + 2 * edge_x) / _PATCH_PX
    y = (box.height + 2 * edge_y) / _PATCH_PX
    left, top = box.left - edge_x + shift[0], box.top - edge_y + shift[1]
    matrix = np.array([[x, 0, left + x / 2 - 0.5], [0, y, top + y / 2 - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (_PATCH_PX, _PATCH_PX)
    cut = cv2.warpAffine(dark, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, dtype=np.float32)


def _patches(grey: Grey, boxes: Mapping[str, BoxPx], seats: Mapping[str, Seat]) -> dict[str, Patch]:
    side = float(np.median([min(box.width, box.height) for box in boxes.values()]))
    smooth = cv2.GaussianBlur(_darkness(grey), (0, 0), max(0.6, 0.03 * side))
    dark = np.asarray(smooth, dtype=np.float32)
    return {
        key: _patch(dark, box, seats[key].shift if seats else (0.0, 0.0))
        for key, box in boxes.items()
    }


def _inside() -> Patch:
    """Weigh the inside of a patch: a round window, so that rings and squares both stay out."""
    middle = (_PATCH_PX - 1) / 2
    rows, columns = np.mgrid[0:_PATCH_PX, 0:_PATCH_PX]
    radius = np.hypot(rows - middle, columns - middle) / (_PATCH_PX / 2) * (1 + 2 * _OUTSIDE)
    soft = np.clip((_INSIDE + 0.12 - radius) / 0.24, 0, 1)
    return np.asarray(soft / soft.sum(), dtype=np.float32)


def _print_level(grey: Grey, reference: Grey) -> float:
    """Give how dark the page is where the reference's print is."""
    printed = cv2.erode((reference < 150).astype(np.uint8), np.ones((2, 2), np.uint8)) > 0
    if printed.sum() < 50:
        printed = reference < 170
    dark = _darkness(grey)[printed]
    return max(_LEAST_INK, float(np.percentile(dark, 70))) if dark.size else 1.0


def marked_apart(values: Mapping[str, float]) -> frozenset[str]:
    """Tell which boxes of a reference are darker than the rest, with a gap between; or none."""
    ordered = sorted(values.items(), key=lambda item: item[1])
    levels = np.array([value for _, value in ordered])
    if len(levels) < 2:
        return frozenset()
    gaps = np.diff(levels)
    cut = int(gaps.argmax())
    lower = levels[: cut + 1]
    if gaps[cut] < max(_LEAST_GAP, 2 * float(lower.std())):
        return frozenset()
    return frozenset(key for key, _ in ordered[cut + 1 :])


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """The empty print of each box, from the reference."""

    patches: Mapping[str, Patch]


def empty_print(reference: Reference, named: frozenset[str] | None) -> Print:
    """Give what each box looks like empty.

    Args:
        reference: made ready.
        named: keys of boxes that are marked on it; None to find them out.

    A marked box's own print cannot be seen: the middle of all empty ones stands for it.
    """
    level = _print_level(reference.grey, reference.grey)
    found = _patches(reference.grey, reference.boxes, {})
    patches = {key: patch / level for key, patch in found.items()}
    window = _inside()
    whole = {key: float((patch * window).sum()) for key, patch in patches.items()}
    marked = marked_apart(whole) if named is None else named
    empty = [patch for key, patch in patches.items() if key not in marked]
    if not empty:
        return Print({key: np.zeros_like(patch) for key, patch in patches.items()})
    usual = np.median(np.stack(empty), axis=0).astype(np.float32)
    return Print({key: usual if key in marked else patch for key, patch in patches.items()})


def _is_printed(patches: Mapping[str, Patch]) -> bool:
    """Tell whether most boxes are drawn on the reference at all; some leave them out."""
    darkest = [float(np.percentile(patch, 97)) for patch in patches.values()]
    return float(np.median(darkest)) > _DRAWN


def _common(patches: Mapping[str, Patch]) -> Patch:
    """Give the ink that half of a page's boxes share: their print, as most are not marked."""
    return np.asarray(np.median(np.stack(list(patches.values())), axis=0), np.float32)


def box_inks(reference: Reference, empty: Print, page: Registered) -> dict[str, BoxInk]:
    """Measure every box of a page."""
    level = _print_level(page.grey, reference.grey)
    window = _inside()
    reach = np.ones((2 * _TOLERANCE_PX + 1, 2 * _TOLERANCE_PX + 1), np.uint8)
    found = _patches(page.grey, reference.boxes, page.seats)
    darks = {key: patch / level for key, patch in found.items()}
    bare = len(darks) >= _ENOUGH and not _is_printed(empty.patches)
    shared = _common(darks) if bare else np.zeros((_PATCH_PX, _PATCH_PX), np.float32)
    inks = {}
    for key, dark in darks.items():
        explained = cv2.dilate(np.maximum(empty.patches[key], shared), reach)
        new = np.maximum(dark - explained, 0)
        ink, whole = float((new * window).sum()), float((dark * window).sum())
        inks[key] = BoxInk(ink, whole, page.seats[key].sure)
    return inks
