"""Printed tick boxes anywhere on an upright page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from forms.geometry import BoxMm
from ocr.marking.bracket_columns import bracket_columns
from ocr.marking.brackets import brackets, is_empty
from ocr.marking.families import alike, columns, expected_members, faint_members, in_column, peers
from ocr.marking.hollows import Hollows, hollows_of, rooms
from ocr.marking.likes import torn
from ocr.marking.lines import PER_MM, Lines, halved, print_mask, px, straight_lines
from ocr.marking.outline import Edges, Outline
from ocr.marking.sides import Sides, sides_of
from ocr.marking.squares import Square, overlap, runs_on, squares
from ocr.sheet import Grey

_ALONE, _WITH_PEERS = 0.985, 0.9
"""Least quality of an outline: of 621 boxes on 60 pages 99 in a hundred had 0.99 and more, of 748
letters and parts of handwriting five in a hundred."""
_ROOM = 0.97
_SMALL_MM = 2.8
_LARGE_MM = 3.1
"""Letters are smaller, but for headings and block capitals."""
_STROKE_MM, _CLEAR_MM = 0.3, 0.8
"""Half a thick line, and the white that no word leaves about a letter."""
_FRAYED_MM = 0.45
_STRAY, _STRAY_SMALL, _WORDY_MM = 1.05, 0.6, 3.6
"""Share of two sides' lengths beside which a tick or a shadow stands at most."""
_SOLID, _SHADED = 0.9, 2.6
_CORNERS = 3
_MANY = 2
_TOUCHING = 0.1
_RECOVERED = 0.7
_IN_COLUMN = 0.85
_QUESTIONS = 6


class BoxShape(StrEnum):
    """How a place for a tick is drawn."""

    SQUARE = "square"
    CIRCLE = "circle"
    BRACKETS = "brackets"


@dataclass(frozen=True, slots=True)
class BoxFound:
    """A printed place for a tick."""

    box: BoxMm
    """To the middle of its lines, on the upright page."""
    certainty: float
    """From 0 to 1 that it is a place for a tick and not a letter or a part of a table."""
    shape: BoxShape = BoxShape.SQUARE


def _millimetres(edges: Edges) -> BoxMm:
    left, top, right, bottom = (edge / PER_MM for edge in edges)
    return BoxMm(float(left), float(top), float(right), float(bottom))


def _turned(square: Square) -> Square:
    """Swap rows and columns."""
    left, top, right, bottom = square.edges
    return Square((top, left, bottom, right), square.outline, square.is_cell)


def _in_a_word(ink: Grey, edges: Edges) -> bool:
    """Tell whether ink stands close on both sides, as it does about a letter.

    Of what is as small as letters one side is enough: capitals begin words.
    """
    left, top, right, bottom = (round(edge) for edge in edges)
    near, far = px(_STROKE_MM), px(_CLEAR_MM)
    before = ink[top:bottom, max(0, left - far) : max(0, left - near)]
    after = ink[top:bottom, right + near : right + far]
    close = (bool(before.any()), bool(after.any()))
    return any(close) if right - left < px(_LARGE_MM) else all(close)


def _is_crowded(ink: Grey, edges: Edges) -> bool:
    """Tell whether more than a tick's end stands beside a rectangle, as letters do."""
    left, top, right, bottom = (round(edge) for edge in edges)
    near, far = px(_FRAYED_MM), px(_CLEAR_MM)
    before = ink[top:bottom, max(0, left - far) : max(0, left - near)]
    after = ink[top:bottom, right + near : right + far]
    close = sum(float(part.any(axis=1).mean()) for part in (before, after) if part.size)
    return close > (_STRAY if right - left >= px(_WORDY_MM) else _STRAY_SMALL)


