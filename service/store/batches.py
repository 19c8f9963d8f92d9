"""Queries for batches: what was put in, and what became of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from service.store.models import BatchRow, DocumentRow, PageRow, RecordRow
from service.store.states import UNFINISHED, DocumentState, JobKind, RecordState
from service.store.work_models import JobRow


def get(session: Session, batch_id: int) -> BatchRow | None:
    """Find a batch by id."""
    return session.get(BatchRow, batch_id)


def by_name(session: Session, name: str) -> BatchRow | None:
    """Find a batch by its name."""
    return session.scalar(select(BatchRow).where(BatchRow.name == name))


def listed(
    session: Session, *, before_id: int | None = None, limit: int | None = None
) -> list[BatchRow]:
    """List batches, newest first, below the given id."""
    query = select(BatchRow).order_by(BatchRow.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(BatchRow.id < before_id)
    return list(session.scalars(query))


def under_way(session: Session, *, limit: int) -> list[BatchRow]:
    """List the batches of which something is still to be read, newest first."""
    of = select(DocumentRow.batch_id).where(DocumentRow.state.in_(UNFINISHED))
    query = select(BatchRow).where(BatchRow.id.in_(of.where(DocumentRow.batch_id.is_not(None))))
    return list(session.scalars(query.order_by(BatchRow.id.desc()).limit(limit)))


def counts_of_each(
    session: Session, batch_ids: Collection[int]
) -> dict[int, dict[DocumentState, int]]:
    """Count the documents of several batches by state, what came out of containers as well."""
    of, state = DocumentRow.batch_id, DocumentRow.state
    query = select(of, state, func.count()).where(of.in_(batch_ids)).group_by(of, state)
    found: dict[int, dict[DocumentState, int]] = {batch_id: {} for batch_id in batch_ids}
    for batch_id, in_state, number in session.execute(query):
        found[batch_id or 0][in_state] = number
    return found


def read_since(session: Session, batch_id: int, since_utc: datetime) -> tuple[int, datetime | None]:
    """Count the documents of a batch that were read since then; tell when the first was."""
    query = (
        select(func.count(), func.min(JobRow.finished_at))
        .join(JobRow.document)
        .where(
            DocumentRow.batch_id == batch_id,
            # A person's later word moves this one, but never back: it only narrows the search.
            DocumentRow.finished_at >= since_utc,
            JobRow.kind == JobKind.READ,
            JobRow.finished_at >= since_utc,
        )
    )
    number, first = session.execute(query).one()
    return number, first


def known_places(session: Session, batch_id: int, keys: Collection[str]) -> set[str]:
    """Tell which of these places are in a batch already."""
    query = select(DocumentRow.place_key).where(
        DocumentRow.batch_id == batch_id, DocumentRow.place_key.in_(keys)
    )
    return {key for key in session.scalars(query) if key}


def document_counts(session: Session, batch_id: int, *, unpacked: bool) -> dict[DocumentState, int]:
    """Count a batch's documents by state: those put in, or those that came out of containers."""
    parent = DocumentRow.parent_id
    query = select(DocumentRow.state, func.count()).where(
        DocumentRow.batch_id == batch_id, parent.is_not(None) if unpacked else parent.is_(None)
    )
    return dict(session.execute(query.group_by(DocumentRow.state)).all())


def page_counts(session: Session, batch_id: int) -> dict[str, int]:
    """Count the pages that were read by their status."""
    query = select(PageRow.status, func.count()).join(PageRow.document)
    query = query.where(DocumentRow.batch_id == batch_id).group_by(PageRow.status)
    return dict(session.execute(query).all())


def record_counts(session: Session, batch_id: int) -> dict[tuple[str, RecordState], int]:
    """Count records by form and state."""
    query = select(RecordRow.form_id, RecordRow.state, func.count()).join(RecordRow.document)
    query = query.where(DocumentRow.batch_id == batch_id)
    found = session.execute(query.group_by(RecordRow.form_id, RecordRow.state))
    return {(form, state): number for form, state, number in found}


def in_states(
    session: Session,
    batch_id: int,
    states: Collection[DocumentState],
    *,
    after_id: int = 0,
    limit: int | None = None,
) -> list[tuple[DocumentRow, str | None]]:
    """List documents of a batch in these states, from an id on, each with its container's place."""
    container = aliased(DocumentRow)
    query = (
        select(DocumentRow, container.place)
        .outerjoin(container, container.id == DocumentRow.parent_id)
        .where(
            DocumentRow.batch_id == batch_id,
            DocumentRow.state.in_(states),
            DocumentRow.id > after_id,
        )
        .order_by(DocumentRow.id)
        .limit(limit)
    )
    return [(row, place) for row, place in session.execute(query)]


def records_of(session: Session, document_ids: Collection[int]) -> dict[int, list[int]]:
    """Name the records of documents by their ids."""
    query = select(RecordRow.document_id, RecordRow.id).order_by(RecordRow.id)
    found: dict[int, list[int]] = {document_id: [] for document_id in document_ids}
    for document_id, record_id in session.execute(
        query.where(RecordRow.document_id.in_(document_ids))
    ):
        found[document_id].append(record_id)
    return found
