"""Columns of square brackets: what a fax takes from one pair, the others of its column tell.

A single pair is known by its feet (`ocr.marking.brackets`). In small type, bold type or on a fax
the feet are a pixel or two, and words stand right beside; but no other print repeats two level
stems with nothing between them line after line.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import Lines, px
from ocr.marking.outline import Edges
from ocr.sheet import Grey

_LOWEST_MM, _HIGHEST_MM = 2.0, 7.0
_NARROWEST_MM, _WIDEST_MM = 1.6, 7.0
_LEVEL_MM, _LEVEL_SURE_MM = 0.6, 0.35
"""The two stems of a pair begin and end so nearly level: of each, and of a column on average."""
_IN_COLUMN_MM = 0.6
_SAME_HEIGHT = 0.15
_FOOT_MM = (0.22, 0.36)
"""A foot is looked for so far from the middle of its stem."""
_END_MM = 0.25
_BODY = 0.7
_STEM_MM = 0.3
_BREAK_MM = (0.4, 1.1)
"""So far beyond its ends a stem is looked for that goes on."""
_CLEAN = 0.08
"""Inked share of the room between two empty brackets at most: specks of a fax."""
_FEET, _OUTWARD = 0.6, 0.3
"""Share of a column's ends that have a foot inwards at least, and outwards at most."""
_FEWEST, _FEWEST_WORN, _FEWEST_BARE = 3, 5, 7
"""Pairs that make a column; as many where a fax has taken most feet, and all of them."""
_FEET_WORN, _OUTWARD_WORN, _OUTWARD_BARE = 0.12, 0.12, 0.03
_FEWEST_SCATTERED, _FEET_SCATTERED = 4, 0.35
_FREE_MM, _LIKE_MM = (0.5, 0.9), 0.3
_CLOSED = 0.5
_SPARE = 2
_BEYOND_ENDS = 2
"""Rows, as far apart as the others, in which a marked pair may stand above or below its column."""
_MARKED = 0.06
"""Inked share of the room in which something stands."""


@dataclass(frozen=True, slots=True)
class _Stem:
    x: float
    top: float
    bottom: float
    right_feet: int
    left_feet: int
    """How many of its two ends have ink on that side."""

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class _Pair:
    left: _Stem
    right: _Stem

    @property
    def unlevel(self) -> float:
        return max(abs(self.left.top - self.right.top), abs(self.left.bottom - self.right.bottom))

    @property
    def width(self) -> float:
        return self.right.x - self.left.x

    @property
    def edges(self) -> Edges:
        end = px(_END_MM)
        top = (self.left.top + self.right.top) / 2 + end
        bottom = (self.left.bottom + self.right.bottom) / 2 - end
        return (self.left.x, top, self.right.x, bottom)


def _inked(ink: Grey, rows: slice, first: float, last: float) -> float:
    """Give the share of the columns from `first` to `last` in which ink stands."""
    part = ink[rows, max(0, round(first)) : max(0, round(last) + 1)]
    return float(part.any(axis=0).mean()) if part.size else 0.0


def _stands_alone(ink: Grey, x: float, top: int, bottom: int) -> bool:
    """Tell whether a stem ends where it ends: rules and streaks go on behind a break."""
    columns = slice(max(0, round(x) - px(_STEM_MM / 2)), round(x) + px(_STEM_MM / 2) + 1)
    near, far = px(_BREAK_MM[0]), px(_BREAK_MM[1])
    above, below = (
        ink[max(0, top - far) : max(0, top - near), columns],
        ink[bottom + near : bottom + far, columns],
    )
    return not (_goes_on(above) or _goes_on(below))


def _goes_on(part: Grey) -> bool:
    return bool(part.size and part.any(axis=1).mean() >= _BODY)


def _feet(ink: Grey, x: float, top: int, bottom: int, direction: int) -> int:
    near, far = (direction * reach * px(1.0) for reach in _FOOT_MM)
    first, last = sorted((x + near, x + far))
    end = px(_END_MM)
    rows = (slice(max(0, y - end), y + end + 1) for y in (top, bottom))
    return sum(_inked(ink, one, first, last) >= _BODY for one in rows)


