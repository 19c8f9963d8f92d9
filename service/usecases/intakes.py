"""Shows what was taken in: sendings, documents, originals and the pictures of pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from service.entities import Document, DocumentSummary, Intake, Sending
from service.errors import NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import batches, documents, records
from service.store.engine import looking
from service.store.states import DocumentState, RecordState
from service.usecases.gone import gone_or_none
from service.usecases.views import document_of, intake_of


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes out of the store."""

    content: bytes = field(repr=False)
    media_type: str


@needs(Power.SEE_CLIENTS)
def find_intake(runtime: Runtime, intake_id: int) -> Intake:
    """Find a sending by id.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = documents.get_intake(session, intake_id)
        if row is None:
            raise NotFoundError(f"there is no intake {intake_id}")
        return intake_of(row)


@needs(Power.SEE_CLIENTS)
def list_intakes(
    runtime: Runtime, *, before_id: int | None = None, limit: int = 50
) -> list[Intake]:
    """List sendings, newest first, below the given id."""
    with looking(runtime.engine) as session:
        rows = documents.intakes(session, before_id=before_id, limit=limit)
        return [intake_of(row) for row in rows]


@needs(Power.SEE_CLIENTS)
def find_document(runtime: Runtime, document_id: int) -> Document:
    """Find a document by id.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = documents.get(session, document_id)
        if row is None:
            raise gone_or_none(session, "document", document_id)
        return document_of(row)


@needs(Power.SEE_CLIENTS)
def list_documents(
    runtime: Runtime,
    *,
    states: Collection[DocumentState] | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[Document]:
    """List documents, newest first, below the given id."""
    with looking(runtime.engine) as session:
        rows = documents.listed(session, states=states, before_id=before_id, limit=limit)
        return [document_of(row) for row in rows]


@needs(Power.SEE_CLIENTS)
def list_files(
    runtime: Runtime,
    *,
    states: Collection[DocumentState] | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[DocumentSummary]:
    """List documents as a table shows them, newest first, below the given id."""
    with looking(runtime.engine) as session:
        lines = documents.lines(session, states=states, before_id=before_id, limit=limit)
        return _summaries(session, lines)


def _summaries(session: Session, lines: Sequence[documents.Line]) -> list[DocumentSummary]:
    ids = [document_id for document_id, *_ in lines]
    pages, of_records = documents.page_counts(session, ids), batches.records_of(session, ids)
    return [
        DocumentSummary(
            id=document_id,
            name_given=name,
            received_at=received_at,
            state=state,
            page_count=pages.get(document_id, 0),
            record_ids=tuple(of_records[document_id]),
        )
        for document_id, name, received_at, state in lines
    ]


@needs(Power.SEE_CLIENTS)
def find_sending(runtime: Runtime, intake_id: int) -> Sending:
    """Find a sending by id, with its files as a table shows them.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        files = _summaries(session, documents.lines(session, intake_id=intake_id))
    if not files:
        raise NotFoundError(f"there is no intake {intake_id}")
    return Sending(id=intake_id, received_at=files[0].received_at, files=tuple(files))


@needs(Power.SEE_FIGURES)
def count_in(runtime: Runtime, intake_ids: Collection[int]) -> dict[DocumentState, int]:
    """Count the documents of some sendings, and what came out of them, by state."""
    with looking(runtime.engine) as session:
        return documents.counts_in(session, intake_ids)


@dataclass(frozen=True, slots=True)
class WorkWaiting:
    """How much waits, for whom."""

    records_urgent: int
    """Of those to review: a death, a release, a change of treatment."""
    records_to_review: int
    documents_unidentified: int
    documents_failed: int
    documents_refused: int
    documents_being_read: int


@needs(Power.SEE_FIGURES)
def count_waiting(runtime: Runtime) -> WorkWaiting:
    """Count what waits for a person, and what for the reader."""
    with looking(runtime.engine) as session:
        by_state, by_record = documents.counts(session), records.counts(session)
        urgent = records.count_urgent(session)
    return WorkWaiting(
        records_urgent=urgent,
        records_to_review=by_record.get(RecordState.REVIEW, 0),
        documents_unidentified=by_state.get(DocumentState.UNIDENTIFIED, 0),
        documents_failed=by_state.get(DocumentState.FAILED, 0),
        documents_refused=by_state.get(DocumentState.REFUSED, 0),
        documents_being_read=by_state.get(DocumentState.RECEIVED, 0)
        + by_state.get(DocumentState.READING, 0),
    )


@needs(Power.SEE_CLIENTS)
def original_of(runtime: Runtime, document_id: int) -> StoredFile:
    """Give the original of a document, byte for byte.

    Raises:
        NotFoundError: there is none, or it is damaged.
    """
    document = find_document(runtime, document_id)
    return StoredFile(runtime.originals.read(document.original_sha256), document.media_type)


@needs(Power.SEE_CLIENTS)
def page_picture(runtime: Runtime, document_id: int, number: int) -> StoredFile:
    """Give the upright picture of a page, which crops are cut from.

    Raises:
        NotFoundError: no such page, or it has no picture (a digital return).
    """
    with looking(runtime.engine) as session:
        row = documents.page(session, document_id, number)
        sha256 = row and row.evidence_sha256
    if not sha256:
        raise NotFoundError(f"document {document_id} has no picture of page {number}")
    return StoredFile(runtime.originals.read(sha256), "image/png")
