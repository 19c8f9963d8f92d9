"""Conditions on a pair of faces, each of which says itself in SQL and tests itself in Python.

That the two agree on every pair is tested. In SQL an empty text or set is NULL, so that a
condition on it is never true.
"""
# ruff: noqa: D102 - the base class says what its methods do

from abc import ABC, abstractmethod
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from service.matching.face import Face


class Condition(ABC):
    """Something that is true of a pair of faces, or is not."""

    @abstractmethod
    def sql(self) -> str:
        """Say it of the columns `…_l` and `…_r`."""

    @abstractmethod
    def holds(self, left: Face, right: Face) -> bool:
        """Test it; `left` and `right` may change places with no change of the outcome."""

    def __and__(self, other: "Condition") -> "Condition":
        return All((self, other))

    def __or__(self, other: "Condition") -> "Condition":
        return Either((self, other))


def _value(face: Face, column: str) -> Any:  # noqa: ANN401 - a text or a set of texts
    return getattr(face, column)


@dataclass(frozen=True, slots=True)
class Known(Condition):
    """Both sides have it."""

    column: str

    def sql(self) -> str:
        return f"({self.column}_l is not null and {self.column}_r is not null)"

    def holds(self, left: Face, right: Face) -> bool:
        return bool(_value(left, self.column)) and bool(_value(right, self.column))


@dataclass(frozen=True, slots=True)
class Same(Condition):
    """The two texts are equal."""

    column: str

    def sql(self) -> str:
        return f"{self.column}_l = {self.column}_r"

    def holds(self, left: Face, right: Face) -> bool:
        text: str = _value(left, self.column)
        return bool(text) and text == _value(right, self.column)


@dataclass(frozen=True, slots=True)
class Crossed(Condition):
    """One text stands in the other's place on the other side, both ways."""

    first: str
    second: str

    def sql(self) -> str:
        one, two = self.first, self.second
        return f"({one}_l = {two}_r and {two}_l = {one}_r)"

    def holds(self, left: Face, right: Face) -> bool:
        one, two = attrgetter(self.first), attrgetter(self.second)
        both = bool(one(left)) and bool(two(left))
        return both and one(left) == two(right) and two(left) == one(right)


@dataclass(frozen=True, slots=True)
class CrossedNear(Condition):
    """As `Crossed`, but the texts need only be similar (Jaro-Winkler)."""

    first: str
    second: str
    least: float

    def sql(self) -> str:
        one, two = self.first, self.second
        return (
            f"(jaro_winkler_similarity({one}_l, {two}_r) >= {self.least}"
            f" and jaro_winkler_similarity({two}_l, {one}_r) >= {self.least})"
        )

    def holds(self, left: Face, right: Face) -> bool:
        return self._near(left, right) and self._near(right, left)

    def _near(self, left: Face, right: Face) -> bool:
        one, two = _value(left, self.first), _value(right, self.second)
        return bool(one and two) and JaroWinkler.similarity(one, two) >= self.least


@dataclass(frozen=True, slots=True)
class CrossedHalf(Condition):
    """One text stands in the other's place on the other side, one way at least."""

    first: str
    second: str

    def sql(self) -> str:
        one, two = self.first, self.second
        return f"({one}_l = {two}_r or {two}_l = {one}_r)"

    def holds(self, left: Face, right: Face) -> bool:
        return self._stands(left, right) or self._stands(right, left)

    def _stands(self, left: Face, right: Face) -> bool:
        text = _value(left, self.first)
        return bool(text) and text == _value(right, self.second)


@dataclass(frozen=True, slots=True)
class Shared(Condition):
    """The two sets have something in common."""

    column: str

    def sql(self) -> str:
        return f"coalesce(list_has_any({self.column}_l, {self.column}_r), false)"

    def holds(self, left: Face, right: Face) -> bool:
        one: frozenset[str] = _value(left, self.column)
        return not one.isdisjoint(_value(right, self.column))


@dataclass(frozen=True, slots=True)
class Overlap(Condition):
    """The sets have at least that many in common, and that share of the smaller one."""

    column: str
    count: int
    share: float

    def sql(self) -> str:
        left, right = f"{self.column}_l", f"{self.column}_r"
        common = f"len(list_intersect({left}, {right}))"
        smaller = f"least(len({left}), len({right}))"
        return f"coalesce({common} >= greatest({self.count}, {self.share} * {smaller}), false)"

    def holds(self, left: Face, right: Face) -> bool:
        one: frozenset[str] = _value(left, self.column)
        two: frozenset[str] = _value(right, self.column)
        if not one or not two:
            return False
        return len(one & two) >= max(self.count, self.share * min(len(one), len(two)))


@dataclass(frozen=True, slots=True)
class Near(Condition):
    """The Jaro-Winkler similarity of the texts is at least that."""

    column: str
    least: float

    def sql(self) -> str:
        return f"jaro_winkler_similarity({self.column}_l, {self.column}_r) >= {self.least}"

    def holds(self, left: Face, right: Face) -> bool:
        one, two = _value(left, self.column), _value(right, self.column)
        return bool(one and two) and JaroWinkler.similarity(one, two) >= self.least


@dataclass(frozen=True, slots=True)
class Edits(Condition):
    """So many signs at most are dropped, added, changed or moved."""

    column: str
    most: int

    def sql(self) -> str:
        return f"damerau_levenshtein({self.column}_l, {self.column}_r) <= {self.most}"

    def holds(self, left: Face, right: Face) -> bool:
        one, two = _value(left, self.column), _value(right, self.column)
        if not one or not two:
            return False
        return DamerauLevenshtein.distance(one, two, score_cutoff=self.most) <= self.most


@dataclass(frozen=True, slots=True)
class Starts(Condition):
    """One text is the beginning of the other: an initial, a name cut off by an old system."""

    column: str

    def sql(self) -> str:
        left, right = f"{self.column}_l", f"{self.column}_r"
        return f"(starts_with({left}, {right}) or starts_with({right}, {left}))"

    def holds(self, left: Face, right: Face) -> bool:
        one, two = _value(left, self.column), _value(right, self.column)
        return bool(one and two) and (one.startswith(two) or two.startswith(one))


@dataclass(frozen=True, slots=True)
class All(Condition):
    """Each of them is true."""

    conditions: tuple[Condition, ...]

    def sql(self) -> str:
        return "(" + " and ".join(one.sql() for one in self.conditions) + ")"

    def holds(self, left: Face, right: Face) -> bool:
        return all(one.holds(left, right) for one in self.conditions)


@dataclass(frozen=True, slots=True)
class Either(Condition):
    """One of them at least is true."""

    conditions: tuple[Condition, ...]

    def sql(self) -> str:
        return "(" + " or ".join(one.sql() for one in self.conditions) + ")"

    def holds(self, left: Face, right: Face) -> bool:
        return any(one.holds(left, right) for one in self.conditions)


@dataclass(frozen=True, slots=True)
class Otherwise(Condition):
    """Whatever the levels above did not take."""

    def sql(self) -> str:
        return "ELSE"

    def holds(self, left: Face, right: Face) -> bool:  # noqa: ARG002 - true of any pair
        return True
