"""Where a document stands once it was read, and what a person may do about it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ocr.reading import BLANK_PAGE, PageStatus
from service.clock import now_utc
from service.entities import Actor, Document
from service.errors import ConflictError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, documents, jobs
from service.store.engine import unit_of_work
from service.store.models import DocumentRow, PageRow, RecordRow
from service.store.states import (
    UNFINISHED,
    DocumentState,
    JobKind,
    Priority,
    RecordState,
)
from service.usecases.copy_returns import follow_copy
from service.usecases.effect_counts import follow_effects
from service.usecases.journey_forms import follow_record
from service.usecases.views import document_of

_NEVER_READ_AGAIN = (*UNFINISHED, DocumentState.DUPLICATE, DocumentState.UNPACKED)
_MAY_BE_SET_ASIDE = (DocumentState.UNIDENTIFIED, DocumentState.FAILED, DocumentState.REFUSED)


def settle(session: Session, document: DocumentRow) -> None:
    """Set a document's state from its records and pages."""
    state = _state(document)
    document.finished_at = now_utc()
    if state is not document.state:
        documents.enter(session, document, state, now_utc())


def settle_all(session: Session, record: RecordRow) -> None:
    """Set the state of every document that has a page of a record, and let it say what happened."""
    follow_record(session, record)
    follow_effects(session, record)
    follow_copy(session, record)
    settle(session, record.document)
    for document in {page.document for page in record.pages} - {record.document}:
        settle(session, document)


def _state(document: DocumentRow) -> DocumentState:
    pages = [page for page in document.pages if not page.is_replaced]
    states = {page.record.state for page in pages if page.record is not None}
    statuses = {page.status for page in pages if not _is_separator(page)}
    if RecordState.REVIEW in states:
        return DocumentState.REVIEW
    if PageStatus.UNIDENTIFIED in statuses or RecordState.WITHDRAWN in states:
        return DocumentState.UNIDENTIFIED
    if PageStatus.FAILED in statuses:
        return DocumentState.FAILED
    if RecordState.RETURNED in states:
        return DocumentState.RETURNED
    return DocumentState.DONE if states else DocumentState.READ


def _is_separator(page: PageRow) -> bool:
    """Tell whether a page only stands between others: the blank back of historic paper.

    A fax that has a blank page may have been sent face down: there a person looks.
    """
    in_a_box = page.document.batch_id is not None
    return in_a_box and is_between(page.reading, len(page.document.pages))


def is_between(reading: Mapping[str, Any], pages: int) -> bool:
    """Tell whether a page of a batch only stands between others.

    Args:
        reading: what was read of it, as it is kept.
        pages: of its document.
    """
    return pages > 1 and any(problem["code"] == BLANK_PAGE for problem in reading["problems"])


def get_document(session: Session, document_id: int) -> DocumentRow:
    """Find a document by id.

    Raises:
        NotFoundError: there is none.
    """
    row = documents.get(session, document_id)
    if row is None:
        raise NotFoundError(f"there is no document {document_id}")
    return row


@needs(Power.TAKE_IN)
def read_again(runtime: Runtime, actor: Actor, document_id: int) -> Document:
    """Have a document read once more that failed, was refused or was not identified.

    Raises:
        NotFoundError: there is none.
        ConflictError: it has records already, or is being read.
    """
    with unit_of_work(runtime.engine) as session:
        row = get_document(session, document_id)
        if row.records or row.state in _NEVER_READ_AGAIN:
            raise ConflictError("this document cannot be read again as it stands")
        for page in row.pages:
            session.delete(page)
        row.reason_code = row.reason = row.page_count = None
        documents.enter(session, row, DocumentState.RECEIVED, now_utc())
        job = jobs.add(session, row, JobKind.READ, Priority.TODAY, now_utc())
        audit.write(session, actor, "document.read_again", "document", row.id)
        session.flush()
        session.refresh(row)
        document, job_id = document_of(row), job.id
    runtime.wake(job_id)
    return document


@needs(Power.TAKE_IN)
def set_aside(runtime: Runtime, actor: Actor, document_id: int) -> Document:
    """Note that a person has dealt with a document that could not be read or identified.

    Raises:
        NotFoundError: there is none.
        ConflictError: it waits for something else.
    """
    with unit_of_work(runtime.engine) as session:
        row = get_document(session, document_id)
        if row.state not in _MAY_BE_SET_ASIDE:
            raise ConflictError(
                "only a document that failed, was refused or was not identified can be set aside"
            )
        documents.enter(session, row, DocumentState.READ, now_utc())
        audit.write(session, actor, "document.set_aside", "document", row.id)
        return document_of(row)
