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


def token_by_hash(session: Session, token_hash: str) -> ApiTokenRow | None:
    """Find the token of this hash, live or not."""
    return session.scalar(select(ApiTokenRow).where(ApiTokenRow.token_hash == token_hash))


def tokens(session: Session, user_id: int | None = None) -> list[ApiTokenRow]:
    """List the tokens of an account, or all, the oldest first."""
    query = select(ApiTokenRow).order_by(ApiTokenRow.id)
    if user_id is not None:
        query = query.where(ApiTokenRow.user_id == user_id)
    return list(session.scalars(query))
