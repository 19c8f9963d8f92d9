"""Take specks of one or two pixels off a fax; dotted lines, points and dots of an i stay."""

import cv2
import numpy as np

from ocr.sheet import Grey

_SPECK_PX = 2
_NEAR = (9, 5)
"""Pixels across and down; ink within this window makes a speck a point or a part of a letter."""
_ROW = (81, 5)
"""Five specks in such a strip, 10 mm of a fax line, are a dotted line, even a skewed one."""
_ROW_SPECKS = 5
_CLEAN_SHARE = 2e-4
"""Share of specks below which a fax is clean, and its small dots belong to letters."""


def is_two_level(grey: Grey) -> bool:
    """Tell whether a page is black and white only."""
    return bool(np.isin(grey[:: max(1, len(grey) // 64)], (0, 255)).all())


def _count(mask: Grey, window: tuple[int, int]) -> Grey:
    """Count the set pixels (ones) in a window around each."""
    counted = cv2.boxFilter(mask, cv2.CV_16U, window, normalize=False)
    return np.asarray(np.minimum(counted, 255), dtype=np.uint8)


def _in_rows(specks: Grey) -> Grey:
    """Tell which specks stand in a row with others, more than chance would put there."""
    together = _count(specks, _ROW)
    expected = float(specks.mean()) * _ROW[0] * _ROW[1]
    least = max(_ROW_SPECKS, expected + 4 * expected**0.5)
    return np.asarray(together >= least, dtype=np.uint8)


def without_specks(grey: Grey) -> Grey:
    """Turn lone groups of one or two black pixels white, and single white ones inside ink black.

    Args:
        grey: 0 and 255 only, as the fax machine sent it.
    """
    black = np.asarray(grey < 128, dtype=np.uint8)
    lone = np.asarray(_count(black, _NEAR) <= _SPECK_PX, dtype=np.uint8) & black
    if cv2.countNonZero(lone) < _CLEAN_SHARE * black.size:
        return grey
    lone &= 1 - _in_rows(lone)
    clean = cv2.bitwise_or(grey, lone * np.uint8(255))
    ring = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)
    return np.asarray(cv2.min(clean, cv2.dilate(clean, ring)), dtype=np.uint8)
