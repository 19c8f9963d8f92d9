"""Where the answer to each question is written: beside its label, below it, or in a box for it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forms.geometry import BoxMm
from ocr.foreign.combs import Rule
from ocr.foreign.ground import (
    Ground,
    piece_box,
    shared_height,
    shared_width,
    token_box,
    within,
)
from ocr.marking.lines import PER_MM, px

_LEAST_WIDE_MM, _LEAST_HIGH_MM = 9.0, 3.4
_UP_MM, _DOWN_MM = 2.4, 2.6
"""How far writing beside a label stands above and below its letters."""
_BELOW_MM = 10.0
_FAR_MM = 85.0
_MORE_MM = 9.0
_WORDS_MM = 2.5
"""White between words of one question, at most."""
_SHORT_LINE_MM = 45.0
_INK_MM2 = 0.6


class Way(StrEnum):
    """How an answer's place lies to its label."""

    BOX_RIGHT = "box_right"
    BOX_BELOW = "box_below"
    INSIDE = "inside"
    LINE_RIGHT = "line_right"
    LINE_BELOW = "line_below"
    OPEN_RIGHT = "open_right"
    OPEN_BELOW = "open_below"


_LIKELY = {
    Way.BOX_RIGHT: 2.6,
    Way.BOX_BELOW: 2.3,
    Way.INSIDE: 2.2,
    Way.LINE_RIGHT: 2.4,
    Way.LINE_BELOW: 2.0,
    Way.OPEN_RIGHT: 1.2,
    Way.OPEN_BELOW: 0.9,
}
_INKED, _VOTE, _SIDE = 1.6, 1.6, 1.0
_BESIDE = frozenset({Way.BOX_RIGHT, Way.LINE_RIGHT, Way.OPEN_RIGHT})
_BENEATH = frozenset({Way.BOX_BELOW, Way.LINE_BELOW, Way.OPEN_BELOW})


@dataclass(frozen=True, slots=True)
class Area:
    """A place where an answer may stand."""

    way: Way
    box: BoxMm
    line: float
    """Height on the page at which writing in it is expected, in millimetres."""
    score: float = 0.0


def _own_cell(ground: Ground, key: str, label: BoxMm) -> BoxMm | None:
    """Give the cell around a label where it holds no other label."""
    number = ground.cells.of(label)
    if not number:
        return None
    box = ground.cells.boxes[number]
    others = [ground.label_box(other) for other in ground.labels if other != key]
    if any(o is not None and within(box, *o.centre) for o in others):
        return None
    return box


def _free_cells(ground: Ground) -> list[BoxMm]:
    """Give the cells in which no question is printed."""
    full = {ground.cells.of(span.box) for span in ground.print_spans}
    full |= {ground.cells.of(found.box) for found in ground.boxes}
    return [box for number, box in ground.cells.boxes.items() if number not in full]


def _limit_right(ground: Ground, key: str, label: BoxMm) -> float:
    """Give how far free paper reaches to the right of a label."""
    page = float(ground.drawing.ink.shape[1] / PER_MM)
    limit = min(page - 6, label.right + 140)
    number = ground.cells.of(label)
    if number:
        limit = min(limit, ground.cells.boxes[number].right)
    for box in ground.obstacles(key):
        if box.left > label.right - 0.5 and shared_height(box, label) > 0.3 * min(
            box.height, label.height
        ):
            limit = min(limit, box.left)
    for side in ground.walls:
        if side.left > label.right and side.top < label.centre[1] < side.bottom:
            limit = min(limit, side.left)
    return limit


def _limits_upright(ground: Ground, key: str, span: BoxMm) -> tuple[float, float]:
    """Give the heights of the nearest print above and below a band of the page."""
    top, bottom = span.top - _UP_MM, span.bottom + _DOWN_MM
    for box in ground.obstacles(key):
        if shared_width(box, span) > 0.5:
            if box.bottom < span.centre[1]:
                top = max(top, box.bottom)
            elif box.top > span.centre[1]:
                bottom = min(bottom, max(box.top, span.bottom))
    return top, bottom


def _rules_at(ground: Ground, label: BoxMm) -> Iterator[Rule]:
    """Yield the lines to write upon that begin beside a label."""
    for rule in (*ground.drawing.leaders, *ground.drawing.horizontal):
        y, start = rule.at / PER_MM, rule.start / PER_MM
        beside = label.right - 3 < start < label.right + _FAR_MM
        if beside and label.bottom - 1.8 < y < label.bottom + 2.8:
            yield rule


