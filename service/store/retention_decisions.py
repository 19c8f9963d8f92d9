"""Queries for what people said of how long things are kept."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.retention import Decision, Item, Subject
from service.store.models import PageRow, RecordRow
from service.store.register_models import ClientRow
from service.store.retention_models import RetentionDecisionRow, RetentionHoldRow

_COLUMN = {
    Subject.CLIENT: RetentionDecisionRow.client_id,
    Subject.DOCUMENT: RetentionDecisionRow.document_id,
}


def decision_of(row: RetentionDecisionRow) -> Decision:
    """Give a row as a value."""
    return Decision(
        id=row.id,
        act=row.act,
        at=row.at,
        by=row.by.name if row.by else None,
        until=row.until,
        reason=row.reason,
    )


def last_of_each(session: Session, subject: Subject) -> dict[int, Decision]:
    """Give the last decision on each thing of a kind, by its id."""
    column = _COLUMN[subject]
    last = select(func.max(RetentionDecisionRow.id)).where(column.is_not(None)).group_by(column)
    query = select(RetentionDecisionRow).where(RetentionDecisionRow.id.in_(last))
    rows = session.scalars(query)
    return {getattr(row, column.key): decision_of(row) for row in rows}


def all_of(session: Session, subject: Subject, ids: Collection[int]) -> list[Decision]:
    """List what was said of a thing, or of entries that are one person, the newest first."""
    query = select(RetentionDecisionRow).where(_COLUMN[subject].in_(ids))
    rows = session.scalars(query.order_by(RetentionDecisionRow.id.desc()))
    return [decision_of(row) for row in rows]


def row_of(item: Item) -> RetentionDecisionRow:
    """Begin a decision on a thing."""
    return RetentionDecisionRow(**{_COLUMN[item.subject].key: item.id})


def held_clients(session: Session) -> set[int]:
    """Give the clients on whom a legal hold is."""
    return set(session.scalars(select(RetentionHoldRow.client_id)))


def merged_into(session: Session) -> Mapping[int, int]:
    """Give of each entry that was merged away the one that stands for it now."""
    query = select(ClientRow.id, ClientRow.merged_into_id).where(
        ClientRow.merged_into_id.is_not(None)
    )
    nearest = {one: into for one, into in session.execute(query) if into is not None}
    found = {}
    for one, into in nearest.items():
        last = into
        while last in nearest:
            last = nearest[last]
        found[one] = last
    return found


def documents_about(session: Session, client_ids: Collection[int]) -> set[int]:
    """Give the documents in which something is of these clients."""
    by_record = select(RecordRow.document_id).where(RecordRow.client_id.in_(client_ids))
    by_page = (
        select(PageRow.document_id)
        .join(RecordRow, PageRow.record_id == RecordRow.id)
        .where(RecordRow.client_id.in_(client_ids))
    )
    return {one for one in (*session.scalars(by_record), *session.scalars(by_page)) if one}


def clients_in(session: Session, document_ids: Collection[int]) -> set[int]:
    """Give the clients of whom something is in these documents."""
    # Two questions, each answered by an index: asked as one, it reads all records through.
    by_record = select(RecordRow.client_id).where(RecordRow.document_id.in_(document_ids))
    by_page = (
        select(RecordRow.client_id)
        .join(PageRow, PageRow.record_id == RecordRow.id)
        .where(PageRow.document_id.in_(document_ids))
    )
    found = (*session.scalars(by_record), *session.scalars(by_page))
    return {one for one in found if one is not None}
