"""Queries for documents whose originals are to be archived."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from service.store.models import DocumentRow
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
