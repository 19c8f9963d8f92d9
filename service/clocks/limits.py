"""When a limit of the guidance runs out, in Europe/London, with the source of each limit.

Hours are hours that pass, also over a clock change. A limit in days ends with the last second of
its last day; the day on which it begins is not counted, except where days are numbered ("day 5").
Where days are meant as working days, the guidance says so: other limits run on over weekends and
bank holidays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from service.clock import LONDON
from service.clocks.months import last_day_of_use
from service.clocks.working_days import is_working_day, next_working_day, working_days_after

_DAY = timedelta(days=1)
_NINE = time(9)
_LAST_SECOND = time(23, 59, 59)
_SIX_WEEKS = timedelta(weeks=6)


class Clock(StrEnum):
    """The limits that the guidance sets."""

    NONE = "none"
    """None is stated."""
    HOURS_24_OR_9AM = "24h-or-9am"
    HOURS_24 = "24h"
    DAYS_3 = "3-days"
    DAY_5 = "day-5"
    WORKING_DAYS_5 = "5-working-days"
    DAYS_7 = "7-days"
    SAME_DAY = "same-day"
    BEFORE_THE_DAY = "before-the-day"
    BY_THE_DAY = "by-the-day"
    SIX_WEEKS_BEFORE = "six-weeks-before"
    SIX_MONTHS_AFTER = "six-months-after"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: how it runs, in words, and where the guidance sets it."""

    ends: Callable[[datetime], datetime] | None
    """From the instant with which it begins to the last one in time; None: there is none."""
    words: str
    source: str
    of_a_day: bool = False
    """It is counted from the day that an event speaks of, not from the event."""


def end_of(day: date) -> datetime:
    """Give the last second of a day in London, in UTC."""
    return datetime.combine(day, _LAST_SECOND, LONDON).astimezone(UTC)


def start_of(day: date) -> datetime:
    """Give the first instant of a day in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


@lru_cache(maxsize=65536)
def day_of(instant: datetime) -> date:
    """Give the day in London."""
    return instant.astimezone(LONDON).date()


def is_whole_day(due_at: datetime) -> bool:
    """Tell whether a limit ends with a day, not at a time of day."""
    return due_at.astimezone(LONDON).time() == _LAST_SECOND


def hours_24(start: datetime) -> datetime:
    """Give the instant 24 hours later."""
    return start.astimezone(UTC) + _DAY


def hours_24_or_9am(start: datetime) -> datetime:
    """Give the instant 24 hours later, or 9am on the next working day.

    The latter wherever a weekend or public holiday falls within the 24 hours. A period that ends
    with the midnight before a Saturday has none in it.
    """
    end = hours_24(start)
    last_instant = end - timedelta(microseconds=1)
    for day in (day_of(start), day_of(start) + _DAY):
        if day <= day_of(last_instant) and not is_working_day(day):
            return datetime.combine(next_working_day(day), _NINE, LONDON).astimezone(UTC)
    return end


def _days(count: int) -> Callable[[datetime], datetime]:
    return lambda start: end_of(day_of(start) + count * _DAY)


def working_days_5(start: datetime) -> datetime:
    """Give the end of the fifth working day after the day."""
    return end_of(working_days_after(day_of(start), 5))


def six_weeks_before(start: datetime) -> datetime:
    """Give the end of the day six weeks before the day."""
    return end_of(day_of(start) - _SIX_WEEKS)


LIMITS: Mapping[Clock, Limit] = {
    Clock.NONE: Limit(None, "no limit stated", ""),
    Clock.HOURS_24_OR_9AM: Limit(
        hours_24_or_9am,
        "24 hours, or 9am on the next working day where a weekend or bank holiday falls within",
        "part 1, definition, note; process point 2, paragraph on the CARAT file",
    ),
    Clock.HOURS_24: Limit(
        hours_24,
        "24 hours",
        "process points 2 and 4 (assessment, DIR), 7 (release plan), 8 (file), 13 and 14 (contact)",
    ),
    Clock.DAYS_3: Limit(_days(3), "3 days", "process points 2 and 4, receipt of referral"),
    Clock.DAY_5: Limit(_days(4), "day 5, entry being day 1", "process point 4, local issues"),
    Clock.WORKING_DAYS_5: Limit(
        working_days_5, "5 working days", "process point 9, met at the prison gate"
    ),
    Clock.DAYS_7: Limit(_days(7), "7 days", "process point 13, non-return from court"),
    Clock.SAME_DAY: Limit(_days(0), "on the day", "process point 8, day of transfer"),
    Clock.BEFORE_THE_DAY: Limit(
        _days(-1),
        "before the day",
        "process point 9, prior to release",
        of_a_day=True,
    ),
    Clock.BY_THE_DAY: Limit(
        _days(0),
        "on the day, before the hearing",
        "process point 13, in the court cells prior to the hearing",
        of_a_day=True,
    ),
    Clock.SIX_WEEKS_BEFORE: Limit(
        six_weeks_before, "six weeks before release", "process point 7", of_a_day=True
    ),
    Clock.SIX_MONTHS_AFTER: Limit(
        lambda start: end_of(last_day_of_use(day_of(start))),
        "while less than six months old",
        "process points 7, 8, 13 and 14, the DIR",
        of_a_day=True,
    ),
}


@lru_cache(maxsize=65536)
def deadline(clock: Clock, start: datetime, day: date | None = None) -> datetime | None:
    """Tell when a limit runs out, in UTC; None where the guidance sets none.

    Args:
        clock: which limit.
        start: when it begins.
        day: the day that is spoken of, for a limit that is counted from it.

    Such a limit ends at the earliest with the day on which it begins: nobody is late with what
    could not be known. Without the day there is nothing to count from.

    Raises:
        UnknownHolidaysError: the bank holidays of that time are not known.
    """
    limit = LIMITS[clock]
    if limit.ends is None or (limit.of_a_day and day is None):
        return None
    if day is None or not limit.of_a_day:
        return limit.ends(start)
    return max(limit.ends(start_of(day)), end_of(day_of(start)))
