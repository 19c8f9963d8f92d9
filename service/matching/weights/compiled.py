"""The scorer with one side fixed: a form is weighed against hundreds of clients in a millisecond.

Says the same as `Scorer.evidence_of` of every pair (tested): each condition is turned into a test
that has the form's side at hand, and what the form does not tell of is left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from operator import attrgetter

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

from service.matching.comparing.comparisons import Level
from service.matching.comparing.conditions import (
    Condition,
    Crossed,
    CrossedHalf,
    CrossedNear,
    Edits,
    Either,
    Known,
    Near,
    Otherwise,
    Same,
    Shared,
)
from service.matching.face import Face
from service.matching.weights.scorer import Evidence, Scorer, WeighedLevels

Test = Callable[[Face], bool]
_SLIPS = "_slips"


def _never(right: Face) -> bool:
    del right
    return False


def _always(right: Face) -> bool:
    del right
    return True


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


def _crossed_near(left: Face, first: str, second: str, least: float) -> Test:
    get = attrgetter(second, first)
    one, two = attrgetter(first, second)(left)
    if not (one and two):
        return _never
    known_one, known_two = _similarities(one), _similarities(two)

    def test(right: Face) -> bool:
        for_one, for_two = get(right)
        return known_one[for_one] >= least and known_two[for_two] >= least

    return test


def _crossed_half(left: Face, first: str, second: str) -> Test:
    get = attrgetter(second, first)
    one, two = attrgetter(first, second)(left)

    def test(right: Face) -> bool:
        for_one, for_two = get(right)
        return bool((one and one == for_one) or (two and two == for_two))

    return test


def _shared(left: Face, column: str) -> Test:
    get = attrgetter(column)
    known: frozenset[str] = get(left)
    if not known:
        return _never
    if column.endswith(_SLIPS):
        return _slips(left, column)
    return lambda right: not known.isdisjoint(get(right))


def _slips(left: Face, column: str) -> Test:
    """Test for a slip; the slips of the other side are made only where two numbers are near."""
    stem = column.removesuffix(_SLIPS)
    get, numbers = attrgetter(column), attrgetter(stem if stem == "nhs" else f"{stem}_keys")
    known: frozenset[str] = get(left)
    own, distance = tuple(numbers(left)), Levenshtein.distance

    def test(right: Face) -> bool:
        for other in numbers(right):
            # Who share what is left when a sign is dropped are two signs apart at most.
            if any(distance(one, other, score_cutoff=2) <= 2 for one in own):
                return not known.isdisjoint(get(right))
        return False

    return test


class _Similarities(dict[str, float]):
    """Jaro-Winkler similarities of others to one text: names come again and again."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def __missing__(self, other: str) -> float:
        found = self[other] = JaroWinkler.similarity(self.text, other)
        return found


@lru_cache(maxsize=32)
def _similarities(text: str) -> _Similarities:
    """Share them among the levels of a comparison, and no longer than a few forms."""
    return _Similarities(text)


def _near(left: Face, column: str, least: float) -> Test:
    get = attrgetter(column)
    text = get(left)
    if not text:
        return _never
    known = _similarities(text)
    return lambda right: known[get(right)] >= least


def _edits(left: Face, column: str, most: int) -> Test:
    get, distance = attrgetter(column), DamerauLevenshtein.distance
    text = get(left)
    if not text:
        return _never
    shortest, longest = len(text) - most, len(text) + most

    def test(right: Face) -> bool:
        other = get(right)
        if not other or not shortest <= len(other) <= longest:
            return False
        return distance(text, other, score_cutoff=most) <= most

    return test


def _either(tests: Sequence[Test]) -> Test:
    able = [test for test in tests if test is not _never]
    if not able:
        return _never
    first, *others = able
    if not others:
        return first
    rest = _either(others)
    return lambda right: first(right) or rest(right)


def _otherwise(left: Face) -> Test:
    del left
    return _always


_MAKERS: Mapping[type[Condition], Callable[..., Test]] = {
    Known: _known,
    Same: _same,
    Crossed: _crossed,
    CrossedNear: _crossed_near,
    CrossedHalf: _crossed_half,
    Shared: _shared,
    Near: _near,
    Edits: _edits,
    Otherwise: _otherwise,
}
"""By kind of condition; each takes this side's face and what the condition is made of."""


def test_of(condition: Condition, left: Face) -> Test:
    """Give the test of the other side that a condition comes to with this side fixed."""
    if isinstance(condition, Either):
        return _either([test_of(one, left) for one in condition.conditions])
    maker = _MAKERS.get(type(condition))
    if maker is None:
        # Those that are seldom asked have no quicker way.
        return partial(condition.holds, left)
    return maker(left, *_parts(condition))


@cache
def _parts(condition: Condition) -> tuple[object, ...]:
    return tuple(getattr(condition, name) for name in condition.__match_args__)  # type: ignore[attr-defined]


class _Compiled:
    """A comparison with one side fixed; the test of a level is made when it is first asked for."""

    __slots__ = ("key", "known", "left", "levels", "tests")

    def __init__(self, weighed: WeighedLevels, left: Face) -> None:
        self.key, self.left = weighed.comparison.key, left
        self.known = test_of(weighed.comparison.known, left)
        self.levels = weighed.levels
        self.tests: list[Test] = []

    def level(self, right: Face) -> tuple[Level, float]:
        """Find the level of agreement, and its weight before rarity."""
        for place, found in enumerate(self.levels):
            if place == len(self.tests):
                self.tests.append(test_of(found[0].when, self.left))
            if self.tests[place](right):
                return found
        raise AssertionError("the last level takes whatever is left")


class Judge:
    """Weighs others against one face, by some of the comparisons."""

    def __init__(self, scorer: Scorer, keys: Iterable[str], left: Face) -> None:
        self._scorer = scorer
        made = (_Compiled(scorer.weighed(key), left) for key in keys)
        self._comparisons = tuple(one for one in made if one.known is not _never)

    def evidence(self, right: Face) -> list[Evidence]:
        """Say what the comparisons find."""
        known = (one for one in self._comparisons if one.known(right))
        return [self._scorer.weigh(one.key, *one.level(right), right) for one in known]

    def bits(self, right: Face) -> float:
        """Weigh the other, with no words about it."""
        bits = 0.0
        for one in self._comparisons:
            if one.known(right):
                level, weight = one.level(right)
                bits += weight
                if level.frequency_of:
                    bits += self._scorer.rarity(one.key, level, right)
        return bits
