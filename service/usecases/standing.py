"""Where a document stands once it was read, and what a person may do about it."""

from sqlalchemy.orm import Session

from ocr.reading import PageStatus
from service.clock import now_utc
from service.entities import Actor, Document
from service.errors import ConflictError, NotFoundError
from service.runtime import Runtime
from service.store import audit, documents, jobs
from service.store.engine import unit_of_work
from service.store.models import DocumentRow
from service.store.states import (
    UNFINISHED,
    DocumentState,
    JobKind,
    Priority,
    RecordState,
)
from service.usecases.views import document_of

_NEVER_READ_AGAIN = (*UNFINISHED, DocumentState.DUPLICATE, DocumentState.UNPACKED)
_MAY_BE_SET_ASIDE = (DocumentState.UNIDENTIFIED, DocumentState.FAILED, DocumentState.REFUSED)


def settle(session: Session, document: DocumentRow) -> None:
    """Set a document's state from its records and pages."""
    state = _state(document)
    document.finished_at = now_utc()
    if state is not document.state:
        documents.enter(session, document, state, now_utc())


def _state(document: DocumentRow) -> DocumentState:
    statuses = {page.status for page in document.pages}
    if any(record.state is RecordState.REVIEW for record in document.records):
        return DocumentState.REVIEW
    if PageStatus.UNIDENTIFIED in statuses:
        return DocumentState.UNIDENTIFIED
    if PageStatus.FAILED in statuses:
        return DocumentState.FAILED
    return DocumentState.DONE if document.records else DocumentState.READ


def get_document(session: Session, document_id: int) -> DocumentRow:
    """Find a document by id.

    Raises:
        NotFoundError: there is none.
    """
    row = documents.get(session, document_id)
    if row is None:
        raise NotFoundError(f"there is no document {document_id}")
    return row


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
