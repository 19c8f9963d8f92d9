"""Names by the shares that they have among people born 1940 to 1992 in England and Wales.

How common British names are is in the product's own reference lists; who bears them and when, and
the names of families that came later, is in `data/`. One surname in eight is on no list in life;
here such names are put together as those of places are.
"""

import random
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from bench.people.pools import Pool, rows
from ocr.engine.vocabulary import read_weights


class Sex(StrEnum):
    """As a register has it."""

    MALE = "male"
    FEMALE = "female"


_ORIGINS = {
    "british": 0.75,
    "irish": 0.055,
    "south_asian": 0.055,
    "welsh": 0.04,
    "polish": 0.025,
    "nigerian": 0.025,
    "romanian": 0.02,
    "turkish": 0.015,
    "portuguese": 0.015,
}
_NEW_ERA = 1967
_ERAS = {"older": (3.0, 0.15), "both": (1.0, 1.0), "younger": (0.25, 1.6)}
"""Factors of a name's share for births before and from `_NEW_ERA`."""
_COMPOSED = 0.12
_RARE = 0.35
"""Weight of a given name that only the reference list has: it says neither sex nor era."""
_NO_LIST = 5.0
"""Weight, per million, of a British name that the reference list has not."""
_OLD_FAMILIES = frozenset({"british", "irish", "welsh"})
_HALF_BRITISH, _BRITISH_GIVEN = frozenset({"irish", "welsh"}), 0.6
"""Most Irish and Welsh families in Britain give their children British names."""
_PORTUGUESE = "portuguese"
_DOUBLE, _TWO_SURNAMES = 0.015, 0.5

_NO_MARK = str.maketrans({"ł": "l", "Ł": "L", "\u0131": "i", "ß": "ss", "ø": "o", "đ": "d"})
"""Letters that do not come apart into a letter and its mark."""

GivenPools = dict[tuple[str, Sex, bool], Pool[str]]


@dataclass(frozen=True, slots=True)
class Names:
    """All pools."""

    origins: Pool[str]
    given: GivenPools
    surnames: dict[str, Pool[str]]
    parts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _shares(name: str) -> dict[str, float]:
    text = (resources.files("templates") / "reference" / f"{name}.csv").read_text(encoding="utf-8")
    return read_weights(text)


def _sounds_female(name: str) -> bool:
    """Guess by the ending; good enough for a name that hardly anybody bears."""
    return name[-1] in "aey"


def _british(young: bool, sex: Sex, shares: dict[str, float]) -> Pool[str]:
    listed = rows("given_names")
    weights = {
        row["name"]: shares.get(row["name"], _NO_LIST) * _ERAS[row["era"]][young]
        for row in listed
        if row["origin"] == "british" and row["sex"] == sex
    }
    known = {row["name"] for row in listed}
    for name, share in shares.items():
        if name not in known and _sounds_female(name) is (sex is Sex.FEMALE):
            weights[name] = share * _RARE
    return Pool(weights)


def _given() -> GivenPools:
    shares = _shares("given_names")
    pools: GivenPools = {}
    grouped: dict[tuple[str, Sex], list[str]] = defaultdict(list)
    for row in rows("given_names"):
        grouped[row["origin"], Sex(row["sex"])].append(row["name"])
    for (origin, sex), names in grouped.items():
        for young in (False, True):
            british = origin == "british"
            pools[origin, sex, young] = (
                _british(young, sex, shares) if british else Pool.by_rank(names)
            )
    return pools


def _surnames() -> dict[str, Pool[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for row in rows("surnames"):
        grouped[row["origin"]].append(row["name"])
    later = {
        name for origin, names in grouped.items() if origin not in _OLD_FAMILIES for name in names
    }
    british = {name: share for name, share in _shares("surnames").items() if name not in later}
    pools = {origin: Pool.by_rank(names) for origin, names in grouped.items()}
    return pools | {"british": Pool(british)}


@cache
def names() -> Names:
    """Load the lists once."""
    parts: dict[str, list[str]] = defaultdict(list)
    for row in rows("composed_surnames"):
        parts[row["place"]].append(row["part"])
    middles = ("", "", *parts["middle"])
    first, last = tuple(parts["first"]), tuple(parts["last"])
    return Names(Pool(_ORIGINS), _given(), _surnames(), (first, middles, last))


def given_name(rng: random.Random, origin: str, sex: Sex, year: int) -> str:
    """Draw one given name of somebody born in `year`."""
    if origin in _HALF_BRITISH and rng.random() < _BRITISH_GIVEN:
        origin = "british"
    return names().given[origin, sex, year >= _NEW_ERA].draw(rng)


def _one_surname(rng: random.Random, origin: str) -> str:
    known = names()
    if origin == "british" and rng.random() < _COMPOSED:
        return "".join(part[int(rng.random() * len(part))] for part in known.parts)
    return known.surnames[origin].draw(rng)


def surname(rng: random.Random, origin: str) -> str:
    """Draw a surname; some are double, with a hyphen, or two as in Portugal."""
    one = _one_surname(rng, origin)
    if origin == _PORTUGUESE and rng.random() < _TWO_SURNAMES:
        return f"{one} {_one_surname(rng, origin)}"
    if rng.random() < _DOUBLE:
        return f"{one}-{_one_surname(rng, origin)}"
    return one


def any_origin(rng: random.Random) -> str:
    """Draw where a family's names come from."""
    return names().origins.draw(rng)


def without_accents(name: str) -> str:
    """Write a name with the letters of an English keyboard."""
    apart = unicodedata.normalize("NFKD", name.translate(_NO_MARK))
    return "".join(char for char in apart if not unicodedata.combining(char))


@cache
def _origins() -> dict[str, str]:
    return {
        without_accents(row["name"]): row["origin"]
        for row in rows("surnames")
        if row["origin"] not in _OLD_FAMILIES
    }


def origin_of(family: str) -> str:
    """Guess where a surname comes from, as far as the lists of this package tell."""
    return _origins().get(without_accents(family), "british")