def _stems(ink: Grey, upright: Lines) -> list[_Stem]:
    height = upright.stop - upright.start
    fits = np.flatnonzero((height >= px(_LOWEST_MM)) & (height <= px(_HIGHEST_MM)))
    found = []
    for n in fits[np.argsort(upright.at[fits])]:
        x, top, bottom = float(upright.at[n]), int(upright.start[n]), int(upright.stop[n]) - 1
        if not _stands_alone(ink, x, top, bottom):
            continue
        right, left = (_feet(ink, x, top, bottom, way) for way in (1, -1))
        found.append(_Stem(x, float(top), float(bottom), right, left))
    return found


def _is_empty(ink: Grey, pair: _Pair) -> bool:
    """Tell whether nothing stands between two stems, nor joins them above and below."""
    left, top, right, bottom = (round(edge) for edge in pair.edges)
    beside = px(_FOOT_MM[1]) + px(_STEM_MM)
    room = ink[top + px(_END_MM) : bottom - px(_END_MM), left + px(_STEM_MM) : right - px(_STEM_MM)]
    if not room.size or room.mean() > _CLEAN:
        return False
    end = px(2 * _END_MM)
    ends = (slice(max(0, y - end), y + end) for y in (top, bottom))
    return all(_inked(ink, rows, left + beside, right - beside) < _CLOSED for rows in ends)


def _level_pairs(stems: Sequence[_Stem]) -> Iterator[_Pair]:
    """Give level stems of one height, as far apart as brackets; those of a stem nearest first."""
    xs: NDArray[np.float64] = np.array([stem.x for stem in stems])
    tops: NDArray[np.float64] = np.array([stem.top for stem in stems])
    bottoms: NDArray[np.float64] = np.array([stem.bottom for stem in stems])
    for stem in stems:
        first, last = np.searchsorted(xs, (stem.x + px(_NARROWEST_MM), stem.x + px(_WIDEST_MM)))
        near = slice(int(first), int(last))
        off = np.maximum(abs(tops[near] - stem.top), abs(bottoms[near] - stem.bottom))
        for n in np.flatnonzero(off <= px(_LEVEL_MM)):
            yield _Pair(stem, stems[int(first) + int(n)])


def _pairs(ink: Grey, level: Sequence[_Pair]) -> Iterator[_Pair]:
    """Give those with nothing between them, one of each left stem."""
    empty = (pair for pair in level if _is_empty(ink, pair))
    for _, own in groupby(empty, key=lambda pair: id(pair.left)):
        yield next(own)


def _is_under(one: _Pair, other: _Pair) -> bool:
    """Tell whether a pair stands under another; a page may lean a little."""
    reach = px(_IN_COLUMN_MM)
    return (
        abs(one.left.x - other.left.x) <= reach
        and abs(one.right.x - other.right.x) <= reach
        and abs(one.left.height - other.left.height) <= _SAME_HEIGHT * one.left.height + _SPARE
        and other.left.top - one.left.top >= one.left.height
    )


def _feet_of(pairs: Sequence[_Pair]) -> tuple[float, float]:
    """Give the shares of ends that have a foot inwards, and outwards."""
    inward = sum(pair.left.right_feet + pair.right.left_feet for pair in pairs)
    outward = sum(pair.left.left_feet + pair.right.right_feet for pair in pairs)
    return inward / (4 * len(pairs)), outward / (4 * len(pairs))


def _are_brackets(column: Sequence[_Pair]) -> bool:
    """Tell whether pairs under one another have feet as brackets have, and stand level."""
    inward, outward = _feet_of(column)
    unlevel = sum(pair.unlevel for pair in column) / len(column)
    footed = len(column) >= _FEWEST and inward >= _FEET and outward <= _OUTWARD
    worn = len(column) >= _FEWEST_WORN and inward >= _FEET_WORN and outward <= _OUTWARD_WORN
    bare = len(column) >= _FEWEST_BARE and outward <= _OUTWARD_BARE
    return (footed or worn or bare) and unlevel <= px(_LEVEL_SURE_MM)


