"""Clean a sheet before it is read: specks of a fax, shadows of a scan or photograph."""

from dataclasses import replace

import cv2
import numpy as np

from ocr.page.light import deepened
from ocr.sheet import Grey, Sheet

_SPECK_PX = 2
"""The largest speck. What lies within two pixels of other ink may be the point of an i."""
_CLEAN_SHARE = 2e-4
"""Share of specks below which a fax is clean, and its small dots belong to letters."""
_SHADE_PER_MM = 0.5
_SHADE_MM = 9
_WHITE = 255


def _is_two_level(grey: Grey) -> bool:
    return bool(np.isin(grey[:: max(1, len(grey) // 64)], (0, 255)).all())


def _without_specks(sheet: Sheet) -> Grey:
    """Turn lone groups of one or two black pixels white, and single white ones inside ink black."""
    black = np.asarray(sheet.grey < 128, dtype=np.uint8)
    nearby = cv2.boxFilter(black, -1, (5, 5), normalize=False)
    lone = np.where(np.asarray(nearby) <= _SPECK_PX, 255, 0).astype(np.uint8)
    specks = cv2.bitwise_and(lone, cv2.bitwise_not(sheet.grey))
    if cv2.countNonZero(specks) < _CLEAN_SHARE * black.size:
        return sheet.grey
    clean = cv2.bitwise_or(sheet.grey, specks)
    ring = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)
    return np.asarray(cv2.min(clean, cv2.dilate(clean, ring)), dtype=np.uint8)


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
    even = cv2.divide(grey, np.maximum(paper, 40), scale=_WHITE)
    return np.asarray(even, dtype=np.uint8)


def cleaned(sheet: Sheet) -> Sheet:
    """Give the sheet without what its channel added."""
    if _is_two_level(sheet.grey):
        return replace(sheet, grey=_without_specks(sheet))
    return replace(sheet, grey=deepened(_evenly_lit(sheet)))
