"""Puts a legal hold on a client, so that nothing of them is deleted, and lifts it; with why."""

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.errors import ConflictError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.retention import Item, Subject
from service.runtime import Runtime
from service.store import clients, retention
from service.store.engine import unit_of_work
from service.store.retention_models import RetentionHoldRow
from service.store.states import RetentionAct
from service.usecases.reasons import given_reason
from service.usecases.retention_notes import note_decision


@needs(Power.REVIEW_RETENTION)
def hold(runtime: Runtime, actor: Actor, reference: str, reason: str) -> None:
    """Have nothing deleted of a client until it is released; an approval given before is void.

    Raises:
        NotFoundError: there is no such client.
        ConflictError: it is held already.
        BadRequestError: there is no reason, or one that is too long.
    """
    with unit_of_work(runtime.engine) as session:
        client_id = _client_id(session, reference)
        said = given_reason(reason, "reason", "Say why nothing may be deleted.")
        if retention.hold_of(session, client_id) is not None:
            raise ConflictError("this client is held already", hint="Nothing needs to be done.")
        row = RetentionHoldRow(client_id=client_id, reason=said, by_id=actor.user_id, at=now_utc())
        session.add(row)
        note_decision(session, actor, Item(Subject.CLIENT, client_id), RetentionAct.HELD, said)


@needs(Power.REVIEW_RETENTION)
def release(runtime: Runtime, actor: Actor, reference: str, reason: str) -> None:
    """Have a client's things reviewed again once their time is over.

    Raises:
        NotFoundError: there is no such client, or nothing holds it.
        BadRequestError: there is no reason, or one that is too long.
    """
    with unit_of_work(runtime.engine) as session:
        client_id = _client_id(session, reference)
        row = retention.hold_of(session, client_id)
        if row is None:
            raise NotFoundError("nothing holds this client", hint="Nothing needs to be done.")
        said = given_reason(reason, "reason", "Say why it is lifted.")
        session.delete(row)
        item = Item(Subject.CLIENT, client_id)
        note_decision(session, actor, item, RetentionAct.RELEASED, said)


def _client_id(session: Session, reference: str) -> int:
    row = clients.by_reference(session, reference)
    if row is None:
        raise NotFoundError("there is no client with this reference")
    return row.id
