"""How people's names and sentences are put together: which texts are common, which words known."""

import re
from dataclasses import dataclass
from functools import cache

from ocr.engine.vocabulary import Vocabulary, given_names, sentence_words, surnames

_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "rev", "po", "so"))
_TITLE, _INITIAL, _TURNED, _DOUBLE = -3.0, -4.0, -4.0, -4.0
"""Nats: a title or an initial before a name, the surname first, a double-barrelled one."""
_AROUND = ".,;:-"
_HYPHEN = -0.5
"""Nats: a word that is known without its hyphen is written with one."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


@dataclass(frozen=True, eq=False)
class NameWording:
    """People's names: given names, then a surname."""

    given: Vocabulary
    surnames: Vocabulary

    def log_share(self, text: str) -> float:
        """Give the logarithm of how common a name is."""
        parts = [part.strip(_AROUND) for part in text.split()]
        names = [part for part in parts if part and part.casefold() not in _TITLES]
        titles = _TITLE * (len(parts) - len(names))
        if not names:
            return titles + _INITIAL
        if len(names) == 1:
            return titles + _INITIAL + max(self._given(names[0]), self._surname(names[0]))
        between = sum(max(self._given(name), self._surname(name)) for name in names[1:-1])
        usual = self._given(names[0]) + self._surname(names[-1])
        turned = _TURNED + self._surname(names[0]) + self._given(names[-1])
        return titles + between + max(usual, turned)

    def knows(self, text: str) -> bool:
        """Tell whether it is a given name and a surname, or more, all of them on their lists."""
        names = [part.strip(_AROUND) for part in text.split()]
        return len(names) > 1 and all(
            self.has(part) for name in names for part in name.split("-") if part
        )

    def has(self, word: str) -> bool:
        """Tell whether a word is a name."""
        return self.given.knows(word) or self.surnames.knows(word)

    def near(self, word: str, limit: int) -> list[str]:
        """Give the names that are spelt most like a word."""
        one, _, other = word.rpartition("-")
        if one and other:
            halves = [self.surnames.near(half, limit // 6) for half in (one, other)]
            return [f"{a}-{b}" for a in halves[0] for b in halves[1]]
        return [*self.given.near(word, limit // 2), *self.surnames.near(word, limit // 2)]

    def _given(self, name: str) -> float:
        return self._of(self.given, name)

    def _surname(self, name: str) -> float:
        return self._of(self.surnames, name)

    @staticmethod
    def _of(names: Vocabulary, name: str) -> float:
        if len(name) == 1:
            return _INITIAL
        if "-" in name.strip("-") and not names.knows(name):
            parts = [part for part in name.split("-") if part]
            return _DOUBLE * (len(parts) - 1) + sum(names.log_share(part) for part in parts)
        return names.log_share(name)


@dataclass(frozen=True, eq=False)
class SentenceWording:
    """Sentences: words, among them names; numbers say nothing."""

    words: Vocabulary

    def log_share(self, text: str) -> float:
        """Give the logarithm of how common the words of a text are."""
        return sum(self._share(word) for word in _WORD.findall(text))

    def log_share_cut(self, text: str) -> float:
        """Give the same for a text that may break off within its last word."""
        words = _WORD.findall(text)
        if not words or not text.endswith(words[-1]):
            return self.log_share(text)
        whole = sum(self._share(word) for word in words[:-1])
        return whole + max(self.words.log_share_begun(words[-1]), self._share(words[-1]))

    def knows(self, text: str) -> bool:
        """Tell whether it has words, and every one is on the list."""
        words = _WORD.findall(text)
        return bool(words) and all(
            self.words.knows(word)
            or self.words.knows(word.replace("-", ""))
            or all(self.words.knows(part) for part in word.split("-"))
            for word in words
        )

    def _share(self, word: str) -> float:
        """Weigh a word; one with a hyphen as one word or as several, whichever is commoner."""
        if "-" not in word:
            return self.words.log_share(word)
        apart = sum(self.words.log_share(part) for part in word.split("-") if part)
        joined = self.words.log_share(word.replace("-", ""))
        return max(self.words.log_share(word), apart, joined + _HYPHEN)

    def has(self, word: str) -> bool:
        """Tell whether the list has a word."""
        return self.words.knows(word)

    def near(self, word: str, limit: int) -> list[str]:
        """Give the words that are spelt most like one."""
        return self.words.near(word, limit)


Wording = NameWording | SentenceWording


@cache
def names() -> NameWording:
    """Give the wording of people's names in Britain."""
    return NameWording(given_names(), surnames())


@cache
def sentences() -> SentenceWording:
    """Give the wording of British sentences."""
    return SentenceWording(sentence_words())
