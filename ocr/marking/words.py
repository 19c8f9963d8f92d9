"""How the ink of one printed word runs: letters stop and start, a strike goes through."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.marking.lines import PER_MM, px
from ocr.sheet import Grey

_GAP_PX = 3
_BAND = (0.3, 0.88)
"""The part of a word's height, from above, in which strikes run: not along heads or feet."""
_WAIST = (0.25, 0.95)
_THIN = 0.32
"""Share of the word's height that a pen's line takes at most."""
_RING_MM = 2.2
_NEAR_MM = (0.3, 4.0)
_TICK_MM = (1.2, 5.5)
_TALLEST_PX = 110
_STEP_PX = 2


@dataclass(frozen=True, slots=True)
class WordInk:
    """What the ink of a word looks like, struck or not."""

    covered: float
    """Inked share of the straight way from side to side that is inked most."""
    covered_amid: float
    """The same of ways that keep to the middle of the word's height."""
    run: float
    """Longest unbroken run on a straight way, as a share of the word's width."""
    run_amid: float
    """The same of ways that keep to the middle."""
    filled: float
    """Inked share of the whole word."""
    white: float
    """Share of columns without ink: the gaps between letters."""
    lone: float
    """Share of columns with nothing but a thin line in mid height."""
    width_mm: float
    high_mm: float
    ringed: float
    """Inked share round the word, the least of its four sides."""
    ticked: bool
    """A small mark of its own stands above it."""


def _ways(height: int, width: int) -> NDArray[np.int_]:
    """Give the rows of the straight ways from side to side, flat and slanted."""
    ends = np.arange(0, height, _STEP_PX)
    left, right = (grid.ravel()[:, None] for grid in np.meshgrid(ends, ends))
    share = np.linspace(0, 1, width)[None]
    return np.asarray(np.rint(left * (1 - share) + right * share).astype(int))


def _longest(inked: NDArray[np.uint8]) -> NDArray[np.int_]:
    """Give the longest run of every way, gaps of a few pixels bridged."""
    run, missed, best = (np.zeros(len(inked), dtype=int) for _ in range(3))
    for column in inked.T:
        there = column > 0
        missed = np.where(there, 0, missed + 1)
        run = np.where(missed > _GAP_PX, 0, run + 1)
        best = np.maximum(best, np.where(there, run, 0))
    return best


def _lone(word: Grey) -> float:
    """Give the share of columns that hold one thin piece of ink in mid height."""
    height = len(word)
    edges = np.diff(np.pad(word.astype(int), ((1, 1), (0, 0))), axis=0)
    inked = word.sum(axis=0)
    single = ((edges == 1).sum(axis=0) == 1) & (inked <= _THIN * height + 2)
    middle = (word * np.arange(height)[:, None]).sum(axis=0) / np.maximum(1, inked)
    return float((single & (middle > 0.28 * height) & (middle < 0.9 * height)).mean())


def _trimmed(ink: Grey, box: BoxMm) -> tuple[slice, slice] | None:
    """Find the inked part of a word's box."""
    top, left = max(0, px(box.top)), max(0, px(box.left))
    inked = np.nonzero(ink[top : max(0, px(box.bottom)), left : max(0, px(box.right))])
    if inked[0].size < px(0.5):
        return None
    rows = slice(top + int(inked[0].min()), top + int(inked[0].max()) + 1)
    return rows, slice(left + int(inked[1].min()), left + int(inked[1].max()) + 1)


def _ringed(ink: Grey, rows: slice, columns: slice) -> float:
    """Give how well ink goes round a word: the worst of its four sides."""
    reach, off = px(_RING_MM), 2
    above = ink[max(0, rows.start - reach) : max(0, rows.start - off), columns].any(axis=0)
    below = ink[rows.stop + off : rows.stop + reach, columns].any(axis=0)
    left = ink[rows, max(0, columns.start - reach) : max(0, columns.start - off)].any(axis=1)
    right = ink[rows, columns.stop + off : columns.stop + reach].any(axis=1)
    return min(float(side.mean()) if side.size else 0.0 for side in (above, below, left, right))


def _ticked(ink: Grey, rows: slice, columns: slice) -> bool:
    """Tell whether one mark of a tick's size stands free above a word."""
    near, far = px(_NEAR_MM[0]), px(_NEAR_MM[1])
    if rows.start - far < 0:
        return False
    part = np.ascontiguousarray(ink[rows.start - far : rows.start - near, columns])
    _, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    marks = [np.hypot(w, h) / PER_MM for _, y, w, h, _ in stats[1:] if y > 0]
    fits = [mark for mark in marks if _TICK_MM[0] <= mark <= _TICK_MM[1]]
    return len(fits) == 1 and all(mark < 0.7 for mark in marks if mark not in fits)


def word_ink(ink: Grey, box: BoxMm) -> WordInk | None:
    """Measure the ink in and about a printed word; None where there is none.

    Args:
        ink: of the page at 300 dpi, 1 for ink.
        box: of the word, to within half a millimetre.
    """
    found = _trimmed(ink, box)
    if found is None:
        return None
    rows, columns = found
    word = ink[rows, columns]
    if len(word) > _TALLEST_PX:
        word = np.asarray(cv2.resize(word, (word.shape[1], _TALLEST_PX), interpolation=0))
    height, width = word.shape
    ways = _ways(height, width)
    thick = np.asarray(cv2.dilate(word, np.ones((3, 1), np.uint8)))
    inked = np.asarray(thick[ways, np.arange(width)[None]], dtype=np.uint8)
    ends = ways[:, [0, -1]]
    amid = ((ends > _BAND[0] * height) & (ends < _BAND[1] * height)).all(axis=1)
    shares, runs = inked.mean(axis=1), _longest(inked)
    waist = word[int(_WAIST[0] * height) : max(1, int(_WAIST[1] * height))]
    return WordInk(
        covered=float(shares.max()),
        covered_amid=float(shares[amid].max(initial=0.0)),
        run=float(runs.max()) / width,
        run_amid=float(runs[amid].max(initial=0)) / width,
        filled=float(word.mean()),
        white=1 - float(waist.any(axis=0).mean()),
        lone=_lone(word),
        width_mm=width / PER_MM,
        high_mm=(rows.stop - rows.start) / PER_MM,
        ringed=_ringed(ink, rows, columns),
        ticked=_ticked(ink, rows, columns),
    )
