"""Tells that something was deleted, where it no longer is."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import NotFoundError
from service.store import retention


def gone_or_none(session: Session, subject: str, subject_id: int) -> NotFoundError:
    """Give the error of something that is not there: it was deleted, or never was."""
    at: datetime | None = retention.erased_at(session, subject, subject_id)
    if at is None:
        return NotFoundError(f"there is no {subject} {subject_id}")
    return NotFoundError(
        f"{subject} {subject_id} was deleted under retention on {at:%d/%m/%Y}",
        hint="It may no longer be kept. The audit trail says that it was there, and its hash.",
    )
