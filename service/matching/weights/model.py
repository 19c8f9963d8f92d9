"""The model: how often each level of agreement is seen of one person, and of two.

Kept as a versioned JSON file, `model.json`, which `python -m bench.matching train` writes through
Splink; a register's own term frequencies are not part of it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from forms.errors import ThroughcareError
from service.matching.comparing.comparisons import COMPARISONS, Level

FORMAT = 1
COLUMNS = ("given", "surname")
"""Those whose terms are rare or common."""
RAREST = 1e-6
"""A name that nobody on the register has is taken to be as rare as this."""
_BITS = (-24.0, 24.0)
"""No level weighs more or less, whatever training made of a count of nothing."""


class ModelError(ThroughcareError):
    """A file is no matching model that this version can use."""

    code = "matching-model"
    hint = "Use the model that comes with this version, or train one with it."


@dataclass(frozen=True, slots=True)
class Odds:
    """The probabilities of a level, where both sides tell of the matter."""

    m: float
    """Of two that are the same person."""
    u: float
    """Of two that are not."""

    @property
    def bits(self) -> float:
        """The weight of the level: the binary logarithm of m / u."""
        low, high = _BITS
        return max(low, min(high, math.log2(max(self.m, 1e-12) / max(self.u, 1e-12))))


@dataclass(frozen=True, slots=True)
class Model:
    """Trained weights."""

    version: str
    odds: Mapping[tuple[str, str], Odds]
    """By keys of comparison and level."""
    usual: Mapping[tuple[str, str], float]
    """Shares of common names in the population, by column and term."""

    def bits(self, comparison: str, level: Level) -> float:
        """Give the weight of a level within its bounds, before the rarity of a term counts."""
        bits = self.odds[comparison, level.key].bits
        if level.least is not None:
            bits = max(bits, level.least)
        return bits if level.most is None else min(bits, level.most)


def dump_model(model: Model, *, about: str) -> str:
    """Write a model as JSON, `about` saying what it was trained on."""
    table = {
        one.key: {
            level.key: [odds.m, odds.u]
            for level in one.levels
            for odds in [model.odds[one.key, level.key]]
        }
        for one in COMPARISONS
    }
    usual = {
        column: {term: share for (of, term), share in model.usual.items() if of == column}
        for column in COLUMNS
    }
    kept = {"format": FORMAT, "version": model.version, "about": about, "odds": table}
    return json.dumps(kept | {"usual": usual}, indent=1) + "\n"


def read_model(text: str) -> Model:
    """Read a model.

    Raises:
        ModelError: it is none, or is of other comparisons.
    """
    try:
        kept = json.loads(text)
        if kept["format"] != FORMAT:
            raise ModelError("the matching model is of another format")
        odds = {
            (one.key, level.key): Odds(*map(float, kept["odds"][one.key][level.key]))
            for one in COMPARISONS
            for level in one.levels
        }
        usual = {
            (column, str(term)): float(share)
            for column in COLUMNS
            for term, share in kept["usual"][column].items()
        }
        return Model(str(kept["version"]), odds, usual)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("the matching model cannot be read") from error


def load_model(path: Path) -> Model:
    """Read a model from a file.

    Raises:
        ModelError: it is none.
    """
    try:
        return read_model(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path.name} cannot be read as a matching model") from error


@cache
def shipped_model() -> Model:
    """Read the model that comes with this version."""
    file = resources.files("service.matching.weights").joinpath("model.json")
    return read_model(file.read_text(encoding="utf-8"))
