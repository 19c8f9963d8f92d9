"""The clocks, from a table that a caseworker could extend."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from service.clock import LONDON
from service.clocks.limits import LIMITS, Clock, deadline, hours_24_or_9am, is_whole_day
from service.clocks.months import is_usable, last_day_of_use, months_later
from service.clocks.working_days import (
    bank_holidays,
    is_working_day,
    known_years,
    next_working_day,
    working_days_after,
)
from service.errors import UnknownHolidaysError


class Case(NamedTuple):
    clock: Clock
    begins: datetime
    day: date | None
    ends: datetime | None
    why: str


def _instant(text: str) -> datetime:
    """Read a local time; 24:00 is the last second of a day."""
    plain = text.removesuffix(" + 1 s")
    if plain.endswith("24:00"):
        found = datetime.combine(date.fromisoformat(plain[:10]), datetime.max.time(), LONDON)
        found = found.replace(microsecond=0)
    else:
        found = datetime.fromisoformat(plain).replace(tzinfo=LONDON)
    return found.astimezone(UTC) + timedelta(seconds=plain != text)


def _case(row: str) -> Case:
    clock, begins, day, ends, why = (cell.strip() for cell in row.split("|"))
    return Case(
        Clock(clock),
        _instant(begins),
        date.fromisoformat(day) if day else None,
        _instant(ends) if ends else None,
        why,
    )


_CASES = [_case(row) for row in yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text())]


@pytest.mark.guidance(
    *("P0.2", "P0.3", "P2.4", "P2.5", "P2.8", "P2.9", "P2.10", "P4.11", "P4.12", "P4.13"),
    *("P4.14", "P4.19", "P7.3", "P7.4", "P7.6", "P7.11", "P8.4", "P8.5", "P8.6", "P9.5"),
    *("P13.5", "P13.6", "P13.7", "P13.10", "P14.5", "P14.6"),
)
@pytest.mark.parametrize("case", _CASES, ids=[f"{case.clock}: {case.why}" for case in _CASES])
def test_limits_run_out_when_the_guidance_says(case: Case) -> None:
    assert deadline(case.clock, case.begins, case.day) == case.ends


def test_every_limit_is_in_the_table() -> None:
    assert {case.clock for case in _CASES} == set(Clock) == set(LIMITS)
    assert all(limit.source for clock, limit in LIMITS.items() if clock is not Clock.NONE)


def test_a_limit_that_is_counted_from_a_day_needs_the_day() -> None:
    assert deadline(Clock.SIX_WEEKS_BEFORE, _instant("2009-07-17 16:59"), None) is None


_DAYS = st.dates(date(2005, 1, 1), date(2030, 11, 30))
_FIRST, _LAST = datetime.fromisoformat("2005-01-02"), datetime.fromisoformat("2030-11-30")
_INSTANTS = st.datetimes(_FIRST, _LAST, timezones=st.just(LONDON))


@given(_INSTANTS)
def test_24_hours_or_9am_is_one_of_the_two(start: datetime) -> None:
    end = hours_24_or_9am(start)
    local = end.astimezone(LONDON)
    if end != start.astimezone(UTC) + timedelta(hours=24):
        assert (local.hour, local.minute, is_working_day(local.date())) == (9, 0, True)
    assert end > start


@given(_INSTANTS, st.sampled_from([clock for clock in Clock if clock is not Clock.NONE]), _DAYS)
def test_no_limit_runs_out_before_it_begins(start: datetime, clock: Clock, day: date) -> None:
    end = deadline(clock, start, day)
    assert end is not None
    assert end >= start.astimezone(UTC).replace(microsecond=0)
    assert end.tzinfo is UTC


@given(_DAYS, st.integers(1, 10))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    found = working_days_after(day, count)
    between = (found - day).days
    days = [day + timedelta(days=step) for step in range(1, between + 1)]
    assert sum(map(is_working_day, days)) == count
    assert is_working_day(found)


def test_bank_holidays_are_those_of_2005_to_2030() -> None:
    assert (known_years()[0], known_years()[-1]) == (2005, 2030)
    in_2009 = {day for day in bank_holidays() if day.year == 2009 and day.weekday() < 5}
    assert {f"{day:%m-%d}" for day in in_2009} == {
        *("01-01", "04-10", "04-13", "05-04", "05-25", "08-31", "12-25", "12-28")
    }
    assert not is_working_day(date(2009, 8, 31))
    assert next_working_day(date(2009, 12, 24)) == date(2009, 12, 29)


def test_a_year_without_known_holidays_is_refused() -> None:
    with pytest.raises(UnknownHolidaysError, match="2005 to 2030"):
        is_working_day(date(2031, 1, 2))


def test_the_end_of_a_day_is_told_from_a_time_of_day() -> None:
    assert is_whole_day(_instant("2009-07-17 24:00"))
    assert not is_whole_day(_instant("2009-07-17 09:00"))


@pytest.mark.guidance("P7.4", "P8.4", "P13.7", "P14.5", "P4.6", "P4.17")
@pytest.mark.parametrize(
    ("dir_date", "last"),
    [
        ("2009-03-03", "2009-09-02"),
        ("2009-08-31", "2010-02-27"),
        ("2009-08-28", "2010-02-27"),
        ("2011-08-29", "2012-02-28"),
        ("2012-02-29", "2012-08-28"),
        ("2009-12-31", "2010-06-29"),
    ],
)
def test_a_dir_may_be_used_while_less_than_six_months_old(dir_date: str, last: str) -> None:
    made, until = date.fromisoformat(dir_date), date.fromisoformat(last)
    assert last_day_of_use(made) == until
    assert is_usable(made, until)
    assert not is_usable(made, until + timedelta(days=1))
    assert not is_usable(made, made - timedelta(days=1))


@given(_DAYS, st.integers(1, 24))
def test_months_later_stays_in_the_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