def _amid_ink(ink: Grey, edges: Edges) -> bool:
    """Tell whether all about a rectangle is ink: it lies in a black or a grey area."""
    left, top, right, bottom = (round(edge) for edge in edges)
    near, far = px(_CLEAR_MM), px(_CLEAR_MM + 0.4)
    rows, columns = slice(max(0, top), bottom), slice(max(0, left), right)
    about = (
        ink[max(0, top - far) : max(0, top - near), columns],
        ink[bottom + near : bottom + far, columns],
        ink[rows, max(0, left - far) : max(0, left - near)],
        ink[rows, right + near : right + far],
    )
    inked = sorted(float(part.mean()) if part.size else 0.0 for part in about)
    return inked[1] > _SOLID or sum(inked) > _SHADED


def _by_line(square: Square, others: Sequence[Square], words: Mapping[Square, bool]) -> float:
    """Judge a square by its own outline and by how many others there are like it in line."""
    quality, alike = square.outline.quality, peers(square, others)
    column = sum(in_column(square, other) for other in alike)
    large, word = square.width >= px(_LARGE_MM), words[square]
    if column >= _MANY and quality >= _ALONE and (large or not word):
        return 0.99
    if word or quality < (_WITH_PEERS if large else _ALONE):
        return 0.0
    if alike:
        return min(0.98, 0.8 + 0.06 * len(alike))
    return 0.6 if quality >= _ALONE and large else 0.0


def _empty(drawn: Sequence[Square], hollows: Hollows) -> dict[Square, float]:
    """Keep the empty boxes: no letter is drawn so well about so rectangular a room."""
    rooms = [s for s in drawn if s.outline.quality >= _ROOM and hollows.is_room(s.edges)]
    sure = {}
    for square in rooms:
        like = sum(alike(square, other) for other in rooms) - 1
        if like or square.width >= px(_LARGE_MM):
            sure[square] = 0.98 if like else 0.7
    return sure


def _scattered(square: Square, others: Sequence[Square], words: Mapping[Square, bool]) -> float:
    """Judge a square that stands at the end of its question, out of line with the others."""
    like = [o for o in others if o is not square and alike(square, o) and not words[o]]
    strong = [o for o in (square, *like) if o.outline.quality >= _ALONE]
    small = square.width < px(_SMALL_MM)
    return (
        0.9 if square in strong and not words[square] and not small and len(strong) > _MANY else 0.0
    )


def _sure(
    ink: Grey, found: Sequence[Square], hollows: Hollows, sides: Sides
) -> dict[Square, float]:
    """Keep the squares that are boxes, each with its certainty."""
    drawn = [s for s in found if not s.is_cell and s.outline.corners >= _CORNERS]
    drawn = [s for s in drawn if not (_amid_ink(ink, s.edges) or hollows.is_round(s.edges))]
    words = {square: _in_a_word(ink, square.edges) for square in drawn}
    sure = _empty(drawn, hollows)
    free = [s for s in drawn if not words[s] or s.outline.quality >= _ALONE]
    if len(sure) > _MANY + 1:
        free = [
            s
            for s in free
            if any(alike(s, empty) for empty in sure)
            or (not words[s] and s.outline.quality >= _ALONE)
        ]
    for judged in (_by_line, _scattered):
        sure |= {s: c for s in free if s not in sure and (c := judged(s, free, words)) > 0}
    for square in [s for s in drawn if s not in sure and not words[s]]:
        drawn_well = square.width >= px(_LARGE_MM) or square.outline.quality >= _ROOM
        has_like = drawn_well and sum(alike(square, other) for other in sure) >= _MANY
        if has_like and not runs_on(square.edges, sides):
            sure[square] = _RECOVERED
    for square in drawn:
        like = [o for o in peers(square, list(sure)) if in_column(square, o)]
        if square not in sure and like and square.outline.quality >= _WITH_PEERS:
            sure[square] = 0.9
    return sure


def _apart(squares: Iterable[Square], taken: Sequence[Square]) -> list[Square]:
    kept: list[Square] = []
    for square in squares:
        if all(overlap(square.edges, other.edges) < _TOUCHING for other in (*taken, *kept)):
            kept.append(square)
    return kept


