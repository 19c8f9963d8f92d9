"""Working days in England and Wales: Monday to Friday, but not on bank holidays."""

import csv
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import resources

from service.errors import UnknownHolidaysError

_SATURDAY = 5
_DAY = timedelta(days=1)


@cache
def bank_holidays() -> frozenset[date]:
    """Load the bank holidays of England and Wales that are known."""
    path = resources.files("templates") / "reference" / "bank_holidays.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return frozenset(date.fromisoformat(row["date"]) for row in rows)


@cache
def known_years() -> range:
    """Give the years whose bank holidays are known."""
    years = {day.year for day in bank_holidays()}
    return range(min(years), max(years) + 1)


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Tell whether offices work on this day.

    Raises:
        UnknownHolidaysError: the bank holidays of that year are not known.
    """
    if day.year not in known_years():
        years = f"{known_years()[0]} to {known_years()[-1]}"
        raise UnknownHolidaysError(f"bank holidays are known from {years} only")
    return day.weekday() < _SATURDAY and day not in bank_holidays()


@lru_cache(maxsize=4096)
def next_working_day(day: date) -> date:
    """Give the first working day after a day."""
    after = day + _DAY
    while not is_working_day(after):
        after += _DAY
    return after


@lru_cache(maxsize=4096)
def working_days_after(day: date, count: int) -> date:
    """Give the working day that is so many after a day; the day itself is not counted."""
    for _ in range(count):
        day = next_working_day(day)
    return day
