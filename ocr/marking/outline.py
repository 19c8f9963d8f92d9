"""How well ink follows the four sides of one rectangle."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import px
from ocr.sheet import Grey

_OFF_PX = np.array([-3.0, -1.5, 0.0, 1.5, 3.0])
"""A side may lie this far off at either end: what a scan leaves of skew, and rough edges."""
_FIRST, _LAST = (grid.ravel()[:, None] for grid in np.meshgrid(_OFF_PX, _OFF_PX))
_CORNER_MM = 0.2
_AWAY = 0.008
"""Inked share that a rectangle must gain to be moved by one more pixel."""
_MIDDLE = 0.6
"""Share of a side that rounded corners leave straight."""


Edges = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels: the middles of the lines."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The four sides of a rectangle, each from 0 (not drawn) to 1 (a straight line)."""

    sides: tuple[float, float, float, float]
    """Top, right, bottom, left: inked share of the straight line that is inked most."""
    middles: tuple[float, float, float, float]
    """The same without the ends, where round corners leave the line."""
    corners: int
    """How many corners are inked: none of a circle, two of a D."""

    @property
    def quality(self) -> float:
        """Give how much of the outline is there, 0 to 1; corners weigh as much as one side."""
        return (sum(self.sides) + self.corners / 4) / 5


@lru_cache(maxsize=256)
def _steps(length: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the steps along a side of so many pixels, and how far off it each line near it is."""
    share = np.linspace(0, 1, length + 1)[None]
    return share, _FIRST * (1 - share) + _LAST * share


def _along(ink: Grey, one: tuple[float, float], other: tuple[float, float]) -> NDArray[np.uint8]:
    """Sample the ink on all straight lines near the one between two points."""
    (x1, y1), (x2, y2) = one, other
    share, off = _steps(int(max(abs(x2 - x1), abs(y2 - y1))))
    upright = abs(y2 - y1) > abs(x2 - x1)
    across = x1 + (x2 - x1) * share + (off if upright else 0.0)
    down = y1 + (y2 - y1) * share + (0.0 if upright else off)
    rows = np.rint(down).astype(int).clip(0, ink.shape[0] - 1)
    columns = np.rint(across).astype(int).clip(0, ink.shape[1] - 1)
    return np.asarray(ink[rows, columns])


def _best(samples: NDArray[np.uint8]) -> tuple[float, float]:
    """Give the inked share of the best line, whole and without its ends."""
    cut = round(samples.shape[1] * (1 - _MIDDLE) / 2)
    middle = samples[:, cut : samples.shape[1] - cut]
    # The mean of each row, told from its sum: rows are short and there are thousands of sides.
    whole, most = (int(part.sum(axis=1).max()) / part.shape[1] for part in (samples, middle))
    return whole, most


def _corner(ink: Grey, x: float, y: float) -> bool:
    reach, column, row = px(_CORNER_MM), round(x), round(y)
    rows = slice(max(0, row - reach), row + reach + 1)
    return bool(ink[rows, max(0, column - reach) : column + reach + 1].any())


def outline(ink: Grey, edges: Edges) -> Outline:
    """Measure the sides of a rectangle given by its edges (left, top, right, bottom) in pixels."""
    left, top, right, bottom = edges
    points = [(left, top), (right, top), (right, bottom), (left, bottom)]
    best = [_best(_along(ink, points[n], points[(n + 1) % 4])) for n in range(4)]
    whole, middles = zip(*best, strict=True)
    corners = sum(_corner(ink, x, y) for x, y in points)
    return Outline(
        (whole[0], whole[1], whole[2], whole[3]),
        (middles[0], middles[1], middles[2], middles[3]),
        corners,
    )


def snapped(ink: Grey, edges: Edges, reach_mm: float = 0.8) -> tuple[Edges, float]:
    """Move a rectangle to where ink covers its sides best.

    Returns:
        The rectangle of the same size, and the mean inked share of its four sides; 0 off the page.
    """
    reach = px(reach_mm)
    left, top, right, bottom = (round(edge) for edge in edges)
    if min(left, top) < 0 or bottom >= ink.shape[0] or right >= ink.shape[1]:
        return edges, 0.0
    padded = cv2.copyMakeBorder(
        ink[max(0, top - reach) : bottom + reach + 1, max(0, left - reach) : right + reach + 1],
        max(0, reach - top),
        max(0, bottom + reach + 1 - ink.shape[0]),
        max(0, reach - left),
        max(0, right + reach + 1 - ink.shape[1]),
        cv2.BORDER_CONSTANT,
    )
    covered = _covered(np.asarray(padded, np.uint8), right - left, bottom - top)
    away = np.abs(np.arange(2 * reach + 1) - reach)
    # In a scribble every place fits: the nearest is best.
    near = covered - _AWAY * (away[:, None] + away[None])
    down, across = np.unravel_index(int(np.argmax(near)), covered.shape)
    dx, dy = int(across) - reach, int(down) - reach
    moved = (edges[0] + dx, edges[1] + dy, edges[2] + dx, edges[3] + dy)
    return moved, float(covered[down, across])


def _covered(ink: Grey, width: int, height: int) -> NDArray[np.float64]:
    """Give the inked share of the sides of a rectangle at every place of a patch."""
    level = cv2.dilate(ink, np.ones((3, 1), np.uint8)).astype(np.int32).cumsum(axis=1)
    upright = cv2.dilate(ink, np.ones((1, 3), np.uint8)).astype(np.int32).cumsum(axis=0)
    rows = (level[:, width:] - level[:, :-width]) / width
    columns = (upright[height:] - upright[:-height]) / height
    across = rows[:-height] + rows[height:]
    down = columns[:, :-width] + columns[:, width:]
    return np.asarray((across + down) / 4)