def _torn(ink: Grey, sides: Sides, hollows: Hollows, known: Sequence[Square]) -> list[Square]:
    """Find the torn ones of the known sizes anywhere on the page."""
    empty = [s for s in known if hollows.is_room(s.edges)]
    found = [s for s in torn(ink, sides, empty, known) if not _is_crowded(ink, s.edges)]
    free = [s for s in found if not (_amid_ink(ink, s.edges) or hollows.is_round(s.edges))]
    return _apart(sorted(free, key=lambda s: -s.outline.quality), known)


def _recovered(ink: Grey, sides: Sides, known: Sequence[Square]) -> list[Square]:
    """Find the torn and the covered members of columns."""
    found: list[Square] = []
    for group in columns(known):
        faint = [s for s in faint_members(ink, sides, group) if not _in_a_word(ink, s.edges)]
        faint = _apart(faint, [*known, *found])
        found += faint
        found += _apart(expected_members(ink, [*group, *faint]), [*known, *found])
    return found


def _recovered_in_rows(ink: Grey, sides: Sides, known: Sequence[Square]) -> list[Square]:
    """Find the torn and the covered members of rows; letters of a row's words are none."""
    aside = [_turned(square) for square in known]
    if next(columns(aside), None) is None:
        return []
    turned = Sides(np.ascontiguousarray(sides.down.T), np.ascontiguousarray(sides.across.T))
    found = _recovered(np.asarray(ink.T), turned, aside)
    return [s for s in map(_turned, found) if not _in_a_word(ink, s.edges)]


def _bracketed(ink: Grey, upright: Lines, known: Sequence[Square]) -> Iterator[BoxFound]:
    """Give the pairs of brackets in columns, and those of one size, three or two in line.

    None where boxes of one size are drawn question by question: then "(1)" is a number.
    """
    if any(sum(alike(square, other) for other in known) > _QUESTIONS for square in known):
        return
    blank = Outline((1.0,) * 4, (1.0,) * 4, 0)
    lined = _apart((Square(edges, blank) for edges in bracket_columns(ink, upright)), known)
    yield from (BoxFound(_millimetres(pair.edges), _IN_COLUMN, BoxShape.BRACKETS) for pair in lined)
    pairs = _apart((Square(edges, blank) for edges in brackets(ink, upright)), [*known, *lined])
    for pair in pairs:
        same = [other for other in pairs if alike(pair, other)]
        empty = sum(is_empty(ink, other.edges) for other in same)
        if empty and (len(same) > _MANY or peers(pair, pairs)):
            yield BoxFound(_millimetres(pair.edges), 0.85, BoxShape.BRACKETS)


def find_boxes(grey: Grey) -> list[BoxFound]:
    """Find the printed tick boxes of an upright page of 300 dpi, marked or not.

    Boxes of combs and tables are left out, letters too. Boxes that a mark, a scribble or a bad
    fax line has torn are found where others of their column or row lead one to look.
    """
    ink = print_mask(grey)
    half = halved(ink)
    upright = straight_lines(half, upright=True)
    sides = sides_of(straight_lines(half, upright=False), upright)
    hollows = hollows_of(half)
    found = squares(ink, upright, sides, rooms(ink, hollows))
    sure = _sure(ink, found, hollows, sides)
    lost = _torn(ink, sides, hollows, list(sure))
    lost += _recovered(ink, sides, [*sure, *lost])
    lost += _recovered_in_rows(ink, sides, [*sure, *lost])
    boxes = [BoxFound(_millimetres(s.edges), certainty) for s, certainty in sure.items()]
    boxes += [BoxFound(_millimetres(s.edges), _RECOVERED) for s in lost]
    boxes += _bracketed(ink, upright, [*sure, *lost])
    return sorted(boxes, key=lambda found: (found.box.top, found.box.left))
