"""Deletes what may no longer be kept, and notes of each thing its id or hash, the day and the rule.

The rows go in one transaction with the note of the files to go; these follow, and a run that is
stopped in between is finished by the next. The audit trail stays: it holds no name and no value.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.errors import ConflictError, NotFoundError
from service.maintenance import alone
from service.permission.powers import Power
from service.permission.rules import needs
from service.retention import cutoff
from service.runtime import Runtime
from service.store import audit, clients, retention
from service.store.engine import looking, unit_of_work
from service.store.erasing import CLIENTS, DOCUMENTS, PAGES, erase
from service.store.retention_models import ErasureRow, RetentionHoldRow

_LONGEST_SENDING = timedelta(days=1)
_SETTLED = timedelta(hours=1)
"""A file that was kept since then may be of a document on its way in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What may no longer be kept, by id."""

    clients: frozenset[int] = frozenset()
    documents: frozenset[int] = frozenset()
    """Whole: all that is in them is due."""
    shared: frozenset[int] = frozenset()
    """Documents that hold other people's forms, too: the clients' pages and records of them go."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is due."""
        return not (self.clients or self.documents)


@needs(Power.MAINTAIN)
def find_due(runtime: Runtime) -> Due:
    """Find what may no longer be kept by the policy that is set; nothing is changed."""
    with looking(runtime.engine) as session:
        return _due(session, runtime)


def _due(session: Session, runtime: Runtime) -> Due:
    policy, now = runtime.settings.retention, now_utc()
    people: set[int] = set()
    whole: set[int] = set()
    shared: set[int] = set()
    if policy.client_months is not None:
        people = retention.clients_before(session, cutoff(now, policy.client_months))
        whole, shared = retention.documents_of(session, retention.records_of(session, people))
    if policy.document_months is not None:
        whole |= retention.documents_before(session, cutoff(now, policy.document_months))
    whole = retention.with_containers(session, whole)
    proofs = retention.proving(session, whole, people)
    return Due(
        clients=frozenset(people),
        documents=frozenset(whole - proofs),
        shared=frozenset(shared - whole | proofs),
    )


@needs(Power.MAINTAIN)
def erase_due(runtime: Runtime, actor: Actor) -> Due:
    """Delete what may no longer be kept; give what that was.

    Raises:
        ConflictError: a back-up or rotation is under way.
    """
    with alone(runtime.settings.data_dir):
        _remove_files(runtime)
        with unit_of_work(runtime.engine) as session:
            due = _due(session, runtime)
            if not due.is_nothing:
                _erase(session, actor, due)
        _remove_files(runtime)
    return due


def _erase(session: Session, actor: Actor, due: Due) -> None:
    records = retention.records_of(session, due.clients, due.documents)
    pages = retention.pages_of_records(session, retention.records_of(session, due.clients))
    files = retention.files_of(session, due.documents, pages)
    gone = {"client": due.clients, "document": due.documents, "record": records}
    # First the notes: without one of its client, the database gives up no consent.
    for subject, ids in gone.items():
        _note(session, subject, ids)
    session.flush()
    for table, ids in ((CLIENTS, due.clients), (DOCUMENTS, due.documents), (PAGES, pages)):
        erase(session, table, ids)
    unnamed = [sha256 for sha256 in sorted(files) if not retention.is_named(session, sha256)]
    for sha256 in unnamed:
        retention.forget_original(session, sha256)
    _note(session, "file", unnamed, is_gone=False)
    _tell(session, actor, gone)


def _note(session: Session, subject: str, ids: Collection[object], *, is_gone: bool = True) -> None:
    now = now_utc()
    session.add_all(
        ErasureRow(subject=subject, subject_id=str(one), at=now, is_gone=is_gone) for one in ids
    )


def _tell(session: Session, actor: Actor, gone: Mapping[str, Collection[int]]) -> None:
    for subject, ids in gone.items():
        for one in sorted(ids):
            audit.write(session, actor, f"{subject}.erased", subject, one)


def _remove_files(runtime: Runtime) -> None:
    """Take from the disk what was deleted, but for what has come in again meanwhile."""
    with looking(runtime.engine) as session:
        waiting = [(row.id, row.subject_id) for row in retention.files_to_go(session)]
    since = (now_utc() - _SETTLED).timestamp()
    runtime.originals.sweep((now_utc() - _LONGEST_SENDING).timestamp())
    for row_id, sha256 in waiting:
        with unit_of_work(runtime.engine) as session:
            row = session.get_one(ErasureRow, row_id)
            is_needed = retention.is_named(session, sha256)
            row.is_gone = is_needed or runtime.originals.discard_settled(sha256, since)


@needs(Power.MAINTAIN)
def hold(runtime: Runtime, actor: Actor, reference: str, reason: str) -> None:
    """Have nothing deleted of a client until it is released.

    Raises:
        NotFoundError: there is no such client.
        ConflictError: it is held already, or there is no reason.
    """
    if not reason.strip():
        raise ConflictError("a hold needs a reason", hint="Say why nothing may be deleted.")
    with unit_of_work(runtime.engine) as session:
        client_id = _client_id(session, reference)
        if retention.hold_of(session, client_id) is not None:
            raise ConflictError("this client is held already", hint="Nothing needs to be done.")
        row = RetentionHoldRow(
            client_id=client_id, reason=reason, by_id=actor.user_id, at=now_utc()
        )
        session.add(row)
        audit.write(session, actor, "client.held", "client", client_id)


@needs(Power.MAINTAIN)
def release(runtime: Runtime, actor: Actor, reference: str) -> None:
    """Have a client's things deleted again once their time is over.

    Raises:
        NotFoundError: there is no such client, or nothing holds it.
    """
    with unit_of_work(runtime.engine) as session:
        client_id = _client_id(session, reference)
        row = retention.hold_of(session, client_id)
        if row is None:
            raise NotFoundError("nothing holds this client")
        session.delete(row)
        audit.write(session, actor, "client.released", "client", client_id)


def _client_id(session: Session, reference: str) -> int:
    row = clients.by_reference(session, reference)
    if row is None:
        raise NotFoundError("there is no client with this reference")
    return row.id


def gone_or_none(session: Session, subject: str, subject_id: int) -> NotFoundError:
    """Give the error of something that is not there: it was deleted, or never was."""
    at: datetime | None = retention.erased_at(session, subject, subject_id)
    if at is None:
        return NotFoundError(f"there is no {subject} {subject_id}")
    return NotFoundError(
        f"{subject} {subject_id} was deleted under retention on {at:%d/%m/%Y}",
        hint="It may no longer be kept. The audit trail says that it was there, and its hash.",
    )
