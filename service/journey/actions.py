"""What is to be done for a client, from the events alone: a pure function.

Nothing is remembered between two calls: a withdrawn or corrected event leaves no trace.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from service.journey.duties import Call, Duty, Team, Work
from service.journey.events import Event, Places, Point


class Standing(StrEnum):
    """Whether something is still to be done."""

    OPEN = "open"
    DONE = "done"
    LAPSED = "lapsed"
    """There is no sense in it any more."""


class How(StrEnum):
    """What shows that something is done, or has no sense any more."""

    FORM_SENT = "form_sent"
    FORM_RECEIVED = "form_received"
    CALLED = "called"
    WORKER = "worker"
    """A worker says so."""
    EVENT = "event"
    """A later event shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAt:
    """A team, and where it is."""

    team: Team
    place: str = ""
    """Code of the prison or of the DAT; empty where it is not known, or is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to be done, because of one event."""

    key: str
    """Duty and event: the same whenever it is derived again."""
    duty: str
    event_id: int
    point: Point
    work: Work
    form: str
    who: TeamAt
    to: TeamAt
    call: Call
    opened_at: datetime
    due_at: datetime | None
    """The last instant that is in time; None: the guidance sets no limit."""
    day: date | None = field(default=None, repr=False)
    """The day that it is about."""
    standing: Standing = Standing.OPEN
    closed_at: datetime | None = None
    how: How | None = None

    @property
    def is_late(self) -> bool:
        """Tell whether it was closed after its limit; what is open is not judged here."""
        return bool(self.closed_at and self.due_at and self.closed_at > self.due_at)


@dataclass(slots=True, kw_only=True)
class Opened:
    """An action while the events are gone through."""

    key: str
    duty: Duty
    work: Work
    event: Event
    says: frozenset[str]
    who: TeamAt
    to: TeamAt
    due_at: datetime | None
    day: date | None
    standing: Standing = Standing.OPEN
    closed_at: datetime | None = None
    how: How | None = None

    def close(self, event: Event, standing: Standing, how: How) -> None:
        """Note that an event closes it."""
        self.standing, self.closed_at, self.how = standing, event.at, how

    def action(self) -> Action:
        """Give it as it stands."""
        return Action(
            key=self.key,
            duty=self.duty.key,
            event_id=self.event.id,
            point=self.duty.point,
            work=self.work,
            form=self.duty.form,
            who=self.who,
            to=self.to,
            call=self.duty.call if self.work is Work.FORM else Call.NO,
            opened_at=self.event.at,
            due_at=self.due_at,
            day=self.day,
            standing=self.standing,
            closed_at=self.closed_at,
            how=self.how,
        )


def in_order(history: Iterable[Event]) -> list[Event]:
    """Sort events by when they happened; those of one instant as they were entered."""
    return sorted(history, key=lambda event: (event.at, event.id))


NOWHERE = Places()
