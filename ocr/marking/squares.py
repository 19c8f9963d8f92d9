"""Rectangles of a tick box's size, drawn with four straight sides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import Lines, px
from ocr.marking.outline import Edges, Outline, outline
from ocr.marking.sides import Sides
from ocr.sheet import Grey

SMALLEST_MM, LARGEST_MM = 2.3, 8.4
_FLATTEST, _TALLEST = 0.68, 1.45
"""Height over width: a fax feed stretches by a few per cent, and some boxes are oblong."""
_ROW_COVERED = 0.6
"""Share of a top or bottom side that must be ink; the mark may have torn it."""
_SIDE_COVERED = 0.62
_MEAN_COVERED = 0.84
"""Over all four sides; of letters as large as a box none of 400 pages' text passed 0.8."""
_LEAST_QUALITY = 0.6
_BAND_MM = 0.17
_FILLED_MM = 1.3
"""Higher pieces are filled areas; a thick line on a fax stays under it."""
_TWO_SIDES = 2
_CONTACT_MM, _TOUCHED = 1.1, 0.85
_REACH_MM = 0.9
_TALLEST_SIDE_MM = 16.0
_BEYOND_MM, _GOES_ON = 1.3, 0.9
_PARTED_MM, _ALIKE_MM = 0.2, 0.45


@dataclass(frozen=True, slots=True)
class Square:
    """A rectangle of lines."""

    edges: Edges
    outline: Outline
    is_cell: bool = False
    """Its sides go on into neighbours of the same height or width: a comb or a table."""

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.edges[2] - self.edges[0]

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.edges[3] - self.edges[1]

    @property
    def centre(self) -> tuple[float, float]:
        """Centre (x, y) in pixels."""
        left, top, right, bottom = self.edges
        return (left + right) / 2, (top + bottom) / 2


