"""How common names and words are in Britain: soft evidence for what the strokes leave open.

A word that its list knows has the list's share; any other is spelt letter by letter, as likely as
its letters follow one another in the list. So a rare name costs some nats, and is never barred.
The lists and their sources: `templates/reference/README.md`.
"""

import csv
import io
import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from forms.reference_names import without_accents

_LETTERS = "abcdefghijklmnopqrstuvwxyz'-"
_EDGE, _OTHER = len(_LETTERS), len(_LETTERS) + 1
_SYMBOLS = len(_LETTERS) + 2
_FARTHEST = 0.5
"""Words that share less than half of their letters with what was read are none of its spellings."""
_ACCENTED, _ODDLY_ACCENTED = -0.5, -3.0
"""Nats: a name is written with the accent that the list too has on it, beside the name without,
since registers leave accents out; and with one that the list does not have."""
_SMOOTHED = 2.0
_WEIGHED, _SOUGHT = 4096, 256
"""Words whose weight and whose nearest ones are kept at hand, about those of one page."""


def _folded(word: str) -> str:
    return word.casefold().replace("\u2019", "'")


def _symbols(word: str) -> list[int]:
    places = [_LETTERS.find(char) for char in word]
    return [_EDGE, _EDGE, *(place if place >= 0 else _OTHER for place in places), _EDGE]


