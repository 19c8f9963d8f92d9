"""Lines that a fax machine or a copier drew down the whole page."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.sheet import Grey

_BAND_MM = 4.0
_BAND_INKED = 0.75
_SLOPES = np.arange(-0.1, 0.1001, 0.002)
"""The page was put straight, so its streaks are as slanted as it was."""
_APART_PX, _NEAR_PX = 8, 4
_ENDS = 3
_SHARE = 0.7
"""Share of the page's height that a streak runs through."""


def _bands(ink: Grey, high: int) -> Grey:
    """Tell for each column of each band of the page whether a line runs through it."""
    number = len(ink) // high
    wide = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    rows = wide[: number * high].reshape(number, high, -1)
    return np.asarray(rows.sum(axis=1, dtype=np.uint8) > _BAND_INKED * high, dtype=np.uint8)


def _lines(
    full: Grey, inked: tuple[NDArray[np.int_], ...], shifts: NDArray[np.int_]
) -> NDArray[np.int_]:
    """Give the columns in which the bands, moved against one another, stand over one another.

    Args:
        full: the bands, as `_bands` gives them.
        inked: band and column of all that is not 0 in them.
        shifts: of each band to the left.
    """
    number, width = full.shape
    bands, places = inked
    columns = places - shifts[bands]
    inside = (columns >= 0) & (columns < width)
    share = np.bincount(columns[inside], minlength=width) / number
    ends = inside & ((bands < _ENDS) | (bands >= number - _ENDS))
    at_edge = np.bincount(columns[ends], minlength=width) > 0
    return np.flatnonzero((share > _SHARE) & at_edge)


@dataclass(frozen=True, slots=True)
class Streak:
    """The course of a line down the page: its x at some heights, in pixels."""

    heights: tuple[float, ...]
    places: tuple[float, ...]

    def at(self, y: float) -> float:
        """Give its x at a height of the page."""
        return float(np.interp(y, self.heights, self.places))

    def along(self, rows: int) -> NDArray[np.int_]:
        """Give its x in every row of the page from the top."""
        return np.round(np.interp(np.arange(rows), self.heights, self.places)).astype(int)

    def scaled(self, factor: float) -> "Streak":
        """Give the streak of the page made larger."""
        heights = tuple(y * factor for y in self.heights)
        return Streak(heights, tuple((x + 0.5) * factor - 0.5 for x in self.places))


def streaks(ink: Grey, per_mm: float) -> tuple[Grey, list[Streak]]:
    """Find the streaks of a page, however the page was turned.

    The page is cut in bands so low that a slanted line is upright in each.

    Args:
        ink: 1 where ink is.
        per_mm: pixels a millimetre.

    Returns:
        A mask of them, and their courses in the same pixels.
    """
    high = round(_BAND_MM * per_mm)
    full = _bands(ink, high)
    mask = np.zeros_like(ink)
    middles = np.asarray(high * (np.arange(len(full)) + 0.5), dtype=np.float64)
    found = [_followed(ink, line, high) for line in _best(full, middles)] if full.any() else []
    rows = np.arange(len(ink))
    for streak in found:
        columns = streak.along(len(ink)).clip(2, ink.shape[1] - 3)
        for offset in range(-2, 3):
            mask[rows, columns + offset] = 1
    return mask & ink, found


def _followed(ink: Grey, line: "_Line", high: int) -> Streak:
    """Follow a line band by band to where its ink is thickest."""
    heights, places = [], []
    for top in range(0, len(ink) - high + 1, high):
        y = top + high / 2
        x = round(line.at(y))
        low = max(0, x - _NEAR_PX)
        shares = ink[top : top + high, low : x + _NEAR_PX + 1].mean(axis=0, dtype=np.float64)
        if shares.size and shares.max() > _BAND_INKED:
            strong = np.flatnonzero(shares > 0.9 * shares.max())
            heights.append(y)
            places.append(float(low + strong.mean()))
    return Streak(tuple(heights or [0.0]), tuple(places or [line.top]))


@dataclass(frozen=True, slots=True)
class _Line:
    """A straight line: x at the top, and how much x grows with every pixel down."""

    top: float
    slope: float

    def at(self, y: float) -> float:
        return self.top + self.slope * y


def _best(full: Grey, middles: NDArray[np.float64]) -> list[_Line]:
    """Give each streak once: of all slopes at which a line shows the one that holds most of it."""
    rows, inked = np.arange(len(full)), np.nonzero(full)
    found: list[tuple[float, _Line]] = []
    for slope in _SLOPES.tolist():
        shifts = np.round(slope * middles).astype(int)
        for column in _lines(full, inked, shifts).tolist():
            places = (column + shifts).clip(0, full.shape[1] - 1)
            found.append((float(full[rows, places].mean()), _Line(column, slope)))
    kept: list[_Line] = []
    for _, streak in sorted(found, key=lambda one: -one[0]):
        if all(_apart(streak, other, middles) for other in kept):
            kept.append(streak)
    return kept


def _apart(one: _Line, other: _Line, middles: NDArray[np.float64]) -> bool:
    return all(abs(one.at(y) - other.at(y)) > _APART_PX for y in (middles[0], middles[-1]))
