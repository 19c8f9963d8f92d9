"""Clean a sheet before it is compared and read: specks of a fax, shadows of a scan or photograph."""

from dataclasses import replace

import cv2
import numpy as np

from ocr.sheet import Grey, Sheet

_SPECK_PX = 2
_CLEAN_SHARE = 2e-4
"""Share of single black pixels below which a fax is clean, and small dots are points of letters."""
_NEAR_MM = 0.55
"""The point of an i or j is as small as a speck on a standard fax, but stands so near its letter."""
_FINE_PER_MM = 5.0
_SHADE_PER_MM = 0.5
_SHADE_MM = 9
_WHITE = 250


def _is_two_level(grey: Grey) -> bool:
    return bool(np.isin(grey[:: max(1, len(grey) // 64)], (0, 255)).all())


def _without_specks(sheet: Sheet) -> Grey:
    """Turn groups of one or two black pixels white, and single white ones inside ink black."""
    black = np.asarray(sheet.grey < 128, dtype=np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(black, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    if (areas == 1).sum() < _CLEAN_SHARE * black.size:
        return sheet.grey
    small = (areas <= _SPECK_PX).astype(np.uint8)
    small[0] = 0
    specks = small[labels]
    near = np.ones((2 * round(_NEAR_MM * sheet.density.y) + 1, 3), np.uint8)
    beside = cv2.dilate(black & (1 - specks), near)
    gone = specks & (1 - beside)
    if sheet.density.y > _FINE_PER_MM:
        gone |= (areas == 1).astype(np.uint8)[labels]
    clean = np.where(gone > 0, 255, sheet.grey).astype(np.uint8)
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
        return replace(sheet, grey=_without_specks(sheet))
    return replace(sheet, grey=_evenly_lit(sheet))
