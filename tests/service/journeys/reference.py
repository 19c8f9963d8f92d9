"""What is due, worked out the slow and obvious way: no state is carried, all is looked up.

For each duty and each event that may ask for it, the whole history is looked at again. Working days
are counted a day at a time from the CSV file, the 24 hours an hour at a time. It shares the tables
of duties and of events with the service, and none of its functions.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from service.clocks.limits import Clock
from service.journey.duties import Call, Duty, Team, Where, Work, duties
from service.journey.events import (
    ALERT_SAYS,
    ANSWERS,
    ASKS_DAY,
    EXITS,
    MOVES_TO_PRISON,
    Event,
    EventKind,
    Places,
)

_LONDON = ZoneInfo("Europe/London")
_CSV = Path(__file__).parents[3] / "templates" / "reference" / "bank_holidays.csv"
_HOLIDAYS = {row["date"] for row in csv.DictReader(_CSV.read_text("utf-8").splitlines())}
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_RELEASE_DATES = (EventKind.RELEASE_DATE_KNOWN, EventKind.RELEASE_DATE_CHANGED)


@dataclass(frozen=True)
class Due:
    """An action, as far as the two implementations are compared."""

    key: str
    who: tuple[Team, str]
    to: tuple[Team, str]
    due_at: datetime | None
    closed: str
    """How and when it was closed; empty: it is open."""


def reference(history: Sequence[Event], places: Places) -> dict[str, Due]:
    """Work out all actions of a client, by key."""
    ordered = _news(sorted(history, key=lambda event: (event.at, event.id)))
    opened = [
        (duty, at, work)
        for duty in duties().values()
        for at, event in enumerate(ordered)
        if _asks(duty, ordered, at)
        for work in _works(duty, event, ordered, at)
    ]
    made = {_key(duty, ordered[at], work): (duty, at, work) for duty, at, work in opened}
    closed = _closings(ordered, made)
    return {
        key: Due(
            key=key,
            who=_team(duty.who, duty.where, ordered[: at + 1], places),
            to=_team(duty.to, duty.to_where, ordered[: at + 1], places),
            due_at=_limit(duty, ordered, at),
            closed=closed.get(key, ""),
        )
        for key, (duty, at, work) in made.items()
    }


def _news(ordered: list[Event]) -> list[Event]:
    """Leave out what only says again which release date is known."""
    kept: list[Event] = []
    for event in ordered:
        if event.kind not in _RELEASE_DATES or event.day != _release_date(kept):
            kept.append(event)
    return kept


def _release_date(before: Sequence[Event]) -> date | None:
    for event in reversed(before):
        if event.kind in EXITS:
            return None
        if event.kind in _RELEASE_DATES:
            return event.day
    return None


def _stay(ordered: Sequence[Event], at: int) -> list[Event]:
    """Give the events of the same stay up to this one: an exit begins the next stay."""
    start = max((i for i in range(at + 1) if ordered[i].kind in EXITS), default=0)
    return [event for event in ordered[start : at + 1] if event.kind not in ANSWERS]


def _asks(duty: Duty, ordered: Sequence[Event], at: int) -> bool:
    event = ordered[at]
    if event.kind in ANSWERS or event.kind not in duty.on:
        return False
    stay = _stay(ordered, at)
    before = {one.kind for one in stay[:-1]}
    return not (duty.unless & before) and duty.needs <= {one.kind for one in stay}


def _works(duty: Duty, event: Event, ordered: Sequence[Event], at: int) -> list[Work]:
    limit = _limit(duty, ordered, at)
    if duty.work is Work.WATCH and limit is not None and limit < event.at:
        return []
    return [duty.work, Work.CALL] if duty.call is Call.YES else [duty.work]


def _key(duty: Duty, event: Event, work: Work) -> str:
    return f"{duty.key}.{event.id}" + (".call" if work is Work.CALL else "")


def _closings(ordered: Sequence[Event], made: dict[str, tuple[Duty, int, Work]]) -> dict[str, str]:
    closed: dict[str, str] = {}
    for at, event in enumerate(ordered):
        is_open = {key: one for key, one in made.items() if key not in closed and one[1] < at}
        if event.kind in ANSWERS:
            for key in _answered(event, is_open, ordered):
                how = "worker" if event.kind is EventKind.DONE else str(event.kind)
                closed[key] = f"done {how} {event.at.astimezone(UTC)}"
            continue
        for key, (duty, _, work) in is_open.items():
            if event.kind in duty.done and work is not Work.CALL:
                closed[key] = f"done event {event.at.astimezone(UTC)}"
            elif (
                event.kind is EventKind.DIED
                or event.kind in duty.lapses
                or (duty.in_stay and event.kind in EXITS)
            ):
                closed[key] = f"lapsed event {event.at.astimezone(UTC)}"
    return closed


def _answered(
    event: Event, is_open: dict[str, tuple[Duty, int, Work]], ordered: Sequence[Event]
) -> set[str]:
    if event.action:
        return {event.action} & is_open.keys()
    if event.kind not in (EventKind.FORM_SENT, EventKind.FORM_RECEIVED):
        return set()
    asked = {
        key: duty.says or ALERT_SAYS.get(ordered[at].kind, frozenset())
        for key, (duty, at, work) in is_open.items()
        if work is Work.FORM and duty.form == event.form
    }
    if not event.says:
        return set(asked) if len(asked) == 1 else set()
    found = set()
    for word in event.says:
        meant = [key for key, says in asked.items() if word in says]
        if len(meant) == 1:
            found.add(meant[0])
    return found


def _team(team: Team, where: Where, upto: Sequence[Event], places: Places) -> tuple[Team, str]:
    if team is Team.CJIT:
        return team, places.home_dat
    if team is not Team.SMT:
        return team, ""
    prisons = ["", places.prison]
    for event in upto:
        leaves = event.kind in (EventKind.TRANSFERRED, EventKind.COURT_TO_NEW_PRISON)
        moves = event.kind in MOVES_TO_PRISON and event.prison
        if leaves or (moves and event.prison != prisons[-1]):
            prisons.append(event.prison)
    return team, prisons[-1 if where is Where.HERE else -2]


def _limit(duty: Duty, ordered: Sequence[Event], at: int) -> datetime | None:
    event = ordered[at]
    since = [one.at for one in _stay(ordered, at) if one.kind in duty.since]
    last = {one.kind: one.at for one in _stay(ordered, at) if one.kind in duty.since}
    start = max(last.values()) if since else event.at
    day = event.day if event.kind in ASKS_DAY else _release_date(ordered[: at + 1])
    local = start.astimezone(_LONDON)
    today = local.date()
    limits: dict[Clock, Callable[[], datetime]] = {
        Clock.HOURS_24: lambda: _later(start, 24),
        Clock.HOURS_24_OR_9AM: lambda: _or_9am(start),
        Clock.DAYS_3: lambda: _end(today + 3 * _DAY),
        Clock.DAY_5: lambda: _end(today + 4 * _DAY),
        Clock.DAYS_7: lambda: _end(today + 7 * _DAY),
        Clock.SAME_DAY: lambda: _end(today),
        Clock.WORKING_DAYS_5: lambda: _end(_working_days(today, 5)),
    }
    if duty.clock in limits:
        return limits[duty.clock]()
    if duty.clock is Clock.NONE or day is None:
        return None
    of_day = {
        Clock.SIX_WEEKS_BEFORE: _end(day - 42 * _DAY),
        Clock.BEFORE_THE_DAY: _end(day - _DAY),
        Clock.BY_THE_DAY: _end(day),
        Clock.SIX_MONTHS_AFTER: _end(_six_months(day) - _DAY),
    }
    return max(of_day[duty.clock], _end(today))


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), _LONDON).astimezone(UTC)


def _later(start: datetime, hours: int) -> datetime:
    found = start.astimezone(UTC)
    for _ in range(hours):
        found += _HOUR
    return found


def _works_on(day: date) -> bool:
    return day.strftime("%a") not in ("Sat", "Sun") and day.isoformat() not in _HOLIDAYS


def _or_9am(start: datetime) -> datetime:
    instant, end = start.astimezone(UTC), _later(start, 24)
    while instant < end:
        day = instant.astimezone(_LONDON).date()
        if not _works_on(day):
            day += _DAY
            while not _works_on(day):
                day += _DAY
            return datetime.combine(day, time(9), _LONDON).astimezone(UTC)
        # To the next quarter of an hour: days begin with one.
        instant += timedelta(minutes=15 - instant.minute % 15) - timedelta(
            seconds=instant.second, microseconds=instant.microsecond
        )
    return end


def _working_days(day: date, count: int) -> date:
    while count:
        day += _DAY
        count -= _works_on(day)
    return day


def _six_months(day: date) -> date:
    year, month = day.year + (day.month > 6), day.month + 6 - 12 * (day.month > 6)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError
