"""Turns rows into the values that callers see, while their session is open."""

from dataclasses import fields, replace

from forms.answers import Answer
from forms.reference import ReferenceLists
from forms.registry import Catalogue
from forms.schema import check_answers
from ocr.reading import FieldState, page_from_json
from service.assembly import count_to_check
from service.entities import (
    Client,
    ClientNumber,
    Correction,
    Document,
    Episode,
    Evidence,
    Intake,
    IssuedCopy,
    KeyWorker,
    LearnedLayout,
    Page,
    PersonName,
    Record,
    RecordSummary,
    User,
)
from service.register.names import write_names
from service.store.clients import CLIENT_COLUMNS
from service.store.models import (
    CorrectionRow,
    DocumentRow,
    IntakeRow,
    IssuedCopyRow,
    LearnedLayoutRow,
    PageRow,
    RecordRow,
    UserRow,
)
from service.store.register_models import ClientRow, EpisodeRow, KeyWorkerRow


def user_of(row: UserRow) -> User:
    """Give an account as a value."""
    return User(
        id=row.id,
        name=row.name,
        roles=row.roles,
        active=row.active,
        session_stamp=row.session_stamp,
        agency_id=row.agency_id,
    )


def client_of(row: ClientRow) -> Client:
    """Give a client as a value."""
    names = tuple(PersonName(given_names=n.given_names, surname=n.surname) for n in row.names)
    numbers = (
        ClientNumber(kind=number.kind, text=number.text, canonical=number.canonical)
        for number in row.numbers
    )
    return Client(
        id=row.id,
        **{key: getattr(row, key) for key in CLIENT_COLUMNS},
        aliases=write_names(dict.fromkeys(names)),
        other_names=tuple(dict.fromkeys(names)),
        other_births=tuple(dict.fromkeys(birth.date_of_birth for birth in row.births)),
        numbers=tuple(dict.fromkeys(numbers)),
        postcodes=tuple(dict.fromkeys(one.postcode for one in row.postcodes)),
        episodes=tuple(map(episode_of, row.episodes)),
        workers=tuple(map(worker_of, row.workers)),
        revision=row.revision,
        merged_into_id=row.merged_into_id,
    )


def episode_of(row: EpisodeRow) -> Episode:
    """Give a stay in custody as a value."""
    return Episode(**{part.name: getattr(row, part.name) for part in fields(Episode)})


def worker_of(row: KeyWorkerRow) -> KeyWorker:
    """Give a key worker as a value."""
    return KeyWorker(**{part.name: getattr(row, part.name) for part in fields(KeyWorker)})


def copy_of(row: IssuedCopyRow) -> IssuedCopy:
    """Give an issued copy as a value."""
    return IssuedCopy(
        copy_id=row.copy_id,
        form_id=row.form_id,
        form_version=row.form_version,
        artefact=row.artefact,
        client_id=row.client_id,
        issued_at=row.issued_at,
    )


def page_of(row: PageRow) -> Page:
    """Give a page as a value."""
    reading = row.reading
    return Page(
        document_id=row.document_id,
        number=row.number,
        status=row.status,
        form_id=reading["form"],
        form_version=reading["version"],
        form_page=reading["form_page"],
        copy_id=reading["copy"],
        problems=tuple((problem["code"], problem["message"]) for problem in reading["problems"]),
        evidence_sha256=row.evidence_sha256,
        record_id=row.record_id,
        layout=reading["layout"],
        is_replaced=row.is_replaced,
    )


def document_of(row: DocumentRow) -> Document:
    """Give a document as a value."""
    return Document(
        id=row.id,
        intake_id=row.intake_id,
        name_given=row.name_given,
        received_at=row.intake.received_at,
        original_sha256=row.original_sha256,
        media_type=row.original.media_type,
        size=row.original.size,
        state=row.state,
        reason_code=row.reason_code,
        reason=row.reason,
        duplicate_of_id=row.duplicate_of_id,
        record_ids=tuple(record.id for record in row.records),
        pages=tuple(page_of(page) for page in row.pages),
    )


def intake_of(row: IntakeRow) -> Intake:
    """Give a sending as a value."""
    return Intake(
        id=row.id,
        channel=row.channel,
        received_at=row.received_at,
        documents=tuple(document_of(document) for document in row.documents),
    )


def summary_of(row: RecordRow) -> RecordSummary:
    """Give a record as a list shows it."""
    return RecordSummary(
        id=row.id,
        form_id=row.form_id,
        form_version=row.form_version,
        copy_id=row.copy_id,
        state=row.state,
        client=client_of(row.client) if row.client else None,
        doubt_count=count_to_check(row.doubts),
        urgency=row.urgency,
        created_at=row.created_at,
        document_id=row.document_id,
    )


def _correction_of(row: CorrectionRow) -> Correction:
    return Correction(
        key=row.field,
        before=row.before["value"],
        after=row.after["value"],
        by=row.by.name if row.by else None,
        at=row.at,
    )


def evidence_of_pages(pages: list[PageRow]) -> dict[str, Evidence]:
    """Give which page shows each field, and how it was read there."""
    evidence: dict[str, Evidence] = {}
    for row in pages:
        for key, reading in page_from_json(row.reading).fields.items():
            if key not in evidence or evidence[key].reading.state is FieldState.NOT_ASKED:
                evidence[key] = Evidence(
                    document_id=row.document_id,
                    page_number=row.number,
                    has_picture=row.evidence_sha256 is not None,
                    reading=reading,
                )
    return evidence


def record_of(row: RecordRow, catalogue: Catalogue, lists: ReferenceLists) -> Record:
    """Give a record with its evidence, its history and what does not fit the form's rules."""
    form = catalogue.find(row.form_id, row.form_version)
    found = check_answers(form, row.values, lists)
    return replace(
        unchecked_record_of(row), problems={key: wrong.message for key, wrong in found.items()}
    )


def unchecked_record_of(row: RecordRow) -> Record:
    """Give a record without looking whether it fits the form's rules, which takes most time."""
    values: dict[str, Answer] = row.values
    return Record(
        id=row.id,
        document_id=row.document_id,
        form_id=row.form_id,
        form_version=row.form_version,
        copy_id=row.copy_id,
        values=values,
        doubts=row.doubts,
        problems={},
        concerns=tuple(row.concerns),
        state=row.state,
        client=client_of(row.client) if row.client else None,
        matched_by=row.matched_by,
        match_note=row.match_note,
        created_at=row.created_at,
        accepted_at=row.accepted_at,
        revision=row.revision,
        evidence=evidence_of_pages(row.pages),
        corrections=tuple(_correction_of(correction) for correction in row.corrections),
        pages=tuple(page_of(page) for page in row.pages),
    )


def layout_of(row: LearnedLayoutRow) -> LearnedLayout:
    """Give a learned layout as a value."""
    return LearnedLayout(
        id=row.id,
        form_id=row.form_id,
        form_version=row.form_version,
        state=row.state,
        reason_code=row.reason_code,
        document_id=row.page.document_id if row.page else None,
        page_number=row.page.number if row.page else None,
        confirmed_by=row.confirmed_by.name if row.confirmed_by else None,
        confirmed_at=row.confirmed_at,
        ended_at=row.ended_at,
    )
