"""Weighs a pair of faces in process. The same pair weighs the same in DuckDB: a test holds them."""

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from operator import attrgetter

from service.matching.comparing.comparisons import COMPARISONS, Comparison, Level
from service.matching.face import Face
from service.matching.weights.frequencies import Frequencies
from service.matching.weights.model import Model


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison says of a pair."""

    comparison: Comparison
    level: Level
    bits: float


@dataclass(frozen=True, slots=True)
class WeighedLevels:
    """A comparison with the weights of its levels at hand."""

    comparison: Comparison
    levels: tuple[tuple[Level, float], ...]
    exact_u: float


class Scorer:
    """Weighs pairs by one model and the frequencies of one register."""

    def __init__(self, model: Model, frequencies: Frequencies) -> None:
        self.model, self.frequencies = model, frequencies
        self._table = {one.key: self._weighed(one) for one in COMPARISONS}

    def _weighed(self, one: Comparison) -> WeighedLevels:
        levels = tuple((level, self.model.bits(one.key, level)) for level in one.levels)
        return WeighedLevels(one, levels, self.model.odds[one.key, one.levels[0].key].u)

    def beside(self, frequencies: Frequencies) -> "Scorer":
        """Give a scorer of the same model with the frequencies of another register."""
        other = copy(self)
        other.frequencies = frequencies
        return other

    def weighed(self, key: str) -> WeighedLevels:
        """Give a comparison with the weights of its levels."""
        return self._table[key]

    def weigh(self, key: str, level: Level, bits: float, right: Face) -> Evidence:
        """Say what a level comes to, the rarity of the other side's term considered."""
        table = self._table[key]
        if level.frequency_of:
            bits += self.rarity(key, level, right)
        return Evidence(table.comparison, level, bits)

    def judge(self, key: str, left: Face, right: Face) -> Evidence | None:
        """Say what one comparison finds; None where a side does not tell of it."""
        table = self._table[key]
        if not table.comparison.known.holds(left, right):
            return None
        for level, bits in table.levels:
            if level.when.holds(left, right):
                return self.weigh(key, level, bits, right)
        raise AssertionError("the last level takes whatever is left")

    def rarity(self, key: str, level: Level, face: Face) -> float:
        """Give the bits by which agreement on this term says more, or less, than on the usual."""
        term = attrgetter(level.frequency_of)(face)
        return math.log2(
            self._table[key].exact_u / self.frequencies.share(level.frequency_of, term)
        )

    def evidence(self, left: Face, right: Face) -> list[Evidence]:
        """Say what all comparisons find."""
        return self.evidence_of(tuple(self._table), left, right)

    def evidence_of(self, keys: Sequence[str], left: Face, right: Face) -> list[Evidence]:
        """Say what some comparisons find."""
        judged = (self.judge(key, left, right) for key in keys)
        return [one for one in judged if one is not None]

    def bits(self, left: Face, right: Face) -> float:
        """Weigh a pair in bits: how much likelier it is of one person than of two."""
        return sum(one.bits for one in self.evidence(left, right))
