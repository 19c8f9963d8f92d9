"""Reads a document page by page; what was read is kept as it comes (service.usecases.outcome).

A job that is stopped at any instant, by a fault or by something more urgent, goes on behind the
last page that was kept.
"""

from collections.abc import Collection
from typing import assert_never

import structlog
from sqlalchemy.orm import Session

from forms.copies import CopyId
from forms.errors import ThroughcareError
from ocr.issued import IssuedCopy, IssuedLookup
from ocr.reading import PageStatus
from service.errors import ClaimLostError, ReadingFailedError
from service.evidence import FileOpened, FileToRead, Member, ReadPage
from service.matching.identity import Fact
from service.permission.rules import by_the_service
from service.runtime import Runtime
from service.store import copies, documents, layouts
from service.store.engine import looking
from service.store.states import Priority
from service.usecases.outcome import (
    InHand,
    keep_break,
    keep_end,
    keep_some,
    keep_trouble,
    take_member,
)
from service.usecases.standing import get_document
from service.usecases.trouble import CRASHED, check_attempts, is_worth_another_try
from service.usecases.work import Claim, is_overtaken, take_job

_log = structlog.get_logger(__name__)


@by_the_service
def read_document(runtime: Runtime, document_id: int) -> bool:
    """Read one document that waits; tell whether it was this caller's to read."""
    claim = take_job(runtime, document_id)
    if claim is None:
        return False
    read_claimed(runtime, claim)
    return True


@by_the_service
def read_claimed(runtime: Runtime, claim: Claim) -> bool:
    """Read the document of a claim; however the reading ends, its state says so.

    Returns:
        Whether it leaves something to be done at once: its own rest, or what it held.

    Raises:
        UnavailableError: the database or the disk is away, and this process is to end.
    """
    log = _log.bind(document_id=claim.document_id)
    in_hand = InHand(runtime, claim)
    is_done = True
    try:
        try:
            is_done = _read_on(in_hand)
            (keep_end if is_done else keep_break)(in_hand)
            log.info("document read" if is_done else "reading broken off")
        except ClaimLostError:
            raise
        except ThroughcareError as error:
            log.warning("reading failed", code=error.code)
            keep_trouble(in_hand, error)
    except ClaimLostError:
        log.warning("claim lost")
    return in_hand.is_container or not is_done


def _read_on(in_hand: InHand) -> bool:
    """Read what is left of a document; tell whether that is all of it."""
    runtime, claim = in_hand.runtime, in_hand.claim
    check_attempts(claim)
    with looking(runtime.engine) as session:
        file, known = _file(runtime, session, claim), layouts.active(session)
        wanted = _wanted(session, claim)
    for item in runtime.read_file(file, issued_lookup(runtime), known):
        match item:
            case FileOpened():
                in_hand.page_count = item.pages
            case Member():
                take_member(in_hand, item)
            case ReadPage(reading=reading) if wanted and reading.page not in wanted:
                continue
            case ReadPage():
                _check_crash(claim, item)
                in_hand.pages.append(item)
                if _is_to_stop(in_hand):
                    return False
            case _:
                assert_never(item)
    return True


def _file(runtime: Runtime, session: Session, claim: Claim) -> FileToRead:
    row = get_document(session, claim.document_id)
    reread = row.reread or {"pages": [], "turns": {}}
    last_read = documents.last_page_read(session, row.id)
    return FileToRead(
        content=runtime.originals.content(row.original_sha256),
        name=row.name_given,
        first=max([last_read + 1, *reread["pages"][:1]]),
        last=max(reread["pages"], default=None),
        turns={int(number): degrees for number, degrees in reread["turns"].items()},
        depth=len(documents.containers_of(session, row)),
        lines_of=tuple(Fact),
    )


def _wanted(session: Session, claim: Claim) -> Collection[int]:
    """Give the pages that a document is of; none: all of its file."""
    reread = get_document(session, claim.document_id).reread
    return frozenset(reread["pages"]) if reread else frozenset()


def _check_crash(claim: Claim, page: ReadPage) -> None:
    """Have a page that ended its reader read again, some times: it may have been our fault."""
    failed = page.reading.status is PageStatus.FAILED
    crashed = failed and any(problem.code == CRASHED for problem in page.reading.problems)
    error = ReadingFailedError("the reader broke down", code=CRASHED)
    if crashed and is_worth_another_try(error, claim):
        raise error


def _is_to_stop(in_hand: InHand) -> bool:
    """Keep what has gathered; tell whether to break off here for something more urgent."""
    if in_hand.is_at_the_end:
        return False
    if in_hand.is_much:
        keep_some(in_hand)
    runtime, claim = in_hand.runtime, in_hand.claim
    if runtime.stopping.is_set():
        return True
    return claim.priority > Priority.TODAY and is_overtaken(runtime, claim)


@by_the_service
def issued_lookup(runtime: Runtime) -> IssuedLookup:
    """Give the reader's view of the register of copies."""

    def find(copy: CopyId) -> IssuedCopy | None:
        with looking(runtime.engine) as session:
            row = copies.by_copy_id(session, copy.text)
            if row is None:
                return None
            form = runtime.catalogue.find(row.form_id, row.form_version)
            return IssuedCopy(form=form, values=row.values)

    return find
