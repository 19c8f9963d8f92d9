"""Keeps what a reading brings, each step in one transaction under the claim on its job."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from sqlalchemy.orm import Session

from forms.errors import ThroughcareError
from service.clock import now_utc
from service.evidence import Member, ReadPage
from service.originals import Kept
from service.runtime import Runtime
from service.store import audit, documents
from service.store.models import DocumentRow
from service.store.states import DocumentState, JobState
from service.store.work_models import JobRow
from service.usecases.filing import add_records
from service.usecases.keep import THE_SERVICE, add_members, add_pages, keep_pictures
from service.usecases.standing import get_document, settle
from service.usecases.trouble import is_the_files, is_worth_another_try
from service.usecases.work import Claim, back_off, end, ended, held, patiently, put_back

_KEPT_AT_ONCE = 10
"""Pages."""
_KEPT_EVERY = 20
"""Seconds; both bound what a power cut may undo."""


@dataclass(slots=True, eq=False)
class InHand:
    """What one holder has read and not yet kept; `repr` shows nothing of it."""

    runtime: Runtime = field(repr=False)
    claim: Claim
    pages: list[ReadPage] = field(default_factory=list, repr=False)
    members: list[tuple[str, str, Kept]] = field(default_factory=list, repr=False)
    page_count: int | None = None
    since: float = field(default_factory=monotonic)

    @property
    def is_container(self) -> bool:
        """Whether what is read holds other files instead of pages."""
        return self.page_count == 0

    @property
    def is_much(self) -> bool:
        """Whether it is time to keep what was read."""
        return len(self.pages) >= _KEPT_AT_ONCE or monotonic() - self.since > _KEPT_EVERY

    @property
    def is_at_the_end(self) -> bool:
        """Whether the last page of the file was read."""
        return bool(self.pages) and self.pages[-1].reading.page == self.page_count

    def keep(self, step: Callable[[Session, JobRow], None]) -> None:
        """Take a step in a transaction under the claim, however long the database is away."""

        def once() -> None:
            with held(self.runtime, self.claim) as (session, job):
                step(session, job)

        patiently(self.runtime, once)

    def keep_last(self, step: Callable[[Session, DocumentRow], None]) -> None:
        """Take the last step, with which the job is done."""

        def once() -> None:
            with ended(self.runtime, self.claim) as session:
                step(session, get_document(session, self.claim.document_id))

        patiently(self.runtime, once)


def take_member(in_hand: InHand, member: Member) -> None:
    """Store the bytes of a container's member."""
    kept = patiently(in_hand.runtime, lambda: in_hand.runtime.originals.keep(member.content))
    in_hand.members.append((member.place, member.name, kept))


def _pages_kept(in_hand: InHand) -> Callable[[Session, DocumentRow], None]:
    """Store the pictures of what is in hand; give the step that adds its rows."""
    pages = list(in_hand.pages)
    pictures = patiently(in_hand.runtime, lambda: keep_pictures(in_hand.runtime, pages))

    def step(session: Session, document: DocumentRow) -> None:
        document.page_count = in_hand.page_count
        add_pages(document, pages, pictures)
        session.flush()

    return step


def keep_some(in_hand: InHand) -> None:
    """Keep the pages that are in hand, while the reading goes on."""
    add = _pages_kept(in_hand)
    in_hand.keep(lambda session, job: add(session, job.document))
    in_hand.pages.clear()
    in_hand.since = monotonic()


def keep_break(in_hand: InHand) -> None:
    """Keep what was read, and leave the rest for later."""
    keep_some(in_hand)
    in_hand.keep(lambda _session, job: put_back(job, None, None))


def keep_end(in_hand: InHand) -> None:
    """Keep the end of a reading: the last pages and the records, or the members."""
    if in_hand.is_container:
        _keep_members(in_hand)
        return
    add = _pages_kept(in_hand)

    def step(session: Session, document: DocumentRow) -> None:
        add(session, document)
        documents.enter(session, document, DocumentState.READ, now_utc())
        add_records(in_hand.runtime, session, document)
        settle(session, document)
        _note(session, document, "read", pages=len(document.pages))

    in_hand.keep_last(step)


def _note(session: Session, document: DocumentRow, what: str, **details: int | str) -> None:
    audit.write(session, THE_SERVICE, f"document.{what}", "document", document.id, **details)


def _keep_members(in_hand: InHand) -> None:
    waiting: list[int] = []

    def step(session: Session, document: DocumentRow) -> None:
        waiting[:] = add_members(session, document, in_hand.members)
        document.finished_at = now_utc()
        documents.enter(session, document, DocumentState.UNPACKED, now_utc())
        _note(session, document, "unpacked", members=len(in_hand.members))

    in_hand.keep_last(step)
    for job_id in waiting:
        in_hand.runtime.wake(job_id)


def keep_trouble(in_hand: InHand, error: ThroughcareError) -> None:
    """Keep what was read before a fault; the rest is tried again later, or refused, or parked."""
    if in_hand.pages:
        keep_some(in_hand)

    def step(session: Session, job: JobRow) -> None:
        if is_worth_another_try(error, in_hand.claim):
            put_back(job, error.code, back_off(in_hand.claim.attempts))
        else:
            _give_up(session, job, error)

    in_hand.keep(step)


def _give_up(session: Session, job: JobRow, error: ThroughcareError) -> None:
    refused = is_the_files(error)
    state = DocumentState.REFUSED if refused else DocumentState.FAILED
    document = job.document
    document.finished_at = now_utc()
    document.reason_code, document.reason = error.code, error.advice
    documents.enter(session, document, state, now_utc(), error.code)
    end(job, JobState.DONE if refused else JobState.PARKED, error.code)
    _note(session, document, str(state), code=error.code)
