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
from ocr.boxes.registration import Registered
from ocr.boxes.seats import Seat
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
_NEAR = 2.0
"""Sides of a box within which print tells how dark and how sharp a page is around it."""
_KEPT = 0.8
"""Part of the print, the most alike, by which darkness is measured."""
_BLURS = (0.7, 1.2, 1.8, 2.5, 3.4)
"""Sigmas tried, in working pixels; what a mark is measured on is smoothed by the first."""
_DRAWN = 0.12
_LOW, _LEVELS = 0.3, (-0.05, 0.03)
"""Part of the boxes that are surely empty, and what light may do to them."""
_LIKE = 12
"""Empty boxes, the nearest, of which one shows how a marked box is printed."""
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


def darkness(grey: Grey) -> Patch:
    """Give how dark each pixel is, 0 for paper."""
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


def patches_of(
    dark: Patch, boxes: Mapping[str, BoxPx], seats: Mapping[str, Seat]
) -> dict[str, Patch]:
    """Cut every box and a little around it as a square; without seats where they should be."""
    return {
        key: _patch(dark, box, seats[key].shift if seats else (0.0, 0.0))
        for key, box in boxes.items()
    }


def inside() -> Patch:
    """Weigh the inside of a patch: a round window, so that rings and squares both stay out."""
    middle = (_PATCH_PX - 1) / 2
    rows, columns = np.mgrid[0:_PATCH_PX, 0:_PATCH_PX]
    radius = np.hypot(rows - middle, columns - middle) / (_PATCH_PX / 2) * (1 + 2 * _OUTSIDE)
    soft = np.clip((_INSIDE + 0.12 - radius) / 0.24, 0, 1)
    return np.asarray(soft / soft.sum(), dtype=np.float32)


def smooth(dark: Patch, sigma: float) -> Patch:
    """Blur by a Gaussian."""
    return np.asarray(cv2.GaussianBlur(dark, (0, 0), sigma), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a page shows the reference's print."""

    gain: float
    """Its darkness, as a share of the reference's."""
    blur: float
    """Sigma of its blur, in working pixels."""


def _around(reference: Reference, marked: frozenset[str]) -> NDArray[np.bool_]:
    """Tell where the form's print near its boxes is: no desk, and nothing that a pen may cover."""
    near = np.zeros(reference.grey.shape, np.uint8)
    for box in reference.boxes.values():
        _fill(near, box, _NEAR, 1)
    for key in marked:
        _fill(near, reference.boxes[key], _OUTSIDE, 0)
    return near > 0


def _fill(area: NDArray[np.uint8], box: BoxPx, edge: float, value: int) -> None:
    """Set a box's pixels and those within `edge` of its sides."""
    left, right = box.left - edge * box.width, box.right + edge * box.width
    top, bottom = box.top - edge * box.height, box.bottom + edge * box.height
    area[max(0, round(top)) : round(bottom), max(0, round(left)) : round(right)] = value


def _gain(own: Patch, wanted: Patch) -> tuple[float, float]:
    """Give the darkness that fits best, and what it leaves: what is marked must not decide."""
    gain, kept = 1.0, np.ones(own.shape, bool)
    for _ in range(3):
        one, other = own[kept], wanted[kept]
        gain = float((one * other).sum() / max(float((other**2).sum()), 1e-6))
        rest = np.abs(own - gain * wanted)
        kept = rest <= np.quantile(rest, _KEPT)
    return gain, float(rest[kept].mean())


def _look(page: Patch, reference: Patch, near: NDArray[np.bool_]) -> _Look:
    """Find the blur and the darkness with which the reference's print looks most like the page.

    Args:
        page: darkness, laid over the reference.
        reference: darkness.
        near: where to compare.
    """
    printed = cv2.dilate((reference > 0.35).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    printed &= near
    if printed.sum() < 200:
        return _Look(1.0, _BLURS[0])
    own = page[printed]
    best, least = _Look(1.0, _BLURS[0]), np.inf
    for blur in _BLURS:
        gain, rest = _gain(own, smooth(reference, blur)[printed])
        if rest < least:
            best, least = _Look(min(max(gain, _LEAST_INK), 1.3), blur), rest
    return best


def _empty_prints(
    dark: Patch, reference: Reference, marked: frozenset[str]
) -> dict[str, tuple[Patch, ...]]:
    """Give what each box may look like empty.

    A marked box's own print cannot be seen: it is like one of the empty boxes near it.
    """
    patches = patches_of(dark, reference.boxes, {})
    empty = [key for key in patches if key not in marked]
    if not empty:
        return {key: (np.zeros_like(patch),) for key, patch in patches.items()}
    places = np.array([_middle(reference.boxes[key]) for key in empty])
    prints = {}
    for key, patch in patches.items():
        if key in marked:
            away = np.hypot(*(places - _middle(reference.boxes[key])).T)
            prints[key] = tuple(patches[empty[i]] for i in np.argsort(away)[:_LIKE])
        else:
            prints[key] = (patch,)
    return prints


def _middle(box: BoxPx) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _is_printed(prints: Mapping[str, tuple[Patch, ...]]) -> bool:
    """Tell whether most boxes are drawn on the reference at all; some leave them out."""
    darkest = [float(np.percentile(one[0], 97)) for one in prints.values()]
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
    own, wanted = darkness(page.grey), darkness(reference.level)
    look = _look(own, wanted, _around(reference, marked))
    prints = _empty_prints(smooth(wanted, look.blur), reference, marked)
    found = patches_of(smooth(own, _BLURS[0]) / look.gain, reference.boxes, page.seats)
    if len(found) >= _ENOUGH and not _is_printed(prints):
        shared = _common(found)
        prints = {key: tuple(np.maximum(p, shared) for p in some) for key, some in prints.items()}
    window = inside()
    level = _level(found, prints, window)
    inks = {}
    for key, dark in found.items():
        new = min(_new(dark - level, one, window) for one in prints[key])
        inks[key] = BoxInk(new, float((dark * window).sum()), page.seats[key].sure)
    return inks


def _level(
    found: Mapping[str, Patch], prints: Mapping[str, tuple[Patch, ...]], window: Patch
) -> float:
    """Tell by how much a page's boxes are darker than their print, marked or not: light, no ink."""
    rises = [float(((dark - prints[key][0]) * window).sum()) for key, dark in found.items()]
    return float(np.clip(np.quantile(rises, _LOW), *_LEVELS))


def _new(dark: Patch, empty: Patch, window: Patch) -> float:
    """Measure the ink that a box's print does not explain, by place and by amount.

    By place a box that is a little off has none, but a shade over a letter hardly any either; by
    amount it is the other way round.
    """
    beside = np.maximum(dark - cv2.dilate(empty, _REACH), 0)
    more = float(((dark - empty) * window).sum())
    return 0.5 * (float((beside * window).sum()) + max(0.0, more))
