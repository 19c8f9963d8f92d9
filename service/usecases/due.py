"""What is to be done now, by team; and a worker's word that it is done."""

from collections.abc import Mapping
from datetime import datetime

from service.clock import now_utc
from service.due import DueAction, DueList, bounds
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.journey.actions import Standing
from service.journey.duties import Team, Work
from service.journey.events import EventKind
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import due, journeys
from service.store.due import Asked, When
from service.store.engine import looking, unit_of_work
from service.store.journey_models import JourneyActionRow
from service.usecases.due_views import action_of
from service.usecases.journeys import NewEvent, add_event

PAGE_LENGTH = 50
_ANSWERED_BY: Mapping[Work, frozenset[EventKind]] = {
    Work.FORM: frozenset({EventKind.FORM_SENT, EventKind.FORM_RECEIVED}),
    Work.CALL: frozenset({EventKind.CALLED}),
    Work.TASK: frozenset({EventKind.DONE}),
    Work.WATCH: frozenset(),
}


@needs(Power.SEE_CLIENTS)
def list_due(
    runtime: Runtime,
    asked: Asked,
    *,
    skip: int = 0,
    limit: int = PAGE_LENGTH,
    at_utc: datetime | None = None,
) -> DueList:
    """List what is to be done, the soonest first, and count it by how soon."""
    between = bounds(at_utc or now_utc())
    with looking(runtime.engine) as session:
        rows = due.listed(session, asked, between, skip=skip, limit=limit)
        return DueList(
            actions=tuple(action_of(row, between) for row in rows),
            counts=due.counts(session, asked, between),
        )


@needs(Power.SEE_FIGURES)
def count_by_point(
    runtime: Runtime, asked: Asked, *, at_utc: datetime | None = None
) -> Mapping[tuple[int, When], int]:
    """Count what is overdue, due today and due soon, by process point."""
    between = bounds(at_utc or now_utc())
    with looking(runtime.engine) as session:
        found = due.counts_by_point(session, asked, between)
        return {(point, when): number for point, when, number in found}


@needs(Power.SEE_CLIENTS)
def list_teams(runtime: Runtime) -> list[tuple[Team, str]]:
    """Name the teams that have something to do, each with the code of its prison or DAT."""
    with looking(runtime.engine) as session:
        return due.teams(session)


@needs(Power.CHANGE_CLIENTS)
def answer_action(
    runtime: Runtime, actor: Actor, action_id: int, kind: EventKind, at: datetime | None = None
) -> DueAction:
    """Note that something is done: a form sent or received, a call made, a task done.

    Raises:
        NotFoundError: there is no such action.
        BadRequestError: this does not answer such an action, or lies before it or in the future.
        ConflictError: it is not open any more.
    """
    now = now_utc()
    with unit_of_work(runtime.engine) as session:
        row = due.get(session, action_id)
        if row is None:
            raise NotFoundError(f"there is no action {action_id}")
        _check(row, kind, at or now, now)
        event = NewEvent(kind=kind, at=at or now)
        add_event(session, actor, row.client_id, event, form=row.form, action=row.key)
        journeys.rebuild(session, row.client_id)
        return action_of(row, bounds(now))


def _check(row: JourneyActionRow, kind: EventKind, at: datetime, now: datetime) -> None:
    if kind not in _ANSWERED_BY[row.work]:
        raise BadRequestError("this does not answer the action", {"kind": "Choose another way."})
    if not row.opened_at <= at <= now:
        problem = {"at": "Enter a time between what asks for it and now."}
        raise BadRequestError("the time cannot be right", problem)
    if row.standing is not Standing.OPEN:
        raise ConflictError(f"action {row.id} is not open any more")
