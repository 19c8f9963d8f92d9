"""Queries for batches: what was put in, and what became of it."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from service.store.models import BatchRow, DocumentRow, PageRow, RecordRow
from service.store.states import DocumentState, RecordState


def get(session: Session, batch_id: int) -> BatchRow | None:
    """Find a batch by id."""
    return session.get(BatchRow, batch_id)


def by_name(session: Session, name: str) -> BatchRow | None:
    """Find a batch by its name."""
    return session.scalar(select(BatchRow).where(BatchRow.name == name))


def listed(session: Session) -> list[BatchRow]:
    """List batches, newest first."""
    return list(session.scalars(select(BatchRow).order_by(BatchRow.id.desc())))


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
    session: Session, batch_id: int, states: Collection[DocumentState]
) -> list[tuple[DocumentRow, str | None]]:
    """List the documents of a batch in these states, each with its container's place."""
    container = aliased(DocumentRow)
    query = (
        select(DocumentRow, container.place)
        .outerjoin(container, container.id == DocumentRow.parent_id)
        .where(DocumentRow.batch_id == batch_id, DocumentRow.state.in_(states))
        .order_by(DocumentRow.id)
    )
    return [(row, place) for row, place in session.execute(query)]
