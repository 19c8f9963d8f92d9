"""Queries for the forms of a client, sent and received, by when they went or came."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from service.store.models import DocumentRow, IntakeRow, IssuedCopyRow, PageRow, RecordRow
from service.store.states import Channel, RecordState

Received = Row[int, str, str, RecordState, int, datetime, Channel]
"""Record, form, version, state, document, when it came, which way."""
Sent = Row[str, str, str, datetime]
"""Copy, form, version, when it went."""


def received(session: Session, client_id: int, *, most: int) -> Sequence[Received]:
    """Give the newest forms that came back."""
    came = IntakeRow.received_at
    query = (
        select(
            RecordRow.id,
            RecordRow.form_id,
            RecordRow.form_version,
            RecordRow.state,
            RecordRow.document_id,
            came,
            IntakeRow.channel,
        )
        .join(RecordRow.document)
        .join(DocumentRow.intake)
        .where(RecordRow.client_id == client_id)
    )
    return session.execute(query.order_by(came.desc(), RecordRow.id.desc()).limit(most)).all()


def sent(session: Session, client_id: int, *, most: int) -> Sequence[Sent]:
    """Give the newest copies that went out."""
    copy = IssuedCopyRow
    query = select(copy.copy_id, copy.form_id, copy.form_version, copy.issued_at)
    query = query.where(copy.client_id == client_id)
    return session.execute(query.order_by(copy.issued_at.desc(), copy.id.desc()).limit(most)).all()


def count(session: Session, client_id: int) -> int:
    """Count the forms of a client."""
    rows = (RecordRow, IssuedCopyRow)
    queries = (
        select(func.count()).select_from(row).where(row.client_id == client_id) for row in rows
    )
    return sum(session.scalar(query) or 0 for query in queries)


def pictured_pages(session: Session, record_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Give for each record, where there is one, the first of its pages that has a picture.

    Returns:
        Document and number of the page, by record.
    """
    query = (
        select(PageRow.record_id, PageRow.document_id, PageRow.number)
        .where(PageRow.record_id.in_(record_ids), PageRow.evidence_sha256.is_not(None))
        .order_by(PageRow.document_id.desc(), PageRow.number.desc())
    )
    found = session.execute(query)
    return {record: (document, page) for record, document, page in found if record is not None}
