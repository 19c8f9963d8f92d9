"""What lies inside a tick box: how much ink, in what pieces, and what it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import PER_MM, px
from ocr.marking.patches import Patch, insets
from ocr.marking.streaks import without_streaks
from ocr.sheet import Grey

_LEAST_PIECE_MM2 = 0.04
_LARGE_MM2 = 9.0
_BLUR_MM, _FAINT_MM, _FAINT_DEPTH_MM = 0.2, 1.0, 0.4
_SPILT_MM = (0.8, 1.3)
_OUT_MM = 1.7
"""So far outside of a box one looks for the strokes that cancel it."""


Insets = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected piece of ink inside a box."""

    area_mm2: float
    extent_mm: float
    """Diagonal of the rectangle around it."""
    depth_mm: float
    """How far it reaches in from the nearest side of the box's inside."""


@dataclass(frozen=True, slots=True)
class Inside:
    """The ink inside one box."""

    share: float
    """Of the inside, streaks of the fax and specks taken away; large boxes count as 9 mm2, for
    nobody makes a larger mark in them."""
    pieces: tuple[Piece, ...]
    faint_mm: float
    """Extent of the longest piece of at least a shade, away from the border."""
    inner_mm: float
    """Shorter side of the inside."""
    streaked: bool
    """A line of the fax or of the copier's glass runs through the box."""
    ringed: bool
    """Something is drawn round the box."""
    crossed_out: bool
    """Strokes run through the box and out again on two facing sides."""
    spilt: float
    """Inked share just outside of the left and of the right side, the lesser of the two."""
    drawn: float
    """Share of its border that is there."""

    def reaching(self, depth_mm: float) -> float:
        """Give the extent in millimetres of the longest piece that reaches in so deep.

        A streak that was taken away has cut a mark in pieces: they count together.
        """
        lengths = [piece.extent_mm for piece in self.pieces if piece.depth_mm >= depth_mm]
        return sum(lengths) if self.streaked else max(lengths, default=0.0)


def _inner(patch: Patch, inset: Insets) -> Grey:
    """Cut out what lies within the border."""
    left, top, right, bottom = patch.whole
    rows = slice(top + inset[0], max(top + inset[0], bottom + 1 - inset[1]))
    return patch.ink[rows, left + inset[2] : max(left + inset[2], right + 1 - inset[3])]


def _depths(shape: tuple[int, ...]) -> NDArray[np.float64]:
    rows, columns = np.arange(shape[0]), np.arange(shape[1])
    down = np.minimum(rows, rows[::-1])[:, None]
    return np.asarray(np.minimum(down, np.minimum(columns, columns[::-1])[None]) + 1.0)


def _pieces(inner: Grey) -> Iterator[Piece]:
    if not inner.size or not inner.any():
        return
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inner, connectivity=8)
    depths = _depths(inner.shape)
    for number, (_, _, width, height, area) in enumerate(stats[1:], start=1):
        if area >= _LEAST_PIECE_MM2 * PER_MM**2:
            yield Piece(
                float(area / PER_MM**2),
                float(np.hypot(width, height) / PER_MM),
                float(depths[labels == number].max() / PER_MM),
            )


def _ringed(patch: Patch) -> bool:
    """Tell whether one piece of ink goes round the box, well outside of it."""
    left, top, right, bottom = patch.edges
    _, _, stats, _ = cv2.connectedComponentsWithStats(patch.ink, connectivity=8)
    height, width = patch.ink.shape
    for x, y, wide, high, _ in stats[1:]:
        beyond = [left - x, top - y, x + wide - 1 - right, y + high - 1 - bottom]
        cut = x == 0 or y == 0 or x + wide >= width or y + high >= height
        if not cut and min(beyond) > px(0.15) and sorted(beyond)[1] > px(0.5):
            return True
    return False


def _crossed_out(patch: Patch, inset: Insets) -> bool:
    """Tell whether strokes leave the box on its left and on its right, in its middle part."""
    left, top, right, bottom = patch.whole
    quarter, out = (bottom - top) // 5, px(_OUT_MM)
    rows = slice(top + quarter, bottom - quarter)
    thick = cv2.dilate(patch.ink, np.ones((5, 1), np.uint8))[rows]

    def strokes(near: int, far: int) -> bool:
        return bool(thick[:, min(near, far) : max(near, far) + 1].all(axis=1).any())

    return strokes(left - out, left + inset[2]) and strokes(right - inset[3], right + out)


def _spilt(patch: Patch) -> float:
    """Give the inked share of the strips just outside of the left and right side, the lesser."""
    left, top, right, bottom = patch.whole
    near, far = px(_SPILT_MM[0]), px(_SPILT_MM[1])
    before = patch.ink[top : bottom + 1, max(0, left - far) : left - near]
    after = patch.ink[top : bottom + 1, right + near : right + far]
    return min(float(side.mean()) if side.size else 0.0 for side in (before, after))


def _faint_extent(patch: Patch, inset: Insets) -> float:
    """Give the extent of the longest shade well within the border that is no streak."""
    top, bottom, left, right = (side + px(_BLUR_MM) for side in inset)
    margins = (top, bottom, left, right)
    faint = replace(patch, ink=patch.faint)
    if all(piece.extent_mm < _FAINT_MM for piece in _pieces(_inner(faint, margins))):
        return 0.0
    cleaned, streaked = without_streaks(faint)
    pieces = [p for p in _pieces(_inner(cleaned, margins)) if p.depth_mm >= _FAINT_DEPTH_MM]
    return 0.0 if streaked else max((piece.extent_mm for piece in pieces), default=0.0)


def inside(patch: Patch, border: int) -> Inside:
    """Measure what lies inside a box, `border` being how far the page's borders reach in."""
    inset = insets(patch, border)
    dirty = bool(_inner(patch, inset).any())
    cleaned, streaked = without_streaks(patch) if dirty else (patch, False)
    inner = _inner(cleaned, inset)
    pieces = tuple(_pieces(inner))
    counted_mm2 = min(inner.size / PER_MM**2, _LARGE_MM2)
    return Inside(
        share=sum(piece.area_mm2 for piece in pieces) / max(counted_mm2, 0.1),
        pieces=pieces,
        faint_mm=0.0 if streaked else _faint_extent(patch, inset),
        inner_mm=min(inner.shape) / PER_MM,
        streaked=streaked,
        ringed=_ringed(cleaned),
        crossed_out=dirty and _crossed_out(cleaned, inset),
        spilt=_spilt(cleaned),
        drawn=patch.drawn,
    )
