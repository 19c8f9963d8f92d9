"""Put accents on a name by the ink above its letters.

English language data has few accented letters: the engine says a plain letter, or another accent,
and is sure of it. The marks themselves are clear on a fax: where they stand and how they lean.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forms.reference_names import without_accents
from ocr.glyphs import Mark, marks_over
from ocr.sheet import Grey

_ACUTE, _GRAVE, _CIRCUMFLEX, _DIAERESIS = "\u0301", "\u0300", "\u0302", "\u0308"
_BEARERS = frozenset("aeouyAEIOUY")
_DOTTED = frozenset("ij")
_NARROW = frozenset("iljtfrI'.,-")
_NARROW_SHARE = 0.65
_WIDE = frozenset("mwMW")
_WIDE_SHARE = 1.3
_LEAN = 0.22
"""Share of a mark's height by which its ends must differ to lean."""
_LEAST_DOT = 0.1
_WEDGE = 1.45
"""A mark so much wider than high is a circumflex."""
_LEAST_TALL, _LEAST_WIDE = 0.13, 0.14
_MOST_TALL, _MOST_WIDE = 0.28, 0.42
"""Shares of the line's height: less is a speck or a dot, more a piece of a letter."""
_NEAR_CHARS = 0.9
"""An accent stands so near the middle of its letter, in widths of a letter."""


@dataclass(frozen=True, slots=True)
class _Sign:
    x: float
    accent: str | None
    """None for what may only be a dot."""


def _leaning(mark: Mark) -> str | None:
    """Tell a single mark by its shape; None for a dot."""
    tall, wide = mark.ink.shape
    if wide >= _WEDGE * tall:
        return _CIRCUMFLEX
    rows, columns = np.nonzero(mark.ink)
    ends = columns < wide / 3, columns >= wide * 2 / 3
    left, right = (float(rows[end].mean()) / tall for end in ends)
    if abs(left - right) <= _LEAN:
        return None
    return _ACUTE if left > right else _GRAVE


def _is_accent(mark: Mark, height: int) -> bool:
    tall, wide = len(mark.ink), len(mark.ink[0])
    right_height = _LEAST_TALL <= tall / height <= _MOST_TALL
    return right_height and _LEAST_WIDE <= wide / height <= _MOST_WIDE


def _are_dots(one: Mark, other: Mark, height: int) -> bool:
    """Tell two dots side by side from specks: none is flat, and both are of one size."""
    small, large = sorted(len(mark.ink) for mark in (one, other))
    return small >= _LEAST_DOT * height and large <= 2 * small


def _signs(marks: Sequence[Mark], height: int) -> list[_Sign]:
    """Take two dots above one letter together, and name each mark by its shape."""
    found: list[_Sign] = []
    ordered = sorted(marks, key=lambda mark: mark.left)
    while ordered:
        mark = ordered.pop(0)
        if ordered and ordered[0].letter == mark.letter and _are_dots(mark, ordered[0], height):
            found.append(_Sign((mark.x + ordered.pop(0).x) / 2, _DIAERESIS))
            continue
        found.append(_Sign(mark.x, _leaning(mark) if _is_accent(mark, height) else None))
    return found


def _words_across(ink: Grey, count: int) -> list[tuple[int, int]]:
    """Split the columns of a line at its widest gaps."""
    columns = np.flatnonzero(ink.any(axis=0))
    widest = np.argsort(-np.diff(columns), kind="stable")[: count - 1]
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(columns, np.sort(widest) + 1)]


def _middles(word: str, first: int, last: int) -> tuple[list[float], float]:
    """Estimate where the letters of a word stand, and how wide one is."""
    shares = dict.fromkeys(_NARROW, _NARROW_SHARE) | dict.fromkeys(_WIDE, _WIDE_SHARE)
    widths = np.array([shares.get(char, 1.0) for char in word])
    unit = (last - first) / widths.sum()
    return list(first + unit * (np.cumsum(widths) - widths / 2)), float(unit)


def _on_word(word: str, across: tuple[int, int], signs: Sequence[_Sign]) -> str:
    """Put accents on the letters of one word; as it was where not all is clear."""
    plain = without_accents(word)
    middles, unit = _middles(plain, *across)
    accents = [sign for sign in signs if sign.accent]
    spare = len(signs) - sum(char in _DOTTED for char in plain)
    if spare < 1:
        return word
    taken: dict[int, str] = {}
    for sign in accents:
        near = [(abs(middles[i] - sign.x), i) for i, char in enumerate(plain) if char in _BEARERS]
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
    if len(across) != len(words):
        return text
    signs = _signs(line.marks, line.height)
    return " ".join(
        _on_word(word, (first, last), [sign for sign in signs if first <= sign.x < last])
        for word, (first, last) in zip(words, across, strict=True)
    )
