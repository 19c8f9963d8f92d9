"""Hands out jobs, one holder each, and sees to it that none is lost or kept twice.

Whoever holds a job has a lease and a token. What a job brings is written in one transaction under
that token: a holder whose lease lapsed, and whose job somebody else has taken, can write nothing.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, repeat
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from service.clock import now_utc
from service.errors import ClaimLostError, ConflictError, UnavailableError
from service.jobs.claimant import is_lost, this_process
from service.permission.rules import by_the_service
from service.runtime import Runtime
from service.store import documents, jobs
from service.store.engine import looking, unit_of_work
from service.store.states import DocumentState, JobKind, JobState
from service.store.work_models import JobRow

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

LEASE = timedelta(seconds=90)
_PAUSES = (0.2, 1, 2, 4, 8)
"""Seconds between tries while the database or the disk is away; the last again and again."""
_LONGEST_PAUSE = 10
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(minutes=30)
_RESEND_AFTER = timedelta(minutes=5)
"""Doubled with each sending: a message that is only slow must not be sent many times."""
_MOST_DOUBLINGS = 8
_RESENT_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job in the hands of this process."""

    job_id: int
    token: int
    kind: JobKind
    document_id: int
    """0: the job is on a set of copies."""
    priority: int
    attempts: int
    """This one with those that came to no end."""
    copy_set_id: int = 0
    """0: the job is on a document."""
    request_id: str | None = None
    """Of the request that made it necessary."""


@by_the_service
def take_job(runtime: Runtime, document_id: int | None = None) -> Claim | None:
    """Take the job that comes next, if any is due; with a document, only one on it."""
    return next(iter(take_jobs(runtime, 1, document_id).claims), None)


@dataclass(frozen=True, slots=True)
class Taken:
    """Jobs that were taken at once, in the order in which they are to be done."""

    claims: list[Claim]
    more: bool
    """Whether more was due."""


@by_the_service
def take_job_on_set(runtime: Runtime, copy_set_id: int) -> Claim | None:
    """Take the job on a set of copies, if one is due."""
    return next(iter(take_jobs(runtime, 1, copy_set_id=copy_set_id).claims), None)


@by_the_service
def take_jobs(
    runtime: Runtime,
    at_most: int,
    document_id: int | None = None,
    copy_set_id: int | None = None,
) -> Taken:
    """Take the jobs that come next, as many as are due, each with a token of its own.

    Args:
        runtime: the installation.
        at_most: so many.
        document_id: only a job on this document.
        copy_set_id: only a job on this set of copies.
    """
    now = now_utc()
    with unit_of_work(runtime.engine) as session:
        taken = jobs.claim(
            session,
            holder=this_process(),
            now_utc=now,
            until_utc=now + LEASE,
            document_id=document_id,
            copy_set_id=copy_set_id,
            at_most=at_most,
        )
        to_read = [one.document_id for one in taken.jobs if one.kind is JobKind.READ]
        if to_read:
            documents.enter_all(session, to_read, DocumentState.READING, now)
    return Taken([_claim_of(one) for one in taken.jobs], taken.more)


def _claim_of(found: jobs.Claimed) -> Claim:
    return Claim(
        job_id=found.job_id,
        token=found.token,
        kind=found.kind,
        document_id=found.document_id,
        priority=found.priority,
        attempts=found.attempts,
        copy_set_id=found.copy_set_id,
        request_id=found.request_id,
    )


@by_the_service
def give_back(runtime: Runtime, claims: Collection[Claim]) -> None:
    """Have jobs wait again that were taken and not begun."""
    with unit_of_work(runtime.engine) as session:
        for claim in claims:
            jobs.give_back(session, claim.job_id, claim.token)


@by_the_service
@contextmanager
def ended(runtime: Runtime, claim: Claim) -> Iterator[Session]:
    """Open the transaction in which a holder keeps the last that its job brought: the job is done.

    Raises:
        ClaimLostError: the job is no longer this holder's.
    """
    with unit_of_work(runtime.engine) as session:
        if not jobs.finish(session, claim.job_id, claim.token, now_utc()):
            raise ClaimLostError("the job was taken over by another worker")
        yield session


