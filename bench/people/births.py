"""Days of birth of people in drug treatment in 2009, with those that registers have too often."""

import math
import random
from datetime import date
from functools import cache

from bench.people.pools import Pool

FIRST, LAST = 1940, 1992
_MIDDLE, _SPREAD = 1975, 8.5
_NEW_YEAR = {"south_asian": 0.06, "turkish": 0.05, "romanian": 0.01}
_NEW_YEAR_ELSE = 0.004
"""Share of people who give 1 January for want of the day, by where their names come from."""
_ROUND = 0.012
"""Share of days put at the first or the fifteenth of the month."""


@cache
def _years() -> Pool[int]:
    return Pool(
        {
            year: math.exp(-(((year - _MIDDLE) / _SPREAD) ** 2) / 2) + 0.004
            for year in range(FIRST, LAST + 1)
        }
    )


def a_day(rng: random.Random, year: int) -> str:
    """Draw any day of a year."""
    return date.fromordinal(date(year, 1, 1).toordinal() + int(rng.random() * 365)).isoformat()


def birth(rng: random.Random, origin: str) -> str:
    """Draw a day of birth."""
    year, chance = _years().draw(rng), rng.random()
    if chance < _NEW_YEAR.get(origin, _NEW_YEAR_ELSE):
        return f"{year}-01-01"
    day = a_day(rng, year)
    if chance > 1 - _ROUND:
        return f"{day[:8]}{'01' if rng.random() < 0.7 else '15'}"
    return day
