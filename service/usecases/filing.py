"""Makes records of the pages that were read: one a form, whatever documents its pages came in."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from ocr.reading import page_from_json
from service.assembly import Concern, Draft, assemble
from service.clock import now_utc
from service.matching.decision import MatchNote
from service.permission.rules import by_the_service
from service.runtime import Runtime
from service.secret_key import secret_key
from service.store import audit, copies, documents, records
from service.store.models import DocumentRow, PageRow, RecordRow
from service.store.states import DocumentState, MatchedBy, RecordState
from service.urgency import urgency_of
from service.usecases.consents import take_sheet
from service.usecases.copy_returns import follow_copy
from service.usecases.effect_counts import follow_effects
from service.usecases.journey_forms import follow_record
from service.usecases.keep import THE_SERVICE
from service.usecases.likeness import note_likeness
from service.usecases.match import match_record
from service.usecases.quality import draw_sample


@by_the_service
def add_records(runtime: Runtime, session: Session, document: DocumentRow) -> None:
    """Put the pages of a document together and make a record of each form.

    Pages of an issued copy whose others came in another document go to the record of those.
    """
    by_number = {page.number: page for page in document.pages}
    found = []
    for draft in assembled(runtime, document.pages):
        pages = [by_number[number] for number in draft.pages]
        record = _awaiting(session, draft, pages)
        if record is None:
            record = new_record(document, draft)
            fill_record(runtime, session, record, draft, pages)
        else:
            pages = [*record.pages, *pages]
            [whole] = assembled(runtime, sorted(pages, key=_form_page))
            fill_record(runtime, session, record, whole, pages)
        found.append(record)
    if found and all(_has_its_client(record) for record in found):
        documents.enter(session, document, DocumentState.MATCHED, now_utc())


@by_the_service
def assembled(runtime: Runtime, pages: Iterable[PageRow]) -> list[Draft]:
    """Put pages together into the forms that they are pages of."""
    readings = (page_from_json(page.reading) for page in pages)
    return assemble(readings, runtime.catalogue, runtime.lists)


def _form_page(page: PageRow) -> int:
    return page.reading["form_page"] or 0


def _awaiting(session: Session, draft: Draft, pages: Sequence[PageRow]) -> RecordRow | None:
    """Find the record that lacks just these pages of the same copy, and nobody has touched."""
    if draft.copy is None:
        return None
    new = {_form_page(page) for page in pages}
    for record in records.of_copy(session, draft.copy.text):
        waits = record.state is RecordState.REVIEW and Concern.MISSING_PAGES in record.concerns
        has = {_form_page(page) for page in record.pages}
        if waits and not record.corrections and not has & new:
            return record
    return None


def new_record(document: DocumentRow, draft: Draft) -> RecordRow:
    """Begin a record of a form that came back."""
    return RecordRow(
        document=document,
        form_id=draft.form.id,
        form_version=draft.form.version,
        copy_id=draft.copy and draft.copy.text,
        created_at=now_utc(),
    )


@by_the_service
def fill_record(
    runtime: Runtime, session: Session, row: RecordRow, draft: Draft, pages: Sequence[PageRow]
) -> None:
    """Fill a record from all its pages, match it, and accept it where nothing is in doubt."""
    row.values = draft.values
    row.doubts = {key: str(doubt) for key, doubt in draft.doubts.items()}
    row.concerns = [*_of_choice(row), *map(str, draft.concerns)]
    row.state, row.match_note = RecordState.REVIEW, row.match_note or ""
    row.urgency = urgency_of(draft.form, draft.values)
    session.add(row)
    row.pages = list(pages)
    if row.matched_by is not MatchedBy.PERSON:
        match_record(session, row, draft.form)
    session.flush()
    row.concerns = [*row.concerns, *_of_copy(session, row)]
    note_likeness(session, row)
    accept_if_clean(session, row)
    follow_record(session, row)
    follow_effects(session, row)
    follow_copy(session, row)
    key = secret_key(runtime.settings).encode()
    draw_sample(session, row, runtime.settings.quality_sample, key)


def _of_choice(row: RecordRow) -> list[str]:
    """Give the alert that a person's choice does not take away: it was chosen in spite of it."""
    alert = str(Concern.PRINTED_FOR_ANOTHER)
    stands = row.matched_by is MatchedBy.PERSON and alert in row.concerns
    return [alert] if stands else []


def accept_if_clean(session: Session, row: RecordRow) -> None:
    """Accept a record without a person where nothing in it is in doubt."""
    if not (row.doubts or row.concerns) and _has_its_client(row):
        row.state, row.accepted_at = RecordState.ACCEPTED, now_utc()
        audit.write(session, THE_SERVICE, "record.accepted", "record", row.id)
        take_sheet(session, THE_SERVICE, row)


def _has_its_client(record: RecordRow) -> bool:
    return record.client_id is not None or record.match_note == MatchNote.NOT_NEEDED


def _of_copy(session: Session, row: RecordRow) -> list[str]:
    if row.copy_id is None:
        return []
    concerns = []
    if copies.by_copy_id(session, row.copy_id) is None:
        concerns.append(Concern.UNKNOWN_COPY)
    if any(other is not row for other in records.of_copy(session, row.copy_id)):
        concerns.append(Concern.CAME_BEFORE)
    return [str(concern) for concern in concerns]
