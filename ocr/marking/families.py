"""Boxes of one form look alike and stand in columns and rows: what one lacks, the others tell."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import px
from ocr.marking.outline import Edges, outline, snapped
from ocr.marking.sides import Sides
from ocr.marking.squares import Square, overlap
from ocr.sheet import Grey

_ALIKE = 0.07
_ALIKE_PX = 3.0
"""Two drawn alike differ by less than this share of their size and these pixels."""
_IN_LINE_MM = 1.0
_OFF_PX = 5
_FAINT, _LOST = 0.85, 0.62
"""Least coverage of a box somewhere in a column, and where the next of a regular one must be."""
_FAINT_SIDE = 0.4
_REGULAR_MM = 1.2
_BEYOND_ENDS = 2
_HIDDEN = 0.3
"""Inked share of a place between two members that only a scribble leaves."""


def alike(one: Square, other: Square) -> bool:
    """Tell whether two are drawn at the same size."""
    return all(
        abs(a - b) <= _ALIKE_PX + _ALIKE * min(a, b)
        for a, b in ((one.width, other.width), (one.height, other.height))
    )


def in_column(one: Square, other: Square) -> bool:
    """Tell whether one stands under the other."""
    return abs(one.centre[0] - other.centre[0]) <= px(_IN_LINE_MM)


def in_line(one: Square, other: Square) -> bool:
    """Tell whether two stand in the same column or row."""
    return in_column(one, other) or abs(one.centre[1] - other.centre[1]) <= px(_IN_LINE_MM)


def peers(square: Square, others: Sequence[Square]) -> list[Square]:
    """Give the others that look like this one and stand in line with it."""
    return [o for o in others if o is not square and alike(square, o) and in_line(square, o)]


def columns(squares: Sequence[Square]) -> Iterator[list[Square]]:
    """Give the groups of two and more of one size that stand in one column, from the top."""
    left = sorted(squares, key=lambda s: s.centre[1])
    while left:
        first = left[0]
        group = [s for s in left if alike(first, s) and in_column(first, s)]
        left = [s for s in left if s not in group]
        if len(group) > 1:
            yield group


def _shape(group: Sequence[Square]) -> tuple[float, float]:
    return (
        float(np.median([s.width for s in group])),
        float(np.median([s.height for s in group])),
    )


def _scores(
    sides: Sides, x: float, width: float, height: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give mean and least coverage of a box's sides at every second height of a column."""
    left, right, tall = round(x - width / 2), round(x + width / 2), round(height / 2)
    level = sides.rows(left, right, 0, 2 * len(sides.across))
    upright = [
        (sides.down[tall:, c // 2] - sides.down[:-tall, c // 2]) / tall for c in (left, right)
    ]
    shares = np.stack([level[:-tall], level[tall:], *upright])
    return shares.mean(axis=0), shares.min(axis=0)


def _best_at(
    sides: Sides, x: float, shape: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the best score and its x for every second height, the column being slightly askew."""
    width, height = shape
    last = 2 * (sides.down.shape[1] - 1) - width / 2
    places = [x + off for off in range(-_OFF_PX, _OFF_PX + 1)]
    places = [place for place in places if width / 2 <= place <= last]
    scores = []
    for place in places:
        mean, least = _scores(sides, place, width, height)
        scores.append(np.where(least >= _FAINT_SIDE, mean, 0.0))
    best = np.argmax(scores, axis=0)
    return np.max(scores, axis=0), np.array(places)[best]


def faint_members(ink: Grey, sides: Sides, group: Sequence[Square]) -> Iterator[Square]:
    """Find boxes that a mark or a bad line has torn, straight above or below a column."""
    shape = _shape(group)
    slope = _lean(group)
    score, xs = _best_at(sides, float(np.median([s.centre[0] for s in group])), shape)
    taken: list[Edges] = [s.edges for s in group]
    for row in np.argsort(-score):
        if score[row] < _FAINT:
            return
        top = 2.0 * row
        edges = _edges(float(xs[row]), top, shape)
        astray = abs(xs[row] - np.polyval(slope, top)) > _OFF_PX
        if not astray and all(overlap(edges, other) < 0.1 for other in taken):
            taken.append(edges)
            yield Square(edges, outline(ink, edges))


def _edges(x: float, top: float, shape: tuple[float, float]) -> Edges:
    width, height = shape
    return (x - width / 2, top, x + width / 2, top + height)


def _lean(group: Sequence[Square]) -> NDArray[np.float64]:
    """Give the line on which the centres stand, as a polynomial x of the top edge."""
    centres = [s.centre[0] for s in group]
    if len(group) < 3:
        return np.array([0.0, float(np.mean(centres))])
    return np.asarray(np.polyfit([s.edges[1] for s in group], centres, 1))


def _gaps(group: Sequence[Square]) -> Iterator[tuple[float, bool]]:
    """Give the top edges at which a regular column lacks a member; True between two others."""
    tops = np.array(sorted(s.edges[1] for s in group))
    steps = np.diff(tops)
    pitch = float(np.median(steps[steps < 1.4 * steps.min()]))
    for top, step in zip(tops, steps, strict=False):
        missing = round(step / pitch) - 1
        if missing > 0 and abs(step - (missing + 1) * pitch) <= px(_REGULAR_MM):
            yield from ((top + step * n / (missing + 1), True) for n in range(1, missing + 1))
    for number in range(1, _BEYOND_ENDS + 1):
        yield float(tops[0]) - number * pitch, False
        yield float(tops[-1]) + number * pitch, False


def expected_members(ink: Grey, group: Sequence[Square]) -> Iterator[Square]:
    """Find the members of a regular column that are all but lost, or covered by a scribble."""
    if len(group) < 3:
        return
    shape, lean = _shape(group), _lean(group)
    for top, between in _gaps(group):
        place = _edges(float(np.polyval(lean, top)), top, shape)
        edges, covered = snapped(ink, place)
        if covered >= _LOST:
            yield Square(edges, outline(ink, edges))
        elif between and _inked(ink, place) >= _HIDDEN:
            yield Square(place, outline(ink, place))


def _inked(ink: Grey, edges: Edges) -> float:
    left, top, right, bottom = (round(edge) for edge in edges)
    part = ink[max(0, top) : bottom + 1, max(0, left) : right + 1]
    return float(part.mean()) if part.size else 0.0
