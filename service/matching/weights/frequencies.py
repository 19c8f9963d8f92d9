"""How common the terms of a register are: agreement on a rare name says more than on Smith."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.matching.weights.model import RAREST

_ENOUGH = 5_000
"""Faces: of a smaller register, the common share of a name counts as so many more."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The share of faces on a register that have a term."""

    size: int
    """Faces on the register."""
    count: Callable[[str, str], int]
    """Of column and term."""
    usual: Mapping[tuple[str, str], float]
    """Shares in the population, which a small register is smoothed with."""

    def share(self, column: str, term: str) -> float:
        """Give the share of a term, never nothing."""
        common = self.usual.get((column, term), RAREST)
        smoothed = (self.count(column, term) + _ENOUGH * common) / (self.size + _ENOUGH)
        return max(RAREST, smoothed)
