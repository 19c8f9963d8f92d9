"""The words near a choice that may be its printed answers, whole, joined or cut out of a line.

A stroke joins words that it runs through, and parts those of which it leaves only ends. So what was
read as one word may be several answers, and an answer may be several words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from forms.geometry import BoxMm
from ocr.engine.vocabulary import sentence_words
from ocr.foreign.ground import Ground, around, piece_box, token_box, within
from ocr.foreign.wording import folded
from ocr.marking.lines import PER_MM

READ = 54.0
"""Likeness, per cent, at which a word was read although a line runs through it."""
_CLEARLY = 76.0
"""Likeness at which a word is this answer and no other one struck out."""
LEAST_MM = 4.0
LINE_MM = 2.2
"""Middles of words of one line differ by less, though strokes reach above and below."""
ROWS_MM = 9.0
"""So far below one another the rows of one choice stand at most."""
_TALLEST_MM = 11.0
"""Writing of other lines reaches into an area, a scribble does not out of its word."""
_WHOLE_WORD, _AS_PRINTED = 5, 93.0
_WELL = 92.0
_SEPARATORS = frozenset("lo")
_BETWEEN = frozenset({"or", "and"})
_NARROWEST_MM, _WIDEST_MM, _BEYOND_MM = 0.3, 3.2, 5.0
"""Width of an answer, of a letter, and what strokes add to a word."""
_MOST_JOINED, _JOINED_MM, _SEPARATOR_MM, _SPECK_MM = 3, 5.0, 3.0, 1.5
_APART_MM = 0.6
"""Half of the white between words."""
_LEAST_LETTERS = 3
"""Of an answer that is looked for within a longer word: an F is in many."""
_BETTER = 10.0
"""Words are taken together where they read so much more like an answer than fewer of them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a line that may be an answer; `repr` shows no text."""

    box: BoxMm
    folded: str = field(repr=False)
    middles: tuple[float, ...] = ()
    """Where each of its letters stands, in millimetres from the left."""

    @property
    def separates(self) -> bool:
        """Tell whether it is an "or", a slash, a comma or a dot between answers, or a speck."""
        return self.folded in _BETWEEN or self.box.width < (
            _SPECK_MM if self.folded else _SEPARATOR_MM
        )

    def part(self, first: int, behind: int) -> "Word":
        """Cut out some of its letters, half a letter beyond the outer ones."""
        middles = self.spread()
        left = self.box.left if not first else sum(middles[first - 1 : first + 1]) / 2
        right = self.box.right
        half = self.box.width / len(self.folded) / 2
        if behind - first > 1:
            half = (middles[behind - 1] - middles[first]) / (behind - 1 - first) / 2
        if first:
            left = max(left, middles[first] - 1.4 * half)
        if behind < len(middles):
            right = min(sum(middles[behind - 1 : behind + 1]) / 2, middles[behind - 1] + 1.4 * half)
        box = BoxMm(left, self.box.top, right, self.box.bottom)
        return Word(box, self.folded[first:behind], middles[first:behind])

    def spread(self) -> tuple[float, ...]:
        """Give where its letters stand, evenly where it is not known."""
        if len(self.middles) == len(self.folded):
            return self.middles
        step = self.box.width / len(self.folded)
        return tuple(self.box.left + step * (n + 0.5) for n in range(len(self.folded)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where one answer may stand."""

    box: BoxMm
    likeness: float
    """How much it reads like the answer, per cent."""
    lead: bool
    """Nothing stands before it in its row."""

    @property
    def read(self) -> bool:
        """Tell whether enough of its letters was read."""
        return self.likeness >= READ

    @property
    def clear(self) -> bool:
        """Tell whether so many were read that its edges are known."""
        return self.likeness >= _CLEARLY


def words_near(ground: Ground, area: BoxMm, labels: Iterable[BoxMm]) -> list[Word]:
    """Give the words in an area that are not of a label, an instruction or a tick in a box."""
    taken = [*labels, *(span.box for span in ground.print_spans)]
    taken += [found.box for found in ground.boxes]
    found = []
    for printed in ground.printed:
        for token in printed.tokens:
            box = token_box(printed, token)
            x, y = box.centre
            if not within(area, x, y) or any(within(other, x, y) for other in taken):
                continue
            if token.folded not in _SEPARATORS:
                middles = tuple(middle / PER_MM for middle in token.middles)
                found.append(Word(box, token.folded, middles))
    found += [
        Word(box, "")
        for box in _unread(ground)
        if within(area, *box.centre) and box.height < _TALLEST_MM
    ]
    return found


def _unread(ground: Ground) -> Iterator[BoxMm]:
    """Yield the boxes of ink in which no letter was read: words scribbled over."""
    for printed in ground.printed:
        if not printed.tokens:
            segment = printed.segment
            edges = (segment.left, segment.top, segment.right, segment.bottom)
            yield BoxMm(*(edge / PER_MM for edge in edges))
    yield from (piece_box(piece) for piece in ground.tall)


