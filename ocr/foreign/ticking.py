"""Which box belongs to which question."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from forms.geometry import BoxMm
from ocr.foreign.alike import boxes_alike
from ocr.foreign.assignment import best_pairs
from ocr.foreign.ground import Ground, shared_height, shared_width, token_box, within
from ocr.foreign.yes_no import tells_yes
from ocr.marking.boxes import BoxFound
from ocr.marking.lines import PER_MM

_REACH_MM = 160.0
_COLUMN, _IN_COLUMN_MM = 3, 1.2
_COLUMN_WIDE_MM, _FEWEST_BOXES, _NEARLY_ALL = 2.5, 4, 0.6
_LEANS = 0.05
"""Boxes that end each its own question may stand in line by chance; a column stands upright."""
_SIDE_INKED = 0.04
_ROW_HEIGHT = 1.3
"""Boxes: so far from where it was expected one may be seen."""
_WORD = 3
"""Letters from which on a word is one; a box within it, letters on both sides, is a letter."""
_ROW_OFF_MM, _ROW_OFF, _ONE_LINE = 1.0, 0.3, 1.4
_SURE, _NEXT_MM = 0.9, 12.0
_OFF_MM = 3.2
"""How far the middle of a box may be from the middle of its question's line."""


def _cost(label: BoxMm, box: BoxMm, *, left: bool) -> float | None:
    """Give how badly a box fits a label on one side, in millimetres; None where it does not."""
    off = abs(label.centre[1] - box.centre[1])
    if off > max(_OFF_MM, box.height * 0.7):
        return None
    gap = label.left - box.right if left else box.left - label.right
    if not -2.0 < gap < _REACH_MM:
        return None
    return max(gap, 0.0) + 4 * off


def _between(label: BoxMm, box: BoxMm, others: Sequence[BoxMm]) -> bool:
    """Tell whether another question stands between a label and a box."""
    low, high = sorted((label.centre[0], box.centre[0]))
    return any(
        low < other.centre[0] < high and shared_height(other, label) > 0.4 * label.height
        for other in others
        if other is not label
    )


def _side(
    labels: Mapping[str, BoxMm], boxes: Sequence[BoxMm], *, left: bool
) -> tuple[float, dict[str, BoxMm]]:
    """Tie boxes that all stand on one side of their questions."""
    keys = list(labels)
    every = list(labels.values())
    scores = np.zeros((len(keys), len(boxes)))
    for row, key in enumerate(keys):
        for column, box in enumerate(boxes):
            cost = _cost(labels[key], box, left=left)
            if cost is not None and not _between(labels[key], box, every):
                scores[row, column] = 2 - cost / 100
    tied = {keys[row]: boxes[column] for row, column in best_pairs(scores)}
    steady = _steadiness(labels, tied)
    return sum(scores[keys.index(k), boxes.index(b)] for k, b in tied.items()) + steady, tied


def _steadiness(labels: Mapping[str, BoxMm], tied: Mapping[str, BoxMm]) -> float:
    """Reward boxes in one column, or all as far from their words."""
    if len(tied) < 2:
        return 0.0
    columns = [box.centre[0] for box in tied.values()]
    gaps = [
        min(abs(labels[k].left - box.right), abs(box.left - labels[k].right))
        for k, box in tied.items()
    ]
    return len(tied) * 0.3 * (min(float(np.std(columns)), float(np.std(gaps))) < 1.5)


def tied(ground: Ground, labels: Mapping[str, BoxMm]) -> dict[str, BoxMm]:
    """Tie boxes to questions: one side for the page, and each to its own row.

    Args:
        ground: the page.
        labels: where the questions stand, by field.
    """
    says_yes = tells_yes(ground, labels)
    seen = [one for one in ground.boxes if says_yes(one.box) and not _in_a_word(ground, one.box)]
    boxes = [one.box for one in seen if not _is_second(one, seen)]
    found = [_side(labels, boxes, left=left) for left in (True, False)]
    best = _in_fuller_columns(labels, boxes, max(found, key=lambda one: one[0])[1])
    alike = _alike(ground, labels, best)
    best |= {key: box for key, box in alike.items() if says_yes(box)}
    expected = _expected(ground, labels, best)
    best = {**_where_boxes_are(expected, boxes, list(best.values())), **best}
    for left in (True, False):
        rest = {key: box for key, box in labels.items() if key not in best}
        left_over = [box for box in boxes if box not in best.values()]
        best = {**_side(rest, left_over, left=left)[1], **best}
    return best


