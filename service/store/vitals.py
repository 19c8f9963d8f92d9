"""Queries for how the work stands at this instant, for whoever watches the service."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.store.models import DocumentRow, PageRow
from service.store.states import DocumentState, JobState
from service.store.work_models import JobRow


def documents(session: Session) -> dict[DocumentState, int]:
    """Count documents by state."""
    query = select(DocumentRow.state, func.count()).group_by(DocumentRow.state)
    return dict(session.execute(query).all())


def jobs(session: Session) -> dict[JobState, int]:
    """Count jobs by state, but for those that are done."""
    query = select(JobRow.state, func.count()).where(JobRow.state != JobState.DONE)
    return dict(session.execute(query.group_by(JobRow.state)).all())


def oldest_due(session: Session, now_utc: datetime) -> datetime | None:
    """Give since when the job has been due that waits longest."""
    due = (JobRow.state == JobState.WAITING, JobRow.not_before <= now_utc)
    return session.scalar(select(func.min(JobRow.not_before)).where(*due))


def pages(session: Session) -> dict[str, int]:
    """Count pages by what reading them came to."""
    query = select(PageRow.status, func.count()).group_by(PageRow.status)
    return dict(session.execute(query).all())


def last_readings(session: Session, number: int) -> Iterator[dict[str, Any]]:
    """Give what was read of each of the last pages, as `throughcare read --json` gives it."""
    yield from session.scalars(select(PageRow.reading).order_by(PageRow.id.desc()).limit(number))
