"""Count what stands in a line of writing, to hold against what the engine says it read.

The engine drops accents that its language does not have and, at times, a last letter; neither
shows in its confidence. Both show in the ink.
"""

import unicodedata
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A small piece of ink right above a letter."""

    left: int
    ink: Grey
    """1 where it is, cut to the piece."""
    letter: int
    """The number of the letter below."""

    @property
    def x(self) -> float:
        """Give its middle across."""
        return self.left + len(self.ink[0]) / 2


@dataclass(frozen=True, slots=True, eq=False)
class MarkedLine:
    """The letters of a line and what stands above them."""

    marks: tuple[Mark, ...]
    letters: Grey
    """1 where the ink of a letter is."""
    height: int
    """Of the tallest letter, in pixels."""


def marks_over(grey: Grey) -> MarkedLine:
    """Find the dots and accents: small pieces of ink right above a letter."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((grey < _INK).astype(np.uint8))
    numbers = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= _LEAST_PX)[1:]
    tall = stats[numbers, cv2.CC_STAT_HEIGHT]
    height = int(tall.max(initial=0))
    letters, small = numbers[tall >= _TALL * height], numbers[tall < _TALL * height]
    lefts, tops, widths = (stats[letters, i] for i in range(3))
    marks = []
    for number in small:
        left, top, width, high = stats[number, :4]
        middle, gap = left + width / 2, tops - (top + high)
        under = (lefts <= middle) & (middle <= lefts + widths)
        below = letters[under & (gap >= -1) & (gap <= _GAP * height)]
        if len(below):
            ink = labels[top : top + high, left : left + width] == number
            marks.append(Mark(int(left), ink.astype(np.uint8), int(below[0])))
    return MarkedLine(tuple(marks), np.isin(labels, letters).astype(np.uint8), height)


def marks_in(text: str) -> int:
    """Count the dots and accents that a text has above its letters."""
    parts = unicodedata.normalize("NFD", text)
    accents = sum(2 if char == "\u0308" else unicodedata.combining(char) == 230 for char in parts)
    return accents + sum(char in _DOTTED for char in parts)
