"""Moves the weights towards what people decided (`throughcare export decisions`).

Only m is learned, from pairs that are one person. Those that people said no to looked alike, or
nobody would have been asked: they are not what u is of, which is two people by chance.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from service.matching.comparing.comparisons import COMPARISONS
from service.matching.weights.model import Model, Odds

_TRUST = 500.0
"""Decisions that count as much as all that the model was trained on."""


def learned(base: Model, pairs: Iterable[Mapping[str, str]], *, version: str) -> Model:
    """Give a model that agrees better with what people decided.

    Args:
        base: the weights up to now.
        pairs: the level of each comparison by its key, of pairs that are one person; no level
            where a side does not tell of the matter.
        version: to name the new model by.
    """
    counts = Counter((key, level) for pair in pairs for key, level in pair.items() if level)
    odds = dict(base.odds)
    for one in COMPARISONS:
        total = sum(counts[one.key, level.key] for level in one.levels)
        for level in one.levels:
            before = base.odds[one.key, level.key]
            m = (counts[one.key, level.key] + _TRUST * before.m) / (total + _TRUST)
            odds[one.key, level.key] = Odds(m, before.u)
    return Model(version, odds, base.usual)
