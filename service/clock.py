"""The present instant, in one place, in UTC; and the zone that people here live by."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now_utc() -> datetime:
    """Give the present instant."""
    return datetime.now(UTC)
