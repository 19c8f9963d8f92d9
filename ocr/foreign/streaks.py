"""Lines that a fax machine or a copier drew down the whole page."""

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


def streaks(ink: Grey, per_mm: float) -> Grey:
    """Mask streaks, however the page was turned.

    The page is cut in bands so low that a slanted line is upright in each.

    Args:
        ink: 1 where ink is.
        per_mm: pixels a millimetre.
    """
    high = round(_BAND_MM * per_mm)
    full = _bands(ink, high)
    mask = np.zeros_like(ink)
    if not (full.mean(axis=0) > 0).any():
        return mask
    for line in _best(full, high * (np.arange(len(full)) + 0.5)):
        for band, x in enumerate(line.tolist()):
            mask[band * high : (band + 1) * high, max(0, x - 1) : max(0, x + 2)] = 1
    return np.asarray(cv2.dilate(mask, np.ones((1, 3), np.uint8)) & ink, dtype=np.uint8)


def _best(full: Grey, middles: NDArray[np.float64]) -> list[NDArray[np.int_]]:
    """Give each streak once: of all slopes at which a line shows the one that holds most of it."""
    rows = np.arange(len(full))
    found: list[tuple[float, NDArray[np.int_]]] = []
    for slope in _SLOPES:
        shifts = np.round(slope * middles).astype(int)
        for column in _lines(full, shifts):
            places = (column + shifts).clip(0, full.shape[1] - 1)
            found.append((float(full[rows, places].mean()), places))
    kept: list[NDArray[np.int_]] = []
    for _, line in sorted(found, key=lambda one: -one[0]):
        if all(np.abs(line - other).min() > _APART_PX for other in kept):
            kept.append(line)
    return kept
