"""Columns of square brackets: what a fax takes from one pair, the others of its column tell.

A single pair is known by its feet (`ocr.marking.brackets`). In small type, bold type or on a fax
the feet are a pixel or two, and words stand right beside; but no other print repeats two level
stems with nothing between them line after line.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from ocr.marking.bracket_stems import (
    LEVEL_MM,
    Pair,
    Stem,
    empty_pairs,
    feet_of,
    is_empty,
    is_free,
    is_marked,
    is_unjoined,
    level_pairs,
    stems_of,
)
from ocr.marking.lines import Lines, px
from ocr.marking.outline import Edges
from ocr.sheet import Grey

_LEVEL_MM = 0.35
"""The pairs of a column stand so level, on average."""
_IN_COLUMN_MM, _LIKE_MM = 0.6, 0.3
_SAME_HEIGHT, _SPARE = 0.15, 2
_FEET, _OUTWARD, _MOST = 0.5, 0.25, 0.7
"""Share of the ends, on either side of a column, that have a foot inwards at least and outwards at
most; and of the pairs that letters do not stand beside."""
_FEWEST, _FEWEST_WORN, _FEWEST_BARE, _FEWEST_SCATTERED = 3, 5, 7, 4
"""Pairs that make a column; as many where a fax has taken most feet, and all of them; and as many
as there must be of one size where they stand in no column."""
_FEET_WORN, _OUTWARD_WORN, _OUTWARD_BARE, _FEET_SCATTERED = 0.1, 0.15, 0.06, 0.3
_BEYOND_ENDS = 2
"""Rows, as far apart as the others, in which a marked pair may stand above or below its column."""


def _is_under(one: Pair, other: Pair) -> bool:
    """Tell whether a pair stands under another; a page may lean a little."""
    reach = px(_IN_COLUMN_MM)
    return (
        abs(one.left.x - other.left.x) <= reach
        and abs(one.right.x - other.right.x) <= reach
        and abs(one.left.height - other.left.height) <= _SAME_HEIGHT * one.left.height + _SPARE
        and other.left.top - one.left.top >= one.left.height
    )


def _are_brackets(ink: Grey, column: Sequence[Pair]) -> bool:
    """Tell whether pairs under one another are drawn as brackets are, and stand level."""
    number, feet = len(column), feet_of(column)
    unlevel = sum(pair.unlevel for pair in column) / number
    if unlevel > px(_LEVEL_MM):
        return False
    if number >= _FEWEST and feet.inward >= _FEET and feet.outward <= _OUTWARD:
        return _share(is_unjoined(ink, pair) for pair in column) >= _MOST
    worn = number >= _FEWEST_WORN and feet.inward >= _FEET_WORN and feet.outward <= _OUTWARD_WORN
    bare = number >= _FEWEST_BARE and feet.outward <= _OUTWARD_BARE
    # Without their feet they are like letters, but for the white about them.
    return (worn or bare) and _share(is_free(ink, pair) for pair in column) >= _MOST


def _share(told: Iterable[bool]) -> float:
    return float(np.mean(list(told)))


def _columns(ink: Grey, pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    found: list[list[Pair]] = []
    for pair in sorted(pairs, key=lambda pair: pair.left.top):
        own = next((column for column in found if _is_under(column[-1], pair)), None)
        if own is None:
            found.append([pair])
        else:
            own.append(pair)
    yield from (column for column in found if _are_brackets(ink, column))


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
    def of(cls, pairs: Sequence[Pair]) -> Self:
        tops = sorted(pair.left.top for pair in pairs)
        beyond = _BEYOND_ENDS * _middle(np.diff(tops))
        return cls(
            _middle(pair.left.x for pair in pairs),
            _middle(pair.right.x for pair in pairs),
            _middle(pair.left.height for pair in pairs),
            tops[0] - beyond,
            tops[-1] + beyond,
        )

    def has(self, stem: Stem, x: float) -> bool:
        """Tell whether a stem stands where one of this column would."""
        return (
            abs(stem.x - x) <= px(_IN_COLUMN_MM)
            and self.top <= stem.top <= self.bottom
            and abs(stem.height - self.height) <= _SAME_HEIGHT * self.height + _SPARE
        )

    def completed(self, stem: Stem, others: Sequence[Stem]) -> Pair | None:
        """Give the pair of a stem, its other one where it is seen or where it must be."""
        is_left = abs(stem.x - self.left) < abs(stem.x - self.right)
        x = self.right if is_left else self.left
        level = (o for o in others if Pair(stem, o).unlevel <= px(LEVEL_MM))
        seen = next((o for o in level if self.has(o, x)), None)
        if (stem.right_feet if is_left else stem.left_feet) == 0 and seen is None:
            return None
        away = self.right - self.left
        other = seen or replace(stem, x=stem.x + (away if is_left else -away))
        return Pair(stem, other) if is_left else Pair(other, stem)


def _others(ink: Grey, stems: Sequence[Stem], pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Give the members of a column that were not found as pairs.

    Both stems are there and something stands between them, or a mark or the fax has taken one.
    """
    column, taken = _Column.of(pairs), [pair.left.top for pair in pairs]
    own = [s for s in stems if column.has(s, column.left) or column.has(s, column.right)]
    for stem in own:
        if any(abs(stem.top - top) < column.height for top in taken):
            continue
        pair = column.completed(stem, own)
        if pair is not None and (is_marked(ink, pair) or is_empty(ink, pair)):
            taken.append(stem.top)
            yield pair


def _is_like(one: Pair, other: Pair) -> bool:
    apart = (one.width - other.width, one.left.height - other.left.height)
    return max(map(abs, apart)) <= px(_LIKE_MM)


def _scattered(ink: Grey, level: Sequence[Pair], pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Give pairs of one size that stand in no column, as behind their questions."""
    free = [pair for pair in pairs if is_free(ink, pair)]
    for pair in free:
        like = [other for other in free if _is_like(pair, other)]
        feet = feet_of(like)
        if len(like) < _FEWEST_SCATTERED:
            continue
        if feet.inward >= _FEET_SCATTERED and feet.outward <= _OUTWARD:
            yield pair
            same = (other for other in level if _is_like(pair, other) and is_free(ink, other))
            yield from (other for other in same if is_marked(ink, other))


def bracket_columns(ink: Grey, upright: Lines) -> Iterator[Edges]:
    """Find columns of three and more pairs of brackets, marked or not, and scattered pairs alike.

    Args:
        ink: of the upright page, 1 where it stands.
        upright: its upright pieces of line.

    Returns:
        of each pair the room between its stems, without their feet, in pixels; some twice.
    """
    stems = stems_of(ink, upright)
    level = list(level_pairs(stems))
    pairs = list(empty_pairs(ink, level))
    for column in _columns(ink, pairs):
        yield from (pair.edges for pair in [*column, *_others(ink, stems, column)])
    yield from (pair.edges for pair in _scattered(ink, level, pairs))