def _spelling(words: Sequence[str]) -> NDArray[np.float64]:
    """Count which letter follows which two: logarithms, by the letters' numbers."""
    numbers = [_symbols(word) for word in words]
    triples = [
        (one * _SYMBOLS + two) * _SYMBOLS + three
        for row in numbers
        for one, two, three in zip(row, row[1:], row[2:], strict=False)
    ]
    counts = np.bincount(triples, minlength=_SYMBOLS**3).reshape((_SYMBOLS,) * 3).astype(float)
    single = counts.sum(axis=(0, 1)) + 1.0
    single /= single.sum()
    pairs = counts.sum(axis=0)
    pairs = (pairs + _SMOOTHED * single) / (pairs.sum(axis=1, keepdims=True) + _SMOOTHED)
    triple = counts + _SMOOTHED * pairs[None]
    return np.asarray(np.log(triple / (counts.sum(axis=2, keepdims=True) + _SMOOTHED)))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words with their shares, and how words like them are spelt."""

    written: tuple[str, ...] = field(repr=False)
    """As they are written, commonest first."""
    shares: Mapping[str, float] = field(repr=False)
    """By the word in small letters: the logarithm of its share."""
    spelling: NDArray[np.float64] = field(repr=False)
    strange: float
    """Share of words that the list does not know."""

    def knows(self, word: str) -> bool:
        """Tell whether the list has a word, capitals or not."""
        return _folded(word) in self.shares

    def log_share(self, word: str) -> float:
        """Give the logarithm of how common a word is, known or not."""
        return self._weigh(_folded(word))

    @cached_property
    def _weigh(self) -> Callable[[str], float]:
        """Weigh each word once: the spellings of a line share nearly all of theirs."""
        return lru_cache(maxsize=_WEIGHED)(self._weighed)

    def _spelt(self, row: Sequence[int]) -> float:
        """Give the logarithm of how likely an unknown word has these letters, by their numbers."""
        steps = self.spelling[row[:-2], row[1:-1], row[2:]]
        return math.log(self.strange) + float(sum(steps.tolist()))

    def _weighed(self, folded: str) -> float:
        spelt = self._spelt(_symbols(folded))
        plain = without_accents(folded)
        known = self.shares.get(folded, -math.inf)
        if plain != folded:
            accent = _ACCENTED if folded in self.shares else _ODDLY_ACCENTED
            known = max(known, self.shares.get(plain, -math.inf) + accent)
        return float(np.logaddexp(math.log1p(-self.strange) + known, spelt))

    def log_share_begun(self, beginning: str) -> float:
        """Give the logarithm of how common words are that begin so, known or not."""
        folded = _folded(beginning)
        spelt = self._spelt(_symbols(folded)[:-1])
        words, sums = self._summed
        known = sums[bisect_left(words, f"{folded}{chr(0x10FFFF)}")]
        known -= sums[bisect_left(words, folded)]
        return float(np.logaddexp(math.log1p(-self.strange) + math.log(max(known, 1e-12)), spelt))

    def near(self, word: str, limit: int) -> list[str]:
        """Give the known words that are spelt most like one, the nearest first."""
        return [self.written[place] for place in self._seek(_folded(word), limit)]

    @cached_property
    def _seek(self) -> Callable[[str, int], tuple[int, ...]]:
        """Look each word up once: the readings of a line differ in a word or two."""
        return lru_cache(maxsize=_SOUGHT)(self._nearest)

    def _nearest(self, folded: str, limit: int) -> tuple[int, ...]:
        found = process.extract(
            folded,
            self._folded_words,
            scorer=Indel.normalized_distance,
            score_cutoff=_FARTHEST,
            limit=limit,
        )
        return tuple(place for _, _, place in found)

    @cached_property
    def _summed(self) -> tuple[list[str], list[float]]:
        """Give the words in order, and the share of all before each."""
        words = sorted(self.shares)
        shares = [math.exp(self.shares[word]) for word in words]
        return words, [0.0, *accumulate(shares)]

    @cached_property
    def _folded_words(self) -> tuple[str, ...]:
        return tuple(self.shares)  # in the order of `written`


def vocabulary(weights: Mapping[str, float], strange: float) -> Vocabulary:
    """Make a vocabulary of words with their weights, in any unit.

    Args:
        weights: by word as written; of words that differ in capitals alone the first counts.
        strange: share of words, in running text, that are not among them.
    """
    first: dict[str, tuple[str, float]] = {}
    for word, weight in sorted(weights.items(), key=lambda item: -item[1]):
        first.setdefault(_folded(word), (word, weight))
    total = sum(weight for _, weight in first.values())
    shares = {folded: math.log(weight / total) for folded, (_, weight) in first.items()}
    return Vocabulary(
        tuple(word for word, _ in first.values()), shares, _spelling(list(first)), strange
    )


def read_weights(text: str) -> dict[str, float]:
    """Read a list of words with their weights, a heading row first."""
    rows = csv.reader(io.StringIO(text))
    next(rows)
    return {word: float(weight) for word, weight in rows}


def _shipped(name: str) -> dict[str, float]:
    path = resources.files("templates") / "reference" / f"{name}.csv"
    return read_weights(path.read_text(encoding="utf-8"))


_STRANGE_GIVEN, _STRANGE_SURNAME, _STRANGE_WORD = 0.04, 0.12, 0.05
"""Share of people whose name is not among those of the lists, and of words in a sentence."""
_NAMES_IN_SENTENCES = 0.1
"""Share of words in a sentence that are given names, and again surnames."""


@cache
def given_names() -> Vocabulary:
    """Load the given names of people in Britain."""
    return vocabulary(_shipped("given_names"), _STRANGE_GIVEN)


@cache
def surnames() -> Vocabulary:
    """Load the surnames of people in Britain."""
    return vocabulary(_shipped("surnames"), _STRANGE_SURNAME)


@cache
def sentence_words() -> Vocabulary:
    """Load the words of sentences; names are among them."""
    shares = dict.fromkeys(("given_names", "surnames"), _NAMES_IN_SENTENCES)
    shares["words"] = 1 - sum(shares.values())
    mixed: dict[str, float] = {}
    for name, share in shares.items():
        weights = _shipped(name)
        total = sum(weights.values())
        for word, weight in weights.items():
            mixed[word] = mixed.get(word, 0.0) + share * weight / total
    return vocabulary(mixed, _STRANGE_WORD)
