"""Keeps what reading a document brought: pages as they come, records and members at its end."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from ocr.reading import page_from_json, page_json
from service.assembly import Concern, Draft, assemble
from service.clock import now_utc
from service.entities import Actor
from service.evidence import ReadPage
from service.matching.decision import MatchNote
from service.originals import Kept
from service.runtime import Runtime
from service.store import audit, copies, documents, records
from service.store.models import DocumentRow, PageRow, RecordRow
from service.store.states import Channel, DocumentState, RecordState
from service.usecases.match import match_record
from service.usecases.receive import Arrival, add_document

THE_SERVICE = Actor(user_id=None, channel=Channel.SERVICE)


def keep_pictures(runtime: Runtime, pages: Sequence[ReadPage]) -> list[str | None]:
    """Store the pictures of pages, before any row speaks of them; give their SHA-256."""
    keep = runtime.originals.keep
    return [keep(page.picture).sha256 if page.picture else None for page in pages]


def add_pages(
    document: DocumentRow, pages: Sequence[ReadPage], pictures: Sequence[str | None]
) -> None:
    """Add rows for pages that were read."""
    for page, picture in zip(pages, pictures, strict=True):
        row = PageRow(
            number=page.reading.page,
            status=str(page.reading.status),
            reading=page_json(page.reading),
            evidence_sha256=picture,
            read_at=now_utc(),
        )
        document.pages.append(row)


def add_records(runtime: Runtime, session: Session, document: DocumentRow) -> None:
    """Put the pages of a document together and make a record of each form."""
    readings = (page_from_json(page.reading) for page in document.pages)
    by_number = {page.number: page for page in document.pages}
    added = []
    for draft in assemble(readings, runtime.catalogue, runtime.lists):
        record = _record(session, document, draft)
        record.pages.extend(by_number[number] for number in draft.pages)
        added.append(record)
    if added and all(_has_its_client(record) for record in added):
        documents.enter(session, document, DocumentState.MATCHED, now_utc())


def _has_its_client(record: RecordRow) -> bool:
    return record.client_id is not None or record.match_note == MatchNote.NOT_NEEDED


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
    if not (row.doubts or row.concerns) and _has_its_client(row):
        row.state, row.accepted_at = RecordState.ACCEPTED, now_utc()
        audit.write(session, THE_SERVICE, "record.accepted", "record", row.id)
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


def add_members(
    session: Session, container: DocumentRow, members: Iterable[tuple[str, str, Kept]]
) -> list[int]:
    """Add what a container held as documents of their own; give the ids of their jobs.

    Args:
        session: the transaction.
        container: the document that was unpacked.
        members: place in the container, name and stored bytes of each.
    """
    added = [
        add_document(
            session,
            container.intake,
            Arrival(
                name=name,
                kept=kept,
                place=place,
                batch_id=container.batch_id,
                parent_id=container.id,
            ),
        )
        for place, name, kept in members
    ]
    session.flush()
    return [job.id for job in added if job is not None]
