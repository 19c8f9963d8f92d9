"""Refine a placement on what is printed: rules and words of the reference, band by band.

Marks give the page as a whole; paper feeds slip and faxes lose and repeat lines, so every band of
the page is shifted until its rows and columns of ink agree best with the print's.
"""

import cv2
import numpy as np

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM
from ocr.placement import FLAT_PER_MM, Placement, Residual
from ocr.reference import Reference
from ocr.sheet import Floats, Grey, Points

_BAND_MM = 12.0
_STEP_MM = 4.0
_TOP_MM, _BOTTOM_MM = 22.0, 276.0
_LEFT_MM, _RIGHT_MM = 20.0, 190.0
_REACH_DOWN_MM = 1.7
_REACH_ACROSS_MM = 1.0
_SURE = 0.5
"""Correlation of the rows of ink from which a band's own shift is believed."""
_NEIGHBOURS = 1


def _reach(millimetres: float) -> int:
    return round(millimetres * FLAT_PER_MM)


def _columns(left_mm: float, right_mm: float) -> slice:
    return slice(_reach(left_mm), _reach(right_mm))


def _correlations(page: Floats, print_: Floats, reach: int) -> Floats:
    """Correlate a profile with the print's at every shift within reach; `page` is longer by it."""
    wanted = print_ - print_.mean()
    sums, squares = (np.cumsum(np.pad(p.astype(np.float64), (1, 0))) for p in (page, page * page))
    length = len(print_)
    spread = squares[length:] - squares[:-length] - (sums[length:] - sums[:-length]) ** 2 / length
    norms = np.sqrt(np.maximum(spread, 0)) * np.linalg.norm(wanted)
    scores: Floats = np.correlate(page, wanted) / np.maximum(norms, 1e-6)
    # Without evidence the marks are right: a far shift must earn its distance.
    return scores - 0.04 * np.abs(np.arange(-reach, reach + 1)) / reach


def _peak(scores: Floats, reach: int) -> tuple[float, float]:
    """Give the best shift in pixels, between pixels by a parabola, and its correlation."""
    best = int(scores.argmax())
    shift = float(best - reach)
    if 0 < best < len(scores) - 1:
        before, at, after = (float(scores[best + i]) for i in (-1, 0, 1))
        bend = before - 2 * at + after
        if bend < 0:
            shift += 0.5 * (before - after) / bend
    return shift, float(scores[best])


def _profile_shift(page: Floats, print_: Floats, start: int, length: int, reach: int) -> Points:
    inner = print_[start : start + length]
    outer = page[start - reach : start + length + reach]
    return np.array(_peak(_correlations(outer, inner, reach), reach))


def _smooth(shifts: Points) -> Points:
    """Replace unsure bands by their sure neighbours, then single outliers by the median."""
    sure = shifts[:, 1] >= _SURE
    if not sure.any():
        return np.zeros(len(shifts))
    places = np.arange(len(shifts))
    filled = np.interp(places, places[sure], shifts[sure, 0])
    padded = np.pad(filled, _NEIGHBOURS, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1)
    smooth: Points = np.median(windows, axis=1) / FLAT_PER_MM
    return smooth


def _starts() -> Points:
    return np.arange(_TOP_MM, _BOTTOM_MM - _BAND_MM, _STEP_MM)


def _down(page: Grey, print_: Grey, columns: slice) -> Points:
    """Give each band's shift down, from its rows of ink within some columns."""
    rows, wanted = (_darkness(grey[:, columns], 1).ravel() for grey in (page, print_))
    length, reach = _reach(_BAND_MM), _reach(_REACH_DOWN_MM)
    found = [_profile_shift(rows, wanted, _reach(start), length, reach) for start in _starts()]
    return _smooth(np.array(found))


def _darkness(grey: Grey, axis: int) -> Floats:
    """Sum the darkness of rows (axis 1) or columns (axis 0)."""
    sums = cv2.reduce(grey, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
    darkness: Floats = 255.0 * grey.shape[axis] - np.asarray(sums, dtype=np.float32)
    return darkness


def _column_sums(grey: Grey) -> Floats:
    """Sum the darkness of columns over each step down the page, and add up from the top."""
    step = _reach(_STEP_MM)
    tops = range(0, len(grey) - step + 1, step)
    return np.cumsum(np.vstack([_darkness(grey[top : top + step], 0) for top in tops]), axis=0)


def _across(page: Grey, print_: Grey) -> Points:
    """Give each band's shift across, from its columns of ink; bands are wide enough to be sure."""
    length, reach = _reach(_RIGHT_MM - _LEFT_MM), _reach(_REACH_ACROSS_MM)
    on_page, on_print = _column_sums(page), _column_sums(print_)
    found = []
    for start in _starts():
        first = round((start - _BAND_MM) / _STEP_MM)
        last = min(round((start + 2 * _BAND_MM) / _STEP_MM), len(on_page) - 1)
        columns, wanted = (sums[last] - sums[first] for sums in (on_page, on_print))
        found.append(_profile_shift(columns, wanted, _reach(_LEFT_MM), length, reach))
    return _smooth(np.array(found))


def _to_edges(left: Points, right: Points) -> tuple[Points, Points]:
    """Carry the shifts of the two halves' middles on to the edges of the page."""
    middle = (_LEFT_MM + _RIGHT_MM) / 2
    at_left, at_right = (_LEFT_MM + middle) / 2, (middle + _RIGHT_MM) / 2
    slope = (right - left) / (at_right - at_left)
    return left - slope * at_left, right + slope * (PAGE_WIDTH_MM - at_right)


def aligned(placement: Placement, reference: Reference) -> Placement:
    """Refine a placement to about 0.2 mm on the print's rules and words."""
    page, print_ = placement.flat, reference.grey
    middle = (_LEFT_MM + _RIGHT_MM) / 2
    left = _down(page, print_, _columns(_LEFT_MM, middle))
    right = _down(page, print_, _columns(middle, _RIGHT_MM))
    across = _across(page, print_)
    heights = _starts() + _BAND_MM / 2
    edge_left, edge_right = _to_edges(left, right)
    ends = (0.0, PAGE_HEIGHT_MM)
    residual = Residual(
        heights=np.concatenate([ends[:1], heights, ends[1:]]),
        across=np.pad(across, 1, mode="edge"),
        down_left=np.pad(edge_left, 1, mode="edge"),
        down_right=np.pad(edge_right, 1, mode="edge"),
    )
    return placement.with_residual(residual)