def _level(
    sides: Sides, left: NDArray[np.float64], right: NDArray[np.float64], spans: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give how much of each stretch from left to right is inked, in every second row of its span.

    A span is a first and a last row; each stretch has one line of shares, 0 beyond its span.
    """
    height, width = sides.across.shape
    first, last = (np.rint(spans[:, n] / 2).astype(int)[:, None] for n in (0, 1))
    rows = first + np.arange(int((last - first).max(initial=0)) + 1)[None]
    inside = (rows >= 0) & (rows < height) & (rows <= last)
    ends = [np.rint(x / 2).astype(int).clip(0, width - 1)[:, None] for x in (left, right)]
    rows = rows.clip(0, height - 1)
    inked = sides.across[rows, ends[1]] - sides.across[rows, ends[0]]
    return np.asarray(np.where(inside, inked / np.maximum(1, ends[1] - ends[0]), 0.0))


def _is_short(upright: Lines) -> NDArray[np.bool_]:
    """Tell which pieces do not run on over the page; the others are few and many rows long."""
    return np.asarray(upright.stop - upright.start <= px(_TALLEST_SIDE_MM))


def _touching(sides: Sides, upright: Lines, *, right: bool) -> NDArray[np.bool_]:
    """Tell which upright pieces a horizontal line leaves to the right, or to the left."""
    near, far = (0, px(_CONTACT_MM)) if right else (-px(_CONTACT_MM), 0)
    spans = np.stack([upright.start - px(_REACH_MM), upright.stop + px(_REACH_MM)], axis=1)
    found = np.zeros(len(upright.at), dtype=bool)
    for group in (_is_short(upright), ~_is_short(upright)):
        at = upright.at[group]
        found[group] = (_level(sides, at + near, at + far, spans[group]) > _TOUCHED).any(axis=1)
    return found


def _closed(sides: Sides, upright: Lines, pairs: NDArray[np.int_]) -> NDArray[np.int_]:
    """Keep the pairs that lines far enough apart join above and below."""
    one, other = pairs.T
    spans = np.stack(
        [
            np.minimum(upright.start[one], upright.start[other]) - px(_REACH_MM),
            np.maximum(upright.stop[one], upright.stop[other]) + px(_REACH_MM),
        ],
        axis=1,
    )
    joined = _level(sides, upright.at[one], upright.at[other], spans) >= _ROW_COVERED
    apart = 2 * (joined.shape[1] - 1 - np.argmax(joined[:, ::-1], axis=1) - joined.argmax(axis=1))
    width = upright.at[other] - upright.at[one]
    return np.asarray(pairs[joined.any(axis=1) & (apart >= _FLATTEST * width - px(_BAND_MM))])


def _pairs(upright: Lines, sides: Sides) -> Iterator[tuple[int, int]]:
    """Give pairs of upright pieces that may be the left and the right side of one box."""
    lefts = np.nonzero(_touching(sides, upright, right=True))[0]
    rights = np.nonzero(_touching(sides, upright, right=False))[0]
    width = upright.at[rights][None] - upright.at[lefts][:, None]
    shared = np.minimum(upright.stop[rights][None], upright.stop[lefts][:, None]) - np.maximum(
        upright.start[rights][None], upright.start[lefts][:, None]
    )
    fits = (width >= px(SMALLEST_MM)) & (width <= px(LARGEST_MM)) & (shared >= 0.4 * width)
    one, other = np.nonzero(fits)
    pairs = np.stack([lefts[one], rights[other]], axis=1)
    short = _is_short(upright)[pairs].all(axis=1)
    for kept in (_closed(sides, upright, pairs[short]), pairs[~short]):
        yield from ((int(left), int(right)) for left, right in kept)


def _peaks(shares: NDArray[np.float64], first: int) -> list[float]:
    """Give the middles of runs of rows that are covered; `shares` are of every second row."""
    covered = np.zeros(len(shares) + 2, dtype=np.int8)
    covered[1:-1] = shares >= _ROW_COVERED
    if np.count_nonzero(covered) < _TWO_SIDES:
        return []
    steps = np.diff(covered)
    starts, stops = np.nonzero(steps == 1)[0], np.nonzero(steps == -1)[0]
    found: list[float] = []
    for start, stop in zip(starts, stops, strict=True):
        if 2 * (stop - start) > px(_FILLED_MM) + 2 * px(_BAND_MM):
            found += [first + 2.0 * start + px(_BAND_MM), first + 2.0 * stop - 1 - px(_BAND_MM)]
        else:
            found.append(first + float(start + stop) - 0.5)
    return found


def _is_drawn(shares: Iterable[float]) -> bool:
    """Tell by the inked shares of four sides whether they are a box's; most fail by their first."""
    drawn = list(takewhile(lambda share: share >= _SIDE_COVERED, shares))
    return len(drawn) == 4 and sum(drawn) / 4 >= _MEAN_COVERED


def _between(left: int, right: int, upright: Lines, sides: Sides) -> Iterator[Edges]:
    """Close two upright pieces above and below."""
    x1, x2 = upright.at[left], upright.at[right]
    width = x2 - x1
    reach = px(_REACH_MM)
    first = max(0, round(min(upright.start[left], upright.start[right])) - reach)
    first -= first % 2
    last = round(max(upright.stop[left], upright.stop[right])) + reach
    rows = _peaks(sides.rows(x1, x2, first, last), first)
    for number, top in enumerate(rows):
        for bottom in rows[number + 1 :]:
            fits = _FLATTEST * width <= bottom - top <= _TALLEST * width
            if fits and _is_drawn(sides.all_round(x1, top, x2, bottom)):
                yield (x1, top, x2, bottom)


def _beyond(edges: Edges, sides: Sides) -> tuple[tuple[float, float], ...]:
    """Give the inked shares of what goes on of two facing sides: after, before, below, above."""
    left, top, right, bottom = edges
    near, far = px(0.35), px(_BEYOND_MM)
    spans = ((right + near, right + far), (left - far, left - near))
    level = [(sides.row(top, *span), sides.row(bottom, *span)) for span in spans]
    spans = ((bottom + near, bottom + far), (top - far, top - near))
    upright = [(sides.column(left, *span), sides.column(right, *span)) for span in spans]
    return (*level, *upright)


def _goes_on(ink: Grey, edges: Edges, sides: Sides) -> bool:
    """Tell whether two facing sides both go on beyond the same side.

    Lines are closed over small gaps: boxes set close to one another have white between them.
    """
    beyond = zip(_beyond(edges, sides), _strips(ink, edges), strict=True)
    return any(min(shares) > _GOES_ON and not _is_parted(strip) for shares, strip in beyond)


def _strips(ink: Grey, edges: Edges) -> tuple[Grey, ...]:
    """Give what lies beyond each side, its lines across: after, before, below, above."""
    left, top, right, bottom = (round(edge) for edge in edges)
    far, edge = px(_BEYOND_MM), px(_BAND_MM)
    rows, columns = (
        slice(max(0, top - edge), bottom + edge),
        slice(max(0, left - edge), right + edge),
    )
    return (
        ink[rows, right : right + far].T,
        ink[rows, max(0, left - far) : left].T,
        ink[bottom : bottom + far, columns],
        ink[max(0, top - far) : top, columns],
    )


def _is_parted(strip: Grey) -> bool:
    """Tell whether white runs all along a strip."""
    return int(np.count_nonzero(~strip.any(axis=1))) >= px(_PARTED_MM)


def runs_on(edges: Edges, sides: Sides) -> bool:
    """Tell whether any side goes on beyond a corner: a frame's with a letter beside it, say."""
    return max(map(max, _beyond(edges, sides))) > _GOES_ON


def overlap(one: Edges, other: Edges) -> float:
    """Give the shared area of two rectangles as a share of the smaller one."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    area = min((e[2] - e[0]) * (e[3] - e[1]) for e in (one, other))
    return across * down / area


def _like(squares: Sequence[Square]) -> list[int]:
    """Give of how many other squares each has the size."""
    sizes = np.array([(square.width, square.height) for square in squares]).reshape(-1, 2)
    near = np.abs(sizes[:, None] - sizes[None]).max(axis=2) <= px(_ALIKE_MM)
    return [int(count) for count in near.sum(axis=1)]


def best_apart(squares: list[Square], allowed: float = 0.3) -> list[Square]:
    """Keep the best drawn of squares that lie on one another; of equals the usual, then the larger.

    A box close to a rule makes another one with it, as well drawn, but of a size of its own.
    """
    kept: list[Square] = []
    like = dict(zip(squares, _like(squares), strict=True))
    for square in sorted(
        squares,
        key=lambda s: (-min(s.outline.quality, 0.985), -like[s], -s.width * s.height),
    ):
        if all(overlap(square.edges, other.edges) < allowed for other in kept):
            kept.append(square)
    return kept


def _size_fits(edges: Edges) -> bool:
    return all(
        px(SMALLEST_MM) <= length <= px(LARGEST_MM)
        for length in (edges[2] - edges[0], edges[3] - edges[1])
    )


def square_at(ink: Grey, sides: Sides, edges: Edges) -> Square:
    """Measure a rectangle."""
    return Square(edges, outline(ink, edges), _goes_on(ink, edges, sides))


def squares(ink: Grey, upright: Lines, sides: Sides, about: Iterable[Edges] = ()) -> list[Square]:
    """Find all rectangles of a tick box's size; cells of tables and combs are marked as such.

    `about` are rectangles found otherwise, which are measured too.
    """
    edges = {
        edges
        for left, right in _pairs(upright, sides)
        for edges in _between(left, right, upright, sides)
    }
    edges |= {edges for edges in about if _size_fits(edges)}
    found = [square_at(ink, sides, e) for e in edges]
    return best_apart([square for square in found if square.outline.quality >= _LEAST_QUALITY])
