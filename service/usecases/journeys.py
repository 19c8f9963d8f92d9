"""What happens to a client: entered, withdrawn, and shown with what follows from it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.clocks.limits import day_of
from service.clocks.working_days import known_years
from service.due import ClientJourney, DueAction, EnteredEvent, bounds
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.journey.actions import Standing
from service.journey.events import ANSWERS, ASKS_DAY, EventKind, Point
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, journeys
from service.store.engine import looking, unit_of_work
from service.store.journey_models import JourneyEventRow
from service.usecases.due_views import action_of, event_of
from service.usecases.known import known_client

_TOGETHER = 500
_LATEST_LIMIT = timedelta(days=31)
"""How far ahead of an event bank holidays must be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened, to be entered."""

    kind: EventKind
    at: datetime
    """When it happened, or became known."""
    day: date | None = field(default=None, repr=False)
    prison: str = ""


@needs(Power.CHANGE_CLIENTS)
def record_event(runtime: Runtime, actor: Actor, client_id: int, event: NewEvent) -> EnteredEvent:
    """Enter something that happened to a client; what it asks for is due from then on.

    Raises:
        NotFoundError: there is no such client.
        BadRequestError: it lies in the future, or a day is missing that it speaks of.
    """
    _check(event)
    with unit_of_work(runtime.engine) as session:
        client = known_client(session, client_id, to_link=True)
        row = add_event(session, actor, client.id, event)
        journeys.rebuild(session, client.id)
        return event_of(row)


def _check(event: NewEvent) -> None:
    problems = {}
    if event.kind in ANSWERS:
        problems["kind"] = "Say it of the action that it answers."
    if event.at > now_utc():
        problems["at"] = "It lies in the future. Enter it once it has happened."
    elif not is_in_reach(event.at):
        years = known_years()
        problems["at"] = f"Deadlines can be worked out from {years[0]} to {years[-1]}."
    if event.kind in ASKS_DAY and event.day is None:
        problems["day"] = f"Enter this: {ASKS_DAY[event.kind].lower()}."
    if problems:
        raise BadRequestError("the event cannot be entered like this", problems)


def is_in_reach(at: datetime) -> bool:
    """Tell whether the bank holidays are known that limits from then on need."""
    return day_of(at).year in known_years() and day_of(at + _LATEST_LIMIT).year in known_years()


def add_event(
    session: Session,
    actor: Actor,
    client_id: int,
    event: NewEvent,
    *,
    form: str = "",
    says: frozenset[str] = frozenset(),
    action: str = "",
    record_id: int | None = None,
) -> JourneyEventRow:
    """Add an event within the caller's transaction, who has the actions derived anew."""
    row = JourneyEventRow(
        client_id=client_id,
        kind=event.kind,
        at=event.at,
        day=event.day,
        prison=event.prison,
        form=form,
        says=sorted(says),
        action=action,
        record_id=record_id,
        entered_at=now_utc(),
        entered_by_id=actor.user_id,
        channel=actor.channel,
    )
    session.add(row)
    session.flush()
    audit.write(session, actor, "event.recorded", "event", row.id, kind=str(event.kind))
    return row


@needs(Power.CHANGE_CLIENTS)
def withdraw_event(runtime: Runtime, actor: Actor, event_id: int) -> EnteredEvent:
    """Take back an event that was entered by mistake: what followed from it is gone.

    Raises:
        NotFoundError: there is no such event.
        ConflictError: it was withdrawn already.
    """
    with unit_of_work(runtime.engine) as session:
        row = journeys.get(session, event_id)
        if row is None:
            raise NotFoundError(f"there is no event {event_id}")
        if row.withdrawn_at is not None:
            raise ConflictError(f"event {event_id} was withdrawn already")
        withdraw(session, actor, row)
        journeys.rebuild(session, row.client_id)
        return event_of(row)


def withdraw(session: Session, actor: Actor, row: JourneyEventRow) -> None:
    """Withdraw an event within the caller's transaction."""
    row.withdrawn_at, row.withdrawn_by_id = now_utc(), actor.user_id
    audit.write(session, actor, "event.withdrawn", "event", row.id, kind=str(row.kind))


@needs(Power.SEE_CLIENTS)
def client_journey(runtime: Runtime, client_id: int) -> ClientJourney:
    """Show where a client stands, what is to be done, and what has happened.

    Raises:
        NotFoundError: there is no such client.
    """
    with looking(runtime.engine) as session:
        client = known_client(session, client_id)
        between = bounds(now_utc())
        stands = journeys.stands(session, client.id)
        every = [action_of(row, between) for row in journeys.of_client(session, client.id)]
        return ClientJourney(
            client_id=client.id,
            point=None if stands is None or stands.point is None else Point(stands.point),
            dir_date=stands.dir_date if stands else None,
            release_date=stands.release_date if stands else None,
            actions=_open_ones(every),
            finished=_finished(every),
            events=tuple(event_of(row) for row in journeys.every(session, client.id)),
        )


def _open_ones(every: list[DueAction]) -> tuple[DueAction, ...]:
    found = [one for one in every if one.standing is Standing.OPEN]
    return tuple(sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.opened_at)))


def _finished(every: list[DueAction]) -> tuple[DueAction, ...]:
    found = [one for one in every if one.standing is not Standing.OPEN]
    return tuple(sorted(found, key=lambda one: one.done_at or one.opened_at, reverse=True))


@needs(Power.SEE_CLIENTS)
def client_events(runtime: Runtime, client_id: int) -> tuple[EnteredEvent, ...]:
    """List what happened to a client, withdrawn events too, the latest first.

    Raises:
        NotFoundError: there is no such client.
    """
    return client_journey(runtime, client_id).events


@needs(Power.MAINTAIN)
def rebuild_all(runtime: Runtime) -> int:
    """Derive every client's actions anew from the events; tell of how many clients."""
    done = after_id = 0
    while True:
        with unit_of_work(runtime.engine) as session:
            found = journeys.clients_with_events(session, after_id=after_id, limit=_TOGETHER)
            for client_id in found:
                journeys.rebuild(session, client_id)
        if not found:
            return done
        done, after_id = done + len(found), found[-1]
