"""Queries for jobs: which is next, who holds it, and whether the holder still may keep anything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap, takewhile

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from service.store.copy_set_models import CopySetRow
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


def add_on_set(
    session: Session, copy_set: CopySetRow, kind: JobKind, now_utc: datetime, due_utc: datetime
) -> JobRow:
    """Queue a job on a set of copies, to be done when it is due: a person waits for most of them.

    Args:
        session: the transaction that makes it necessary; its message follows the commit.
        copy_set: what it is on.
        kind: what is to be done.
        now_utc: now.
        due_utc: not before this.
    """
    row = JobRow(
        copy_set=copy_set,
        kind=kind,
        priority=int(Priority.TODAY),
        state=JobState.WAITING,
        not_before=due_utc,
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


def _due(now_utc: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(JobRow.state == JobState.WAITING, JobRow.not_before <= now_utc)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a holder must know of a job that was just taken."""

    job_id: int
    token: int
    kind: JobKind
    document_id: int
    """0: it is on a set of copies."""
    priority: int
    attempts: int
    copy_set_id: int
    """0: it is on a document."""
    request_id: str | None
    """Of the request that made it necessary."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken at once."""

    jobs: tuple[Claimed, ...]
    more: bool
    """Whether more was due."""


# Made once, and sent past the object mapper: each job runs through them.
_NEXT = (
    select(JobRow.id, JobRow.attempts)
    .where(_due(bindparam("now", type_=JobRow.not_before.type)))
    .order_by(JobRow.priority, JobRow.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_NEXT_OF_ONE = _NEXT.where(JobRow.document_id == bindparam("document", type_=Integer))
_NEXT_OF_SET = _NEXT.where(JobRow.copy_set_id == bindparam("copy_set", type_=Integer))
_CLAIM = (
    update(JobRow)
    .where(JobRow.id.in_(bindparam("jobs", expanding=True)), JobRow.state == JobState.WAITING)
    .values(
        state=JobState.RUNNING,
        holder=bindparam("by"),
        lease_until=bindparam("until"),
        token=JobRow.token + 1,
        attempts=JobRow.attempts + 1,
    )
    .returning(
        JobRow.id,
        JobRow.token,
        JobRow.kind,
        func.coalesce(JobRow.document_id, 0),
        JobRow.priority,
        JobRow.attempts,
        func.coalesce(JobRow.copy_set_id, 0),
        JobRow.request_id,
    )
)
_HELD = and_(
    JobRow.id == bindparam("job", type_=Integer),
    JobRow.token == bindparam("held", type_=Integer),
    JobRow.state == JobState.RUNNING,
)
_FREE = {"holder": None, "lease_until": None}
_FINISH = (
    update(JobRow)
    .where(_HELD)
    .values(state=JobState.DONE, reason_code=None, finished_at=bindparam("now"), **_FREE)
)
_RETURN = (
    update(JobRow)
    .where(_HELD)
    .values(state=JobState.WAITING, sent_at=None, attempts=JobRow.attempts - 1, **_FREE)
)


def claim(
    session: Session,
    *,
    holder: str,
    now_utc: datetime,
    until_utc: datetime,
    document_id: int | None = None,
    copy_set_id: int | None = None,
    at_most: int = 1,
) -> Taken:
    """Take the next jobs that are due, in the order in which they are to be done.

    A job that was begun before is taken alone: should it take its worker with it, no other job
    pays for that twice.

    Args:
        session: the transaction.
        holder: the process that takes them.
        now_utc: jobs that must wait beyond it are left.
        until_utc: when the lease lapses unless it is renewed.
        document_id: only a job on this document.
        copy_set_id: only a job on this set of copies.
        at_most: so many.
    """
    rows = _next(session, now_utc, document_id, copy_set_id, at_most + 1)
    fresh = list(takewhile(lambda row: row.attempts == 0, rows[:at_most])) or rows[:1]
    more = len(rows) > len(fresh)
    if not fresh:
        return Taken((), more)
    values = {"jobs": [row.id for row in fresh], "by": holder, "until": until_utc}
    found = starmap(Claimed, session.connection().execute(_CLAIM, values))
    return Taken(tuple(sorted(found, key=lambda one: (one.priority, one.job_id))), more)


def _next(
    session: Session,
    now_utc: datetime,
    document_id: int | None,
    copy_set_id: int | None,
    at_most: int,
) -> Sequence[Row[int, int]]:
    """Find the next jobs that are due, and lock them."""
    statement, values = _NEXT, {"now": now_utc, "most": at_most}
    if document_id is not None:
        statement, values = _NEXT_OF_ONE, {**values, "document": document_id}
    if copy_set_id is not None:
        statement, values = _NEXT_OF_SET, {**values, "copy_set": copy_set_id}
    return session.connection().execute(statement, values).all()


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


def finish(session: Session, job_id: int, token: int, now_utc: datetime) -> bool:
    """Have a job be done, which locks it; tell whether the holder still had it."""
    values = {"job": job_id, "held": token, "now": now_utc}
    return session.connection().execute(_FINISH, values).rowcount == 1


def give_back(session: Session, job_id: int, token: int) -> None:
    """Have a job wait again that was taken and never begun, if the holder still has it."""
    session.connection().execute(_RETURN, {"job": job_id, "held": token})


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
