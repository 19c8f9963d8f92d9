"""What may be a label: the phrases of a page, and how well each fits the wordings of a form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ocr.foreign.phrases import Phrase, goes_on, one_line, starts, two_lines
from ocr.foreign.printed import Printed
from ocr.foreign.wording import Wording, meanings, words

_SHORT, _MIDDLE = 4, 8
_ONE_WRONG, _TWO_WRONG = 0.74, 0.59
_LEAST_SHORT, _LEAST_MIDDLE, _LEAST_LONG = 0.99, 0.78, 0.70
_MEANING = 0.92
"""Words that mean the same count for a little less than the same words."""
_LEAST_MEANING = 0.62
_LEAST_SCORE = 0.3
_SLIPPED = 0.36
_CONFLICT = 0.7
_SAME = 0.9
_LOOSE = 0.6
_MID = 0.25
_SYNONYM = 0.96
_WEIGHTS = {"name": 0.5, "client": 0.5, "key": 0.4, "case": 0.4, "number": 0.6}
"""Words that may be left out of a label; all others weigh 1."""
_SURE = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A phrase that may be the label of a field."""

    key: str
    phrase: Phrase
    score: float
    wording: Wording


def phrases(printed: Sequence[Printed]) -> list[Phrase]:
    """Give everything on a page that may be a label."""
    found: list[Phrase] = []
    number = 0
    for one in printed:
        for first in starts(one):
            own = list(one_line(number, one, first))
            found += own
            found += _continued(own, one, printed)
            number += 1
    return found


def _continued(own: Sequence[Phrase], one: Printed, printed: Sequence[Printed]) -> Iterator[Phrase]:
    last = own[-1]
    if not last.folded:
        # The dash that ends a label, set apart from it, begins none.
        return
    if last.lines[0][2] < len(one.tokens) or any(token.colon for token in last.tokens):
        return
    for below in printed:
        if below is not one and below.tokens and goes_on(one, below):
            yield from two_lines(last, below)


def _least(length: int) -> float:
    if length <= _SHORT:
        return _LEAST_SHORT
    return _LEAST_MIDDLE if length <= _MIDDLE else _LEAST_LONG


def by_letters(found: Sequence[Phrase], wordings: Sequence[Wording]) -> Iterator[Candidate]:
    """Yield phrases that are spelt like a wording."""
    likeness = process.cdist(
        [phrase.folded for phrase in found],
        [wording.folded for wording in wordings],
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=_TWO_WRONG,
        dtype=np.float32,
    )
    for row, column in np.argwhere(likeness >= _TWO_WRONG).tolist():
        phrase, wording = found[row], wordings[column]
        like = float(likeness[row, column])
        if like >= _least(len(wording.folded)) or _slip(like, phrase, wording):
            score = _scored(like * _agreement(like, phrase, wording), phrase, wording)
            if score > _LEAST_SCORE or (like < _ONE_WRONG and len(wording.folded) == _SHORT):
                yield Candidate(wording.key, phrase, max(score, _SLIPPED), wording)


def _slip(like: float, phrase: Phrase, wording: Wording) -> bool:
    """Tell a short label ill read that stands all by itself ("Nane:", "Nanse:")."""
    if len(wording.folded) != _SHORT or phrase.loose > 0 or phrase.mid > 0:
        return False
    if len(phrase.folded) == _SHORT:
        return like > _ONE_WRONG
    return len(phrase.folded) == _SHORT + 1 and like >= _TWO_WRONG


def _agreement(like: float, phrase: Phrase, wording: Wording) -> float:
    """Judge by meaning two texts that are spelt alike: "Code of prison" is no "Name of prison"."""
    if like >= _SAME:
        return 1.0
    stems = words().stems
    meant = meanings(phrase.text)
    more, less = meant - wording.meaning, wording.meaning - meant
    return _CONFLICT if more & stems and less & stems else 1.0


def _scored(like: float, phrase: Phrase, wording: Wording) -> float:
    """Score a likeness: surer the longer the label, and the more its end looks like one."""
    size = (1 - 1 / (2 + len(wording.folded))) * (1 - _MID * phrase.mid)
    size *= 1.0 if wording.own else _SYNONYM
    return like * like * size * (1 - _LOOSE * phrase.loose) ** 2 - 0.35 * phrase.loose


@lru_cache(maxsize=8192)
def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    both = sum(_WEIGHTS.get(word, 1.0) for word in one & other)
    either = sum(_WEIGHTS.get(word, 1.0) for word in one | other)
    return both / either if either else 0.0


def _by_meaning(found: Sequence[Phrase], wordings: Sequence[Wording]) -> Iterator[Candidate]:
    """Yield phrases that mean what a wording means, in other words."""
    closed = [phrase for phrase in found if phrase.loose == 0 and len(phrase.folded) > 2]
    for phrase in closed:
        meant = meanings(phrase.text)
        if not 2 <= len(meant) <= 7:
            continue
        for wording in wordings:
            if not meant & wording.meaning:
                continue
            like = _shared(meant, wording.meaning)
            if like >= _LEAST_MEANING:
                score = _scored(_MEANING * like, phrase, wording)
                if score > _LEAST_SCORE:
                    yield Candidate(wording.key, phrase, score, wording)


def candidates(found: Sequence[Phrase], wordings: Sequence[Wording]) -> list[Candidate]:
    """Give for each start and field the best phrase there."""
    best: dict[tuple[int, str], Candidate] = {}
    for candidate in (*by_letters(found, wordings), *_by_meaning(found, wordings)):
        place = candidate.phrase.start, candidate.key
        if place not in best or rank(candidate) > rank(best[place]):
            best[place] = candidate
    return _undominated(list(best.values()))


def _undominated(found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out "Prisoner" where "Prisoner number" stands: a longer label that fits as well."""
    longest: dict[int, Candidate] = {}
    for c in found:
        other = longest.get(c.phrase.start)
        if c.score >= _SURE and (other is None or len(c.phrase.folded) > len(other.phrase.folded)):
            longest[c.phrase.start] = c
    return [
        c
        for c in found
        if (best := longest.get(c.phrase.start)) is None
        or c.score > best.score
        or len(c.phrase.folded) + 2 >= len(best.phrase.folded)
    ]


def rank(candidate: Candidate) -> tuple[float, int]:
    """Order candidates of one place: the better label first, then the longer."""
    return candidate.score, len(candidate.phrase.folded)
