"""How much of a rectangle's sides is drawn, told quickly for very many rectangles."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import Lines, px

_AMID_MM = 1.4
"""A line so close above or below another over the whole width belongs to a filled area."""
_GOES_ON = 0.85


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Sums over the line masks that tell quickly how much of a side is drawn.

    The sums are at half the resolution, all arguments in pixels of the page.
    """

    across: NDArray[np.int16]
    """Of horizontal lines, thickened by the band and summed along the rows."""
    down: NDArray[np.int16]

    def row(self, y: float, left: float, right: float) -> float:
        """Give the inked share of a horizontal side."""
        return _share(self.across, y, left, right)

    def column(self, x: float, top: float, bottom: float) -> float:
        """Give the inked share of an upright side."""
        return _share(self.down.T, x, top, bottom)

    def rows(self, left: float, right: float, top: float, bottom: float) -> NDArray[np.float64]:
        """Give the inked share of every second row of a strip."""
        first, last = max(0, round(left / 2)), min(self.across.shape[1] - 1, round(right / 2))
        part = self.across[max(0, round(top / 2)) : round(bottom / 2)]
        return np.asarray((part[:, last] - part[:, first]) / max(1, last - first))

    def all_round(self, left: float, top: float, right: float, bottom: float) -> Iterator[float]:
        """Yield the inked shares of top, right, bottom and left side."""
        yield self.row(top, left, right)
        yield self.column(right, top, bottom)
        yield self.row(bottom, left, right)
        yield self.column(left, top, bottom)

    def everywhere(
        self, width: float, height: float
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Give mean and least inked share of a rectangle's sides, by its upper left corner.

        The corners are counted in steps of two pixels. Where a line runs along close above or
        below, as in a filled area, the least share is 0.
        """
        wide, high = round(width / 2), round(height / 2)
        # Pages have millions of corners: every array that need not be made anew is not.
        level = np.subtract(self.across[:, wide:], self.across[:, :-wide], dtype=np.float32)
        upright = np.subtract(self.down[high:], self.down[:-high], dtype=np.float32)
        level /= wide
        upright /= high
        top, bottom, sides = level[:-high], level[high:], (upright[:, :-wide], upright[:, wide:])
        mean, least = top + bottom, np.minimum(top, bottom)
        for side in sides:
            mean += side
            np.minimum(least, side, out=least)
        mean /= 4
        _clear_amid(least, top, bottom)
        return mean, least


def _clear_amid(
    least: NDArray[np.float32], top: NDArray[np.float32], bottom: NDArray[np.float32]
) -> None:
    """Set the least share to 0 where a line runs along close above or below."""
    # Few corners have all four sides; numpy finds them in one row faster than in a page.
    rows, columns = np.divmod(np.flatnonzero(least > 0), least.shape[1])
    beyond, number = px(_AMID_MM / 2), len(least)
    above, below = top[(rows - beyond) % number, columns], bottom[(rows + beyond) % number, columns]
    amid = np.maximum(above, below) > _GOES_ON
    least[rows[amid], columns[amid]] = 0


def _share(sums: NDArray[np.int16], at: float, start: float, stop: float) -> float:
    height, width = sums.shape
    row, first, last = round(at / 2), max(0, round(start / 2)), min(width - 1, round(stop / 2))
    if not 0 <= row < height or last <= first:
        return 0.0
    return float((sums[row, last] - sums[row, first]) / (last - first))


def sides_of(level: Lines, upright: Lines) -> Sides:
    """Prepare the masks of horizontal and upright lines."""
    # Thickened upwards and to the left where finding them thickened them the other way.
    across = cv2.dilate(level.mask, np.ones((2, 1), np.uint8), anchor=(0, 0))
    down = cv2.dilate(upright.mask, np.ones((1, 2), np.uint8), anchor=(0, 0))
    return Sides(np.cumsum(across, axis=1, dtype=np.int16), np.cumsum(down, axis=0, dtype=np.int16))
