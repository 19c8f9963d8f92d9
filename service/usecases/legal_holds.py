"""Puts a legal hold on a client, so that nothing of them is deleted, and lifts it; with why."""

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.retention import Item, Subject
from service.runtime import Runtime
from service.store import audit, clients, retention
from service.store.engine import unit_of_work
from service.store.retention_decisions import row_of
from service.store.retention_models import RetentionHoldRow
from service.store.states import RetentionAct


@needs(Power.REVIEW_RETENTION)
def hold(runtime: Runtime, actor: Actor, reference: str, reason: str) -> None:
    """Have nothing deleted of a client until it is released; an approval given before is void.

    Raises:
        NotFoundError: there is no such client.
        ConflictError: it is held already.
        BadRequestError: there is no reason.
    """
    with unit_of_work(runtime.engine) as session:
        client_id = _client_id(session, reference)
        said = said_why(reason, "a hold needs a reason", "Say why nothing may be deleted.")
        if retention.hold_of(session, client_id) is not None:
            raise ConflictError("this client is held already", hint="Nothing needs to be done.")
        row = RetentionHoldRow(client_id=client_id, reason=said, by_id=actor.user_id, at=now_utc())
        session.add(row)
        _note(session, actor, client_id, RetentionAct.HELD, said)


@needs(Power.REVIEW_RETENTION)
def release(runtime: Runtime, actor: Actor, reference: str, reason: str) -> None:
    """Have a client's things reviewed again once their time is over.

    Raises:
        NotFoundError: there is no such client, or nothing holds it.
        BadRequestError: there is no reason.
    """
    with unit_of_work(runtime.engine) as session:
        client_id = _client_id(session, reference)
        row = retention.hold_of(session, client_id)
        if row is None:
            raise NotFoundError("nothing holds this client", hint="Nothing needs to be done.")
        said = said_why(reason, "lifting a hold needs a reason", "Say why it is lifted.")
        session.delete(row)
        _note(session, actor, client_id, RetentionAct.RELEASED, said)


def said_why(reason: str, message: str, problem: str) -> str:
    """Give a reason as it is kept.

    Raises:
        BadRequestError: there is none.
    """
    if not reason.strip():
        raise BadRequestError(message, {"reason": problem})
    return reason.strip()


def _note(session: Session, actor: Actor, client_id: int, act: RetentionAct, reason: str) -> None:
    row = row_of(Item(Subject.CLIENT, client_id))
    row.act, row.reason, row.at, row.by_id = act, reason, now_utc(), actor.user_id
    session.add(row)
    audit.write(session, actor, f"client.{act}", "client", client_id)


def _client_id(session: Session, reference: str) -> int:
    row = clients.by_reference(session, reference)
    if row is None:
        raise NotFoundError("there is no client with this reference")
    return row.id
