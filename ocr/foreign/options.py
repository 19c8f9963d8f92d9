"""Where the printed answers of a choice stand, though some of them are struck out."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np

from forms.definition import Choice, Option
from forms.geometry import BoxMm
from ocr.foreign.ground import Ground, around, meet
from ocr.foreign.option_candidates import (
    LEAST_MM,
    Word,
    candidates,
    halves,
    is_another,
    rows,
    words_near,
)
from ocr.foreign.option_sequence import in_sequence
from ocr.foreign.struck_below import struck_below
from ocr.foreign.wording import folded
from ocr.marking.lines import PER_MM

_LINE_MM = 3.0
_SEPARATOR = 2.0
"""White between two answers, in letters, where it cannot be measured."""
_CAPITAL = 1.4
"""Height of capitals in mean widths of a letter."""
_WORD_INK = 0.06
"""Share of ink in the box of a word, at least."""


@dataclass(frozen=True, slots=True)
class OptionsFound:
    """The printed answers of a choice that were found in one part of the page."""

    boxes: Mapping[str, BoxMm]
    read: int
    """Of so many answers enough letters were read."""
    worth: float
    """How well they fit together; for comparing parts of the page only."""
    legible: frozenset[str] = frozenset()
    """The answers that can be read where they were found, as one that is not struck out can."""


def answers_in_row(
    ground: Ground, kind: Choice, area: BoxMm, labels: Sequence[BoxMm]
) -> OptionsFound:
    """Find the answers that make a row in which one at least can be read."""
    words = words_near(ground, area, labels)
    spans = (span for spans in ground.labels.values() for span in spans)
    behind = [span.box for span in (*spans, *ground.others)]
    texts = [folded(option.label) for option in kind.options]
    chosen, worth = in_sequence(words, candidates(rows(words), texts, behind), texts)
    places = {o.key: p for o, p in zip(kind.options, chosen, strict=True) if p is not None}
    boxes = {key: place.box for key, place in places.items()}
    legible = frozenset(key for key, place in places.items() if place.clear)
    return OptionsFound(boxes, sum(place.read for place in places.values()), worth, legible)


def option_words(
    ground: Ground, kind: Choice, area: BoxMm, labels: Sequence[BoxMm]
) -> OptionsFound:
    """Find the words of a choice within an area.

    Those that can be read are found by their letters, the others by their order, their width and
    the ink that is left.
    """
    words = words_near(ground, area, labels)
    row = answers_in_row(ground, kind, area, labels)
    found = dict(row.boxes)
    rest = [word for row in rows(words) for word in row if not _among(word, found.values())]
    for run in _runs(kind.options, found):
        placed = _unread_run(ground, kind.options, run, found, rest, labels)
        found |= placed or _turned(ground, kind.options, run, found)
    boxes = {option.key: found[option.key] for option in kind.options if option.key in found}
    return replace(row, boxes=boxes)


def _among(word: Word, boxes: Iterable[BoxMm]) -> bool:
    return any(meet(word.box, box) for box in boxes)


def _runs(options: Sequence[Option], found: Container[str]) -> Iterator[list[int]]:
    """Yield the numbers of answers that are missing, those together that follow one another."""
    missing = [number for number, option in enumerate(options) if option.key not in found]
    for _, run in groupby(enumerate(missing), key=lambda one: one[1] - one[0]):
        yield [number for _, number in run]


def _unread_run(
    ground: Ground,
    options: Sequence[Option],
    run: Sequence[int],
    found: Mapping[str, BoxMm],
    rest: Sequence[Word],
    labels: Sequence[BoxMm],
) -> dict[str, BoxMm]:
    """Place answers that could not be read between their neighbours that could."""
    missing = [options[number] for number in run]
    if not found:
        # Of no answer a letter was read: then one struck word is not known to be two.
        struck = [word for word in rest if word.box.width >= LEAST_MM]
        if len(struck) < len(missing) or any(is_another(word) for word in struck):
            return {}
        boxes = _struck(rest, missing)
        return {option.key: box for option, box in zip(missing, boxes, strict=False)}
    expected = [_beside_labels(box, labels) for box in _expected(options, run, found)]
    clear = [word.box for word in rest if is_another(word)]
    if any(_touches(box, other) for box in expected for other in clear):
        return {}
    near = [word for word in rest if any(_touches(word.box, box) for box in expected)]
    boxes = _struck(near, missing)
    if len(boxes) == len(missing) and all(
        _touches(box, at) for box, at in zip(boxes, expected, strict=True)
    ):
        return {option.key: box for option, box in zip(missing, boxes, strict=True)}
    return {
        option.key: box
        for option, box in zip(missing, expected, strict=True)
        if _inked(ground, box) and not _on_print(ground, box)
    }


def _turned(
    ground: Ground, options: Sequence[Option], run: Sequence[int], found: Mapping[str, BoxMm]
) -> dict[str, BoxMm]:
    """Look for the last answer in the row below those that were found."""
    last = len(options) - 1
    if list(run) != [last] or len(found) < last:
        return {}
    before = found[options[last - 1].key]
    row = [box for box in found.values() if abs(box.centre[1] - before.centre[1]) < _LINE_MM]
    first = min(row, key=lambda box: box.left)
    letter = before.width / len(options[last - 1].label)
    # Strokes make boxes higher, and join rows.
    height = min([_CAPITAL * letter, *(box.height for box in found.values())])
    size = letter * len(options[last].label), height
    from_row = BoxMm(first.left, before.top, before.right, before.bottom)
    box = struck_below(ground, from_row, size)
    if box is None or _on_print(ground, box):
        return {}
    return {options[last].key: box}


def _expected(
    options: Sequence[Option], run: Sequence[int], found: Mapping[str, BoxMm]
) -> list[BoxMm]:
    """Give where answers stand by those that were read: beside them, or one below the other."""
    known = {n: found[o.key] for n, o in enumerate(options) if o.key in found}
    letter = float(np.median([box.width / len(options[n].label) for n, box in known.items()]))
    widths = [letter * len(option.label) for option in options]
    down = _step_down(known)
    if down:
        one = min(known)
        first = known[one]
        tops = [first.top + down * (n - one) for n in run]
        return [
            BoxMm(first.left, top, first.left + widths[n], top + first.height)
            for n, top in zip(run, tops, strict=True)
        ]
    gaps = [
        known[n + 1].left - box.right
        for n, box in known.items()
        if n + 1 in known
        and abs(known[n + 1].centre[1] - box.centre[1]) < _LINE_MM
        and known[n + 1].left > box.left
    ]
    gap = float(np.median(gaps)) if gaps else _SEPARATOR * letter
    placed: dict[int, BoxMm] = {}
    before = run[0] - 1
    if before in known:
        at = known[before]
        left = at.right + gap
        for n in run:
            placed[n] = BoxMm(left, at.top, left + widths[n], at.bottom)
            left += widths[n] + gap
    else:
        at = known[run[-1] + 1]
        right = at.left - gap
        for n in reversed(run):
            placed[n] = BoxMm(right - widths[n], at.top, right, at.bottom)
            right -= widths[n] + gap
    return [placed[n] for n in run]


def _beside_labels(box: BoxMm, labels: Sequence[BoxMm]) -> BoxMm:
    """Cut off what lies on the label of the choice."""
    on = [o.right for o in labels if o.top < box.centre[1] < o.bottom and o.right < box.right - 2]
    return BoxMm(max([box.left, *on]), box.top, box.right, box.bottom)


def _step_down(known: Mapping[int, BoxMm]) -> float:
    """Give how far below one another answers stand; 0 where they stand in one line."""
    steps = [
        (known[b].top - known[a].top) / (b - a)
        for a, b in pairwise(sorted(known))
        if abs(known[b].left - known[a].left) < _LINE_MM
    ]
    step = float(np.median(steps)) if steps else 0.0
    return step if step > _LINE_MM else 0.0


def _touches(one: BoxMm, other: BoxMm) -> bool:
    """Tell whether two boxes share much of the narrower one's width, on one line."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    near = abs(one.centre[1] - other.centre[1]) < _LINE_MM
    return near and shared > 0.35 * min(one.width, other.width)