def _right(ground: Ground, key: str, label: BoxMm) -> Iterator[Area]:
    limit = _limit_right(ground, key, label)
    band = BoxMm(label.right, label.top, max(limit, label.right + 1), label.bottom)
    top, bottom = _limits_upright(ground, key, band)
    middle = label.centre[1]
    lines = [rule for rule in _rules_at(ground, label) if rule.start / PER_MM < limit]
    if lines and max(rule.length for rule in lines) > px(5):
        # Writing on a line breaks it: of a short piece nobody knows how long the line was.
        right = max(rule.stop for rule in lines) / PER_MM + 1.0
        right = limit if right - label.right < _SHORT_LINE_MM else min(limit, right)
        low = max(rule.at for rule in lines) / PER_MM
        box = BoxMm(label.right, top, right, max(bottom, low))
        yield Area(Way.LINE_RIGHT, box, middle)
    if limit - label.right >= _LEAST_WIDE_MM:
        yield Area(Way.OPEN_RIGHT, BoxMm(label.right, top, limit, bottom), middle)
    if any(abs(side.left - limit) < 0.1 for side in ground.walls):
        # A cell of which a side was lost is no cell: its answer stands behind the next side.
        beyond = BoxMm(label.left, label.top, limit + 0.3, label.bottom)
        right = _limit_right(ground, key, beyond)
        if right - limit >= _LEAST_WIDE_MM:
            yield Area(Way.OPEN_RIGHT, BoxMm(limit, top, right, bottom), middle)


def _below(ground: Ground, key: str, label: BoxMm) -> Iterator[Area]:
    number = ground.cells.of(label)
    cell = ground.cells.boxes.get(number)
    bottom = min(label.bottom + _BELOW_MM, cell.bottom if cell else 1e9)
    right = cell.right if cell else label.left + 95
    under = BoxMm(label.left - 1, label.bottom, right, bottom)
    for box in ground.obstacles(key):
        if box.left > label.left + 4 and shared_height(box, label) > 0.3 * label.height:
            right = min(right, box.left)
    for box in ground.obstacles(key):
        same = shared_width(box, BoxMm(label.left, 0, min(right, label.left + 40), 1)) > 1
        if same and box.top > label.bottom - 0.8:
            bottom = min(bottom, box.top)
    way = Way.OPEN_BELOW
    for rule in (*ground.drawing.leaders, *ground.drawing.horizontal):
        y = rule.at / PER_MM
        over = shared_width(BoxMm(rule.start / PER_MM, 0, rule.stop / PER_MM, 1), under)
        if over > 8 and label.bottom + 2.2 < y < bottom:
            bottom = y + 0.8
            if abs(rule.start / PER_MM - label.left) < 4:
                way = Way.LINE_BELOW
    if bottom - label.bottom >= _LEAST_HIGH_MM and right - label.left > _LEAST_WIDE_MM:
        box = BoxMm(label.left - 1.5, label.bottom, right, bottom)
        yield Area(way, box, (label.bottom + bottom) / 2)


def _boxes(ground: Ground, free: Sequence[BoxMm], key: str, label: BoxMm) -> Iterator[Area]:
    limit = _limit_right(ground, key, label)
    own = ground.cells.of(label)
    if own and _own_cell(ground, key, label) is not None:
        limit = max(limit, ground.cells.boxes[own].right + 1.5)
    beside = [
        box
        for box in free
        if label.right - 1.5 < box.left < min(limit + 0.5, label.right + _FAR_MM)
        and box.top - 1 < label.centre[1] < box.bottom + 1
        and box.height < 32
    ]
    if beside:
        box = min(beside, key=lambda box: box.left)
        yield Area(Way.BOX_RIGHT, box, box.centre[1])
    under = [
        box
        for box in free
        if -1.8 < box.top - label.bottom < 4.5
        and box.left - 4 < label.left < box.right
        and box.height < 32
    ]
    if under:
        box = min(under, key=lambda box: (abs(box.left - label.left) > 6, box.top))
        yield Area(Way.BOX_BELOW, box, box.centre[1])


def _inside(ground: Ground, key: str, label: BoxMm) -> Iterator[Area]:
    cell = _own_cell(ground, key, label)
    if cell is None:
        return
    wide, high = cell.right - label.right, cell.bottom - label.bottom
    if wide >= _LEAST_WIDE_MM or high >= _LEAST_HIGH_MM:
        yield Area(Way.INSIDE, cell, cell.centre[1])


def candidates(ground: Ground, free: Sequence[BoxMm], key: str) -> list[Area]:
    """Give the places where the answer beside a label may stand."""
    label = ground.label_box(key)
    if label is None:
        return []
    return [
        *_boxes(ground, free, key, label),
        *_inside(ground, key, label),
        *_right(ground, key, label),
        *_below(ground, key, label),
    ]


