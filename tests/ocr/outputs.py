"""What a recogniser would say of a line, made up: each character sure but for stated doubts."""

from collections.abc import Mapping, Sequence

import numpy as np

from ocr.engine.output import LineOutput
from ocr.seen import Seen
from ocr.tesseract import Word

CHARACTERS = "".join(map(chr, range(33, 127))) + "£âéíóôŵŷï\u2019 "
_FLOOR = 1e-6


def output_of(text: str, doubts: Mapping[int, Mapping[str, float]] | None = None) -> LineOutput:
    """Say a text, with other characters as probable as stated at some places.

    A doubt for "" is for no character there at all.
    """
    rows = []
    for place, char in enumerate(text):
        shares = dict((doubts or {}).get(place, {}))
        shares[char] = 1 - sum(shares.values())
        rows += [_frame(shares), _frame({"": 1.0})]
    return LineOutput(np.log(np.array(rows, np.float32)), 8.0, CHARACTERS)


def _frame(shares: Mapping[str, float]) -> list[float]:
    row = np.full(len(CHARACTERS) + 1, _FLOOR)
    for char, share in shares.items():
        row[CHARACTERS.index(char) + 1 if char else 0] = max(share, _FLOOR)
    return list(row / row.sum())


def seen_of(
    text: str,
    doubts: Mapping[int, Mapping[str, float]] | None = None,
    words: str | None = None,
    apart: int = 0,
) -> Seen:
    """Have both readers see one line: the recogniser a text with doubts, Tesseract its words."""
    told = text if words is None else words
    line = tuple(Word(word, 95.0) for word in told.split())
    return Seen((output_of(text, doubts),), (line,), cells=apart > 0, apart=apart)


def seen_lines(texts: Sequence[str]) -> Seen:
    """Have both readers see several lines of one field."""
    lines = tuple(tuple(Word(word, 95.0) for word in text.split()) for text in texts)
    return Seen(tuple(output_of(text) for text in texts), lines)
