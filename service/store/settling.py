"""Queries for what is left to settle about documents that were read."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from ocr.reading import PageStatus
from service.store.models import PageRow, RecordRow
from service.store.states import RecordState


@dataclass(frozen=True, slots=True)
class RecordOfDocument:
    """A record that has a page in a document, and what is left to settle of it."""

    id: int
    state: RecordState
    client_id: int | None
    match_note: str
    doubts: Mapping[str, str] = field(repr=False)
    concerns: Sequence[str]


def records_behind(
    session: Session, document_ids: Collection[int]
) -> dict[int, list[RecordOfDocument]]:
    """List the records of documents, by document: also those whose other pages came in another."""
    of_pages = select(PageRow.document_id, PageRow.record_id.label("record_id")).where(
        PageRow.document_id.in_(document_ids),
        PageRow.record_id.is_not(None),
        PageRow.is_replaced.is_(False),
    )
    own = select(RecordRow.document_id, RecordRow.id.label("record_id")).where(
        RecordRow.document_id.in_(document_ids)
    )
    pairs = union(of_pages, own).subquery()
    query = (
        select(
            pairs.c.document_id,
            RecordRow.id,
            RecordRow.state,
            RecordRow.client_id,
            RecordRow.match_note,
            RecordRow.doubts,
            RecordRow.concerns,
        )
        .join(pairs, pairs.c.record_id == RecordRow.id)
        .order_by(RecordRow.id)
    )
    found: dict[int, list[RecordOfDocument]] = {one: [] for one in document_ids}
    for document_id, *record in session.execute(query):
        found[document_id].append(RecordOfDocument(*record))
    return found


def unread_pages(session: Session, document_ids: Collection[int]) -> dict[int, Counter[str]]:
    """Count the pages of documents that are no known form or could not be read, by status."""
    query = (
        select(PageRow.document_id, PageRow.status, func.count())
        .where(
            PageRow.document_id.in_(document_ids),
            PageRow.status.in_((PageStatus.UNIDENTIFIED, PageStatus.FAILED)),
            PageRow.is_replaced.is_(False),
        )
        .group_by(PageRow.document_id, PageRow.status)
    )
    found: dict[int, Counter[str]] = {one: Counter() for one in document_ids}
    for document_id, status, number in session.execute(query):
        found[document_id][status] = number
    return found
