"""Square brackets with room for a tick between them, as typists set tick boxes: [ ]."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import Lines, px
from ocr.marking.outline import Edges
from ocr.sheet import Grey

_NARROWEST_MM, _WIDEST_MM = 1.6, 7.0
_LOWEST_MM, _HIGHEST_MM = 2.4, 7.0
_LEVEL_MM = 0.45
_FOOT_MM = (0.35, 0.58)
"""The feet of a bracket reach at least so far from the middle of its stem."""
_FOOT_INKED, _BACK_INKED, _WAIST_INKED = 0.7, 0.35, 0.25
_END_MM = 0.3
_FREE_MM = 0.8
_EMPTY = 0.12


def _beside(ink: Grey, x: float, rows: slice, direction: int) -> NDArray[np.uint8]:
    """Cut out a strip beside a stem, on its right (1) or on its left (-1)."""
    near, far = px(_FOOT_MM[0]), px(_FOOT_MM[1])
    first = round(x) + (near if direction > 0 else -far)
    return ink[rows, max(0, first) : max(0, first + far - near + 1)]


def _crossed(strip: NDArray[np.uint8], axis: int) -> float:
    """Give the share of a strip's columns (0) or rows (1) in which ink stands."""
    inked = strip.any(axis=axis)
    return np.count_nonzero(inked) / inked.size


def _is_bracket(ink: Grey, x: float, top: int, bottom: int, direction: int) -> bool:
    """Tell whether a stem has a foot at both ends on one side, and nothing on the other."""
    end = px(_END_MM)
    for y in (top, bottom):
        rows = slice(max(0, y - end), y + end + 1)
        foot = _beside(ink, x, rows, direction)
        if not foot.size or _crossed(foot, 0) < _FOOT_INKED:
            return False
        back = _beside(ink, x, rows, -direction)
        if back.size and _crossed(back, 0) > _BACK_INKED:
            return False
    waist = slice(top + 3 * end, max(top + 3 * end + 1, bottom - 3 * end))
    strips = (_beside(ink, x, waist, direction), _beside(ink, x, waist, -direction))
    inner, outer = (_crossed(strip, 1) if strip.size else 0.0 for strip in strips)
    return outer <= _WAIST_INKED and inner <= 0.5


def _stems(ink: Grey, upright: Lines, direction: int) -> list[tuple[float, float, float]]:
    """Give x, top and bottom of the stems that are one half of a pair."""
    height = upright.stop - upright.start
    fits = np.nonzero((height >= px(_LOWEST_MM)) & (height <= px(_HIGHEST_MM)))[0]
    found = []
    for n in fits:
        x, top, bottom = float(upright.at[n]), int(upright.start[n]), int(upright.stop[n]) - 1
        if _is_bracket(ink, x, top, bottom, direction):
            found.append((x, float(top), float(bottom)))
    return found


def _stands_free(ink: Grey, left: float, right: float, rows: slice) -> bool:
    """Tell whether nothing stands close outside of a pair, as letters of a word would."""
    near, far = px(_FOOT_MM[0]), px(_FREE_MM)
    before = ink[rows, max(0, round(left) - far) : max(0, round(left) - near)]
    return not (before.any() or ink[rows, round(right) + near : round(right) + far].any())


def _is_closed(ink: Grey, left: float, right: float, top: float, bottom: float) -> bool:
    """Tell whether ink joins two stems above and below, as in a nought: brackets are open."""
    end, foot = px(_END_MM), px(_FOOT_MM[1])
    between = slice(round(left) + foot, max(round(left) + foot + 1, round(right) - foot))
    ends = (slice(max(0, round(y) - end), round(y) + end + 1) for y in (top, bottom))
    return all(_crossed(ink[rows, between], 0) >= _FOOT_INKED for rows in ends)


def is_empty(ink: Grey, edges: Edges) -> bool:
    """Tell whether the room between two brackets is empty."""
    left, top, right, bottom = (round(edge) for edge in edges)
    room = ink[top:bottom, left + px(_FOOT_MM[0]) : right - px(_FOOT_MM[0])]
    return bool(room.size and room.mean() < _EMPTY)


def brackets(ink: Grey, upright: Lines) -> Iterator[Edges]:
    """Find pairs of square brackets; gives the room between them, without their feet."""
    closing = _stems(ink, upright, -1)
    for x, top, bottom in _stems(ink, upright, 1):
        mates = [
            mate
            for mate in closing
            if px(_NARROWEST_MM) <= mate[0] - x <= px(_WIDEST_MM)
            and max(abs(mate[1] - top), abs(mate[2] - bottom)) <= px(_LEVEL_MM)
        ]
        if mates:
            nearest = min(mates)
            free = _stands_free(ink, x, nearest[0], slice(int(top), int(bottom)))
            if not free or _is_closed(ink, x, nearest[0], top, bottom):
                continue
            yield (x, top + px(_END_MM), nearest[0], bottom - px(_END_MM))
