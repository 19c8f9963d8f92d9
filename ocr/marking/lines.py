"""Ink and straight pieces of line on an upright page, in pixels at 300 dpi."""

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.connected import connected
from ocr.sheet import Grey

PER_MM = 300 / 25.4
"""Pixels per millimetre of an upright page."""
_LIGHTEST_INK, _DARKEST_INK = 185.0, 120.0
_PALE, _PALEST = 55.0, 195.0
_GAP_ALONG_MM, _GAP_DOWN_MM = 0.2, 0.45
"""A standard fax loses whole scan lines of 0.26 mm, so upright pieces are broken most."""
_SHORTEST_MM = 1.35
_THICK_MM = 1.3
"""Thicker pieces are filled areas: both their edges count as lines."""


@cache
def px(millimetres: float) -> int:
    """Give a length as pixels of the upright page, rounded."""
    return round(millimetres * PER_MM)


def ink_level(grey: Grey) -> float:
    """Give the grey that parts ink from paper: half way between the two on this page."""
    few = grey[::4, ::4]
    paper = float(np.median(few))
    dark = few[few < paper - 50]
    ink = float(np.quantile(dark, 0.25)) if dark.size else 60.0
    return float(np.clip((paper + ink) / 2, _DARKEST_INK, _LIGHTEST_INK))


def darker(grey: Grey, level: float) -> Grey:
    """Give 1 where a picture is darker than a level, else 0.

    A comparison with a fraction takes numpy twenty times as long: it compares as floats.
    """
    mask = cv2.threshold(grey, math.ceil(level) - 1, 1, cv2.THRESH_BINARY_INV)[1]
    return np.asarray(mask, dtype=np.uint8)


def ink_mask(grey: Grey) -> Grey:
    """Give 1 for ink and 0 for paper."""
    return darker(grey, ink_level(grey))


def print_mask(grey: Grey) -> Grey:
    """Give 1 for all print, grey rules too, which photographs and scans make paler than words."""
    paper = float(np.median(grey[::4, ::4]))
    level = max(ink_level(grey), min(paper - _PALE, _PALEST))
    return darker(grey, level)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Straight pieces in one direction, in pixels of the page.

    `along` and `across` are in the line's own sense: of a horizontal line x is along, y across.
    """

    mask: Grey
    """1 on the pieces, at half the page's resolution; upright pieces are not transposed."""
    at: NDArray[np.float64]
    """Where each piece stands across its direction."""
    start: NDArray[np.float64]
    stop: NDArray[np.float64]
    """Where each piece begins and ends along its direction."""


def halved(ink: Grey) -> Grey:
    """Give the ink at half the resolution; a pixel is inked where one of its four is."""
    height, width = (length - length % 2 for length in ink.shape)
    rows = ink[0:height:2, :width] | ink[1:height:2, :width]
    return np.asarray(rows[:, ::2] | rows[:, 1::2], dtype=np.uint8)


def _opened(half: Grey, *, upright: bool) -> Grey:
    def bar(length: int, width: int = 1) -> Grey:
        shape = (length, width) if upright else (width, length)
        return np.ones(shape, np.uint8)

    # Lines of a page that is not quite straight leave their row: two rows count as one.
    thick = cv2.dilate(half, bar(1, 2))
    gap = px((_GAP_DOWN_MM if upright else _GAP_ALONG_MM) / 2)
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, bar(gap))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, bar(px(_SHORTEST_MM / 2))), np.uint8)


def straight_lines(half: Grey, *, upright: bool) -> Lines:
    """Find the horizontal or upright straight pieces of 1.35 mm and more in halved ink."""
    mask = _opened(half, upright=upright)
    stats = connected(mask, neighbours=4).stats
    left, top, width, height = (2.0 * stats[1:, column] for column in range(4))
    across, along = (left, top) if upright else (top, left)
    thickness, length = (width, height) if upright else (height, width)
    thick = thickness > px(_THICK_MM)
    # The pieces were thickened by one halved pixel, to the right or downwards.
    centre = across + thickness / 2 - 1.5
    at = np.concatenate([centre[~thick], across[thick] + 1, (across + thickness - 4)[thick]])
    start = np.concatenate([along[~thick], along[thick], along[thick]])
    stop = start + np.concatenate([length[~thick], length[thick], length[thick]])
    return Lines(mask, at, start, stop)
