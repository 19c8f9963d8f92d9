"""Ink in or about a place that looks blank and that may be its answer all the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from forms.definition import Field, Form
from forms.geometry import BoxMm
from ocr.foreign.areas import Area
from ocr.foreign.ground import Ground, Span, meet, shared_height
from ocr.foreign.owners import Owned
from ocr.foreign.segments import Numbers
from ocr.foreign.wording import folded
from ocr.marking.lines import PER_MM
from ocr.sheet import Grey

_T = TypeVar("_T", bound=np.generic)
_RIM_MM = 0.4
"""The edges of a place are left out: frames stand there, and feet and tails of other lines."""
_INK_MM2 = 1.2
"""Of 510 places left blank 7 held more; of 22 that held a lost answer all but three."""
_RIGHT_MM, _BELOW_MM, _SIDE_MM = 40.0, 12.0, 2.0
"""How far from its label an answer may stand that was not found."""
_UNDER_MM, _INDENT_MM, _BEFORE_MM = 5.0, 8.0, 15.0
"""Writing under a label begins near where that begins, with no other label so near before it."""
_TAIL_MM, _TAIL, _WORD_MM = 2.0, 1.1, 3.5
"""So near, or so many heights of a label, before it ends a word of at least so many millimetres if
the label is but the end of a longer one."""
_LETTERS, _SPACE, _LONGER = 4, 0.6, 1.4
"""Letters of a word; white within a label, in line heights; and by how much, and a word, a label is
longer than its longest wording that has swallowed an answer."""
_NARROW_MM = 9.0
"""No answer is so short: the place was cut off by what stands beside it."""
_BAR_MM2, _ACROSS = 2.0, 0.9
"""So much black ink in a place is heavy writing, unless it is a bar all across."""
_ROW_MM = 100.0
_OVERLAP_MM = 1.0
_FEW, _MANY = 0.4, 6
"""Nobody sends a form with so small a share of answers and so many questions left blank: of 249
pages one came under it, whose typing a copier had lost."""


class Stray(StrEnum):
    """Why a place that looks blank may not be."""

    INSIDE = "inside"
    """Ink stands in it."""
    ABOUT = "about"
    """Writing stands about it that is of no field, or of one that it fits less."""
    TAIL = "tail"
    """Its label may be the end of a longer one, or may have swallowed the answer."""
    PALE = "pale"
    """Hardly anything is written on the whole page: pale writing was lost on the way."""


def window(page: NDArray[_T], box: BoxMm, per_mm: float = PER_MM) -> NDArray[_T]:
    """Cut a place without its edges out of a map of the page."""
    edges = (box.top + _RIM_MM, box.bottom - _RIM_MM, box.left + _RIM_MM, box.right - _RIM_MM)
    top, bottom, left, right = (max(0, round(edge * per_mm)) for edge in edges)
    return page[top:bottom, left:right]


def inside_ink(numbers: Numbers, ink: Owned, places: Mapping[str, Area]) -> frozenset[str]:
    """Give the places in which ink stands that is no print, whosever it is.

    A line of writing that touches the next one is one piece with it, and has one owner.

    Args:
        numbers: the map of all pieces of ink.
        ink: whose the ink is.
        places: where answers are written.
    """
    is_loose = np.zeros(int(numbers.max()) + 1, dtype=np.bool_)
    is_loose[list(ink.loose)] = True
    return frozenset(
        key
        for key, area in places.items()
        if is_loose[window(numbers, area.box)].sum() >= _INK_MM2 * PER_MM**2
    )


def heavy_ink(bars: Grey, per_mm: float, places: Mapping[str, Area]) -> frozenset[str]:
    """Give the places in which a part of the drawing may be writing with a heavy pen.

    Args:
        bars: the black bars of the page, 1 where they are.
        per_mm: pixels of that mask in a millimetre.
        places: where answers are written.
    """
    found = set()
    for key, area in places.items():
        black = window(bars, area.box, per_mm)
        across = black.any(axis=0).mean() if black.size else 1.0
        if across < _ACROSS and black.sum() >= _BAR_MM2 * per_mm**2:
            found.add(key)
    return frozenset(found)


def _is_tail(ground: Ground, key: str, ink: Owned) -> bool:
    """Tell whether a label follows a word as close as words of one label do.

    That word may have been taken for writing: it is print that no field was known by.
    """
    label = ground.label_box(key)
    words = (word for own in ink.words.values() for word in own)
    return label is not None and (
        _follows_word(ground.labels[key][0])
        or any(
            box.width >= _WORD_MM
            and -_OVERLAP_MM < label.left - box.right < max(_TAIL_MM, _TAIL * label.height)
            and shared_height(label, box) > 0.5 * min(label.height, box.height)
            for box in (*_labels(ground, key), *words, *ink.orphans)
        )
    )


def _follows_word(span: Span) -> bool:
    """Tell whether a label begins within what was read in one go, behind a word."""
    if span.first == 0:
        return False
    before, first = span.printed.tokens[span.first - 1 : span.first + 1]
    is_word = len(before.folded) >= _LETTERS and before.folded.isalpha()
    return is_word and not (before.colon or before.stop) and first.gap < _SPACE


def _is_too_long(ground: Ground, asked: Field) -> bool:
    """Tell whether a label is so much longer than any wording that an answer may be in it."""
    spans = ground.labels.get(asked.key, ())
    tokens = (t for span in spans for t in span.printed.tokens[span.first : span.behind])
    said = sum(len(token.folded) for token in tokens)
    longest = max(len(folded(text)) for text in (asked.label, *asked.synonyms))
    return said > _LONGER * longest + _LETTERS


def _around(label: BoxMm | None, box: BoxMm) -> Iterator[BoxMm]:
    """Yield where an answer might stand if not where it was looked for."""
    yield BoxMm(box.left - _SIDE_MM, box.top, box.right + _SIDE_MM, box.bottom)
    if label is not None:
        right, below = label.right + _RIGHT_MM, label.bottom + _BELOW_MM
        yield BoxMm(label.right, label.top - _SIDE_MM, right, label.bottom + _SIDE_MM)
        yield BoxMm(label.left - _SIDE_MM, label.bottom, label.right, below)


def holds(box: BoxMm, ink: Iterable[BoxMm]) -> bool:
    """Tell whether the middle of any ink is in a box."""
    return any(
        box.left < one.centre[0] < box.right and box.top < one.centre[1] < box.bottom for one in ink
    )


def _beside(label: BoxMm, word: BoxMm, prints: Sequence[BoxMm]) -> bool:
    """Tell whether a word is the first thing to the right of a label."""
    level = shared_height(label, word) > 0.5 * min(label.height, word.height)
    if not (level and -_OVERLAP_MM < word.left - label.right < _ROW_MM):
        return False
    return not any(
        label.right - _OVERLAP_MM < box.centre[0] < word.left + _OVERLAP_MM
        and shared_height(box, word) > 0
        for box in prints
    )


def _under(label: BoxMm, word: BoxMm, prints: Sequence[BoxMm]) -> bool:
    """Tell whether a word stands right under a label and behind no other."""
    down, right = word.top - label.bottom, word.left - label.left
    if not (-_OVERLAP_MM < down < _UNDER_MM and -_SIDE_MM < right < _INDENT_MM):
        return False
    between = BoxMm(word.left, label.bottom, word.left + _INDENT_MM, word.top + _OVERLAP_MM)
    before = BoxMm(word.left - _BEFORE_MM, word.top, word.left + _OVERLAP_MM, word.bottom)
    return not any(meet(box, space) for box in prints for space in (between, before))


def _labels(ground: Ground, key: str) -> list[BoxMm]:
    """Give all print but one label; what looks like a tick box may be a letter of an answer."""
    boxes = {found.box for found in ground.boxes}
    return [box for box in ground.obstacles(key) if box not in boxes]


def _parted(ground: Ground, label: BoxMm, word: BoxMm) -> bool:
    """Tell whether a word stands in another cell than a label."""
    one, other = ground.cells.of(label), ground.cells.of(word)
    return bool(one and other and one != other)


def _claimed(ground: Ground, key: str, ink: Owned) -> Iterator[str]:
    """Yield the fields that own writing which looks like the answer to another label.

    Args:
        ground: the page.
        key: of the field with that label.
        ink: whose the ink is.
    """
    label = ground.label_box(key)
    if label is None:
        return
    prints = _labels(ground, key)
    for owner, words in ink.words.items():
        near = (word for word in words if owner != key)
        if any(
            _beside(label, word, prints)
            or (_under(label, word, prints) and not _parted(ground, label, word))
            for word in near
        ):
            yield owner


def _unowned(ground: Ground, key: str, area: Area, ink: Owned) -> bool:
    """Tell whether writing that is of no field stands in or about a place."""
    label = ground.label_box(key)
    if any(holds(box, ink.orphans) for box in _around(label, area.box)):
        return True
    prints = _labels(ground, key)
    return label is not None and any(_beside(label, word, prints) for word in ink.orphans)


def _in_row(tick: BoxMm | None, ink: Owned) -> bool:
    """Tell whether unowned writing stands about a tick whose detail has no label."""
    if tick is None:
        return False
    right, below = tick.right + _ROW_MM, tick.bottom + _BELOW_MM
    return holds(BoxMm(tick.left, tick.top - _SIDE_MM, right, below), ink.orphans)


def pale(form: Form, places: Mapping[str, Area], blank: Iterable[str]) -> bool:
    """Tell whether so little is written on a page that writing must have been lost."""
    due = {f.key for f in form.fields() if f.key in places and not f.detail_of}
    empty = due & set(blank)
    return len(due - empty) <= _FEW * len(due) and len(empty) >= _MANY


def strays(
    ground: Ground,
    form: Form,
    places: Mapping[str, Area],
    ink: Owned,
    blank: Iterable[str],
    inside: frozenset[str],
) -> dict[str, Stray]:
    """Give the places that look blank but may not be, and why.

    Args:
        ground: the page.
        form: gives which tick a detail belongs to.
        places: where answers are written.
        ink: whose the ink is.
        blank: the fields in whose place nothing is written.
        inside: the fields in whose place ink stands, as `inside_ink` gives them.
    """
    found = {}
    asked = {f.key: f for f in form.fields()}
    for key in blank:
        tick = asked[key].detail_of if key not in ground.labels else None
        if key in inside:
            found[key] = Stray.INSIDE
        elif (
            _unowned(ground, key, places[key], ink)
            or any(_claimed(ground, key, ink))
            or (tick is not None and _in_row(ground.label_box(tick), ink))
        ):
            found[key] = Stray.ABOUT
        elif (
            places[key].box.width < _NARROW_MM
            or _is_tail(ground, key, ink)
            or _is_too_long(ground, asked[key])
        ):
            found[key] = Stray.TAIL
    return found
