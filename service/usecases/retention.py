"""Deletes what a person has approved, and notes of each thing its id or hash, the day and the rule.

The rows go in one transaction with the note of the files to go; these follow, and a run that is
stopped in between is finished by the next. The audit trail stays: it holds no name and no value.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.maintenance import alone
from service.permission.powers import Power
from service.permission.rules import needs
from service.retention import ReviewState
from service.runtime import Runtime
from service.store import audit, retention
from service.store.engine import looking, unit_of_work
from service.store.erasing import CLIENTS, DOCUMENTS, PAGES, erase
from service.store.retention_models import ErasureRow
from service.usecases.ended import Found, find_ended, what_was_said

_LONGEST_SENDING = timedelta(days=1)
_SETTLED = timedelta(hours=1)
"""A file that was kept since then may be of a document on its way in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What may no longer be kept and was approved, by id."""

    clients: frozenset[int] = frozenset()
    documents: frozenset[int] = frozenset()
    """Whole: all that is in them is due."""
    shared: frozenset[int] = frozenset()
    """Documents that hold other people's forms, too: the clients' pages and records of them go."""
    waiting: int = 0
    """Clients and documents that nobody has reviewed yet: they stay."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is due."""
        return not (self.clients or self.documents)


@needs(Power.MAINTAIN)
def find_due(runtime: Runtime) -> Due:
    """Find what is deleted next: its time is over and a person approved; nothing is changed."""
    with looking(runtime.engine) as session:
        return _due(session, runtime)


def _due(session: Session, runtime: Runtime) -> Due:
    said = what_was_said(session, now_utc())
    found = find_ended(session, runtime.settings.retention, said)
    approved = ReviewState.APPROVED
    due = what_goes(session, found, found.clients(approved), found.documents(approved))
    waiting = sum(state is ReviewState.WAITING for state in found.states.values())
    return replace(due, waiting=waiting)


def what_goes(
    session: Session, found: Found, people: Collection[int], documents: Collection[int]
) -> Due:
    """Tell what goes with clients and documents, and what of it stays because of others.

    Args:
        session: the transaction.
        found: what has come to the end of its time; what is kept of it stays.
        people: every entry of the clients.
        documents: that go by themselves.
    """
    whole, shared = retention.documents_of(session, retention.records_of(session, people))
    whole = retention.with_containers(session, whole | set(documents))
    stay = retention.proving(session, whole, people) | whole & found.staying
    return Due(
        clients=frozenset(people),
        documents=frozenset(whole - stay),
        shared=frozenset(shared - whole | stay),
    )


@needs(Power.MAINTAIN)
def erase_due(runtime: Runtime, actor: Actor) -> Due:
    """Delete what a person has approved; give what that was.

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
