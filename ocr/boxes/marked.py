"""Tell which boxes are marked on the reference picture itself.

Marked boxes are darker than empty ones, but so are boxes with a bolder letter in them, and a light
tick is paler than a filled bubble. So the boxes are parted at the first wide gap, and not where
what is darker is the same print again and again. An empty box that is taken for marked does little
harm: it is then compared with the empty ones near it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from ocr.boxes.ink import Patch, darkness, inside, patches_of, smooth
from ocr.boxes.reference import Reference

_NOISE = 0.03
"""Darkness below which a ratio says nothing."""
_LEAST_GAP, _LEAST_RATIO = 0.03, 1.28
_WIDE_GAP = 0.07
"""Two groups of boxes lie at least this far apart in darkness, or are one: by ratio, or so far that
it is more than the spread of the paler ones."""
_MANY, _LEAST_EMPTY = 20, 0.3
"""With so many boxes or more, this part of them is empty at least."""
_PRINT, _SAME, _TWINS, _ASKED = 0.33, 0.25, 2, 5
"""Darkest letter in a box; how much boxes of one print differ, in their darkness; how many make a
print; boxes asked beyond a gap."""


def _is_print(beyond: NDArray[np.intp], patches: Patch, levels: Patch, window: Patch) -> bool:
    """Tell whether the boxes beyond a gap show one print, not marks: no two marks are the same."""
    asked = beyond[:_ASKED]
    if float(np.median(levels[asked])) > _PRINT:
        return False
    repeated = 0
    for one in asked:
        apart = (np.abs(patches - patches[one]) * window).sum(axis=(1, 2))
        repeated += bool((apart < _SAME * levels[one]).sum() > _TWINS)
    return repeated > len(asked) / 2


def marked_apart(patches: Patch) -> NDArray[np.bool_]:
    """Tell which boxes are marked.

    Args:
        patches: darkness of the boxes, one after the other.
    """
    window = inside()
    levels = (patches * window).sum(axis=(1, 2))
    order = np.argsort(levels)
    ordered = levels[order]
    ratios = (ordered[1:] + _NOISE) / (ordered[:-1] + _NOISE)
    least = math.ceil(_LEAST_EMPTY * len(ordered)) if len(ordered) >= _MANY else 1
    for cut in range(least - 1, len(ratios)):
        gap, spread = ordered[cut + 1] - ordered[cut], float(ordered[: cut + 1].std())
        by_ratio = gap >= _LEAST_GAP and ratios[cut] >= _LEAST_RATIO
        if not (by_ratio or gap >= max(_WIDE_GAP, 2 * spread)):
            continue
        if not _is_print(order[cut + 1 :], patches, levels, window):
            return np.asarray(levels > ordered[cut])
    return np.zeros(len(levels), bool)


def marked_on(reference: Reference, named: frozenset[str] | None) -> frozenset[str]:
    """Tell which boxes are marked on the reference itself.

    Args:
        reference: made ready.
        named: keys of boxes that somebody said are; None to find them out.
    """
    if named is not None:
        return named
    patches = patches_of(smooth(darkness(reference.level), 1.0), reference.boxes, {})
    found = marked_apart(np.stack(list(patches.values())))
    return frozenset(key for key, marked in zip(patches, found, strict=True) if marked)
