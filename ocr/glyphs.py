"""Count what stands in a line of writing, to hold against what the engine says it read.

The engine drops accents that its language does not have and, at times, a last letter; neither
shows in its confidence. Both show in the ink.
"""

import unicodedata

import cv2
import numpy as np

from ocr.sheet import Grey

_INK = 128
_LEAST_PX = 6
_TALL = 0.38
"""Share of the line's height from which on a piece is a letter and not a mark."""
_GAP = 0.3
"""Share of the line's height that a mark may stand above its letter."""
_DOTTED = frozenset("ij")


def characters_apart(grey: Grey) -> int:
    """Count the pieces of ink side by side that are tall enough for a character."""
    ink = grey < _INK
    rows = np.flatnonzero(ink.any(axis=1))
    if not rows.size:
        return 0
    edges = np.diff(np.concatenate([[False], ink.any(axis=0), [False]]).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    height = rows[-1] - rows[0] + 1
    tall = 0
    for first, last in zip(starts, ends, strict=True):
        own = np.flatnonzero(ink[:, first:last].any(axis=1))
        tall += bool(own[-1] - own[0] + 1 >= _TALL * height)
    return tall


def marks_above(grey: Grey) -> int:
    """Count the dots and accents: small pieces of ink right above a letter."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((grey < _INK).astype(np.uint8))
    pieces = stats[1:][stats[1:, cv2.CC_STAT_AREA] >= _LEAST_PX]
    if not len(pieces):
        return 0
    height = int(pieces[:, cv2.CC_STAT_HEIGHT].max())
    letters = pieces[pieces[:, cv2.CC_STAT_HEIGHT] >= _TALL * height]
    marks = pieces[pieces[:, cv2.CC_STAT_HEIGHT] < _TALL * height]
    lefts, tops, widths = (letters[:, i] for i in range(3))
    found = 0
    for left, top, width, tall, _ in marks:
        middle = left + width / 2
        under = (lefts <= middle) & (middle <= lefts + widths)
        gap = tops - (top + tall)
        found += bool((under & (gap >= -1) & (gap <= _GAP * height)).any())
    return found


def marks_in(text: str) -> int:
    """Count the dots and accents that a text has above its letters."""
    parts = unicodedata.normalize("NFD", text)
    accents = sum(2 if char == "\u0308" else unicodedata.combining(char) == 230 for char in parts)
    return accents + sum(char in _DOTTED for char in parts)
