"""Boxes torn by marks or by a fax, looked for everywhere at the sizes the page is known to have."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from ocr.marking.families import alike
from ocr.marking.lines import px
from ocr.marking.outline import Edges, snapped
from ocr.marking.sides import Sides
from ocr.marking.squares import Square, overlap, square_at
from ocr.sheet import Grey

_SMALL_MM = 2.6
"""Smaller ones are as small as letters: their size leads nowhere."""
_COVERED, _LEAST = 0.88, 0.7
_QUALITY, _SIDE = 0.97, 0.92
_MOST_SHAPES, _MOST_PLACES, _APART = 3, 400, 0.3
_NEAR_MM = 0.35


def shapes(known: Sequence[Square]) -> list[tuple[float, float]]:
    """Give the sizes of which two boxes and more are known, the most common first."""
    found: list[tuple[float, float]] = []
    left = [square for square in known if square.width >= px(_SMALL_MM)]
    groups = []
    while left:
        group = [square for square in left if alike(left[0], square)]
        left = [square for square in left if square not in group]
        groups.append(group)
    for group in sorted(groups, key=len, reverse=True)[:_MOST_SHAPES]:
        if len(group) > 1:
            width, height = (
                float(np.median([getattr(square, side) for square in group]))
                for side in ("width", "height")
            )
            found.append((width, height))
    return found


def _places(sides: Sides, shape: tuple[float, float], taken: Sequence[Edges]) -> Iterator[Edges]:
    """Give the places where all four sides are more or less drawn, the best first."""
    mean, least = sides.everywhere(*shape)
    mean[least < _LEAST] = 0
    near = 2 * (px(_NEAR_MM) // 2) + 1
    best = cv2.dilate(mean, np.ones((near, near), np.uint8))
    likely = np.flatnonzero((mean >= _COVERED) & (mean >= best))
    rows, columns = np.divmod(likely, mean.shape[1])
    kept = list(taken)
    for n in np.argsort(-mean[rows, columns], kind="stable")[:_MOST_PLACES]:
        left, top = 2.0 * columns[n], 2.0 * rows[n]
        edges = (left, top, left + shape[0], top + shape[1])
        if all(overlap(edges, other) < _APART for other in kept):
            kept.append(edges)
            yield edges


def torn(
    ink: Grey, sides: Sides, empty: Sequence[Square], known: Sequence[Square]
) -> Iterator[Square]:
    """Find what is drawn at the size of the empty boxes and does not lie on a known one."""
    for shape in shapes(empty):
        for place in _places(sides, shape, [square.edges for square in known]):
            edges, _ = snapped(ink, place, _NEAR_MM)
            square = square_at(ink, sides, edges)
            drawn = square.outline.quality >= _QUALITY and min(square.outline.sides) >= _SIDE
            if drawn and not square.is_cell:
                yield square
