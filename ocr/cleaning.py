"""Clean a sheet before it is compared and read: specks of a fax, shadows of a scan or photograph."""

from dataclasses import replace

import cv2
import numpy as np

from ocr.sheet import Grey, Sheet

_SPECK_PX = 2
"""The largest speck on a fine fax; a full stop in 8 pt covers ten pixels there, five on a standard one."""
_SHADE_PER_MM = 0.5
_SHADE_MM = 9
_WHITE = 250


def _is_two_level(grey: Grey) -> bool:
    return bool(np.isin(grey[:: max(1, len(grey) // 64)], (0, 255)).all())


def _without_specks(grey: Grey) -> Grey:
    """Turn groups of one or two black pixels white, and single white ones inside ink black."""
    black = np.asarray(grey < 128, dtype=np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(black, connectivity=8)
    small = (stats[:, cv2.CC_STAT_AREA] <= _SPECK_PX).astype(np.uint8)
    small[0] = 0
    clean = np.where(small[labels] > 0, 255, grey).astype(np.uint8)
    around = cv2.erode(255 - clean, np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8))
    return np.asarray(np.where(around == 255, 0, clean), dtype=np.uint8)


def _evenly_lit(sheet: Sheet) -> Grey:
    """Divide by the brightness of the paper around each pixel."""
    grey = sheet.grey
    height, width = grey.shape
    size = (
        max(4, round(width / sheet.density.x * _SHADE_PER_MM)),
        max(4, round(height / sheet.density.y * _SHADE_PER_MM)),
    )
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    kernel = max(3, round(_SHADE_MM * _SHADE_PER_MM) | 1)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((kernel, kernel), np.uint8)), 5)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, cv2.max(paper, 40), scale=_WHITE)
    return np.asarray(even, dtype=np.uint8)


def cleaned(sheet: Sheet) -> Sheet:
    """Give the sheet without what its channel added."""
    if _is_two_level(sheet.grey):
        return replace(sheet, grey=_without_specks(sheet.grey))
    return replace(sheet, grey=_evenly_lit(sheet))
