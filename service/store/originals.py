"""Queries for what the store of originals holds, and for documents to be archived."""

from sqlalchemy import select, union
from sqlalchemy.orm import Session, selectinload

from service.store.models import DocumentRow, OriginalRow, PageRow
from service.store.states import UNFINISHED, DocumentState

_NO_ORIGINALS = (*UNFINISHED, DocumentState.DUPLICATE, DocumentState.UNPACKED)
"""Not read yet; kept already as another document; or held only documents of their own."""


def portion(
    session: Session, *, batch_id: int | None, after_id: int, limit: int
) -> list[DocumentRow]:
    """Give some of the documents to archive, oldest first, above the given id."""
    query = (
        select(DocumentRow)
        .options(selectinload(DocumentRow.pages), selectinload(DocumentRow.original))
        .where(DocumentRow.id > after_id, DocumentRow.state.not_in(_NO_ORIGINALS))
        .order_by(DocumentRow.id)
        .limit(limit)
    )
    if batch_id is not None:
        query = query.where(DocumentRow.batch_id == batch_id)
    return list(session.scalars(query))


def kept(session: Session) -> set[str]:
    """Give the SHA-256 of all that the store must hold: originals and pictures of pages."""
    pictures = select(PageRow.evidence_sha256).where(PageRow.evidence_sha256.is_not(None))
    return {str(one) for one in session.scalars(union(select(OriginalRow.sha256), pictures))}


def is_kept(session: Session, sha256: str) -> bool:
    """Tell whether the store must hold a content."""
    as_original = select(OriginalRow.sha256).where(OriginalRow.sha256 == sha256)
    as_picture = select(PageRow.evidence_sha256).where(PageRow.evidence_sha256 == sha256)
    return session.scalar(union(as_original, as_picture).limit(1)) is not None
