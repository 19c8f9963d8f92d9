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
from ocr.boxes.reference import Reference
from ocr.boxes.registration import Registered, Seat
from ocr.page.light import PAPER
from ocr.sheet import Grey

_PATCH_PX = 32
"""Boxes are compared as squares of this side, whatever their size and shape."""
_OUTSIDE = 0.15
"""Part of a side by which a patch reaches beyond its box."""
_INSIDE = 0.62
"""Part of a box, from the middle, in which a mark must lie."""
_LEAST_INK = 0.22
_REACH = np.ones((5, 5), np.uint8)
"""Print may lie this far off, in pixels of a patch, and is still no mark."""
_BLURS = (0.7, 1.2, 1.8, 2.5, 3.4)
"""Sigmas tried, in working pixels; what a mark is measured on is smoothed by the first."""
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


def _patches(
    dark: Patch, boxes: Mapping[str, BoxPx], seats: Mapping[str, Seat]
) -> dict[str, Patch]:
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


def _smooth(dark: Patch, sigma: float) -> Patch:
    return np.asarray(cv2.GaussianBlur(dark, (0, 0), sigma), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a page shows the reference's print."""

    gain: float
    """Its darkness, as a share of the reference's."""
    blur: float
    """Sigma of its blur, in working pixels."""


def _look(page: Patch, reference: Patch) -> _Look:
    """Find the blur and the darkness with which the reference's print looks most like the page."""
    printed = cv2.dilate((reference > 0.35).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if printed.sum() < 200:
        return _Look(1.0, _BLURS[0])
    own = page[printed]
    best, least = _Look(1.0, _BLURS[0]), np.inf
    for blur in _BLURS:
        wanted = _smooth(reference, blur)[printed]
        gain = float((own * wanted).sum() / max(float((wanted**2).sum()), 1e-6))
        # Absolute differences: what is marked or misplaced must not decide.
        rest = float(np.abs(own - gain * wanted).mean())
        if rest < least:
            best, least = _Look(min(max(gain, _LEAST_INK), 1.3), blur), rest
    return best


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


def marked_on(reference: Reference, named: frozenset[str] | None) -> frozenset[str]:
    """Tell which boxes are marked on the reference itself.

    Args:
        reference: made ready.
        named: keys of boxes that somebody said are; None to find them out.
    """
    if named is not None:
        return named
    patches = _patches(_smooth(_darkness(reference.grey), 1.0), reference.boxes, {})
    window = _inside()
    return marked_apart({key: float((patch * window).sum()) for key, patch in patches.items()})


def _empty_print(dark: Patch, reference: Reference, marked: frozenset[str]) -> dict[str, Patch]:
    """Give what each box looks like empty.

    A marked box's own print cannot be seen: the middle of all empty ones stands for it.
    """
    patches = _patches(dark, reference.boxes, {})
    empty = [patch for key, patch in patches.items() if key not in marked]
    if not empty:
        return {key: np.zeros_like(patch) for key, patch in patches.items()}
    usual = np.median(np.stack(empty), axis=0).astype(np.float32)
    return {key: usual if key in marked else patch for key, patch in patches.items()}


def _is_printed(patches: Mapping[str, Patch]) -> bool:
    """Tell whether most boxes are drawn on the reference at all; some leave them out."""
    darkest = [float(np.percentile(patch, 97)) for patch in patches.values()]
    return float(np.median(darkest)) > _DRAWN


def _common(patches: Mapping[str, Patch]) -> Patch:
    """Give the ink that half of a page's boxes share: their print, as most are not marked."""
    return np.asarray(np.median(np.stack(list(patches.values())), axis=0), np.float32)


def box_inks(reference: Reference, marked: frozenset[str], page: Registered) -> dict[str, BoxInk]:
    """Measure every box of a page.

    Args:
        reference: made ready.
        marked: keys of the boxes that are marked on it.
        page: laid over it.
    """
    own, wanted = _darkness(page.grey), _darkness(reference.grey)
    look = _look(own, wanted)
    empty = _empty_print(_smooth(wanted, look.blur), reference, marked)
    found = _patches(_smooth(own, _BLURS[0]) / look.gain, reference.boxes, page.seats)
    bare = len(found) >= _ENOUGH and not _is_printed(empty)
    shared = _common(found) if bare else np.zeros((_PATCH_PX, _PATCH_PX), np.float32)
    window = _inside()
    inks = {}
    for key, dark in found.items():
        new = np.maximum(dark - cv2.dilate(np.maximum(empty[key], shared), _REACH), 0)
        ink, whole = float((new * window).sum()), float((dark * window).sum())
        inks[key] = BoxInk(ink, whole, page.seats[key].sure)
    return inks