def _columns(pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    found: list[list[_Pair]] = []
    for pair in sorted(pairs, key=lambda pair: pair.left.top):
        own = next((column for column in found if _is_under(column[-1], pair)), None)
        if own is None:
            found.append([pair])
        else:
            own.append(pair)
    yield from filter(_are_brackets, found)


def _middle(values: Iterable[float]) -> float:
    return float(np.median(list(values)))


@dataclass(frozen=True, slots=True)
class _Column:
    """What the pairs of a column have in common."""

    left: float
    right: float
    height: float
    top: float
    bottom: float
    """Where pairs may begin."""

    @classmethod
    def of(cls, pairs: Sequence[_Pair]) -> Self:
        tops = sorted(pair.left.top for pair in pairs)
        beyond = _BEYOND_ENDS * _middle(np.diff(tops))
        return cls(
            _middle(pair.left.x for pair in pairs),
            _middle(pair.right.x for pair in pairs),
            _middle(pair.left.height for pair in pairs),
            tops[0] - beyond,
            tops[-1] + beyond,
        )

    def has(self, stem: _Stem, x: float) -> bool:
        """Tell whether a stem stands where one of this column would."""
        return (
            abs(stem.x - x) <= px(_IN_COLUMN_MM)
            and self.top <= stem.top <= self.bottom
            and abs(stem.height - self.height) <= _SAME_HEIGHT * self.height + _SPARE
        )

    def completed(self, stem: _Stem, others: Sequence[_Stem]) -> _Pair | None:
        """Give the pair of a stem, its other one where it is seen or where it must be."""
        is_left = abs(stem.x - self.left) < abs(stem.x - self.right)
        x = self.right if is_left else self.left
        level = (o for o in others if _Pair(stem, o).unlevel <= px(_LEVEL_MM))
        seen = next((o for o in level if self.has(o, x)), None)
        if (stem.right_feet if is_left else stem.left_feet) == 0 and seen is None:
            return None
        other = seen or replace(stem, x=stem.x + (1 if is_left else -1) * (self.right - self.left))
        return _Pair(stem, other) if is_left else _Pair(other, stem)


def _is_marked(ink: Grey, pair: _Pair) -> bool:
    left, top, right, bottom = (round(edge) for edge in pair.edges)
    room = ink[top:bottom, left + px(_STEM_MM) : right - px(_STEM_MM)]
    return bool(room.size and room.mean() >= _MARKED)


def _others(ink: Grey, stems: Sequence[_Stem], pairs: Sequence[_Pair]) -> Iterator[_Pair]:
    """Give the members of a column that were not found as pairs.

    Both stems are there and something stands between them, or a mark or the fax has taken one.
    """
    column, taken = _Column.of(pairs), [pair.left.top for pair in pairs]
    own = [s for s in stems if column.has(s, column.left) or column.has(s, column.right)]
    for stem in own:
        if any(abs(stem.top - top) < column.height for top in taken):
            continue
        pair = column.completed(stem, own)
        if pair is not None and (_is_marked(ink, pair) or _is_empty(ink, pair)):
            taken.append(stem.top)
            yield pair


def _is_free(ink: Grey, pair: _Pair) -> bool:
    """Tell whether nothing stands close outside of a pair, as letters do beside letters."""
    left, top, right, bottom = (round(edge) for edge in pair.edges)
    near, far = px(_FREE_MM[0]), px(_FREE_MM[1])
    before = ink[top:bottom, max(0, left - far) : max(0, left - near)]
    return not (before.any() or ink[top:bottom, right + near : right + far].any())


def _is_like(one: _Pair, other: _Pair) -> bool:
    apart = (one.width - other.width, one.left.height - other.left.height)
    return max(map(abs, apart)) <= px(_LIKE_MM)


def _scattered(ink: Grey, level: Sequence[_Pair], pairs: Sequence[_Pair]) -> Iterator[_Pair]:
    """Give pairs of one size that stand in no column, as behind their questions."""
    free = [pair for pair in pairs if _is_free(ink, pair)]
    for pair in free:
        like = [other for other in free if _is_like(pair, other)]
        inward, outward = _feet_of(like)
        if len(like) >= _FEWEST_SCATTERED and inward >= _FEET_SCATTERED and outward <= _OUTWARD:
            yield pair
            same = (other for other in level if _is_like(pair, other) and _is_free(ink, other))
            yield from (other for other in same if _is_marked(ink, other))


def bracket_columns(ink: Grey, upright: Lines) -> Iterator[Edges]:
    """Find columns of three and more pairs of brackets, marked or not, and scattered pairs alike.

    Args:
        ink: of the upright page, 1 where it stands.
        upright: its upright pieces of line.

    Returns:
        of each pair the room between its stems, without their feet, in pixels; some twice.
    """
    stems = _stems(ink, upright)
    level = list(_level_pairs(stems))
    pairs = list(_pairs(ink, level))
    for column in _columns(pairs):
        yield from (pair.edges for pair in [*column, *_others(ink, stems, column)])
    yield from (pair.edges for pair in _scattered(ink, level, pairs))
