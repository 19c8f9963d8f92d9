"""Queries for what is left to settle about documents that were read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from ocr.reading import PageStatus
from service.store.models import DocumentRow, PageRow, RecordRow
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


@dataclass(frozen=True, slots=True)
class UnreadPage:
    """A page that is of no known form, or could not be read."""

    status: str
    reading: Mapping[str, Any] = field(repr=False)
    pages: int
    """Of its document."""


def unread_pages(session: Session, document_ids: Collection[int]) -> dict[int, list[UnreadPage]]:
    """List the pages of documents that are of no known form or could not be read, by document."""
    query = (
        select(PageRow.document_id, PageRow.status, PageRow.reading, DocumentRow.page_count)
        .join(PageRow.document)
        .where(
            PageRow.document_id.in_(document_ids),
            PageRow.status.in_((PageStatus.UNIDENTIFIED, PageStatus.FAILED)),
            PageRow.is_replaced.is_(False),
        )
    )
    found: dict[int, list[UnreadPage]] = {one: [] for one in document_ids}
    for document_id, status, reading, pages in session.execute(query):
        found[document_id].append(UnreadPage(status, reading, pages or 1))
    return found
