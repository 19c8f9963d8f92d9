"""What is counted for monitoring over a period, as it may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.monitoring.suppressing import Figure, Shown

UNKNOWN = ""
"""The category of what is not known."""
NOT_LISTED = "not-listed"
"""The category of a code that is on no list: what was written may be anything, and is not shown."""
AGES = (("under-18", 18), ("18-24", 25), ("25-34", 35), ("35-44", 45), ("45-54", 55))
"""Bands of age and the birthday that ends each; whoever is older is of the last."""
OLDEST = "older"
SEXES = {"f": "female", "female": "female", "m": "male", "male": "male"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringFigures:
    """De-personalised counts of a period."""

    first: date
    last: date
    """The last day, which is part of it."""
    counted_at: datetime
    forms: Figure
    """Accepted forms that came in, by form, prison, DAT, age, sex and, if asked, ethnicity."""
    changes: Mapping[str, Shown]
    """Alert Forms by box ticked: one form may have several."""
    waiting: Shown
    """Forms that came in and are not accepted: they are in no other number."""
    clients: Figure
    """The clients of those forms."""
    copies: Figure
    """Copies that went out, by whether they came back, and each of those by form."""
    due: Figure
    """What was due, by what became of it, and each of those by clock and duty, and by team."""
    asks_ethnicity: bool


def born_after(on: date) -> tuple[tuple[str, date], ...]:
    """Give for each band the earliest birth of it, for ages on a day; the youngest band first."""
    return tuple((band, _day_after(_years_before(on, years))) for band, years in AGES)


def _years_before(day: date, years: int) -> date:
    """Give the latest birth of whoever is so many years old on a day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        # On 29 February, whoever was born on 1 March is not so old yet.
        return date(day.year - years, 2, 28)


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def sex_of(written: str) -> str:
    """Give the category of a sex as the register has it; another word than these is its own."""
    if not written:
        return UNKNOWN
    return SEXES.get(written, "other")