def _alike(
    ground: Ground,
    labels: Mapping[str, BoxMm],
    found: Mapping[str, BoxMm],
    samples: Sequence[BoxMm] = (),
) -> dict[str, BoxMm]:
    """Find boxes that look like those that were found, with no other question between."""
    every, mine = list(labels.values()), list(found.values())
    others = [
        one.box
        for one in ground.boxes
        # One within a label was read as its last letter.
        if one.box not in mine and not any(within(label, *one.box.centre) for label in every)
    ]
    more = boxes_alike(ground.drawing.ink, labels, found, others, samples)
    return {key: box for key, box in more.items() if not _between(labels[key], box, every)}


def _where_boxes_are(
    expected: Mapping[str, BoxMm], boxes: Sequence[BoxMm], taken: Sequence[BoxMm]
) -> dict[str, BoxMm]:
    """Put expected boxes where one was seen that they meet; one that meets another's is none.

    A label that was read together with the line above it has its middle too high.
    """
    found = {}
    for key, box in expected.items():
        near = [one for one in boxes if one not in taken and _is_near(box, one)]
        if near:
            found[key] = min(near, key=lambda one: abs(one.centre[1] - box.centre[1]))
        elif not any(shared_height(one, box) > 0 and _is_near(box, one) for one in taken):
            found[key] = box
    return found


def _is_near(expected: BoxMm, box: BoxMm) -> bool:
    """Tell whether a box stands in the column of an expected one and not two rows away."""
    down = abs(box.centre[1] - expected.centre[1])
    return shared_width(box, expected) > 0 and down < _ROW_HEIGHT * box.height


def _is_second(one: BoxFound, seen: Sequence[BoxFound]) -> bool:
    """Tell whether a doubtful box stands beside a sure one: the last letters of a question."""
    return one.certainty < _SURE and any(
        other.certainty >= _SURE
        and abs(other.box.centre[1] - one.box.centre[1]) < other.box.height / 2
        and 0 < other.box.left - one.box.right < _NEXT_MM
        for other in seen
    )


def _in_a_word(ground: Ground, box: BoxMm) -> bool:
    """Tell whether what looks like a box is a letter: it stands within a word that was read."""
    return any(
        len(token.folded) >= _WORD
        and token.left / PER_MM < box.left - 0.5 * box.width
        and token.right / PER_MM > box.right + 0.5 * box.width
        and within(token_box(printed, token), *box.centre)
        for printed in ground.printed
        for token in printed.tokens
    )


def _in_fuller_columns(
    labels: Mapping[str, BoxMm], boxes: Sequence[BoxMm], found: Mapping[str, BoxMm]
) -> dict[str, BoxMm]:
    """Move a question from what looks like a box to one in its row that stands in a fuller column.

    Round letters at the start of questions look like boxes; tick boxes stand under one another.
    """
    middles = np.array([box.centre[0] for box in boxes])
    sizes = [(np.abs(middles - x) < _IN_COLUMN_MM).sum() for x in middles.tolist()]
    every = list(labels.values())
    moved = dict(found)
    for key, box in found.items():
        label = labels[key]
        fuller = [
            (size, other)
            for size, other in zip(sizes, boxes, strict=True)
            if other not in moved.values()
            and size >= max(_COLUMN, sizes[boxes.index(box)] + 2)
            and _is_in_row(label, other)
            and not _between(label, other, every)
        ]
        if fuller:
            moved[key] = max(fuller, key=lambda one: one[0])[1]
    return moved


def _is_in_row(label: BoxMm, box: BoxMm) -> bool:
    return any(_cost(label, box, left=left) is not None for left in (True, False))


