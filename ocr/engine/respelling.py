"""What a line read freely may say instead: its words as known ones are spelt, held to the image.

A free reading errs by letters; the words that are spelt like it, each put in its place, are scored
against the image, and what is common counts beside the strokes.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from ocr.engine.ctc import log_likelihoods
from ocr.engine.output import LineOutput
from ocr.engine.wording import Wording

_NEAR = 36
"""Known words tried in the place of one."""
_BASES = 3
_ROUNDS = 2
_KEPT = 4
"""Spellings of each word that are also tried together."""
_MOST_TOGETHER = 81
_LEAST_LETTERS = 2
_AMOUNT = re.compile(r"(?=\w*\d|[OS]\w?M)([0-9OoQDIlZzSsBGgq]{1,3})(m[lg]s?|am|pm)", re.IGNORECASE)
_AS_DIGITS = str.maketrans("OoQDIlZzSsBGgq", "00001122558699")
"""A dose or an hour whose figures were taken for letters like them."""
_EDGES = re.compile(r"^([^\w]*)(.*?)([^\w]*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Spelt:
    """A text, its likelihood by the strokes and its weight with all that speaks for it."""

    text: str = field(repr=False)
    log_likelihood: float
    weight: float


class _Weighed:
    """Texts that are held against one line, each once."""

    def __init__(self, output: LineOutput, prior: Callable[[str], float]) -> None:
        self._output, self._prior = output, prior
        self._known: dict[str, Spelt] = {}

    def add(self, texts: Iterable[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text and text not in self._known]
        values = log_likelihoods(self._output, new)
        for text, value in zip(new, values.tolist(), strict=True):
            self._known[text] = Spelt(text, value, value + self._prior(text))

    def best(self, count: int | None = None) -> list[Spelt]:
        return sorted(self._known.values(), key=lambda one: -one.weight)[:count]

    def weight(self, text: str) -> float:
        return self._known[text].weight


def _in_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(char.isupper() for char in letters) > len(letters) and len(letters) > 1


def _cased(word: str, like: str, *, capitals: bool) -> str:
    if capitals:
        return word.upper()
    return word if like[:1].islower() or not word.islower() else word[:1].upper() + word[1:]


def _spellings(word: str, wording: Wording, *, capitals: bool) -> list[str]:
    """Give the known words that a word may be, with what stands around it."""
    parts = _EDGES.match(word)
    before, core, behind = parts.groups() if parts else ("", word, "")
    if amount := _AMOUNT.fullmatch(core):
        return [f"{before}{amount[1].translate(_AS_DIGITS)}{amount[2]}{behind}"]
    if len(core) < _LEAST_LETTERS or any(char.isdigit() for char in core):
        return []
    found = [_cased(w, core, capitals=capitals) for w in wording.near(core, _NEAR)]
    whole = []
    if behind and behind not in {".", ",", ";", ":", "?"}:  # a letter taken for a stop, it may be
        whole = [_cased(w, core, capitals=capitals) for w in wording.near(word, _NEAR // 2)]
    return [f"{before}{one}{behind}" for one in found] + whole


def _parted(words: Sequence[str], wording: Wording) -> Iterator[list[str]]:
    """Part words that are two in one, and join two that are one."""
    for place, word in enumerate(words):
        for cut in range(2, len(word) - 1):
            if wording.has(word[:cut]) or wording.has(word[cut:]):
                yield [*words[:place], word[:cut], word[cut:], *words[place + 1 :]]
    for place in range(len(words) - 1):
        yield [*words[:place], words[place] + words[place + 1], *words[place + 2 :]]


def _round(weighed: _Weighed, text: str, wording: Wording) -> None:
    """Try known words in the place of each word, then the best of all places together."""
    words, capitals = text.split(), _in_capitals(text)
    tried = [_spellings(word, wording, capitals=capitals) for word in words]
    singles = [
        [" ".join([*words[:place], one, *words[place + 1 :]]) for one in own]
        for place, own in enumerate(tried)
    ]
    weighed.add(one for own in singles for one in own)
    ways = []
    for place, own in enumerate(tried):
        pairs = sorted(zip(singles[place], own, strict=True), key=lambda p: -weighed.weight(p[0]))
        ways.append(list(dict.fromkeys([words[place], *(one for _, one in pairs[:_KEPT])])))
    while len(ways) > 1 and math.prod(map(len, ways)) > _MOST_TOGETHER:
        longest = max(ways, key=len)
        longest.pop()
    weighed.add(" ".join(together) for together in product(*ways))


def respelt(
    output: LineOutput,
    texts: Iterable[str],
    wording: Wording,
    prior: Callable[[str], float],
    *,
    clear: bool,
) -> list[Spelt]:
    """Give what a line may say, likeliest first.

    Args:
        output: of the line, compact.
        texts: the free readings of it, of both readers.
        wording: what kind of text it is.
        prior: nats that speak for a text besides its strokes, the wording included.
        clear: every character is clear: known words are not tried in the place of known ones.
    """
    weighed = _Weighed(output, prior)
    weighed.add(texts)
    done: set[str] = set()
    for _ in range(_ROUNDS):
        for one in weighed.best(_BASES):
            if one.text in done or (clear and wording.knows(one.text)):
                continue
            done.add(one.text)
            weighed.add(" ".join(words) for words in _parted(one.text.split(), wording))
            _round(weighed, one.text, wording)
    return weighed.best()
