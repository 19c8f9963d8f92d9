"""Reads a document: claim it, read its bytes outside any transaction, keep everything in one."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from forms.copies import CopyId
from forms.errors import ThroughcareError
from ocr.issued import IssuedCopy, IssuedLookup
from ocr.reading import PageStatus, page_json
from service.assembly import Concern, Draft, assemble
from service.clock import now_utc
from service.entities import Actor, Document
from service.errors import ConflictError, NotFoundError, ReadingFailedError
from service.evidence import ReadPage
from service.jobs.claimant import is_lost, this_process
from service.runtime import Runtime
from service.store import audit, copies, documents, layouts, records
from service.store.engine import looking, unit_of_work
from service.store.models import DocumentRow, PageRow, RecordRow
from service.store.states import UNFINISHED, Channel, DocumentState, RecordState
from service.usecases.match import match_record, needs_client
from service.usecases.views import document_of

_log = structlog.get_logger(__name__)
_THE_SERVICE = Actor(user_id=None, channel=Channel.SERVICE)
_SPARE = timedelta(seconds=60)
_PAGES = 20
"""As many pages at their longest a claim lasts; that of a process that ended counts no longer."""
_MOST_ATTEMPTS = 3
_POISON = ReadingFailedError(
    "reading this file was begun three times and never finished", code="reading-never-finished"
)


def read_document(runtime: Runtime, document_id: int) -> bool:
    """Read one document that was taken in; tell whether it was this caller's to read.

    However the reading ends, the document says so: read, or failed with a reason.
    """
    document = _claim(runtime, document_id)
    if document is None:
        return False
    log = _log.bind(document_id=document_id)
    try:
        pages = _read(runtime, document)
    except ThroughcareError as error:
        log.warning("reading failed", code=error.code)
        _keep_failure(runtime, document_id, error)
    else:
        _keep(runtime, document_id, pages)
        log.info("document read", pages=len(pages))
    return True


def _claim(runtime: Runtime, document_id: int) -> DocumentRow | None:
    now = now_utc()
    until = now + _PAGES * timedelta(seconds=runtime.settings.reading_seconds) + _SPARE
    with unit_of_work(runtime.engine) as session:
        holders = {row.claimed_by for row in documents.unfinished(session) if row.claimed_by}
        lost = [holder for holder in holders if is_lost(holder)]
        taken = documents.claim(
            session, document_id, claimant=this_process(), lost=lost, now_utc=now, until_utc=until
        )
        if not taken:
            return None
        row = _get(session, document_id)
        session.refresh(row)
        return row


def _get(session: Session, document_id: int) -> DocumentRow:
    row = documents.get(session, document_id)
    if row is None:
        raise NotFoundError(f"there is no document {document_id}")
    return row


def _read(runtime: Runtime, document: DocumentRow) -> list[ReadPage]:
    if document.attempts > _MOST_ATTEMPTS:
        raise _POISON
    content = runtime.originals.path(document.original_sha256)
    with looking(runtime.engine) as session:
        known = layouts.active(session)
    return runtime.read_file(content, document.name_given, issued_lookup(runtime), known)


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


def _keep_failure(runtime: Runtime, document_id: int, error: ThroughcareError) -> None:
    with unit_of_work(runtime.engine) as session:
        row = _get(session, document_id)
        row.state, row.finished_at = DocumentState.FAILED, now_utc()
        row.claimed_by = row.claimed_until = None
        row.reason_code, row.reason = error.code, error.advice
        audit.write(session, _THE_SERVICE, "document.failed", "document", row.id, code=error.code)


def _keep(runtime: Runtime, document_id: int, pages: Sequence[ReadPage]) -> None:
    pictures = [page.picture and runtime.originals.keep(page.picture).sha256 for page in pages]
    drafts = assemble((page.reading for page in pages), runtime.catalogue, runtime.lists)
    with unit_of_work(runtime.engine) as session:
        row = _get(session, document_id)
        rows = {
            page.reading.page: PageRow(
                number=page.reading.page,
                status=str(page.reading.status),
                reading=page_json(page.reading),
                evidence_sha256=picture,
            )
            for page, picture in zip(pages, pictures, strict=True)
        }
        row.pages.extend(rows.values())
        for draft in drafts:
            record = _record(session, row, draft)
            record.pages.extend(rows[number] for number in draft.pages)
        row.claimed_by = row.claimed_until = None
        settle(row)
        audit.write(session, _THE_SERVICE, "document.read", "document", row.id, pages=len(pages))


def _record(session: Session, document: DocumentRow, draft: Draft) -> RecordRow:
    row = RecordRow(
        document=document,
        form_id=draft.form.id,
        form_version=draft.form.version,
        copy_id=draft.copy and draft.copy.text,
        values=draft.values,
        doubts={key: str(doubt) for key, doubt in draft.doubts.items()},
        concerns=[str(concern) for concern in (*draft.concerns, *_of_copy(session, draft))],
        state=RecordState.REVIEW,
        match_note="",
        created_at=now_utc(),
    )
    session.add(row)
    match_record(session, row, draft.form)
    session.flush()
    if not (row.doubts or row.concerns) and (row.client_id or not needs_client(draft.form)):
        row.state, row.accepted_at = RecordState.ACCEPTED, now_utc()
        audit.write(session, _THE_SERVICE, "record.accepted", "record", row.id)
    return row


def _of_copy(session: Session, draft: Draft) -> list[Concern]:
    if draft.copy is None:
        return []
    concerns = []
    if copies.by_copy_id(session, draft.copy.text) is None:
        concerns.append(Concern.UNKNOWN_COPY)
    if records.of_copy(session, draft.copy.text):
        concerns.append(Concern.CAME_BEFORE)
    return concerns


def settle(document: DocumentRow) -> None:
    """Set a document's state from its records and pages."""
    statuses = {page.status for page in document.pages}
    if any(record.state is RecordState.REVIEW for record in document.records):
        document.state = DocumentState.REVIEW
    elif PageStatus.UNIDENTIFIED in statuses:
        document.state = DocumentState.UNIDENTIFIED
    elif PageStatus.FAILED in statuses:
        document.state = DocumentState.FAILED
    else:
        document.state = DocumentState.DONE if document.records else DocumentState.READ
    document.finished_at = now_utc()


