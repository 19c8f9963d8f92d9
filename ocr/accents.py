"""Put accents on a name by the ink above its letters.

English language data has few accented letters: the engine says a plain letter, or another accent,
and is sure of it. The marks themselves are clear on a fax: where they stand and how they lean.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr.glyphs import Mark, marks_over
from ocr.sheet import Grey

_ACUTE, _GRAVE, _CIRCUMFLEX, _DIAERESIS = "\u0301", "\u0300", "\u0302", "\u0308"
_BEARERS = frozenset("aeouyAEIOUY")
_DOTTED = frozenset("ij")
_NARROW = frozenset("iljtfrI'.,-")
_NARROW_SHARE = 0.6
_LEAN = 0.22
"""Share of a mark's height by which its ends must differ to lean, or its middle to be a peak."""
_LEAST_WIDTH = 0.14
"""An accent is wider than this share of the line's height; a smaller piece is a speck or a dot."""
_NEAR_CHARS = 0.7
"""An accent stands so near the middle of its letter, in widths of a letter."""


@dataclass(frozen=True, slots=True)
class _Sign:
    x: float
    accent: str | None
    """None for what may only be a dot."""


def _leaning(mark: Mark) -> str | None:
    """Tell a single mark by its shape; None for a dot."""
    rows, columns = np.nonzero(mark.ink)
    tall, wide = mark.ink.shape
    thirds = [rows[(columns * 3) // wide == third] for third in range(3)]
    if any(not len(third) for third in thirds):
        return None
    left, middle, right = (float(third.mean()) / tall for third in thirds)
    if left - right > _LEAN:
        return _ACUTE
    if right - left > _LEAN:
        return _GRAVE
    return _CIRCUMFLEX if (left + right) / 2 - middle > _LEAN else None


def _signs(marks: Sequence[Mark], height: int) -> list[_Sign]:
    """Take two dots above one letter together, and name each mark by its shape."""
    found: list[_Sign] = []
    ordered = sorted(marks, key=lambda mark: mark.left)
    while ordered:
        mark = ordered.pop(0)
        if ordered and ordered[0].letter == mark.letter:
            found.append(_Sign((mark.x + ordered.pop(0).x) / 2, _DIAERESIS))
            continue
        wide = mark.ink.shape[1] >= _LEAST_WIDTH * height
        found.append(_Sign(mark.x, _leaning(mark) if wide else None))
    return found


def _words_across(ink: Grey, count: int) -> list[tuple[int, int]]:
    """Split the columns of a line at its widest gaps."""
    columns = np.flatnonzero(ink.any(axis=0))
    gaps = np.diff(columns)
    cuts = np.sort(np.argsort(gaps)[len(gaps) - (count - 1) :]) if count > 1 else []
    starts = [int(columns[0]), *(int(columns[cut + 1]) for cut in cuts)]
    ends = [*(int(columns[cut]) + 1 for cut in cuts), int(columns[-1]) + 1]
    return list(zip(starts, ends, strict=True))


def _middles(word: str, first: int, last: int) -> tuple[list[float], float]:
    """Estimate where the letters of a word stand, and how wide one is."""
    widths = np.array([_NARROW_SHARE if char in _NARROW else 1.0 for char in word])
    unit = (last - first) / widths.sum()
    return list(first + unit * (np.cumsum(widths) - widths / 2)), float(unit)


def _on_word(word: str, across: tuple[int, int], signs: Sequence[_Sign]) -> str:
    """Put accents on the letters of one word; as it was where not all is clear."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    middles, unit = _middles(plain, *across)
    accents = [sign for sign in signs if sign.accent]
    spare = len(signs) - sum(char in _DOTTED for char in plain)
    if spare < 1:
        return word
    taken: dict[int, str] = {}
    for sign in accents:
        near = [
            (abs(middles[i] - sign.x), i) for i, char in enumerate(plain) if char in _BEARERS
        ]
        far, place = min(near, default=(unit * 9, 0))
        if far <= _NEAR_CHARS * unit and place not in taken and len(taken) < spare:
            taken[place] = sign.accent or ""
    if len(taken) != spare:
        return word
    marked = "".join(char + taken.get(i, "") for i, char in enumerate(plain))
    return unicodedata.normalize("NFC", marked)


def with_accents(text: str, grey: Grey) -> str:
    """Give a name with the accents that stand above it.

    Args:
        text: one line as the engine read it.
        grey: the line.
    """
    line = marks_over(grey)
    words = text.split(" ")
    if not line.marks or not all(words):
        return text
    across = _words_across(line.letters, len(words))
    signs = _signs(line.marks, line.height)
    return " ".join(
        _on_word(word, (first, last), [sign for sign in signs if first <= sign.x < last])
        for word, (first, last) in zip(words, across, strict=True)
    )
