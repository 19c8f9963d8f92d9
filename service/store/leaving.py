"""Queries for records that are to leave the service."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from service.store.models import BatchRow, CorrectionRow, DocumentRow, PageRow, RecordRow
from service.store.states import RecordState


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records; None: whichever."""

    state: RecordState | None = RecordState.ACCEPTED
    form_id: str | None = None
    batch_id: int | None = None
    since: datetime | None = None
    """Accepted since then; those that are not accepted, read since then."""


def portion(
    session: Session, wanted: Wanted, *, before_id: int | None, limit: int
) -> list[RecordRow]:
    """Give some records, newest first, below the given id, with all that is theirs."""
    query = (
        select(RecordRow)
        .options(
            selectinload(RecordRow.client),
            selectinload(RecordRow.pages).selectinload(PageRow.document),
            selectinload(RecordRow.corrections).joinedload(CorrectionRow.by),
            selectinload(RecordRow.document),
        )
        .order_by(RecordRow.id.desc())
        .limit(limit)
    )
    if wanted.state is not None:
        query = query.where(RecordRow.state == wanted.state)
    if wanted.form_id is not None:
        query = query.where(RecordRow.form_id == wanted.form_id)
    if wanted.batch_id is not None:
        query = query.join(DocumentRow).where(DocumentRow.batch_id == wanted.batch_id)
    if wanted.since is not None:
        when = func.coalesce(RecordRow.accepted_at, RecordRow.created_at)
        query = query.where(when >= wanted.since)
    if before_id is not None:
        query = query.where(RecordRow.id < before_id)
    return list(session.scalars(query))


def batch_names(session: Session) -> dict[int, str]:
    """Give the names of all batches."""
    return dict(session.execute(select(BatchRow.id, BatchRow.name)).all())
