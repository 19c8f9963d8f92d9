"""A struck answer in the next row, of which the stroke left no word: it was taken for a rule."""

import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.foreign.ground import Ground
from ocr.marking.lines import px

_NEAREST, _FARTHEST, _STEP_MM = 1.1, 2.4, 0.25
"""From row to row, in heights of a capital."""
_INKED = 0.22
_TALL, _TALL_COLUMNS = 0.4, 0.3
"""Letters ink so much of the height in so many columns; a rule does in none."""
_CLEAR_MM, _CLEAR_INKED = 0.4, 0.12
_COLUMN = 0.6


def struck_below(ground: Ground, before: BoxMm, size: tuple[float, float]) -> BoxMm | None:
    """Find ink like that of a struck word in the row below; None where there is none.

    Args:
        ground: the page.
        before: from where the row above begins, with the height of its letters.
        size: width and height of the word, in millimetres.
    """
    width, height = size
    best, most = None, _INKED
    for down in np.arange(_NEAREST * height, _FARTHEST * height, _STEP_MM).tolist():
        top = before.centre[1] + down - height / 2
        box = BoxMm(before.left, top, before.left + width, top + height)
        ink = _part(ground, box)
        if ink.size and (share := float(ink.mean(dtype=float))) > most and _is_text(ground, box):
            best, most = box, share
    return best


def _is_text(ground: Ground, box: BoxMm) -> bool:
    """Tell whether letters stand in a box, with white above and below."""
    ink = _part(ground, box)
    columns = ink.mean(axis=0, dtype=float)
    above = BoxMm(box.left, box.top - _CLEAR_MM, box.right, box.top)
    below = BoxMm(box.left, box.bottom, box.right, box.bottom + _CLEAR_MM)
    margins = [float(_part(ground, one).mean(dtype=float)) for one in (above, below)]
    tall = float((columns >= _TALL).mean())
    return (
        tall >= _TALL_COLUMNS
        and float((columns > 0).mean()) >= _COLUMN
        and max(margins) < _CLEAR_INKED
    )


def _part(ground: Ground, box: BoxMm) -> NDArray[np.uint8]:
    rows = slice(max(0, px(box.top)), max(0, px(box.bottom)))
    return ground.drawing.ink[rows, max(0, px(box.left)) : max(0, px(box.right))]
