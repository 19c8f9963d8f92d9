"""Where the printed answers of a choice stand, though some of them are struck out."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from rapidfuzz import fuzz

from forms.definition import Choice, Option
from forms.geometry import BoxMm
from ocr.engine.vocabulary import sentence_words
from ocr.foreign.ground import Ground, around, piece_box, token_box, within
from ocr.foreign.wording import folded
from ocr.marking.lines import PER_MM

_READ = 54.0
"""Likeness, per cent, at which a word was read although a line runs through it."""
_LEAST_MM = 4.0
_LINE_MM = 3.0
_TALLEST_MM = 11.0
"""Writing of other lines reaches into an area, a scribble does not out of its word."""
_WHOLE_WORD, _WELL = 5, 92.0
_SEPARATORS = frozenset("lo")
_SEPARATOR = 2.0
"""White between two answers, in letters, where it cannot be measured."""
_WORD_INK = 0.06
"""Share of ink in the box of a word, at least."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a line that may be an answer; `repr` shows what is printed only."""

    box: BoxMm
    folded: str


def _words(ground: Ground, area: BoxMm, labels: Iterable[BoxMm]) -> list[Word]:
    """Give the words in an area that are not of a label or an instruction, in reading order."""
    taken = [*labels, *(span.box for span in (*ground.others, *ground.hints))]
    found = []
    for printed in ground.printed:
        for token in printed.tokens:
            box = token_box(printed, token)
            x, y = box.centre
            if not within(area, x, y) or any(within(other, x, y) for other in taken):
                continue
            if token.folded not in _SEPARATORS:
                found.append(Word(box, token.folded))
    found += [
        Word(box, "")
        for box in _unread(ground)
        if within(area, *box.centre) and box.height < _TALLEST_MM
    ]
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


def words_read(ground: Ground, kind: Choice, area: BoxMm, labels: Sequence[BoxMm]) -> int:
    """Tell how many words of a choice can be read within an area."""
    return len(_readable(_words(ground, area, labels), kind.options))


def option_words(
    ground: Ground, kind: Choice, area: BoxMm, labels: Sequence[BoxMm]
) -> dict[str, BoxMm]:
    """Find the words of a choice within an area.

    Those that can be read are found by their letters, the others by their order, their width and
    the ink that is left.
    """
    words = _words(ground, area, labels)
    read = _readable(words, kind.options)
    used = {number for number, _ in read.values()}
    rest = [word for number, word in enumerate(words) if number not in used]
    found = {key: box for key, (_, box) in read.items()}
    for run in _runs(kind.options, found):
        found |= _unread_run(ground, kind.options, run, found, rest, labels)
    return {option.key: found[option.key] for option in kind.options if option.key in found}


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
        if len([word for word in rest if word.box.width >= _LEAST_MM]) < len(missing):
            return {}
        boxes = _struck(rest, missing)
        return {option.key: box for option, box in zip(missing, boxes, strict=False)}
    expected = [_beside_labels(box, labels) for box in _expected(options, run, found)]
    clear = [word.box for word in rest if _is_another(word)]
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
        if _inked(ground, box)
    }


def _is_another(word: Word) -> bool:
    """Tell whether a word reads well as one of the language: then it is no answer struck out."""
    if len(word.folded) < _WHOLE_WORD:
        return False
    near = sentence_words().near(word.folded, 5)
    return any(fuzz.ratio(word.folded, folded(one)) >= _WELL for one in near)


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
        if n + 1 in known and abs(known[n + 1].centre[1] - box.centre[1]) < _LINE_MM
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
