"""A ring drawn round a printed word: an oval that encloses it, touching its letters or not."""

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.connected import connected
from ocr.marking.lines import px
from ocr.sheet import Grey

_AROUND_MM = 4.5
_GAP_MM = 0.35
"""A pen leaves no wider gap in a ring, but for one that was not closed."""
_TALLER, _WIDER = 1.3, 0.75
"""A ring is so much higher than letters, and covers so much of the word's width."""
_OVAL = (0.58, 0.92)
"""Share of an oval in the box about it: pi / 4, and less of a slanting one; frames have more."""
_WHITE = 0.45
"""Share of white inside: a scribble leaves less."""


def encircled(ink: Grey, word: BoxMm, letters_mm: float) -> bool:
    """Tell whether an oval of ink goes round a word.

    Args:
        ink: of the page at 300 dpi, 1 for ink.
        word: its box; the ring may have been taken into it.
        letters_mm: height of the words beside it.
    """
    top, left = px(word.top - _AROUND_MM), px(word.left - _AROUND_MM)
    part = ink[
        max(0, top) : px(word.bottom + _AROUND_MM), max(0, left) : px(word.right + _AROUND_MM)
    ]
    if not part.size:
        return False
    gap = max(1, px(_GAP_MM))
    part = np.pad(part, gap + 1)
    closed = np.asarray(
        cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8)), np.uint8
    )
    inside = connected(_enclosed(closed))
    wide, high = px(_WIDER * word.width), px(_TALLER * letters_mm)
    for number, stats in enumerate(inside.stats[1:], 1):
        x, y, width, height = (int(value) for value in stats[:4])
        if width < wide or height < high:
            continue
        cut = (slice(y, y + height), slice(x, x + width))
        blob = inside.numbers[cut] == number
        white = float((part[cut][blob] == 0).mean())
        if _OVAL[0] < float(blob.mean()) < _OVAL[1] and white > _WHITE:
            return True
    return False


def _enclosed(ink: Grey) -> NDArray[np.uint8]:
    """Give the ink and what no way leads to from outside without crossing ink."""
    outside = (1 - ink).astype(np.uint8)
    around = np.zeros((ink.shape[0] + 2, ink.shape[1] + 2), np.uint8)
    around[1:-1, 1:-1] = ink
    cv2.floodFill(outside, around, (0, 0), 2, flags=4)
    return np.asarray(outside != 2, np.uint8)
