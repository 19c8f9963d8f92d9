"""Which words are the printed answers of one choice: those that make the best row together.

One answer alone is easily taken for another word of the page ("Release dates"), and of a struck one
little can be read. But the answers of a choice are set in one type and follow one another, in a
line that may be turned or one below the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import log

from ocr.foreign.option_candidates import LINE_MM, ROWS_MM, Candidate, Word, is_another

_NOTHING = 45.0
"""Likeness, per cent, of words that have nothing to do with one another."""
_UNREAD = 0.08
"""Worth of a place in which nothing was read, so that it is taken where it fits."""
_LETTERS_APART, _A_LETTER = 4.0, 0.08
_FAR = 0.4
_BELONGS, _SKIPPED = 0.04, 0.2
"""Lost for a word between two answers: "sentenced prisoner", and one that cannot be read."""
_FOLLOWED, _TURNED, _ANOTHER_ORDER = 0.3, 0.05, 0.25
_OVERLAP_MM = 1.0
_BEYOND_MM = 4.0
"""So far a stroke runs out of its word."""
_MORE_LETTERS = 2
"""An answer may be printed in another form: "remanded"."""
_SAME_SIZE, _ANOTHER_SIZE = 0.3, 0.8
_COLUMN_MM = 3.0
_FOLLOWS_MM = 6.0
_KEPT = 24
"""Ways to place the first answers that are followed up."""
_MOST_ORDERS = 3


@dataclass(frozen=True, slots=True)
class _Way:
    """Places of the first answers."""

    worth: float
    places: tuple[Candidate | None, ...] = ()
    last: int = -1
    """Which of them was the last to be found."""


def _sizes(place: Candidate, letters: int) -> tuple[float, float]:
    """Give the least and the largest width that a letter may have."""
    width = place.box.width
    if place.clear:
        return width / letters, width / letters
    return max(0.5 * width, width - _BEYOND_MM) / (letters + _MORE_LETTERS), width / letters


def _sized(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give what is lost where two words are not of one type."""
    apart = max(log(one[0] / other[1]), log(other[0] / one[1]), 0.0)
    return _ANOTHER_SIZE * max(0.0, apart - _SAME_SIZE)


def _between(words: Sequence[Word], one: Candidate, other: Candidate) -> list[Word]:
    """Give the words between two places of one row, from the left."""
    found = [
        word
        for word in words
        if one.box.right - 0.5 < word.box.centre[0] < other.box.left + 0.5
        and abs(word.box.centre[1] - one.box.centre[1]) < LINE_MM
        and not word.separates
    ]
    return sorted(found, key=lambda word: word.box.left)


def _of_one_word(words: Sequence[Word], one: Candidate, other: Candidate) -> bool:
    """Tell whether two places were cut out of one word: then its ink is between them, no white."""
    return any(
        word.box.left < one.box.right
        and other.box.left < word.box.right
        and abs(word.box.centre[1] - one.box.centre[1]) < LINE_MM
        for word in words
    )


def _in_row(
    words: Sequence[Word], one: Candidate, other: Candidate, letter: float, lost: int
) -> float | None:
    if other.box.left - one.box.right < -_OVERLAP_MM:
        return None
    if _of_one_word(words, one, other):
        return 0.0
    room = _LETTERS_APART + (lost + _LETTERS_APART if lost else 0)
    between = [] if lost else _between(words, one, other)
    ends = [one.box.right, *(word.box.right for word in between)]
    starts = [*(word.box.left for word in between), other.box.left]
    widest = max(start - end for end, start in zip(ends, starts, strict=True)) / letter
    skipped = sum(_BELONGS if is_another(word) else _SKIPPED for word in between)
    return min(_FAR, _A_LETTER * max(0.0, widest - room)) + skipped


def _below(words: Sequence[Word], one: Candidate, other: Candidate, *, alone: bool) -> float | None:
    """Give what is lost where a place stands below another, which is alone in its row or not."""
    stacked = alone and abs(one.box.left - other.box.left) < _COLUMN_MM
    turned = other.lead and other.box.centre[1] - one.box.centre[1] < ROWS_MM
    if not (turned or stacked):
        return None
    end = one.box.right
    followed = any(
        end < word.box.centre[0] and word.box.left < end + _FOLLOWS_MM
        for word in words
        if abs(word.box.centre[1] - one.box.centre[1]) < LINE_MM
        and not (word.separates or is_another(word))
    )
    return _TURNED + (_FOLLOWED if followed else 0.0)


def _has_neighbour(way: _Way, one: Candidate) -> bool:
    """Tell whether another answer stands in the row of one: then they are no column."""
    return any(
        place is not None
        and place is not one
        and abs(place.box.centre[1] - one.box.centre[1]) < LINE_MM
        for place in way.places
    )


def _step(
    words: Sequence[Word], way: _Way, place: Candidate, labels: Sequence[str]
) -> float | None:
    """Give what is lost where a place follows the last one of a way; None where it cannot."""
    one = way.places[way.last]
    if one is None:
        return None
    number = len(way.places)
    sizes = _sizes(one, len(labels[way.last])), _sizes(place, len(labels[number]))
    down = place.box.centre[1] - one.box.centre[1]
    lost = sum(len(label) for label in labels[way.last + 1 : number])
    if abs(down) < LINE_MM:
        apart = _in_row(words, one, place, max(size[1] for size in sizes), lost)
    elif 0 < down < ROWS_MM * (number - way.last):
        apart = _below(words, one, place, alone=not _has_neighbour(way, one))
    else:
        apart = None
    return None if apart is None else apart + _sized(*sizes)


def _worth(place: Candidate) -> float:
    unread = _UNREAD + place.likeness / 1000
    return (place.likeness - _NOTHING) / 100 if place.read else unread


def _on(
    words: Sequence[Word], way: _Way, places: Sequence[Candidate], labels: Sequence[str]
) -> Iterator[_Way]:
    """Yield the ways on from one: every place of the next answer, or that it is not found."""
    number = len(way.places)
    yield _Way(way.worth, (*way.places, None), way.last)
    for place in places:
        loss = 0.0 if way.last < 0 else _step(words, way, place, labels)
        if loss is not None:
            yield _Way(way.worth + _worth(place) - loss, (*way.places, place), number)


def _best(
    words: Sequence[Word], places: Sequence[Sequence[Candidate]], labels: Sequence[str]
) -> _Way:
    ways = [_Way(0.0)]
    for own in places:
        ways = [on for way in ways for on in _on(words, way, own, labels)]
        ways = sorted(ways, key=lambda way: -way.worth)[:_KEPT]
    read = [way for way in ways if any(place and place.read for place in way.places)]
    return next(iter(read), _Way(0.0, (None,) * len(labels)))


def in_sequence(
    words: Sequence[Word], places: Sequence[Sequence[Candidate]], labels: Sequence[str]
) -> tuple[list[Candidate | None], float]:
    """Choose a place for each answer, None for those without one; and say how well all fit.

    Args:
        words: all words near the choice.
        places: where each answer may stand.
        labels: of the answers, folded, in the order in which forms usually print them.
    """
    usual = _best(words, places, labels)
    best, order = usual.worth, tuple(range(len(labels)))
    chosen = usual.places
    read = [[place for place in own if place.read] for own in places]
    for other in permutations(order) if len(labels) <= _MOST_ORDERS else ():
        way = _best(words, [read[n] for n in other], [labels[n] for n in other])
        if way.worth - _ANOTHER_ORDER > best:
            best, order, chosen = way.worth - _ANOTHER_ORDER, other, way.places
    return [chosen[order.index(number)] for number in range(len(labels))], best
