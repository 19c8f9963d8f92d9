"""Calendar months, to the day: how long a DIR may be used."""

from calendar import monthrange
from datetime import date, timedelta

DIR_MONTHS = 6
"""A DIR may be used while it is less than six months old (process points 7, 8, 13 and 14)."""


def months_later(day: date, months: int) -> date:
    """Give the same day some months later; in a shorter month its last day.

    Six months after 29, 30 and 31 August is the last day of February.
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_of_use(dir_date: date) -> date:
    """Give the last day on which a DIR of this date is less than six months old."""
    return months_later(dir_date, DIR_MONTHS) - timedelta(days=1)


def is_usable(dir_date: date, on: date) -> bool:
    """Tell whether a DIR is less than six months old on a day; one of the future is not."""
    return dir_date <= on <= last_day_of_use(dir_date)
