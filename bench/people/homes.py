"""Where clients live: a few hundred postal districts, some streets, or no fixed abode."""

import random
from functools import cache

from bench.people.pools import Pool, rows

_DISTRICTS = 9
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
"""Letters that the second part of a postcode may have."""
_STREETS = (
    *("High", "Church", "Station", "Victoria", "Albert", "Park", "Mill", "Queen", "King", "Chapel"),
    *("North", "South", "West", "Manor", "Grove", "Alma", "Cross", "Oak", "Elm", "Garden"),
    *("Bridge", "Canal", "Foundry", "Gladstone", "Nelson", "Wellington", "Cobden", "Bright"),
)
_KINDS = ("Street", "Street", "Road", "Road", "Avenue", "Close", "Terrace", "Lane", "Court")
_NO_ABODE, _NOT_KNOWN, _NO_STREET = 0.12, 0.10, 0.2


@cache
def _districts() -> Pool[tuple[str, str]]:
    towns = [(row["area"], row["town"]) for row in rows("towns")]
    return Pool.by_rank(
        ((f"{area}{n}", town) for n in range(1, _DISTRICTS + 1) for area, town in towns), 0.7
    )


def _place(rng: random.Random, of: str) -> str:
    return of[int(rng.random() * len(of))]


def home(rng: random.Random) -> tuple[str, str]:
    """Give a postcode and an address, either of which may be empty."""
    chance = rng.random()
    if chance < _NO_ABODE:
        return "", "NFA" if chance < _NO_ABODE / 2 else "No fixed abode"
    if chance < _NO_ABODE + _NOT_KNOWN:
        return "", ""
    district, town = _districts().draw(rng)
    inward = f"{int(rng.random() * 9) + 1}{_place(rng, _INWARD)}{_place(rng, _INWARD)}"
    postcode = f"{district} {inward}"
    if rng.random() < _NO_STREET:
        return postcode, ""
    street = _STREETS[int(rng.random() * len(_STREETS))]
    kind = _KINDS[int(rng.random() * len(_KINDS))]
    return postcode, f"{int(rng.random() * 120) + 1} {street} {kind}, {town}"
