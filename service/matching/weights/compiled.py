"""The scorer with one side fixed: a form is weighed against hundreds of clients in a millisecond.

Says the same as `Scorer.evidence_of` of every pair (tested): each condition is turned into a test
that has the form's side at hand, and what the form does not tell of is left out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from service.matching.comparing.comparisons import Level
from service.matching.comparing.conditions import (
    Condition,
    Crossed,
    Edits,
    Either,
    Known,
    Near,
    Otherwise,
    Same,
    Shared,
)
from service.matching.face import Face
from service.matching.weights.scorer import Evidence, Scorer

Test = Callable[[Face], bool]


def _never(right: Face) -> bool:
    del right
    return False


def _always(right: Face) -> bool:
    del right
    return True


def test_of(condition: Condition, left: Face) -> Test:
    """Give the test of the other side that a condition comes to with this side fixed."""
    match condition:
        case Known(column):
            return _known(left, column)
        case Same(column):
            return _same(left, column)
        case Crossed(first, second):
            return _crossed(left, first, second)
        case Shared(column):
            return _shared(left, column)
        case Near(column, least):
            return _near(left, column, least)
        case Edits(column, most):
            return _edits(left, column, most)
        case Either(conditions):
            return _either([test_of(one, left) for one in conditions])
        case Otherwise():
            return _always
        case _:
            # Those that are seldom asked have no quicker way.
            return partial(condition.holds, left)


def _known(left: Face, column: str) -> Test:
    get = attrgetter(column)
    return (lambda right: bool(get(right))) if get(left) else _never


def _same(left: Face, column: str) -> Test:
    get = attrgetter(column)
    text = get(left)
    return (lambda right: bool(get(right) == text)) if text else _never


def _crossed(left: Face, first: str, second: str) -> Test:
    get = attrgetter(second, first)
    wanted = attrgetter(first, second)(left)
    return (lambda right: bool(get(right) == wanted)) if all(wanted) else _never


def _shared(left: Face, column: str) -> Test:
    get = attrgetter(column)
    known: frozenset[str] = get(left)
    return (lambda right: not known.isdisjoint(get(right))) if known else _never


def _near(left: Face, column: str, least: float) -> Test:
    get, similarity = attrgetter(column), JaroWinkler.similarity
    text = get(left)
    if not text:
        return _never
    return lambda right: similarity(text, get(right), score_cutoff=least) >= least


def _edits(left: Face, column: str, most: int) -> Test:
    get, distance = attrgetter(column), DamerauLevenshtein.distance
    text = get(left)
    if not text:
        return _never

    def test(right: Face) -> bool:
        other = get(right)
        return bool(other) and distance(text, other, score_cutoff=most) <= most

    return test


def _either(tests: Sequence[Test]) -> Test:
    able = [test for test in tests if test is not _never]
    if len(able) == 1:
        return able[0]
    return (lambda right: any(test(right) for test in able)) if able else _never


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A comparison with one side fixed."""

    key: str
    known: Test
    levels: tuple[tuple[Test, Level, float], ...]


class Judge:
    """Weighs others against one face, by some of the comparisons."""

    def __init__(self, scorer: Scorer, keys: Iterable[str], left: Face) -> None:
        self._scorer = scorer
        made = (self._compile(key, left) for key in keys)
        self._comparisons = tuple(one for one in made if one.known is not _never)

    def _compile(self, key: str, left: Face) -> _Compiled:
        table = self._scorer.weighed(key)
        tests = ((test_of(level.when, left), level, bits) for level, bits in table.levels)
        able = tuple(found for found in tests if found[0] is not _never)
        return _Compiled(key, test_of(table.comparison.known, left), able)

    def evidence(self, right: Face) -> list[Evidence]:
        """Say what the comparisons find."""
        found = []
        for one in self._comparisons:
            if one.known(right):
                for test, level, bits in one.levels:
                    if test(right):
                        found.append(self._scorer.weigh(one.key, level, bits, right))
                        break
        return found

    def bits(self, right: Face) -> float:
        """Weigh the other, with no words about it."""
        bits = 0.0
        for one in self._comparisons:
            if one.known(right):
                for test, level, weight in one.levels:
                    if test(right):
                        bits += weight
                        if level.frequency_of:
                            bits += self._scorer.rarity(one.key, level, right)
                        break
        return bits
