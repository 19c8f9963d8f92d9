"""Queries for records."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from service.matching.decision import MatchNote
from service.store.holds import held_by_another
from service.store.models import RecordKeyRow, RecordRow
from service.store.states import RecordState


def get(session: Session, record_id: int) -> RecordRow | None:
    """Find a record by id."""
    return session.get(RecordRow, record_id)


def listed(
    session: Session,
    *,
    state: RecordState | None = None,
    client_id: int | None = None,
    before_id: int | None = None,
    limit: int | None = None,
) -> list[RecordRow]:
    """List records, newest first, below the given id."""
    query = select(RecordRow).options(selectinload(RecordRow.client)).order_by(RecordRow.id.desc())
    if state is not None:
        query = query.where(RecordRow.state == state)
    if client_id is not None:
        query = query.where(RecordRow.client_id == client_id)
    if before_id is not None:
        query = query.where(RecordRow.id < before_id)
    return list(session.scalars(query.limit(limit)))


def waiting_for_client(session: Session, *, limit: int) -> list[int]:
    """Give the ids of the records whose client nobody knows and nobody decided, newest first."""
    query = select(RecordRow.id).where(
        RecordRow.state == RecordState.REVIEW,
        RecordRow.client_id.is_(None),
        RecordRow.matched_by.is_(None),
        RecordRow.match_note != MatchNote.NOT_NEEDED,
    )
    return list(session.scalars(query.order_by(RecordRow.id.desc()).limit(limit)))


def to_check(session: Session, *, skip: int, limit: int) -> list[RecordRow]:
    """List what waits for a person: the most urgent first, and of those the oldest."""
    # Sorted as ids, by an index that has all of it: thousands of records are not read for fifty.
    ids = (
        select(RecordRow.id)
        .where(RecordRow.state == RecordState.REVIEW)
        .order_by(RecordRow.urgency.desc(), RecordRow.id)
    )
    some = list(session.scalars(ids.offset(skip).limit(limit)))
    query = select(RecordRow).options(selectinload(RecordRow.client)).where(RecordRow.id.in_(some))
    found = {row.id: row for row in session.scalars(query)}
    return [found[record_id] for record_id in some if record_id in found]


def count_urgent(session: Session) -> int:
    """Count what waits for a person and should not wait for its turn."""
    is_urgent = (RecordRow.state == RecordState.REVIEW, RecordRow.urgency > 0)
    return session.scalar(select(func.count()).select_from(RecordRow).where(*is_urgent)) or 0


def in_state(session: Session, record_ids: Collection[int], state: RecordState) -> list[int]:
    """Give those of some records that are in a state, in order."""
    query = select(RecordRow.id).where(RecordRow.id.in_(record_ids), RecordRow.state == state)
    return list(session.scalars(query.order_by(RecordRow.id)))


def next_to_check(
    session: Session, user_id: int | None, now_utc: datetime, *, but: Collection[int]
) -> int | None:
    """Find the most urgent record that waits and that nobody else is checking.

    Args:
        session: the transaction.
        user_id: who asks.
        now_utc: now.
        but: records to pass over.
    """
    query = (
        select(RecordRow.id)
        .where(RecordRow.state == RecordState.REVIEW, RecordRow.id.not_in(but))
        .where(~held_by_another(user_id, now_utc))
        .order_by(RecordRow.urgency.desc(), RecordRow.id)
    )
    return session.scalar(query.limit(1))


def of_copy(session: Session, copy_id: str) -> list[RecordRow]:
    """List the records that one issued copy has come back as."""
    same = (RecordRow.copy_id == copy_id, RecordRow.state != RecordState.WITHDRAWN)
    return list(session.scalars(select(RecordRow).where(*same)))


def keys_of(session: Session, record_id: int) -> list[RecordKeyRow]:
    """List what a record is found by."""
    return list(session.scalars(select(RecordKeyRow).where(RecordKeyRow.record_id == record_id)))


def with_keys(session: Session, keys: Collection[str], *, limit: int) -> list[RecordRow]:
    """List the records that share a key with these, the newest of each key."""
    found: set[int] = set()
    for key in keys:
        # One look into the index a key: a client of many forms must not slow the next one down.
        query = select(RecordKeyRow.record_id).where(RecordKeyRow.key == key)
        found.update(session.scalars(query.order_by(RecordKeyRow.record_id.desc()).limit(limit)))
    newest = sorted(found, reverse=True)[:limit]
    rows = [session.get_one(RecordRow, record_id) for record_id in newest]
    return [row for row in rows if row.state is not RecordState.WITHDRAWN]


def counts(session: Session) -> dict[RecordState, int]:
    """Count records by state."""
    query = select(RecordRow.state, func.count()).group_by(RecordRow.state)
    return dict(session.execute(query).all())
