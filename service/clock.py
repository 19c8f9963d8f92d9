"""The present instant, in one place, in UTC."""

from datetime import UTC, datetime


def now_utc() -> datetime:
    """Give the present instant."""
    return datetime.now(UTC)
