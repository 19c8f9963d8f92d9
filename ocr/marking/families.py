"""Boxes of one form look alike and stand in columns and rows: what one lacks, the others tell."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import px
from ocr.marking.outline import outline
from ocr.marking.squares import Edges, Sides, Square, overlap
from ocr.sheet import Grey

_ALIKE = 0.07
_ALIKE_PX = 3.0
"""Two drawn alike differ by less than this share of their size and these pixels."""
_IN_LINE_MM = 1.0
_OFF_PX = 5
_FAINT = 0.72
"""Least coverage of a box at the place where a column or row leads one to look for it."""
_FAINT_SIDE = 0.4
_REGULAR_MM = 1.2


def alike(one: Square, other: Square) -> bool:
    """Tell whether two are drawn at the same size."""
    return all(
        abs(a - b) <= _ALIKE_PX + _ALIKE * min(a, b)
        for a, b in ((one.width, other.width), (one.height, other.height))
    )


def in_line(one: Square, other: Square) -> bool:
    """Tell whether two stand in the same column or row."""
    (x1, y1), (x2, y2) = one.centre, other.centre
    return min(abs(x1 - x2), abs(y1 - y2)) <= px(_IN_LINE_MM)


def peers(square: Square, others: Sequence[Square]) -> int:
    """Count the others that look like this one and stand in line with it."""
    return sum(o is not square and alike(square, o) and in_line(square, o) for o in others)


def columns(squares: Sequence[Square]) -> Iterator[list[Square]]:
    """Give the groups of two and more of one size that stand in one column, from the top."""
    left = sorted(squares, key=lambda s: s.centre[1])
    while left:
        first = left[0]
        group = [s for s in left if alike(first, s) and _same_column(first, s)]
        left = [s for s in left if s not in group]
        if len(group) > 1:
            yield group


def _same_column(one: Square, other: Square) -> bool:
    return abs(one.centre[0] - other.centre[0]) <= px(_IN_LINE_MM)


def _shape(group: Sequence[Square]) -> tuple[float, float]:
    return (
        float(np.median([s.width for s in group])),
        float(np.median([s.height for s in group])),
    )


def _scores(
    sides: Sides, x: float, width: float, height: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give mean and least coverage of a box's sides at every height of a column."""
    left, right, tall = round(x - width / 2), round(x + width / 2), round(height)
    level = sides.rows(left, right, 0, len(sides.across))
    upright = [(sides.down[tall:, c] - sides.down[:-tall, c]) / tall for c in (left, right)]
    shares = np.stack([level[:-tall], level[tall:], *upright])
    return shares.mean(axis=0), shares.min(axis=0)


def _best_at(
    sides: Sides, x: float, shape: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the best score and its x for every height, the column being slightly askew."""
    width, height = shape
    last = sides.down.shape[1] - 1 - width / 2
    places = [x + off for off in range(-_OFF_PX, _OFF_PX + 1)]
    places = [place for place in places if width / 2 <= place <= last]
    scores = []
    for place in places:
        mean, least = _scores(sides, place, width, height)
        scores.append(np.where(least >= _FAINT_SIDE, mean, 0.0))
    best = np.argmax(scores, axis=0)
    return np.max(scores, axis=0), np.array(places)[best]


def faint_members(ink: Grey, sides: Sides, group: Sequence[Square]) -> Iterator[Square]:
    """Find boxes that a mark or a bad line has torn, at the places in line with a column."""
    shape = _shape(group)
    tops = np.array([s.edges[1] for s in group])
    centres = np.array([s.centre[0] for s in group])
    slope = np.polyfit(tops, centres, 1) if len(group) > 2 else np.array([0.0, centres.mean()])
    score, xs = _best_at(sides, float(np.median(centres)), shape)
    taken: list[Edges] = [s.edges for s in group]
    for top in np.argsort(-score):
        if score[top] < _FAINT:
            return
        x = float(xs[top])
        edges = (x - shape[0] / 2, float(top), x + shape[0] / 2, float(top) + shape[1])
        astray = abs(x - np.polyval(slope, top)) > _OFF_PX
        if astray or any(overlap(edges, other) > 0.1 for other in taken):
            continue
        taken.append(edges)
        yield Square(edges, outline(ink, edges))