def _on_print(ground: Ground, box: BoxMm) -> bool:
    """Tell whether words that are no answer stand in a box: a title, or what to strike out."""
    return any(_touches(box, span.box) for span in ground.print_spans)


def _inked(ground: Ground, box: BoxMm) -> bool:
    """Tell whether as much ink stands in a box as a word has."""
    rows = slice(max(0, round(box.top * PER_MM)), round(box.bottom * PER_MM))
    columns = slice(max(0, round(box.left * PER_MM)), round(box.right * PER_MM))
    part = ground.drawing.ink[rows, columns]
    return bool(part.size and part.mean(dtype=float) > _WORD_INK)


def _gap(one: Sequence[Word], other: Sequence[Word]) -> float:
    """Give the white between two groups of words; much where they stand on two lines."""
    last, first = one[-1].box, other[0].box
    if abs(last.centre[1] - first.centre[1]) > _LINE_MM:
        return 50.0
    return first.left - last.right


def _struck(rest: Sequence[Word], missing: Sequence[Option]) -> list[BoxMm]:
    """Share out the words that could not be read among the answers that are missing."""
    groups = [[word] for word in rest if word.box.width >= LEAST_MM]
    if not missing or not groups:
        return []
    while len(groups) > len(missing):
        gaps = [_gap(one, other) for one, other in pairwise(groups)]
        at = int(np.argmin(gaps))
        groups[at] += groups.pop(at + 1)
    boxes = [around(word.box for word in group) for group in groups]
    while len(boxes) < len(missing):
        widest = max(range(len(boxes)), key=lambda number: boxes[number].width)
        first = len(missing[widest].label) if widest < len(missing) else 1
        second = len(missing[widest + 1].label) if widest + 1 < len(missing) else 1
        boxes[widest : widest + 1] = halves(boxes[widest], first / (first + second))
    return boxes
