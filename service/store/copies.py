"""Queries for issued copies: the register that knows a copy again when it comes back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.models import IssuedCopyRow


def by_copy_id(session: Session, copy_id: str, *, to_change: bool = False) -> IssuedCopyRow | None:
    """Find the copy with this id (14 characters, no hyphens); to change it, it is held."""
    query = select(IssuedCopyRow).where(IssuedCopyRow.copy_id == copy_id)
    return session.scalar(query.with_for_update() if to_change else query)


def of_client(session: Session, client_id: int) -> list[IssuedCopyRow]:
    """List what was issued for a client, newest first."""
    query = select(IssuedCopyRow).where(IssuedCopyRow.client_id == client_id)
    return list(session.scalars(query.order_by(IssuedCopyRow.id.desc())))