def unfinished_documents(runtime: Runtime) -> list[int]:
    """List the documents that wait to be read, oldest first."""
    with looking(runtime.engine) as session:
        return [row.id for row in documents.unfinished(session)]


def read_again(runtime: Runtime, actor: Actor, document_id: int) -> Document:
    """Have a document read once more that failed or was not identified.

    Raises:
        NotFoundError: there is none.
        ConflictError: it has records already, or is being read.
    """
    with unit_of_work(runtime.engine) as session:
        row = _get(session, document_id)
        if row.records or row.state in (*UNFINISHED, DocumentState.DUPLICATE):
            raise ConflictError("this document cannot be read again as it stands")
        for page in row.pages:
            session.delete(page)
        row.state, row.attempts, row.reason_code, row.reason = DocumentState.RECEIVED, 0, None, None
        audit.write(session, actor, "document.read_again", "document", row.id)
        session.flush()
        session.refresh(row)
        document = document_of(row)
    runtime.wake(document_id)
    return document


def set_aside(runtime: Runtime, actor: Actor, document_id: int) -> Document:
    """Note that a person has dealt with a document that could not be read or identified.

    Raises:
        NotFoundError: there is none.
        ConflictError: it waits for something else.
    """
    with unit_of_work(runtime.engine) as session:
        row = _get(session, document_id)
        if row.state not in (DocumentState.UNIDENTIFIED, DocumentState.FAILED):
            raise ConflictError(
                "only a document that failed or was not identified can be set aside"
            )
        row.state = DocumentState.READ
        audit.write(session, actor, "document.set_aside", "document", row.id)
        return document_of(row)
