"""Short forms and other spellings of given names."""

import random
from functools import cache

from bench.people.pools import rows


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """Give the other forms of each name."""
    return {row["name"]: tuple(row["others"].split(";")) for row in rows("nicknames")}


def nickname(rng: random.Random, given: str) -> str | None:
    """Draw another form of a name; None where it has none."""
    others = nicknames().get(given)
    return others[int(rng.random() * len(others))] if others else None
