"""Lets a person say whose a record is. It stands until it is undone, whatever matching finds."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from service.entities import Actor, ClientDetails, Record
from service.errors import ConflictError, NotFoundError
from service.matching.decision import MatchNote
from service.matching.weights.model import shipped_model
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, client_faces, clients, decisions, findings
from service.store.decisions import Pairs
from service.store.engine import unit_of_work
from service.store.models import RecordRow
from service.store.register_models import ClientRow
from service.store.states import MatchedBy
from service.usecases.candidates import shown_kept
from service.usecases.clients import new_client, references_stay_apart
from service.usecases.match import match_record, weigh_clients
from service.usecases.records import open_again, opened
from service.usecases.rematch import match_again
from service.usecases.standing import settle_all
from service.usecases.views import record_of

_NOT_DECIDED = "nobody has decided whose record this is"


@needs(Power.DECIDE)
def assign_client(
    runtime: Runtime, actor: Actor, record_id: int, *, revision: int, client_id: int | None
) -> Record:
    """Link a record to the client that a person chose, or say that it is none of those shown.

    Raises:
        NotFoundError: there is no such record or client.
        StaleError: somebody else changed it meanwhile.
    """
    with unit_of_work(runtime.engine) as session:
        row = opened(session, actor, record_id, revision)
        found = None if client_id is None else clients.standing(session, client_id, to_link=True)
        if client_id is not None and found is None:
            raise NotFoundError(f"there is no client {client_id}")
        _assign(session, actor, row, found, list(_judged(session, row, found)))
        return _seen(runtime, session, row)


@needs(Power.DECIDE)
def assign_new_client(
    runtime: Runtime, actor: Actor, record_id: int, details: ClientDetails, *, revision: int
) -> Record:
    """Add a client, who is none of those shown, and link a record to it.

    Raises:
        NotFoundError: there is no such record.
        StaleError: somebody else changed it meanwhile.
        BadRequestError: something necessary is missing or cannot be.
        ConflictError: the reference is in use.
    """
    with references_stay_apart(), unit_of_work(runtime.engine) as session:
        row = opened(session, actor, record_id, revision)
        # That a client who is made of the form agrees with it teaches nothing.
        others = list(_judged(session, row, None))
        _assign(session, actor, row, new_client(session, actor, details), others)
        record = _seen(runtime, session, row)
    match_again(runtime)
    return record


@needs(Power.DECIDE)
def undo_decision(runtime: Runtime, actor: Actor, record_id: int, *, revision: int) -> Record:
    """Take back what a person said of whose a record is: matching decides anew.

    Raises:
        NotFoundError: there is no such record.
        ConflictError: nobody said anything of it, or it was changed meanwhile.
    """
    with unit_of_work(runtime.engine) as session:
        row = opened(session, actor, record_id, revision)
        was_said = decisions.undo(session, actor, row.id)
        if not was_said and row.matched_by is not MatchedBy.PERSON:
            raise ConflictError(_NOT_DECIDED)
        open_again(row)
        match_record(session, row, runtime.catalogue.find(row.form_id, row.form_version))
        settle_all(session, row)
        audit.write(session, actor, "record.assignment_undone", "record", row.id)
        return _seen(runtime, session, row)


def _assign(
    session: Session, actor: Actor, row: RecordRow, client: ClientRow | None, pairs: Pairs
) -> None:
    _keep(session, actor, row, client, pairs)
    row.client_id = client.id if client else None
    row.matched_by = MatchedBy.PERSON
    row.match_note = str(MatchNote.CHOSEN if client else MatchNote.NONE_OF_THESE)
    open_again(row)
    settle_all(session, row)
    audit.write(session, actor, "record.assigned", "record", row.id, client_id=row.client_id)


def _seen(runtime: Runtime, session: Session, row: RecordRow) -> Record:
    session.flush()
    session.refresh(row, ["client"])
    return record_of(row, runtime.catalogue, runtime.lists)


def _keep(
    session: Session, actor: Actor, row: RecordRow, client: ClientRow | None, pairs: Pairs
) -> None:
    found = findings.get(session, row.id)
    _, size = client_faces.counts(session)
    decisions.add(
        session,
        actor,
        row.id,
        client.id if client else None,
        pairs,
        size=found.register_size if found else size,
        model=found.model_version if found else shipped_model().version,
    )


def _judged(session: Session, row: RecordRow, client: ClientRow | None) -> Iterator[dict[str, Any]]:
    """Give the clients on whom a choice passes judgement: the chosen, and those ranked above it."""
    found = findings.get(session, row.id)
    for shown, kept in shown_kept(session, row, found) if found else ():
        is_chosen = client is not None and shown.id == client.id
        yield {"client_id": shown.id, "same": is_chosen, "evidence": kept["evidence"]}
        if is_chosen:
            return
    if client is not None:
        weighed = weigh_clients(session, row, [client.id])
        evidence = weighed[0].candidate.evidence if weighed else ()
        kept_evidence = findings.kept_evidence(evidence)
        yield {"client_id": client.id, "same": True, "evidence": kept_evidence}
