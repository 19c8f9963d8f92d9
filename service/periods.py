"""Weeks and months as people here count them: from midnight to midnight in London."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never

from service.clock import LONDON


class Span(StrEnum):
    """How long a period is."""

    WEEK = "week"
    """From Monday."""
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """One week or month."""

    span: Span
    first_day: date

    @property
    def starts_utc(self) -> datetime:
        """The instant with which it begins."""
        return datetime.combine(self.first_day, time(), LONDON).astimezone(UTC)


def last_periods(span: Span, now_utc: datetime, count: int) -> tuple[Period, ...]:
    """Give the period that is running and those before it, the oldest first."""
    days = [_first_day(span, now_utc.astimezone(LONDON).date())]
    while len(days) < count:
        days.append(_first_day(span, days[-1] - timedelta(days=1)))
    return tuple(Period(span, day) for day in reversed(days))


def _first_day(span: Span, day: date) -> date:
    match span:
        case Span.WEEK:
            return day - timedelta(days=day.weekday())
        case Span.MONTH:
            return day.replace(day=1)
        case _:
            assert_never(span)