def rows(words: Iterable[Word]) -> list[list[Word]]:
    """Put words into rows, from above, each from the left."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.centre[1]):
        if found and word.box.centre[1] - _middle(found[-1]) < LINE_MM:
            found[-1].append(word)
        else:
            found.append([word])
    return [sorted(row, key=lambda word: word.box.left) for row in found]


def _middle(row: Sequence[Word]) -> float:
    return sum(word.box.centre[1] for word in row) / len(row)


def is_another(word: Word) -> bool:
    """Tell whether a word reads well as one of the language: then it is no answer struck out."""
    return len(word.folded) >= _WHOLE_WORD and _is_of_language(word.folded)


@lru_cache(maxsize=512)
def _is_of_language(text: str) -> bool:
    """Tell whether a folded text is a word of the language; each is asked about many times."""
    near = sentence_words().near(text, 5)
    return any(fuzz.ratio(text, folded(one)) >= _AS_PRINTED for one in near)


def likeness(word: str, label: str) -> float:
    """Give how much a word reads like an answer, or like more in which the answer stands."""
    if len(word) < 0.6 * len(label):
        return 0.0
    whole = fuzz.ratio(word, label)
    longer = len(word) > len(label) + 1 and len(label) >= _LEAST_LETTERS
    return max(whole, fuzz.partial_ratio(label, word) if longer else 0.0)


def _cut(word: Word, label: str) -> Word:
    """Cut a word to the part that is the answer, where more was read as one word."""
    match = fuzz.partial_ratio_alignment(label, word.folded)
    if match is None or len(word.folded) <= len(label) + 1:
        return word
    return word.part(match.dest_start, match.dest_end)


def _parted(word: Word, labels: Sequence[str]) -> Iterator[Word]:
    """Part a word at the answers that read well in it."""
    for label in labels:
        if len(label) < _LEAST_LETTERS:
            continue
        match = fuzz.partial_ratio_alignment(label, word.folded, score_cutoff=_WELL)
        if match is None or len(word.folded) < len(label) + _LEAST_LETTERS:
            continue
        first, behind = match.dest_start, match.dest_end
        if first:
            yield from _parted(word.part(0, first), labels)
        yield word.part(first, behind)
        if behind < len(word.folded):
            yield from _parted(word.part(behind, len(word.folded)), labels)
        return
    yield word


def _joined(run: Sequence[Word]) -> Word:
    """Take words that follow one another as one."""
    if len(run) == 1:
        return run[0]
    box = around(word.box for word in run)
    middles = tuple(middle for word in run for middle in word.spread())
    return Word(box, "".join(word.folded for word in run), middles)


def _runs(row: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Yield every word and every few together, but none with a separator."""
    for first in range(len(row)):
        for behind in range(first + 1, min(len(row), first + _MOST_JOINED) + 1):
            run = row[first:behind]
            if any(b.box.left - a.box.right > _JOINED_MM for a, b in pairwise(run)):
                break
            if not run[-1].folded and run[-1].separates:
                break
            yield run


def candidates(
    found: Sequence[Sequence[Word]], labels: Sequence[str], behind: Sequence[BoxMm]
) -> list[list[Candidate]]:
    """Give the places where each answer may stand.

    Args:
        found: words, in rows.
        labels: of the answers, folded.
        behind: print behind which no line begins.
    """
    places: list[list[Candidate]] = [[] for _ in labels]
    runs = [
        (run, _leads(parts, run[0]) and not any(_before(box, run[0].box) for box in behind))
        for parts in ([part for word in row for part in _parted(word, labels)] for row in found)
        for run in _runs(parts)
    ]
    for own, label in zip(places, labels, strict=True):
        own += [place for run, lead in runs for place in _read(run, label, lead=lead)]
    heights = [place.box.centre[1] for own in places for place in own]
    for run, lead in runs:
        word = _joined(run)
        if word.box.width < LEAST_MM or not any(
            abs(word.box.centre[1] - height) < ROWS_MM for height in heights
        ):
            continue
        likes = [likeness(word.folded, label) for label in labels]
        if max(likes) < _CLEARLY and not any(map(is_another, (word, *run))):
            for own, like in zip(places, likes, strict=True):
                if like < READ:
                    own.append(Candidate(word.box, like, lead))
            if len(run) == 1:
                for number, (one, other) in enumerate(pairwise(labels)):
                    first, second = halves(word.box, len(one) / (len(one) + len(other)))
                    places[number].append(Candidate(first, 0.0, lead))
                    places[number + 1].append(Candidate(second, 0.0, lead=False))
    return [
        [
            place
            for place in own
            if _NARROWEST_MM < place.box.width < _WIDEST_MM * len(label) + _BEYOND_MM
        ]
        for own, label in zip(places, labels, strict=True)
    ]


def halves(box: BoxMm, share: float) -> tuple[BoxMm, BoxMm]:
    """Cut a box in two where one stroke ran through two words."""
    at = box.left + share * box.width
    return (
        BoxMm(box.left, box.top, at - _APART_MM, box.bottom),
        BoxMm(at + _APART_MM, box.top, box.right, box.bottom),
    )


def _read(run: Sequence[Word], label: str, *, lead: bool) -> Iterator[Candidate]:
    """Yield where an answer can be read in words, if in no fewer of them."""
    word = _joined(run)
    like = likeness(word.folded, label)
    fewer = (likeness(_joined(part).folded, label) for part in (run[1:], run[:-1]) if part)
    if like >= READ and like > max(fewer, default=-_BETTER) + _BETTER:
        cut = _cut(word, label).box
        yield Candidate(cut, like, lead and cut.left < word.box.left + 1.0)
        if like < _CLEARLY and cut != word.box:
            yield Candidate(word.box, like, lead)


def _leads(row: Sequence[Word], word: Word) -> bool:
    """Tell whether a row begins with a word, but for a letter that a stroke left of it."""
    return word.box.left - row[0].box.left < _JOINED_MM


def _before(one: BoxMm, other: BoxMm) -> bool:
    """Tell whether print stands before a word in its row."""
    return one.top < other.centre[1] < one.bottom and one.right < other.left + 1.0
