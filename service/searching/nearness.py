"""How near a client's words come to what was typed, where nobody has it as it is written."""

from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from service.matching.cleaning.births import swapped
from service.matching.cleaning.lookalikes import name_key, number_key
from service.matching.cleaning.nicknames import forms_like, roots_of
from service.searching.typed import Term, TermKind
from service.searching.words import has_digit, is_day

_MOST_NAMES = 40
"""Names near one that was typed."""
_LEAST_WITH_TWO = 5
"""Letters of a name in which two slips are forgiven; a shorter one would be any other name."""
_LEAST_WITH_ONE = 3
_WHOLE, _BEGUN, _INSIDE, _SAME_NAME, _LOOKALIKE = 1.0, 0.95, 0.9, 0.9, 0.85
_OF_A_BIRTH = 0.8


def near_names(typed: str, names: Sequence[str]) -> list[str]:
    """Give the names of the register that may be meant by one that nobody has.

    A name that it is short for, or short of; else those one slip away, else those two.
    """
    same = sorted(forms_like(typed).intersection(names) - {typed})
    for slips in range(1, _slips_forgiven(typed) + 1):
        close = process.extract(
            typed, names, scorer=OSA.distance, score_cutoff=slips, limit=_MOST_NAMES
        )
        if close:
            return [*same, *(name for name, _, _ in close)]
    return same


def lengths_near(typed: str) -> tuple[int, int]:
    """Give how many letters a name has, at least and at most, that slips can make of another."""
    slips = _slips_forgiven(typed)
    return len(typed) - slips, len(typed) + slips


def _slips_forgiven(typed: str) -> int:
    return (len(typed) >= _LEAST_WITH_ONE) + (len(typed) >= _LEAST_WITH_TWO)


def exactness(terms: Collection[Term], words: Collection[str]) -> float:
    """Give how exactly a client has what was typed, who has all of it: as whole words, 1.

    Args:
        terms: what was typed.
        words: the client's, folded.
    """
    return sum(_exact(term.ways, words) for term in terms) / len(terms)


def _exact(ways: Collection[str], words: Collection[str]) -> float:
    if any(way in words for way in ways):
        return _WHOLE
    is_begun = any(word.startswith(way) for way in ways for word in words)
    return _BEGUN if is_begun else _INSIDE


class Nearness:
    """Tells how near clients come to what was typed; the words of many clients are the same."""

    def __init__(self, terms: Collection[Term]) -> None:
        self._known: list[tuple[Term, dict[str, float]]] = [(term, {}) for term in terms]

    def of(self, words: Collection[str]) -> float:
        """Give how near a client comes, 1 where all is as typed; 0 where any part is not near.

        Args:
            words: the client's, folded.
        """
        each = [self._best(term, known, words) for term, known in self._known]
        return sum(each) / len(each) if all(each) else 0.0

    def _best(self, term: Term, known: dict[str, float], words: Collection[str]) -> float:
        for word in words:
            if word not in known:
                known[word] = _near(term, word)
        return max((known[word] for word in words), default=0.0)


def _near(term: Term, word: str) -> float:
    if word in term.ways:
        return _WHOLE
    if word.startswith(term.ways):
        return _BEGUN
    match term.kind:
        case TermKind.NAME:
            return 0.0 if has_digit(word) else _near_name(term.ways[0], word)
        case TermKind.BIRTH:
            return _near_birth(term.ways[0], word) if is_day(word) else 0.0
        case TermKind.NUMBER:
            return 0.0 if is_day(word) else max(_near_number(way, word) for way in term.ways)


def _near_name(typed: str, word: str) -> float:
    if roots_of(typed) & roots_of(word):
        return _SAME_NAME
    if len(typed) >= _LEAST_WITH_ONE and name_key(typed) == name_key(word):
        return _LOOKALIKE
    return _slipped(typed, word, _slips_forgiven(typed))


def _near_birth(typed: str, word: str) -> float:
    if len(typed) == len(word) and swapped(typed) == word:
        return _OF_A_BIRTH
    return _slipped(typed, word, 1)


def _near_number(typed: str, word: str) -> float:
    if number_key(typed) == number_key(word):
        return _LOOKALIKE
    return _slipped(typed, word, 1)


def _slipped(typed: str, word: str, forgiven: int) -> float:
    slips = OSA.distance(typed, word, score_cutoff=forgiven)
    return 1.0 - slips / max(len(typed), len(word)) if slips <= forgiven < len(typed) else 0.0
