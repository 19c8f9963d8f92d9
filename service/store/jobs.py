"""Queries for jobs: which is next, who holds it, and whether the holder still may keep anything."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from service.store.models import DocumentRow
from service.store.states import JobKind, JobState, Priority
from service.store.work_models import JobRow


def add(
    session: Session, document: DocumentRow, kind: JobKind, priority: Priority, now_utc: datetime
) -> JobRow:
    """Queue a job in the transaction that makes it necessary; its message follows the commit."""
    row = JobRow(
        document=document,
        kind=kind,
        priority=int(priority),
        state=JobState.WAITING,
        not_before=now_utc,
        created_at=now_utc,
        sends=1,
        sent_at=now_utc,
    )
    session.add(row)
    return row


def get(session: Session, job_id: int) -> JobRow | None:
    """Find a job by id."""
    return session.get(JobRow, job_id)


def of_document(session: Session, document_id: int, kind: JobKind) -> JobRow | None:
    """Find the newest job of a kind on a document."""
    same = (JobRow.document_id == document_id, JobRow.kind == kind)
    return session.scalar(select(JobRow).where(*same).order_by(JobRow.id.desc()).limit(1))


def _due(now_utc: datetime) -> ColumnElement[bool]:
    return and_(JobRow.state == JobState.WAITING, JobRow.not_before <= now_utc)


def claim(
    session: Session,
    *,
    holder: str,
    now_utc: datetime,
    until_utc: datetime,
    document_id: int | None = None,
) -> JobRow | None:
    """Take the next job that is due; one statement decides, whoever else asks.

    Args:
        session: the transaction.
        holder: the process that takes it.
        now_utc: jobs that must wait beyond it are left.
        until_utc: when the lease lapses unless it is renewed.
        document_id: only a job on this document.
    """
    next_one = select(JobRow.id).where(_due(now_utc)).order_by(JobRow.priority, JobRow.id).limit(1)
    if document_id is not None:
        next_one = next_one.where(JobRow.document_id == document_id)
    statement = (
        update(JobRow)
        .where(JobRow.id == next_one.with_for_update(skip_locked=True).scalar_subquery())
        .where(JobRow.state == JobState.WAITING)
        .values(
            state=JobState.RUNNING,
            holder=holder,
            lease_until=until_utc,
            token=JobRow.token + 1,
            attempts=JobRow.attempts + 1,
        )
        .returning(JobRow)
    )
    return session.scalar(statement.execution_options(synchronize_session=False))


def renew(session: Session, job_id: int, token: int, until_utc: datetime) -> bool:
    """Renew a lease, which locks the job; tell whether the holder still has it."""
    statement = (
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.token == token, JobRow.state == JobState.RUNNING)
        .values(lease_until=until_utc)
        .returning(JobRow.id)
    )
    found = session.scalar(statement.execution_options(synchronize_session=False))
    return found is not None


def is_overtaken(session: Session, priority: int, now_utc: datetime) -> bool:
    """Tell whether something more urgent is due."""
    query = select(JobRow.id).where(_due(now_utc), JobRow.priority < priority).limit(1)
    return session.scalar(query) is not None


def holders(session: Session) -> list[str]:
    """List the processes that hold jobs."""
    query = select(JobRow.holder).where(JobRow.state == JobState.RUNNING).distinct()
    return [holder for holder in session.scalars(query) if holder]


def put_back_lost(session: Session, lost: Collection[str], now_utc: datetime) -> int:
    """Have jobs wait again whose lease lapsed or whose holder ended; give how many."""
    gone = or_(JobRow.lease_until <= now_utc, JobRow.holder.in_(lost))
    statement = (
        update(JobRow)
        .where(JobRow.state == JobState.RUNNING, gone)
        .values(state=JobState.WAITING, holder=None, lease_until=None, sent_at=None)
        .returning(JobRow.id)
    )
    found = session.scalars(statement.execution_options(synchronize_session=False))
    return len(found.all())


def due(session: Session, now_utc: datetime, *, limit: int) -> list[JobRow]:
    """List jobs that are due, in the order in which they will be done."""
    query = select(JobRow).where(_due(now_utc)).order_by(JobRow.priority, JobRow.id)
    return list(session.scalars(query.limit(limit)))
