"""Queries for calendars of what is due."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.journey_models import CalendarFeedRow


def of_user(session: Session, user_id: int) -> CalendarFeedRow | None:
    """Find an account's calendar."""
    return session.get(CalendarFeedRow, user_id)


def by_token_hash(session: Session, token_hash: str) -> CalendarFeedRow | None:
    """Find the calendar whose token has this hash."""
    return session.scalar(select(CalendarFeedRow).where(CalendarFeedRow.token_hash == token_hash))
