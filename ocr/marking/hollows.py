"""White rooms that ink encloses: the insides of empty boxes, and of letters."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.connected import connected
from ocr.marking.lines import px
from ocr.marking.outline import Edges
from ocr.sheet import Grey

_SMALLEST_MM, _LARGEST_MM = 1.5, 8.0
_FLATTEST, _TALLEST = 0.62, 1.6
_FULL, _ROUND = 0.9, 0.86
"""Share of its rectangle that a box's room fills, rounded corners and specks allowed for; and the
share under which it is a letter's: an ellipse fills 0.79."""
_SPLIT = 0.68
"""What a tick cuts off from a box's room fills less than this."""
_THICKEST_MM = 1.1
_DRAWN = 0.5
_SAME = 0.65
"""Share of a rectangle's width and height that its own room reaches."""


@dataclass(frozen=True, slots=True, eq=False)
class Hollows:
    """All white rooms of a page, found at half its resolution."""

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]
    """Left, top, width, height and area of each, in halved pixels; the first is the ink."""

    def _full(self, edges: Edges) -> float | None:
        """Give how much of its own rectangle the room within a drawn one fills, if it has one."""
        left, top, right, bottom = edges
        height, width = self.labels.shape
        x, y = int((left + right) / 4), int((top + bottom) / 4)
        if not (0 <= y < height and 0 <= x < width) or not self.labels[y, x]:
            return None
        _, _, wide, high, area = (int(value) for value in self.stats[self.labels[y, x]])
        fits = _SAME * (right - left) <= 2 * wide <= right - left
        fits &= _SAME * (bottom - top) <= 2 * high <= bottom - top
        return area / (wide * high) if fits else None

    def is_round(self, edges: Edges) -> bool:
        """Tell whether the room within a rectangle lacks its corners, as that of an O does."""
        full = self._full(edges)
        return full is not None and _SPLIT < full < _ROUND

    def is_room(self, edges: Edges) -> bool:
        """Tell whether the room within a rectangle is white and rectangular."""
        full = self._full(edges)
        return full is not None and full >= _FULL


def hollows_of(half: Grey) -> Hollows:
    """Find the white rooms of a page from its halved ink."""
    white = np.asarray(half == 0, dtype=np.uint8)
    found = connected(white, neighbours=4)
    return Hollows(found.numbers, found.stats)


def _thickness(ink: Grey, room: tuple[int, int, int, int]) -> int:
    """Give how thick the thinnest of four lines is; a shadow thickens two of them."""
    left, top, right, bottom = room
    reach = px(_THICKEST_MM)
    rows, columns = slice(top, bottom), slice(left, right)
    sides = (
        ink[rows, max(0, left - reach) : left].mean(axis=0)[::-1],
        ink[rows, right : right + reach].mean(axis=0),
        ink[max(0, top - reach) : top, columns].mean(axis=1)[::-1],
        ink[bottom : bottom + reach, columns].mean(axis=1),
    )
    # The first pixels may be a fringe that halving left; the line ends at the first white.
    return min(int(np.argmin([True, True, *(side[2:] > _DRAWN), False])) for side in sides)


def rooms(ink: Grey, hollows: Hollows) -> Iterator[Edges]:
    """Give the rectangles of lines about rooms of a tick box's size, to the middle of the lines."""
    left, top, width, height, area = hollows.stats.T
    small, large = px(_SMALLEST_MM / 2), px(_LARGEST_MM / 2)
    fits = (width >= small) & (width <= large) & (height >= small) & (height <= large)
    fits &= (height >= _FLATTEST * width) & (height <= _TALLEST * width)
    fits &= area >= _FULL * width * height
    fits[0] = False
    for n in np.nonzero(fits)[0]:
        first, upper = 2 * int(left[n]), 2 * int(top[n])
        room = (first, upper, first + 2 * int(width[n]), upper + 2 * int(height[n]))
        half = _thickness(ink, room) / 2
        yield (room[0] - half, room[1] - half, room[2] + half - 1, room[3] + half - 1)
