"""Queries for accounts and their tokens."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.models import ApiTokenRow, UserRow
from service.store.states import Role


def get(session: Session, user_id: int) -> UserRow | None:
    """Find an account by id."""
    return session.get(UserRow, user_id)


def by_name(session: Session, name: str) -> UserRow | None:
    """Find an account by the name it signs in with; capitals do not matter."""
    return session.scalar(select(UserRow).where(UserRow.name == name.strip().lower()))


def listed(session: Session) -> list[UserRow]:
    """List all accounts by name."""
    return list(session.scalars(select(UserRow).order_by(UserRow.name)))


def active_administrators(session: Session) -> int:
    """Count the administrators who can sign in."""
    able = session.scalars(select(UserRow.roles).where(UserRow.active.is_(True)))
    return sum(Role.ADMINISTRATOR in roles for roles in able)


def by_token_hash(session: Session, token_hash: str) -> UserRow | None:
    """Find whose live token has this hash."""
    live = (ApiTokenRow.token_hash == token_hash, ApiTokenRow.revoked_at.is_(None))
    token = session.scalar(select(ApiTokenRow).where(*live))
    return token.user if token else None


def tokens(session: Session, user_id: int) -> list[ApiTokenRow]:
    """List the tokens of an account, the oldest first."""
    query = select(ApiTokenRow).where(ApiTokenRow.user_id == user_id)
    return list(session.scalars(query.order_by(ApiTokenRow.id)))
