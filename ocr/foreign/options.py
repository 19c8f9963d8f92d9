"""Where the printed answers of a choice stand, though some of them are struck out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz

from forms.definition import Choice, Option
from forms.geometry import BoxMm
from ocr.foreign.ground import Ground, around, piece_box, token_box, within
from ocr.foreign.wording import folded
from ocr.marking.lines import PER_MM

_READ = 68.0
"""Likeness, per cent, at which a word was read although a line runs through it."""
_LEAST_MM = 4.0
_LINE_MM = 3.0
_SEPARATORS = frozenset("lo")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a line that may be an answer; `repr` shows what is printed only."""

    box: BoxMm
    folded: str


def _words(ground: Ground, area: BoxMm, labels: Iterable[BoxMm]) -> list[Word]:
    """Give the words in an area that are not of a label or an instruction, in reading order."""
    taken = [*labels, *(span.box for span in ground.others)]
    found = []
    for printed in ground.printed:
        for token in printed.tokens:
            box = token_box(printed, token)
            x, y = box.centre
            if not within(area, x, y) or any(within(other, x, y) for other in taken):
                continue
            if token.folded not in _SEPARATORS:
                found.append(Word(box, token.folded))
    found += [Word(box, "") for box in _unread(ground) if within(area, *box.centre)]
    return sorted(found, key=lambda word: (round(word.box.centre[1] / _LINE_MM), word.box.left))


def _unread(ground: Ground) -> Iterator[BoxMm]:
    """Yield the boxes of ink in which no letter was read: words scribbled over."""
    for printed in ground.printed:
        if not printed.tokens:
            segment = printed.segment
            edges = (segment.left, segment.top, segment.right, segment.bottom)
            yield BoxMm(*(edge / PER_MM for edge in edges))
    yield from (piece_box(piece) for piece in ground.tall)


def _cut(word: Word, label: str) -> BoxMm:
    """Cut a word to the part that is the answer, where more was read as one word."""
    match = fuzz.partial_ratio_alignment(label, word.folded)
    if match is None or len(word.folded) <= len(label) + 1:
        return word.box
    step = word.box.width / len(word.folded)
    left, right = word.box.left + step * match.dest_start, word.box.left + step * match.dest_end
    return BoxMm(left, word.box.top, right, word.box.bottom)


def _readable(words: Sequence[Word], options: Sequence[Option]) -> dict[str, tuple[int, BoxMm]]:
    """Find the answers that can be read, the clearest first: the word's number and its box."""
    scores = [
        (_likeness(word.folded, folded(option.label)), option.key, number)
        for option in options
        for number, word in enumerate(words)
    ]
    labels = {option.key: folded(option.label) for option in options}
    found: dict[str, tuple[int, BoxMm]] = {}
    for score, key, number in sorted(scores, reverse=True):
        if score < _READ:
            break
        if key not in found and _may_share(number, words, labels[key], found.values()):
            found[key] = number, _cut(words[number], labels[key])
    return found


def _likeness(word: str, label: str) -> float:
    if len(word) < 0.6 * len(label):
        return 0.0
    whole = fuzz.ratio(word, label)
    return max(whole, fuzz.partial_ratio(label, word) if len(word) > len(label) + 1 else 0.0)


def _may_share(
    number: int, words: Sequence[Word], label: str, found: Iterable[tuple[int, BoxMm]]
) -> bool:
    """Tell whether an answer may be in a word although another one is: two in one word."""
    box = _cut(words[number], label)
    return all(
        number != other or min(box.right, taken.right) - max(box.left, taken.left) < 1.0
        for other, taken in found
    )


def option_words(
    ground: Ground, kind: Choice, area: BoxMm, labels: Sequence[BoxMm]
) -> dict[str, BoxMm]:
    """Find the words of a choice within an area.

    Those that can be read are found by their letters, the others by their order, their width and
    the ink that is left.
    """
    words = _words(ground, area, labels)
    read = _readable(words, kind.options)
    found = {key: box for key, (_, box) in read.items()}
    used = {number for number, _ in read.values()}
    missing = [option for option in kind.options if option.key not in found]
    rest = [word for number, word in enumerate(words) if number not in used]
    for option, box in zip(missing, _struck(rest, missing), strict=False):
        found[option.key] = box
    return found


def _gap(one: Sequence[Word], other: Sequence[Word]) -> float:
    """Give the white between two groups of words; much where they stand on two lines."""
    last, first = one[-1].box, other[0].box
    if abs(last.centre[1] - first.centre[1]) > _LINE_MM:
        return 50.0
    return first.left - last.right


def _struck(rest: Sequence[Word], missing: Sequence[Option]) -> list[BoxMm]:
    """Share out the words that could not be read among the answers that are missing."""
    groups = [[word] for word in rest if word.box.width >= _LEAST_MM]
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
        boxes[widest : widest + 1] = _halves(boxes[widest], first / (first + second))
    return boxes


def _halves(box: BoxMm, share: float) -> list[BoxMm]:
    """Cut a box in two where one stroke ran through two words."""
    at = box.left + share * box.width
    return [
        BoxMm(box.left, box.top, at - 0.6, box.bottom),
        BoxMm(at + 0.6, box.top, box.right, box.bottom),
    ]
