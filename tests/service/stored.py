"""Documents, pages and records as reading leaves them, put straight into the tables."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.answers import Answer
from forms.definition import Form
from forms.geometry import BoxMm
from ocr.reading import Channel as PageChannel
from ocr.reading import PageReading, page_json
from service.assembly import assemble
from service.originals import Kept
from service.runtime import Runtime
from service.store import audit
from service.store.engine import unit_of_work
from service.store.models import (
    BatchRow,
    DocumentRow,
    IntakeRow,
    OriginalRow,
    PageRow,
    RecordRow,
)
from service.store.states import Channel, DocumentState, RecordState
from service.store.sureness import sureness_of
from service.store.work_models import DocumentEventRow
from tests.service.conftest import ACTOR
from tests.service.readings import page

READ_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
READ_BY = "throughcare 0.1.0; tesseract 5.3.0"
_PER_MM = 8


@cache
def picture(text: str = "LAURA JANE O'SEVERN") -> bytes:
    """The upright picture of a page: some print in each place that `boxed` gives."""
    sheet = Image.new("L", (210 * _PER_MM, 297 * _PER_MM), 255)
    draw = ImageDraw.Draw(sheet)
    for row in range(40):
        draw.text((22 * _PER_MM, (21 + 6 * row) * _PER_MM), f"{text} {row}", fill=0, font_size=28)
    target = BytesIO()
    sheet.save(target, format="PNG")
    return target.getvalue()


def boxed(reading: PageReading) -> PageReading:
    """Give each field a place of its own, one below the other."""
    fields = {
        key: replace(one, box=BoxMm(20, 20 + 6 * row, 90, 25 + 6 * row), raw=str(one.value or ""))
        for row, (key, one) in enumerate(reading.fields.items())
    }
    return replace(reading, fields=fields)


def store_record(
    runtime: Runtime,
    form: Form,
    values: Mapping[str, Answer],
    *,
    content: bytes = b"II*\x00 a fax",
    doubtful: Collection[str] = (),
    batch: str | None = None,
    channel: PageChannel = PageChannel.FAX,
    created_at: datetime = READ_AT,
    client_id: int | None = None,
) -> int:
    """Store a document of one page and its record; accepted where nothing is in doubt."""
    reading = replace(boxed(page(form, values, doubtful=doubtful)), channel=channel)
    [draft] = assemble([reading], runtime.catalogue, runtime.lists)
    kept, drawn = runtime.originals.keep(content), runtime.originals.keep(picture())
    with unit_of_work(runtime.engine) as session:
        document = _document(session, kept, created_at, batch)
        is_sure = not draft.doubts
        record = RecordRow(
            document=document,
            form_id=form.id,
            form_version=form.version,
            values=draft.values,
            doubts={key: str(doubt) for key, doubt in draft.doubts.items()},
            concerns=[],
            state=RecordState.ACCEPTED if is_sure else RecordState.REVIEW,
            client_id=client_id,
            match_note="nobody",
            created_at=created_at,
            accepted_at=created_at if is_sure else None,
        )
        record.pages.append(_page(document, reading, drawn.sha256))
        session.add(record)
        audit.write(session, ACTOR, "document.read", "document", document.id, pages=1)
        session.flush()
        return record.id


def store_document(
    runtime: Runtime,
    content: bytes,
    reading: PageReading,
    *,
    batch: str | None = None,
    state: DocumentState = DocumentState.DONE,
) -> int:
    """Store a document that made no record, with the reading of its only page."""
    kept = runtime.originals.keep(content)
    with unit_of_work(runtime.engine) as session:
        document = _document(session, kept, READ_AT, batch)
        document.state = state
        document.pages.append(_page(document, reading, None))
        return document.id


def _document(
    session: Session, kept: Kept, received_at: datetime, batch: str | None
) -> DocumentRow:
    original = session.get(OriginalRow, kept.sha256) or OriginalRow(
        sha256=kept.sha256, size=kept.size, media_type=kept.media_type, received_at=received_at
    )
    document = DocumentRow(
        intake=IntakeRow(channel=Channel.FOLDER, received_at=received_at),
        original=original,
        name_given="fax.tif",
        state=DocumentState.DONE,
        batch_id=_batch(session, batch, received_at).id if batch else None,
    )
    session.add(document)
    session.flush()
    for state in (DocumentState.RECEIVED, DocumentState.READING, DocumentState.DONE):
        session.add(DocumentEventRow(document_id=document.id, state=state, at=received_at))
    return document


def _batch(session: Session, name: str, made_at: datetime) -> BatchRow:
    row = session.scalar(select(BatchRow).where(BatchRow.name == name))
    row = row or BatchRow(name=name, created_at=made_at)
    session.add(row)
    session.flush()
    return row


def _page(document: DocumentRow, reading: PageReading, picture_sha256: str | None) -> PageRow:
    return PageRow(
        document_id=document.id,
        number=reading.page,
        status=str(reading.status),
        reading=page_json(reading),
        evidence_sha256=picture_sha256,
        read_by=READ_BY,
        read_at=READ_AT,
        sureness=sureness_of(reading, READ_AT),
    )
