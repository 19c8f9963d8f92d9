"""Specks where one writes: what a copier leaves of typing too pale for it."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.connected import Connected, connected
from ocr.foreign.areas import Area
from ocr.foreign.strays import window
from ocr.marking.lines import PER_MM, px
from ocr.sheet import Grey

_DARKER = 35
"""Grey levels below the paper."""
_SPECK_MM = 1.0
_LEADER_MM, _WRITING_MM = 1.3, 3.5
"""Dots to write on stand in a row so high; writing is up to so high."""
_LEFT_MM2, _TIMES, _PAPER = 0.42, 4.0, 0.0005
"""So much of specks, so many times the share of the page's cleaner places, and a little more: of
540 blank places of 80 pages 8 had it too, of 6 whose typing had faded all."""


def _dark(grey: Grey) -> Connected:
    """Give the dark pieces of a page."""
    paper = float(np.median(grey[::4, ::4]))
    return connected((grey < paper - _DARKER).astype(np.uint8))


def _are_specks(dark: Connected) -> NDArray[np.bool_]:
    """Tell which pieces are small."""
    sides = dark.stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    small = np.array((sides <= px(_SPECK_MM)).all(axis=1))
    small[0] = False
    return small


def _written(specks: NDArray[np.bool_]) -> float:
    """Give the pixels of the band of writing that has most, but for one row of dots to write on."""
    rows = specks.sum(axis=1).astype(np.float64)
    if len(rows) < px(_LEADER_MM):
        return 0.0
    leader = int(np.convolve(rows, np.ones(px(_LEADER_MM)), "valid").argmax())
    rows[leader : leader + px(_LEADER_MM)] = 0
    return float(np.convolve(rows, np.ones(min(px(_WRITING_MM), len(rows))), "valid").max())


def faint_ink(grey: Grey, places: Mapping[str, Area]) -> frozenset[str]:
    """Give the places, all of which look blank, in which writing may have faded to specks.

    Args:
        grey: the upright page at 300 dpi.
        places: where answers would be written.
    """
    if not places:
        return frozenset()
    dark = _dark(grey)
    small = _are_specks(dark)
    cut = {key: small[window(dark.numbers, area.box)] for key, area in places.items()}
    most = {key: _written(part) for key, part in cut.items() if part.size}
    share = {key: most[key] / (cut[key].shape[1] * px(_WRITING_MM)) for key in most}
    if not share:
        return frozenset()
    usual = float(np.quantile(list(share.values()), 0.25))
    return frozenset(
        key
        for key, inked in most.items()
        if inked >= _LEFT_MM2 * PER_MM**2 and share[key] >= _TIMES * usual + _PAPER
    )
