"""What an auditor asks of the trail, and what they are given, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailAsked:
    """Which entries are wanted; what is not said does not matter."""

    user_id: int | None = None
    client_id: int | None = None
    """What was done to a client, its records, papers and copies, and who saw them."""
    action: str = ""
    """An action, or the beginning of some: `record`, `record.exported`."""
    subject: str = ""
    subject_id: str = ""
    first_day: date | None = None
    """In London."""
    last_day: date | None = None
    before_id: int | None = None
    """Only what came before this entry: to turn pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEntry:
    """One entry."""

    id: int
    at: datetime
    user_id: int | None
    user: str | None
    """Name of the account; None: nobody was signed in."""
    channel: str
    request_id: str
    action: str
    subject: str
    subject_id: str
    details: Mapping[str, Any]
    hash: str
