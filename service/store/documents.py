"""Queries for sendings, their documents and pages, and a reader's claim on a document."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from service.store.models import DocumentRow, IntakeRow, PageRow
from service.store.states import UNFINISHED, DocumentState

_SETTLED_BADLY = (DocumentState.FAILED, DocumentState.DUPLICATE)


def get(session: Session, document_id: int) -> DocumentRow | None:
    """Find a document by id."""
    return session.get(DocumentRow, document_id)


def get_intake(session: Session, intake_id: int) -> IntakeRow | None:
    """Find a sending by id."""
    return session.get(IntakeRow, intake_id)


def with_source_key(session: Session, source_key: str) -> IntakeRow | None:
    """Find the sending that came as this letter or this dropped file."""
    return session.scalar(select(IntakeRow).where(IntakeRow.source_key == source_key))


def intakes(session: Session, *, before_id: int | None, limit: int) -> list[IntakeRow]:
    """List sendings, newest first, below the given id."""
    query = select(IntakeRow).order_by(IntakeRow.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(IntakeRow.id < before_id)
    return list(session.scalars(query))


def listed(
    session: Session,
    *,
    states: Collection[DocumentState] | None,
    before_id: int | None,
    limit: int,
) -> list[DocumentRow]:
    """List documents, newest first, below the given id."""
    query = (
        select(DocumentRow)
        .options(selectinload(DocumentRow.intake), selectinload(DocumentRow.original))
        .options(selectinload(DocumentRow.records), selectinload(DocumentRow.pages))
        .order_by(DocumentRow.id.desc())
        .limit(limit)
    )
    if states is not None:
        query = query.where(DocumentRow.state.in_(states))
    if before_id is not None:
        query = query.where(DocumentRow.id < before_id)
    return list(session.scalars(query))


def counts(session: Session) -> dict[DocumentState, int]:
    """Count documents by state."""
    query = select(DocumentRow.state, func.count()).group_by(DocumentRow.state)
    return dict(session.execute(query).all())


def first_with_bytes(session: Session, sha256: str) -> DocumentRow | None:
    """Find the document that stands for these bytes: the first that did not fail."""
    same = DocumentRow.original_sha256 == sha256
    query = select(DocumentRow).where(same, DocumentRow.state.not_in(_SETTLED_BADLY))
    return session.scalar(query.order_by(DocumentRow.id).limit(1))


def unfinished(session: Session) -> list[DocumentRow]:
    """List what still has to be read, oldest first."""
    query = select(DocumentRow).where(DocumentRow.state.in_(UNFINISHED))
    return list(session.scalars(query.order_by(DocumentRow.id)))


def _free(claimant_lost: Collection[str], now_utc: datetime) -> ColumnElement[bool]:
    lapsed = DocumentRow.claimed_until <= now_utc
    lost = DocumentRow.claimed_by.in_(claimant_lost)
    reading = and_(DocumentRow.state == DocumentState.READING, or_(lapsed, lost))
    return or_(DocumentRow.state == DocumentState.RECEIVED, reading)


def claim(
    session: Session,
    document_id: int,
    *,
    claimant: str,
    lost: Collection[str],
    now_utc: datetime,
    until_utc: datetime,
) -> bool:
    """Take a document for reading, if nobody who is still there has it; one statement decides.

    Args:
        session: the transaction.
        document_id: which.
        claimant: the process that takes it.
        lost: processes known to have ended, whose claims count no longer.
        now_utc: claims that lapsed by now count no longer.
        until_utc: when this claim lapses.
    """
    statement = (
        update(DocumentRow)
        .where(DocumentRow.id == document_id, _free(lost, now_utc))
        .values(
            state=DocumentState.READING,
            claimed_by=claimant,
            claimed_until=until_utc,
            attempts=DocumentRow.attempts + 1,
        )
        .returning(DocumentRow.id)
    )
    return session.scalar(statement) is not None


def page(session: Session, document_id: int, number: int) -> PageRow | None:
    """Find a page of a document, counted from 1."""
    same = (PageRow.document_id == document_id, PageRow.number == number)
    return session.scalar(select(PageRow).where(*same))
