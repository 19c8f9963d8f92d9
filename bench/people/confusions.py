"""What the reader makes of a text: its doubts and its confusions, as counted on pages it has read.

A *doubt* is one field without its text: the probabilities of its value and of its alternatives.
Doubts are kept by page, since on a bad page all is bad, and drawn by page. A value is right as
often as its probability says, as it is in life (`bench.reliability`). How many letters of a wrong
one are wrong was counted, and so were the confusions: `RN>M` two letters on paper, read as one.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from bench.people.pools import Pool
from bench.people.readings import Kind, Tier

VERSION = 1
SURE = 0.5
"""Probability from which a wrong value was thought the likelier to be right."""
_FLOOR = 0.002
"""Chance, of the letters it may befall, of a known confusion that was not met."""
_LETTERS = (
    *("I>L", "L>I", "RN>M", "M>RN", "CL>D", "D>CL", "VV>W", "W>VV", "LI>U", "U>V", "V>U"),
    *("E>F", "F>E", "C>G", "G>C", "H>N", "N>H", "I>", "L>", "E>", ">I"),
)
_DIGITS = ("1>7", "7>1", "3>8", "8>3", "5>6", "6>5", "0>6", "6>0", "4>9", "9>4", "3>5", "2>7")
_MIXED = ("O>0", "0>O", "I>1", "1>I", "S>5", "5>S", "B>8", "8>B", "Z>2", "2>Z", "G>6", "6>G")
_KNOWN = {Kind.NAME: _LETTERS, Kind.DATE: _DIGITS, Kind.NUMBER: (*_LETTERS, *_DIGITS, *_MIXED)}
_OWN_WEIGHT, _OTHERS_WEIGHT = 1.0, 0.3
"""Of counts at the same tier, and at the others, where a confusion may not have been met."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Of one field that was read."""

    confidence: float
    """Probability of the value."""
    chances: tuple[float, ...]
    """Probabilities of the alternatives."""

    def rank(self, rng: random.Random) -> int:
        """Draw which is the truth: 0 the value, n the nth alternative, -1 none of them."""
        left = rng.random()
        for rank, chance in enumerate((self.confidence, *self.chances)):
            if left < chance:
                return rank
            left -= chance
        return -1


PageDoubts = Mapping[Kind, Sequence[Doubt]]
Table = Mapping[str, float]
"""Chance of each confusion, of the letters it may befall."""
Edits = Mapping[tuple[Kind, bool], Pool[int]]
"""How many letters of a wrong value are wrong, by whether it was thought likely to be right."""


@dataclass(frozen=True, slots=True)
class Confusions:
    """All that was counted."""

    pages: Mapping[Tier, Sequence[PageDoubts]] = field(repr=False)
    tables: Mapping[tuple[Tier, Kind], Table] = field(repr=False)
    edits: Edits = field(repr=False)
    unreadable: Mapping[tuple[Tier, Kind], float]
    """Share of fields in which something is written and nothing could be read."""

    def page(self, rng: random.Random, tier: Tier) -> PageDoubts:
        """Draw a page that was read; a kind that it has not is taken from another one."""
        first = rng.choice(self.pages[tier])
        return {kind: first.get(kind) or self._other(rng, tier, kind) for kind in Kind}

    def _other(self, rng: random.Random, tier: Tier, kind: Kind) -> Sequence[Doubt]:
        while not (found := rng.choice(self.pages[tier]).get(kind)):
            pass
        return found


def _table(counts: Mapping[str, Any], tier: Tier, kind: Kind) -> Table:
    """Mix the counts of one tier with those of the others and with what is known."""
    found: dict[str, float] = dict.fromkeys(_KNOWN[kind], _FLOOR)
    for other in Tier:
        own = counts[other][kind]
        weight = _OWN_WEIGHT if other is tier else _OTHERS_WEIGHT
        for pair, count in own["pairs"].items():
            befell = own["letters"].get(pair.partition(">")[0], own["letters"][""])
            found[pair] = found.get(pair, 0.0) + weight * count / max(20, befell)
    return found


def _doubts(page: Mapping[str, Any]) -> PageDoubts:
    return {
        Kind(kind): [Doubt(sure, tuple(chances)) for sure, chances in own]
        for kind, own in page.items()
    }


def _edits(counts: Mapping[str, Any], *, sure: bool) -> Pool[int]:
    met = counts["sure" if sure else "unsure"]
    return Pool({1: 1.0} | {int(edits): float(count) for edits, count in met.items()})


def _unreadable(count: Mapping[str, Any]) -> float:
    return float((count["unreadable"] + 0.5) / (count["fields"] + 1))


def parsed(counted: Mapping[str, Any]) -> Confusions:
    """Take up what `bench.people.counting` counted.

    Raises:
        ValueError: the counts are of another version of this module.
    """
    if counted["version"] != VERSION:
        raise ValueError("These counts are of another version: count again (see the package).")
    counts, both = counted["counts"], [(tier, kind) for tier in Tier for kind in Kind]
    return Confusions(
        pages={tier: [_doubts(page) for page in counted["pages"][tier]] for tier in Tier},
        tables={(tier, kind): _table(counts, tier, kind) for tier, kind in both},
        edits={
            (kind, sure): _edits(counted["edits"][kind], sure=sure)
            for kind in Kind
            for sure in (False, True)
        },
        unreadable={(tier, kind): _unreadable(counts[tier][kind]) for tier, kind in both},
    )


@cache
def confusions() -> Confusions:
    """Load the counts of this package."""
    text = (resources.files("bench.people") / "confusions.json").read_text(encoding="utf-8")
    return parsed(json.loads(text))