@by_the_service
@contextmanager
def held(runtime: Runtime, claim: Claim) -> Iterator[tuple[Session, JobRow]]:
    """Open the transaction in which a holder keeps what its job brought.

    Raises:
        ClaimLostError: the job is no longer this holder's.
    """
    with unit_of_work(runtime.engine) as session:
        if not jobs.renew(session, claim.job_id, claim.token, now_utc() + LEASE):
            raise ClaimLostError("the job was taken over by another worker")
        row = jobs.get(session, claim.job_id)
        if row is None:
            raise ClaimLostError("the job is gone")
        yield session, row


def end(job: JobRow, state: JobState = JobState.DONE, reason_code: str | None = None) -> None:
    """Note that a job is over, in its holder's transaction."""
    job.state, job.reason_code, job.finished_at = state, reason_code, now_utc()
    job.holder = job.lease_until = None


def put_back(job: JobRow, reason_code: str | None, wait: timedelta | None) -> None:
    """Leave a job for later, in its holder's transaction.

    Args:
        job: the job.
        reason_code: of the fault; None: something more urgent came.
        wait: None where the attempt does not count, since nothing was wrong with the file.
    """
    job.state, job.holder, job.lease_until, job.sent_at = JobState.WAITING, None, None, None
    job.reason_code = reason_code
    job.not_before = now_utc() + (wait or timedelta())
    if wait is None:
        job.attempts -= 1


def back_off(attempts: int) -> timedelta:
    """Give how long a fault of ours waits before it is tried again."""
    doublings = min(attempts - 1, _MOST_DOUBLINGS)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


@by_the_service
def renew_leases(runtime: Runtime, claims: Collection[Claim]) -> None:
    """Tell the table that the holder of these jobs is still at work."""
    with unit_of_work(runtime.engine) as session:
        until = now_utc() + LEASE
        for claim in claims:
            jobs.renew(session, claim.job_id, claim.token, until)


@by_the_service
def is_overtaken(runtime: Runtime, claim: Claim) -> bool:
    """Tell whether something more urgent than this job waits."""
    with looking(runtime.engine) as session:
        return jobs.is_overtaken(session, claim.priority, now_utc())


@by_the_service
def reconcile(runtime: Runtime, *, is_idle: bool) -> list[int]:
    """Put back the jobs of holders that are gone; give the due jobs that the queue must be told of.

    A job is named again only after a while that doubles each time, so that a queue which is merely
    slow is not flooded; but while this process has nothing to do, one is.
    """
    now = now_utc()
    with looking(runtime.engine) as session:
        lost = [holder for holder in jobs.holders(session) if is_lost(holder)]
    with unit_of_work(runtime.engine) as session:
        if found := jobs.put_back_lost(session, lost, now):
            _log.warning("jobs put back", jobs=found)
        due = jobs.due(session, now, limit=_RESENT_AT_ONCE)
        unsent = [job for job in due if _may_be_sent(job)] or due[: int(is_idle)]
        for job in unsent:
            job.sends, job.sent_at = job.sends + 1, now
        return [job.id for job in unsent]


def _may_be_sent(job: JobRow) -> bool:
    wait = _RESEND_AFTER * (1 << min(job.sends, _MOST_DOUBLINGS))
    return job.sent_at is None or job.sent_at + wait <= now_utc()


@by_the_service
def patiently(runtime: Runtime, step: Callable[[], _T]) -> _T:
    """Take a step, again and again while the database is away or the disk is full.

    Raises:
        UnavailableError: it still is, and this process is to end.
        ConflictError: the same.
    """
    for pause in chain(_PAUSES, repeat(_LONGEST_PAUSE)):
        try:
            return step()
        except (UnavailableError, ConflictError) as error:
            if runtime.stopping.is_set():
                raise
            _log.warning("waiting", code=error.code)
            runtime.stopping.wait(pause)
    raise AssertionError("the pauses never end")
