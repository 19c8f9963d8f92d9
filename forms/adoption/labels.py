"""The words printed for a field: to its left, above it, or, for a box to tick, to its right."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forms.adoption.acroform import RawField, RawKind, RawPlace
from forms.geometry import POINTS_PER_MM, BoxMm
from forms.pdf.page_objects import Thing, opened_pages, page_objects, placed_words

_GAP_MM, _FIRST_GAP_MM = 6.0, 45.0
"""Words further apart belong to different questions; a label may stand far left of its answer."""
_ABOVE_MM = 7.0
_LINE_MM = 1.6
_EDGES = " :…_-*\u2013"
_LEADERS = re.compile(r"^[. ]*\.{2,}|\.{2,}[. ]*$")
"""Colons, dotted lines and dashes lead from a label to its answer."""


@dataclass(frozen=True, slots=True)
class Word:
    """A printed word and where it stands."""

    text: str
    box: BoxMm


@dataclass(frozen=True, slots=True)
class Printed:
    """The words of all pages, by page."""

    words: tuple[tuple[Word, ...], ...]

    @property
    def title(self) -> str:
        """The tallest line of the first page."""
        first = self.words[0] if self.words else ()
        if not first:
            return ""
        tallest = max(first, key=lambda word: (round(word.box.height, 1), -word.box.top))
        line = [w for w in first if _same_line(w.box, tallest.box)]
        return " ".join(w.text for w in sorted(line, key=lambda w: w.box.left))[:80]


def _word(thing: Thing) -> Word:
    edges = (thing.left, thing.top, thing.right, thing.bottom)
    return Word(thing.letter, BoxMm(*(edge / POINTS_PER_MM for edge in edges)))


def printed_words(print_pdf: bytes) -> Printed:
    """Find the words of a PDF.

    Raises:
        DamagedFileError: broken, or cut short.
    """
    with opened_pages(print_pdf) as pages:
        letters = [page_objects(page).letters for page in pages]
    return Printed(tuple(tuple(map(_word, placed_words(own))) for own in letters))


def _same_line(one: BoxMm, other: BoxMm) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.5 * min(one.height, other.height)


def _said(words: Iterable[Word]) -> str:
    ordered = sorted(words, key=lambda word: (round(word.box.centre[1] / _LINE_MM), word.box.left))
    said = " ".join(word.text for word in ordered)
    return _LEADERS.sub("", said).strip(_EDGES)


def _chain(
    box: BoxMm, words: Sequence[Word], others: Sequence[BoxMm], *, right: bool
) -> list[Word]:
    """Follow words of one line away from a box, until a gap or another field ends them."""
    line = [word for word in words if _same_line(word.box, box)]
    walls = [other for other in others if _same_line(other, box)]
    edge = box.right if right else box.left
    found: list[Word] = []
    ahead = (w for w in line if (w.box.left >= edge - 1 if right else w.box.right <= edge + 1))
    for word in sorted(ahead, key=lambda w: w.box.left, reverse=not right):
        near, far = (word.box.left, word.box.right) if right else (word.box.right, word.box.left)
        between = (min(edge, near), max(edge, near))
        walled = any(w.left < between[1] - 0.5 and w.right > between[0] + 0.5 for w in walls)
        gap = _FIRST_GAP_MM if not found and not right else _GAP_MM
        if walled or abs(near - edge) > gap:
            break
        found.append(word)
        edge = far
    return found


def _above(box: BoxMm, words: Sequence[Word]) -> list[Word]:
    over = [
        word
        for word in words
        if word.box.left >= box.left - 2
        and word.box.left < box.right
        and 0 <= box.top - word.box.bottom + 1 <= _ABOVE_MM
    ]
    nearest = max((word.box.bottom for word in over), default=0.0)
    return [word for word in over if nearest - word.box.bottom < _LINE_MM]


def option_words(place: RawPlace, printed: Printed, others: Sequence[BoxMm]) -> str:
    """Give the words beside one box of a choice: on its right, else on its left."""
    words = printed.words[place.page - 1]
    for right in (True, False):
        if said := _said(_chain(place.box, words, others, right=right)):
            return said
    return ""


def printed_label(asked: RawField, printed: Printed, others: Sequence[BoxMm]) -> str:
    """Give the words that are printed for a field; empty where none are near.

    Args:
        asked: the field.
        printed: the words of the document.
        others: places of the other fields of the same page.
    """
    place = asked.places[0]
    words = printed.words[place.page - 1]
    if asked.kind is RawKind.TICK:
        return option_words(place, printed, others)
    for found in (_chain(place.box, words, others, right=False), _above(place.box, words)):
        if said := _said(found):
            return said
    return ""
