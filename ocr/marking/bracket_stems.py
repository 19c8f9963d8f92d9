"""The stems of square brackets: upright strokes of one height, level, with nothing between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import Lines, px
from ocr.marking.outline import Edges
from ocr.sheet import Grey

_LOWEST_MM, _HIGHEST_MM = 2.0, 7.0
_NARROWEST_MM, _WIDEST_MM = 1.6, 7.0
LEVEL_MM = 0.6
"""The two stems of a pair begin and end so nearly level."""
_FOOT_MM = 0.1
"""A foot reaches at least so far from the edge of its stem."""
_END_MM = 0.25
_BODY, _HALF = 0.7, 0.5
_STEM_MM, _INSIDE_MM = 0.3, 0.45
_BREAK_MM = (0.4, 1.1)
"""So far beyond its ends a stem is looked for that goes on."""
_CLEAN, _MARKED = 0.08, 0.06
"""Inked share of the room between two empty brackets at most: specks of a fax; and of a room in
which something stands, at least."""
_CLOSED, _FOOTED_MM, _FOOTED = 0.5, 1.0, 0.3
"""Beyond the feet, so far from the stems or by this share of the width, ink above and below closes
a box."""
_FREE_MM, _JOINED_MM = (0.3, 0.7), (0.1, 0.2)
"""So far beside the outer edge of a stem."""


@dataclass(frozen=True, slots=True)
class Stem:
    """An upright stroke that ends where it ends, in pixels."""

    x: float
    top: float
    bottom: float
    right_feet: int
    left_feet: int
    """How many of its two ends have ink on that side."""

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Pair:
    """Two stems that may be a pair of brackets."""

    left: Stem
    right: Stem

    @property
    def unlevel(self) -> float:
        """By how many pixels they do not begin or end level."""
        return max(abs(self.left.top - self.right.top), abs(self.left.bottom - self.right.bottom))

    @property
    def width(self) -> float:
        """From stem to stem, in pixels."""
        return self.right.x - self.left.x

    @property
    def edges(self) -> Edges:
        """Give the room between them, without their feet."""
        end = px(_END_MM)
        top = (self.left.top + self.right.top) / 2 + end
        bottom = (self.left.bottom + self.right.bottom) / 2 - end
        return (self.left.x, top, self.right.x, bottom)


@dataclass(frozen=True, slots=True)
class Feet:
    """The shares of the ends of some pairs that have a foot."""

    inward: float
    """Of the side that has fewest."""
    outward: float
    """Of the side that has most."""


def feet_of(pairs: Sequence[Pair]) -> Feet:
    """Count the feet of pairs, of their left stems and of their right ones apart."""
    ends = 2 * len(pairs)
    inward = (
        sum(pair.left.right_feet for pair in pairs),
        sum(pair.right.left_feet for pair in pairs),
    )
    outward = (
        sum(pair.left.left_feet for pair in pairs),
        sum(pair.right.right_feet for pair in pairs),
    )
    return Feet(min(inward) / ends, max(outward) / ends)


def _inked(ink: Grey, rows: slice, first: int, last: int) -> float:
    """Give the share of the columns from `first` to `last` in which ink stands."""
    part = ink[rows, max(0, first) : max(0, last + 1)]
    return float(part.any(axis=0).mean()) if part.size else 0.0


def _edge(ink: Grey, x: float, top: int, bottom: int, direction: int) -> int:
    """Give how many pixels from its middle a stem is no more, half way up."""
    third, reach = (bottom - top) // 3, px(_STEM_MM)
    first = round(x)
    columns = ink[top + third : bottom - third + 1, max(0, first - reach) : first + reach + 1]
    inked = columns.mean(axis=0) >= _HALF if columns.size else np.zeros(0, bool)
    own = inked[reach:] if direction > 0 else inked[: reach + 1][::-1]
    return int(np.argmin(own)) if not own.all() else own.size


def _feet(ink: Grey, x: float, top: int, bottom: int, direction: int) -> int:
    """Count the ends at which ink goes on beside a stem."""
    nearest = round(x) + direction * _edge(ink, x, top, bottom, direction)
    first, last = sorted((nearest, nearest + direction * px(_FOOT_MM)))
    end = px(_END_MM)
    rows = (slice(max(0, y - end), y + end + 1) for y in (top, bottom))
    return sum(_inked(ink, one, first, last) >= _BODY for one in rows)


def _goes_on(part: Grey) -> bool:
    return bool(part.size and part.any(axis=1).mean() >= _BODY)


def _ends(ink: Grey, x: float, top: int, bottom: int) -> bool:
    """Tell whether a stem ends at its ends: rules and streaks go on behind a break."""
    columns = slice(max(0, round(x) - px(_STEM_MM / 2)), round(x) + px(_STEM_MM / 2) + 1)
    near, far = px(_BREAK_MM[0]), px(_BREAK_MM[1])
    above = ink[max(0, top - far) : max(0, top - near), columns]
    return not (_goes_on(above) or _goes_on(ink[bottom + near : bottom + far, columns]))


def stems_of(ink: Grey, upright: Lines) -> list[Stem]:
    """Find the stems that may be of brackets, from left to right.

    Args:
        ink: of the upright page, 1 where it stands.
        upright: its upright pieces of line.
    """
    height = upright.stop - upright.start
    fits = np.flatnonzero((height >= px(_LOWEST_MM)) & (height <= px(_HIGHEST_MM)))
    found = []
    for n in fits[np.argsort(upright.at[fits])]:
        x, top, bottom = float(upright.at[n]), int(upright.start[n]), int(upright.stop[n]) - 1
        if _ends(ink, x, top, bottom):
            right, left = (_feet(ink, x, top, bottom, way) for way in (1, -1))
            found.append(Stem(x, float(top), float(bottom), right, left))
    return found


def level_pairs(stems: Sequence[Stem]) -> Iterator[Pair]:
    """Give level stems of one height, as far apart as brackets; those of a stem nearest first."""
    xs, tops, bottoms = (
        np.array([getattr(stem, name) for stem in stems], np.float64)
        for name in ("x", "top", "bottom")
    )
    for stem in stems:
        first, last = np.searchsorted(xs, (stem.x + px(_NARROWEST_MM), stem.x + px(_WIDEST_MM)))
        near = slice(int(first), int(last))
        off: NDArray[np.float64] = np.maximum(
            abs(tops[near] - stem.top), abs(bottoms[near] - stem.bottom)
        )
        for n in np.flatnonzero(off <= px(LEVEL_MM)):
            yield Pair(stem, stems[int(first) + int(n)])


def empty_pairs(ink: Grey, level: Sequence[Pair]) -> Iterator[Pair]:
    """Give the pairs with nothing between them, one of each left stem."""
    empty = (pair for pair in level if is_empty(ink, pair))
    for _, own in groupby(empty, key=lambda pair: id(pair.left)):
        yield next(own)


def is_empty(ink: Grey, pair: Pair) -> bool:
    """Tell whether nothing stands between two stems, nor joins them above and below."""
    left, top, right, bottom = (round(edge) for edge in pair.edges)
    beside = min(px(_FOOTED_MM), round(_FOOTED * pair.width))
    inset, end = px(_INSIDE_MM), px(_END_MM)
    room = ink[top + inset : bottom - inset, left + inset : right - inset]
    if not room.size or room.mean() > _CLEAN:
        return False
    ends = (slice(max(0, y - 2 * end), y + 2 * end) for y in (top, bottom))
    return all(_inked(ink, rows, left + beside, right - beside) < _CLOSED for rows in ends)


def is_marked(ink: Grey, pair: Pair) -> bool:
    """Tell whether something stands between two stems."""
    left, top, right, bottom = (round(edge) for edge in pair.edges)
    room = ink[top:bottom, left + px(_STEM_MM) : right - px(_STEM_MM)]
    return bool(room.size and room.mean() >= _MARKED)


def is_free(ink: Grey, pair: Pair) -> bool:
    """Tell whether nothing stands close outside of a pair, as letters do beside letters."""
    return not _stands_outside(ink, pair, _FREE_MM)


def is_unjoined(ink: Grey, pair: Pair) -> bool:
    """Tell whether nothing goes on outside of a pair, as the arch of a letter does."""
    return not _stands_outside(ink, pair, _JOINED_MM)


def _stands_outside(ink: Grey, pair: Pair, reach_mm: tuple[float, float]) -> bool:
    _, top, _, bottom = (round(edge) for edge in pair.edges)
    near, far = px(reach_mm[0]), px(reach_mm[1])
    for stem, way in ((pair.left, -1), (pair.right, 1)):
        edge = _edge(ink, stem.x, top, bottom, way)
        first, last = sorted(round(stem.x) + way * (edge + reach) for reach in (near, far))
        if _inked(ink, slice(top, bottom), first, last) > 0:
            return True
    return False