def _expected(
    ground: Ground, labels: Mapping[str, BoxMm], found: Mapping[str, BoxMm]
) -> dict[str, BoxMm]:
    """Give boxes that were not seen where those of the other rows say that they are.

    Brackets and lines to tick upon are easily missed; where nothing is printed there is no box.
    """
    if len(found) < _COLUMN or len(found) == len(labels):
        return {}
    rows = np.array([labels[key].centre[1] for key in found])
    columns = np.array([box.centre[0] for box in found.values()])
    course = np.polyfit(rows, columns, 1)
    astray = np.abs(np.polyval(course, rows) - columns).max()
    if astray > _IN_COLUMN_MM or abs(course[0]) > _LEANS:
        return {}
    down = float(np.median([box.centre[1] - labels[key].centre[1] for key, box in found.items()]))
    width = float(np.median([box.width for box in found.values()])) / 2
    height = float(np.median([box.height for box in found.values()])) / 2
    more = {}
    for key in labels.keys() - found.keys():
        y = labels[key].centre[1]
        x = float(np.polyval(course, y))
        box = BoxMm(x - width, y + down - height, x + width, y + down + height)
        if _has_ink(ground, box):
            more[key] = box
    return more


def _has_ink(ground: Ground, box: BoxMm) -> bool:
    """Tell whether something is drawn on the sides of an expected box."""
    rows = slice(round((box.top - 0.5) * PER_MM), round((box.bottom + 0.5) * PER_MM))
    edges = [
        slice(round((x - 0.8) * PER_MM), round((x + 0.8) * PER_MM)) for x in (box.left, box.right)
    ]
    ink = ground.drawing.ink
    return all(ink[rows, columns].mean(dtype=float) > _SIDE_INKED for columns in edges)


def option_boxes(
    ground: Ground, words: Mapping[str, BoxMm], ticked: Collection[BoxMm], area: BoxMm
) -> dict[str, BoxMm]:
    """Tie boxes to the printed answers of one choice; none where the answers have no boxes.

    Args:
        ground: the page.
        words: where the answers are printed.
        ticked: boxes that belong to a tick.
        area: where the choice is printed.
    """
    near = [
        found.box
        for found in ground.boxes
        if found.box not in ticked
        and area.left - 3 < found.box.centre[0] < area.right + 3
        and area.top - 2 < found.box.centre[1] < area.bottom + 2
    ]
    if not near or not words:
        return {}
    sides = (_side(words, near, left=left) for left in (True, False))
    found = max(sides, key=lambda side: side[0])[1]
    more = _alike(ground, words, found, [one.box for one in ground.boxes])
    return {**more, **found} if len(more) + len(found) > 1 else {}


def out_of_column(boxes: Mapping[str, BoxMm]) -> frozenset[str]:
    """Give the ticks whose box stands outside the column of nearly all others.

    Where there is a box for yes and one for no, the other may have been lost.
    """
    middles = {key: box.centre[0] for key, box in boxes.items()}
    columns = [
        [key for key, x in middles.items() if abs(x - middle) < _COLUMN_WIDE_MM]
        for middle in middles.values()
    ]
    column = max(columns, key=len, default=[])
    if len(column) < max(_FEWEST_BOXES, _NEARLY_ALL * len(boxes)):
        return frozenset()
    return frozenset(boxes) - frozenset(column)


def out_of_row(boxes: Mapping[str, BoxMm], labels: Mapping[str, BoxMm]) -> frozenset[str]:
    """Give the ticks whose box stands higher or lower beside its question than all others do.

    A rule above a box and half of its sides may look like a box themselves.

    Args:
        boxes: of the ticks.
        labels: of the same ticks; those of more than one line say nothing.
    """
    if len(boxes) < _FEWEST_BOXES:
        return frozenset()
    lines = float(np.median([labels[key].height for key in boxes]))
    off = {key: box.centre[1] - labels[key].centre[1] for key, box in boxes.items()}
    usual = float(np.median(list(off.values())))
    return frozenset(
        key
        for key, down in off.items()
        if abs(down - usual) > max(_ROW_OFF_MM, _ROW_OFF * boxes[key].height)
        and labels[key].height < _ONE_LINE * lines
    )
