"""What is to be done, and what has happened, as pages, programs and calendars show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from service.clocks.limits import day_of, end_of
from service.journey.actions import How, Standing, TeamAt
from service.journey.duties import Call, Duty, Work
from service.journey.events import EventKind, Point
from service.store.due import Bounds, When
from service.store.states import Channel

SOON = timedelta(days=7)


def bounds(now: datetime) -> Bounds:
    """Give the instants that part overdue from today's, and today's from what comes soon."""
    today = day_of(now)
    return Bounds(now=now, end_of_today=end_of(today), end_of_soon=end_of(today + SOON))


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAction:
    """One thing to be done for a client, or that was done."""

    id: int
    client_id: int
    reference: str
    """The client's on the register."""
    name: str = field(repr=False)
    is_ppo: bool
    duty: Duty
    work: Work
    form: str
    who: TeamAt
    to: TeamAt
    call: Call
    opened_at: datetime
    due_at: datetime | None
    day: date | None = field(repr=False)
    standing: Standing
    done_at: datetime | None
    done_by: How | None
    when: When | None
    """How soon; None of what is not open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredEvent:
    """One thing that happened, with who said so."""

    id: int
    client_id: int
    kind: EventKind
    at: datetime
    day: date | None = field(repr=False)
    prison: str
    form: str
    record_id: int | None
    entered_at: datetime
    entered_by: str | None
    channel: Channel
    withdrawn_at: datetime | None
    withdrawn_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientJourney:
    """Where a client stands, what is to be done, and what has happened."""

    client_id: int
    point: Point | None
    dir_date: date | None = field(repr=False)
    release_date: date | None = field(repr=False)
    actions: tuple[DueAction, ...]
    """What is open, the soonest first."""
    finished: tuple[DueAction, ...]
    """What is done or has lapsed, the latest first."""
    events: tuple[EnteredEvent, ...]
    """The latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueList:
    """One page of what is to be done, with how much there is."""

    actions: tuple[DueAction, ...]
    counts: Mapping[When, int]


def when_due(due_at: datetime | None, between: Bounds) -> When:
    """Tell how soon something is due."""
    if due_at is None:
        return When.NO_LIMIT
    if due_at < between.now:
        return When.OVERDUE
    if due_at <= between.end_of_today:
        return When.TODAY
    return When.SOON if due_at <= between.end_of_soon else When.LATER
