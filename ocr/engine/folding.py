"""A line with all that does not tell one person from another left out.

Capitals or not, accents, letters that look like figures, stops and gaps: hands and recognisers take
these as they come. Each class is counted for what it stands for, and texts are put the same way.
"""

import unicodedata
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ocr.engine.ctc import BLANK
from ocr.engine.output import LineOutput

STROKE = "/"
"""Stands for all that is put between the parts of a day."""
_STROKES = frozenset("/-.,:'|\\\u2019\u2013")
_KEPT = "ACDEFGHJKLMNPQRTUVWXY0123456789"
_LIKE = str.maketrans("OISZB", "01528")
"""In a number a letter and a figure never take each other's place; in a name there is no figure."""


def fold(text: str) -> str:
    """Give letters and figures alone, in one case, without accents, look-alikes as one."""
    plain = unicodedata.normalize("NFKD", text).upper().translate(_LIKE)
    return "".join(char for char in plain if char in _KEPT)


@cache
def _counts(characters: str, *, strokes: bool) -> NDArray[np.float32]:
    """Tell for each class, a row, which folded one it counts for, a column; 0 is the blank."""
    counts = np.zeros((len(characters) + 1, len(_KEPT) + 1 + strokes), np.float32)
    counts[BLANK, BLANK] = 1
    for number, char in enumerate(characters, 1):
        known = _KEPT.find(fold(char)[:1]) if fold(char) else -1
        between = strokes and (char in _STROKES or char == " ")
        if between:
            counts[number, len(_KEPT) + 1] = 1
        if known >= 0 or not between or char == " ":
            counts[number, known + 1] = 1
    return counts


def folded(output: LineOutput, *, strokes: bool = False) -> LineOutput:
    """Count each class for what it stands for; what stands for nothing counts as blank.

    Args:
        output: of the line.
        strokes: keep what parts the numbers of a day, as `STROKE`; a gap counts for either.
    """
    counts = _counts(output.characters, strokes=strokes)
    probs = np.minimum(np.exp(output.log_probs) @ counts, 1.0)
    characters = _KEPT + STROKE * strokes
    return replace(output, log_probs=np.log(np.maximum(probs, 1e-9)), characters=characters)
