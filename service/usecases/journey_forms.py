"""What forms do to the journey: accepted ones say what happened, sent and received ones answer.

In doubt nothing is closed: a copy that says nothing yet answers only the action that it was made
for. What is digitised of old paper happened long ago and asks for nothing: it implies no event.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from forms.answers import Answers
from forms.reference import shipped_lists
from service.clock import now_utc
from service.entities import Actor
from service.errors import NotFoundError
from service.journey.actions import Standing
from service.journey.duties import Work
from service.journey.events import EventKind
from service.journey.implied import implied, is_known, says
from service.store import due, journeys
from service.store.models import RecordRow
from service.store.states import Channel, RecordState
from service.usecases.journeys import NewEvent, add_event, is_in_reach, withdraw


def follow_record(session: Session, row: RecordRow) -> None:
    """Let a record say what happened once it is accepted, and no longer when it is not.

    What it said before is withdrawn where it waits for a person again, or is another client's.
    """
    if row.document.batch_id is not None:
        return
    session.flush()
    said = journeys.of_record(session, row.id)
    client_id = row.client_id if row.state is RecordState.ACCEPTED else None
    if said and all(event.client_id == client_id for event in said):
        return
    actor = Actor(user_id=row.accepted_by_id, channel=Channel.SERVICE)
    touched = {event.client_id for event in said}
    for event in said:
        withdraw(session, actor, event)
    if client_id is not None and is_in_reach(row.document.intake.received_at):
        _say(session, actor, row, client_id)
        touched.add(client_id)
    for each in sorted(touched):
        journeys.rebuild(session, each)


def _say(session: Session, actor: Actor, row: RecordRow, client_id: int) -> None:
    received_at = row.document.intake.received_at
    history = [journeys.event_of(event) for event in journeys.live(session, client_id)]
    for one in implied(row.form_id, row.values, received_at, shipped_lists()):
        # After a death nothing is due any more: a tick that nobody has looked at is too little.
        is_believed = one.kind is not EventKind.DIED or row.accepted_by_id is not None
        if is_believed and is_in_reach(one.at) and not is_known(one, history):
            event = NewEvent(kind=one.kind, at=one.at, day=one.day, prison=one.prison)
            add_event(session, actor, client_id, event, form=row.form_id, record_id=row.id)
    add_event(
        session,
        actor,
        client_id,
        NewEvent(kind=EventKind.FORM_RECEIVED, at=received_at),
        form=row.form_id,
        says=says(row.form_id, row.values),
        record_id=row.id,
    )


def note_sent(
    session: Session,
    actor: Actor,
    client_id: int,
    form_id: str,
    values: Answers,
    action_id: int | None,
    at: datetime | None = None,
) -> None:
    """Note that a form goes out for a client, if it is beyond doubt what it answers.

    Raises:
        NotFoundError: the client has no such open action for this form.
    """
    said = says(form_id, values)
    named = "" if action_id is None else _named(session, client_id, form_id, action_id)
    if not named and not said:
        return
    event = NewEvent(kind=EventKind.FORM_SENT, at=at or now_utc())
    if named or _is_asked(session, client_id, form_id):
        add_event(session, actor, client_id, event, form=form_id, says=said, action=named)
        journeys.rebuild(session, client_id)


def _named(session: Session, client_id: int, form_id: str, action_id: int) -> str:
    row = due.get(session, action_id)
    wanted = (client_id, form_id, Work.FORM)
    is_meant = row is not None and (row.client_id, row.form, row.work) == wanted
    if row is None or not is_meant or row.standing is not Standing.OPEN:
        raise NotFoundError(f"nothing open asks for this form as action {action_id}")
    return row.key


def _is_asked(session: Session, client_id: int, form_id: str) -> bool:
    return any(
        row.work is Work.FORM and row.form == form_id and row.standing is Standing.OPEN
        for row in journeys.of_client(session, client_id)
    )
