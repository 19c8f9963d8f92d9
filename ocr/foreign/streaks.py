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
_APART_PX = 8
_SHARE = 0.7
"""Share of the page's height that a streak runs through."""


def _bands(ink: Grey, high: int) -> Grey:
    """Tell for each column of each band of the page whether a line runs through it."""
    number = len(ink) // high
    wide = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    rows = wide[: number * high].reshape(number, high, -1)
    return np.asarray(rows.mean(axis=1, dtype=np.float32) > _BAND_INKED, dtype=np.uint8)


def _lines(full: Grey, shifts: NDArray[np.int_]) -> NDArray[np.int_]:
    """Give the columns in which the bands, moved against one another, stand over one another."""
    number, width = full.shape
    columns = np.arange(width)[None] + shifts[:, None]
    inside = (columns >= 0) & (columns < width)
    straight = np.where(inside, full[np.arange(number)[:, None], columns.clip(0, width - 1)], 0)
    at_edge = straight[:3].any(axis=0) | straight[-3:].any(axis=0)
    return np.flatnonzero((straight.mean(axis=0) > _SHARE) & at_edge)


@dataclass(frozen=True, slots=True)
class Streak:
    """A line down the page: x at its top, and how much x grows with every pixel down."""

    top: float
    slope: float

    def at(self, y: float) -> float:
        """Give its x at a height of the page."""
        return self.top + self.slope * y


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
    found = _best(full, middles) if full.any() else []
    for streak in found:
        for band, middle in enumerate(middles.tolist()):
            x = round(streak.at(middle))
            mask[band * high : (band + 1) * high, max(0, x - 1) : max(0, x + 2)] = 1
    wide = np.asarray(cv2.dilate(mask, np.ones((1, 3), np.uint8)), dtype=np.uint8)
    return wide & ink, found


def _best(full: Grey, middles: NDArray[np.float64]) -> list[Streak]:
    """Give each streak once: of all slopes at which a line shows the one that holds most of it."""
    rows = np.arange(len(full))
    found: list[tuple[float, Streak]] = []
    for slope in _SLOPES.tolist():
        shifts = np.round(slope * middles).astype(int)
        for column in _lines(full, shifts).tolist():
            places = (column + shifts).clip(0, full.shape[1] - 1)
            found.append((float(full[rows, places].mean()), Streak(column, slope)))
    kept: list[Streak] = []
    for _, streak in sorted(found, key=lambda one: -one[0]):
        if all(_apart(streak, other, middles) for other in kept):
            kept.append(streak)
    return kept


def _apart(one: Streak, other: Streak, middles: NDArray[np.float64]) -> bool:
    return all(abs(one.at(y) - other.at(y)) > _APART_PX for y in (middles[0], middles[-1]))