def other_areas(ground: Ground, key: str) -> list[Area]:
    """Give every place where the answers of a choice may be printed: its whole line too."""
    label = ground.label_box(key)
    if label is None:
        return []
    right = ground.drawing.ink.shape[1] / PER_MM
    row = BoxMm(label.right, label.top - _UP_MM, right, label.bottom + _DOWN_MM)
    whole = Area(Way.OPEN_RIGHT, row, label.centre[1])
    return [*candidates(ground, _free_cells(ground), key), whole]


def loose_ink(ground: Ground) -> list[tuple[float, float, float]]:
    """Give the pieces of ink that are not print: middle (x, y) and area in square millimetres."""
    found = [(*piece_box(piece).centre, piece.area / PER_MM**2) for piece in ground.tall]
    taken: dict[int, list[tuple[float, float]]] = {}
    for span in ground.print_spans:
        tokens = span.printed.tokens
        edges = (tokens[span.first].left, tokens[span.behind - 1].right)
        taken.setdefault(id(span.printed), []).append(edges)
    for printed in ground.printed:
        edges_of = taken.get(id(printed), [])
        for piece in printed.segment.pieces:
            x = piece.centre[0]
            if not any(left <= x <= right for left, right in edges_of):
                found.append((*piece_box(piece).centre, piece.area / PER_MM**2))
    return found


def _inked(area: Area, ink: Sequence[tuple[float, float, float]]) -> bool:
    return sum(size for x, y, size in ink if within(area.box, x, y)) >= _INK_MM2


def areas(ground: Ground) -> dict[str, Area]:
    """Choose for every field with a label where its answer stands.

    Ink decides; where there is none, the way that most answers of the page lie to their labels.
    """
    free = _free_cells(ground)
    ink = loose_ink(ground)
    options = {key: candidates(ground, free, key) for key in ground.labels}
    inked = {id(area) for found in options.values() for area in found if _inked(area, ink)}
    chosen = {key: _best(found, inked, {}) for key, found in options.items() if found}
    ways = Counter(area.way for area in chosen.values() if id(area) in inked)
    total = max(1, sum(ways.values()))
    votes = {way: count / total for way, count in ways.items()}
    return {key: _best(found, inked, votes) for key, found in options.items() if found}


def _best(found: Sequence[Area], inked: set[int], votes: Mapping[Way, float]) -> Area:
    def score(area: Area) -> float:
        side = next((ways for ways in (_BESIDE, _BENEATH) if area.way in ways), frozenset())
        agree = sum(votes.get(way, 0.0) for way in side)
        like = _VOTE * votes.get(area.way, 0.0) + _SIDE * agree
        return _LIKELY[area.way] + _INKED * (id(area) in inked) + like

    return max(found, key=score)


def rooms_for_words(ground: Ground, area: Area, label: BoxMm | None) -> list[BoxMm]:
    """Give the paper on which the printed answers of a choice may stand: lines below too.

    One room ends above the next question whichever column that stands in, the other only above
    one under its own label, and before those beside its lower lines.

    Args:
        ground: the page.
        area: beside the label.
        label: of the choice.
    """
    if area.way in {Way.INSIDE, Way.BOX_RIGHT, Way.BOX_BELOW} or label is None:
        return [area.box]
    left, right = min(_line_start(ground, label), area.box.left), area.box.right
    end = area.box.bottom + _MORE_MM
    below = [
        span.box
        for spans in ground.labels.values()
        for span in spans
        if span.box.left < right and span.box.right > left and span.box.top > label.bottom - 0.5
    ]
    wide = BoxMm(left, area.box.top, right, _above(below, end, area.box.bottom))
    under = [box for box in below if box.left < label.right]
    bottom = _above(under, end, area.box.bottom)
    beside = [box.left for box in below if box not in under and box.top < bottom]
    narrow = BoxMm(left, area.box.top, min([right, *(x - 0.5 for x in beside)]), bottom)
    return [wide] if narrow == wide else [wide, narrow]


def _above(boxes: Iterable[BoxMm], end: float, least: float) -> float:
    return max(least, min([end, *(box.top - 0.4 for box in boxes)]))


def _line_start(ground: Ground, label: BoxMm) -> float:
    """Give where the words begin of which a label is the end: "Client Criminal Justice Status"."""
    row = [
        box
        for printed in ground.printed
        for token in printed.tokens
        if shared_height(box := token_box(printed, token), label) > 0.5 * label.height
    ]
    start = label.left
    for box in sorted(row, key=lambda box: -box.right):
        if box.left < start and start - box.right < _WORDS_MM:
            start = box.left
    return start
