"""Lines of a fax or of a copier's glass: straight through a box and far out on both sides."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import px
from ocr.marking.outline import Edges
from ocr.marking.patches import Patch
from ocr.sheet import Grey

_LEAN_PX = np.arange(-8, 9, 2)
"""How far a streak may lie off at the end of a patch: the page was straightened, it was not."""
_BESIDE_MM = 0.7
"""Border and rounding of the box are left out of what must be inked."""
_COVERED = 0.88
_WIDEST_MM = 0.7
_MOST = 3


def _outside(first: float, last: float, length: int) -> NDArray[np.int_]:
    beside = px(_BESIDE_MM)
    before = np.arange(max(0, round(first) - beside))
    after = np.arange(min(length, round(last) + beside), length)
    return np.concatenate([before, after])


def _half_width(ink: Grey, rows: NDArray[np.int_], columns: NDArray[np.int_]) -> int:
    """Give how far a streak reaches to either side, the middle of what its rows show."""
    reach = px(_WIDEST_MM)
    offsets = np.arange(-reach, reach + 1)
    near = ink[rows[:, None], (columns[:, None] + offsets).clip(0, ink.shape[1] - 1)]
    often = near.mean(axis=0) > 0.3
    return int(np.abs(offsets[often]).max(initial=0))


def _best_line(ink: Grey, edges: Edges) -> tuple[NDArray[np.int_], NDArray[np.int_]] | None:
    """Find the upright line through a box that is inked best outside of it.

    Returns:
        The column of the line in every row, and the rows outside of the box; None without any.
    """
    left, top, right, bottom = edges
    rows = _outside(top, bottom, len(ink))
    starts, middle = np.arange(round(left) + 2, round(right) - 1), (top + bottom) / 2
    lean = _LEAN_PX[None] * (rows[:, None] - middle) / (len(ink) / 2)
    columns = np.rint(starts[:, None, None] + lean[None]).astype(int).clip(1, ink.shape[1] - 2)
    down = rows[None, :, None]
    inked = ink[down, columns] + (ink[down, columns - 1] | ink[down, columns + 1])
    upper = rows < middle
    if not (upper.any() and (~upper).any() and starts.size):
        return None
    covered = [(inked[:, part] > 0).mean(axis=1) for part in (upper, ~upper)]
    # Of equals the line is best that runs in the middle of the streak.
    score = np.where(np.minimum(*covered) >= _COVERED, inked.mean(axis=1), 0.0)
    start, slope = np.unravel_index(int(np.argmax(score)), score.shape)
    if score[start, slope] == 0:
        return None
    every = np.arange(len(ink))
    line = starts[start] + _LEAN_PX[slope] * (every - middle) / (len(ink) / 2)
    return np.rint(line).astype(int), rows


def _erased(ink: Grey, edges: Edges) -> tuple[Grey, bool]:
    """Erase the upright streaks through a box."""
    found, cleaned = False, ink
    for _ in range(_MOST):
        best = _best_line(cleaned, edges)
        if best is None:
            break
        line, rows = best
        half = _half_width(cleaned, rows, line[rows])
        if 2 * half > px(_WIDEST_MM):
            break
        found, cleaned, every = True, cleaned.copy(), np.arange(len(ink))
        for off in range(-half - 1, half + 2):
            cleaned[every, (line + off).clip(0, ink.shape[1] - 1)] = 0
    return cleaned, found


def without_streaks(patch: Patch) -> tuple[Patch, bool]:
    """Take away the streaks through a box, upright and level; tell whether there was any."""
    left, top, right, bottom = patch.edges
    ink, upright = _erased(patch.ink, patch.edges)
    turned, level = _erased(np.ascontiguousarray(ink.T), (top, left, bottom, right))
    if not (upright or level):
        return patch, False
    return replace(patch, ink=np.ascontiguousarray(turned.T)), True
