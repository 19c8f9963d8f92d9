"""Queries for sessions."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.store.identity_models import SessionRow


def by_key_hash(session: Session, key_hash: str) -> SessionRow | None:
    """Find a session, over or not, by the hash of its key."""
    return session.scalar(select(SessionRow).where(SessionRow.key_hash == key_hash))


def of_user(session: Session, user_id: int, *, limit: int) -> list[SessionRow]:
    """List an account's sessions, the newest first."""
    query = select(SessionRow).where(SessionRow.user_id == user_id)
    return list(session.scalars(query.order_by(SessionRow.id.desc()).limit(limit)))


def touch(session: Session, session_id: int, at_utc: datetime) -> None:
    """Note that somebody is still there."""
    session.execute(update(SessionRow).where(SessionRow.id == session_id).values(seen_at=at_utc))


def end_all(session: Session, user_id: int, at_utc: datetime, *, but: int | None = None) -> None:
    """End whatever is open of an account, but one session, if said."""
    is_open = (
        SessionRow.user_id == user_id,
        SessionRow.ended_at.is_(None),
        SessionRow.id != (but or 0),
    )
    session.execute(update(SessionRow).where(*is_open).values(ended_at=at_utc))


def forget_old(session: Session, user_id: int, before_utc: datetime) -> None:
    """Drop an account's sessions of long ago."""
    old = (SessionRow.user_id == user_id, SessionRow.begun_at < before_utc)
    session.execute(delete(SessionRow).where(*old))
