"""Gives what stands behind each value: from the record back to the bytes that came."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from sqlalchemy.orm import Session

from service.custody.chain import (
    Acceptance,
    AcceptedBy,
    AuditEntry,
    Event,
    Origin,
    PageEvidence,
    RecordEvidence,
    ValueEvidence,
)
from service.custody.content import package_files
from service.custody.package import Verdict, verify_package, write_package
from service.entities import Actor, Correction, Record
from service.errors import NoGroundError
from service.labels import labels_of
from service.matching.decision import MatchNote
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, records, trails
from service.store.engine import looking, unit_of_work
from service.store.models import BatchRow, DocumentRow, PageRow, RecordRow
from service.usecases.disclosing import disclose_record, parties
from service.usecases.gone import gone_or_none
from service.usecases.views import record_of

_EXPORTED = "record.evidence_exported"


@needs(Power.SEE_CLIENTS)
def record_evidence(runtime: Runtime, record_id: int) -> RecordEvidence:
    """Give a record with its whole chain.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = records.get(session, record_id)
        if row is None:
            raise gone_or_none(session, "record", record_id)
        form = runtime.catalogue.find(row.form_id, row.form_version)
        record = record_of(row, runtime.catalogue, runtime.lists)
        return RecordEvidence(
            record=record,
            form_title=form.title,
            origins=tuple(_origin(session, document) for document in _documents(row)),
            pages=tuple(_page(page) for page in row.pages),
            values=value_evidence(row, record, labels_of(form)),
            events=tuple(_events(session, row)),
            audit=tuple(_audit(session, row)),
        )


def value_evidence(
    row: RecordRow, record: Record, labels: Mapping[str, str]
) -> tuple[ValueEvidence, ...]:
    """Give the chain of each value, in the order of the form.

    Args:
        row: the record.
        record: the same as a value.
        labels: of all fields of its form.
    """
    pages = {(page.document_id, page.number): page for page in row.pages}
    return tuple(_value(key, label, record, pages) for key, label in labels.items())


def _value(
    key: str, label: str, record: Record, pages: Mapping[tuple[int, int], PageRow]
) -> ValueEvidence:
    shown = record.evidence.get(key)
    page = pages[shown.document_id, shown.page_number] if shown else None
    corrections = tuple(one for one in record.corrections if one.key == key)
    doubt = record.doubts.get(key)
    is_sure = shown is not None and shown.reading.accepted and doubt is None
    return ValueEvidence(
        key=key,
        label=label,
        value=record.values.get(key),
        document_id=page.document_id if page else None,
        original_sha256=page.document.original_sha256 if page else None,
        page=page.number if page else None,
        channel=page.reading["channel"] if page else None,
        reading=shown.reading if shown else None,
        read_by=page.read_by if page else None,
        read_at=page.read_at if page else None,
        picture_sha256=page.evidence_sha256 if page else None,
        doubt=doubt,
        acceptance=_acceptance(corrections, doubt, page if is_sure else None),
        corrections=corrections,
    )


def _acceptance(
    corrections: tuple[Correction, ...], doubt: str | None, sure: PageRow | None
) -> Acceptance | None:
    """Tell what accepted a value: the last person's word, else the reader's rule."""
    if doubt is not None:
        return None
    if corrections:
        last = corrections[-1]
        return Acceptance(by=AcceptedBy.PERSON, who=last.by, rule=None, at=last.at)
    if sure is None:
        return None
    return Acceptance(by=AcceptedBy.RULE, who=None, rule=sure.read_by, at=sure.read_at)


def _documents(row: RecordRow) -> list[DocumentRow]:
    """Give the documents that a record's pages came in, its own first."""
    return list(dict.fromkeys([row.document, *(page.document for page in row.pages)]))


def _page(page: PageRow) -> PageEvidence:
    return PageEvidence(
        document_id=page.document_id,
        number=page.number,
        form_page=page.reading["form_page"],
        picture_sha256=page.evidence_sha256,
        read_by=page.read_by,
        read_at=page.read_at,
        problems=tuple(problem["message"] for problem in page.reading["problems"]),
    )


def _origin(session: Session, document: DocumentRow) -> Origin:
    intake, sender = document.intake, document.intake.received_by_id
    batch = document.batch_id and session.get(BatchRow, document.batch_id)
    return Origin(
        document_id=document.id,
        sha256=document.original_sha256,
        size=document.original.size,
        media_type=document.original.media_type,
        channel=intake.channel,
        received_at=intake.received_at,
        received_by=trails.user_names(session, [sender]).get(sender) if sender else None,
        name_given=document.name_given,
        batch=batch.name if batch else None,
        place=document.place,
        out_of=tuple(_parents(session, document)),
    )


def _parents(session: Session, document: DocumentRow) -> Iterator[tuple[int, str]]:
    while document.parent_id is not None:
        parent = session.get(DocumentRow, document.parent_id)
        if parent is None:
            return
        yield parent.id, parent.original_sha256
        document = parent


def _events(session: Session, row: RecordRow) -> Iterator[Event]:
    for event in trails.events_of(session, [document.id for document in _documents(row)]):
        yield Event(
            document_id=event.document_id,
            state=event.state,
            reason_code=event.reason_code,
            at=event.at,
        )


def _audit(session: Session, row: RecordRow) -> Iterator[AuditEntry]:
    subjects = [("record", row.id), *(("document", one.id) for one in _documents(row))]
    for entry, name in trails.audit_of(session, subjects):
        yield AuditEntry(
            id=entry.id,
            at=entry.at,
            who=name,
            action=entry.action,
            subject=entry.subject,
            subject_id=entry.subject_id,
            details=entry.details,
        )


@needs(Power.EXPORT)
def export_evidence(
    runtime: Runtime,
    actor: Actor,
    record_id: int,
    target: BinaryIO,
    recipient_id: int | None = None,
) -> str:
    """Write the evidence package of a record (ZIP); give the SHA-256 of its manifest.

    The audit trail keeps that SHA-256, so that a package can be known again.

    Raises:
        NotFoundError: there is no such record, or its original is missing or damaged.
        NoGroundError: the recipient may not be given it.
    """
    evidence = record_evidence(runtime, record_id)
    with unit_of_work(runtime.engine) as session:
        disclose_record(session, actor, evidence.record, recipient_id)
        if not parties(session, actor, recipient_id).is_own_use:
            _check_alone(session, record_id)
    form = runtime.catalogue.find(evidence.record.form_id, evidence.record.form_version)
    manifest_sha256 = write_package(
        target, record_id, package_files(evidence, form, runtime.originals)
    )
    with unit_of_work(runtime.engine) as session:
        audit.write(session, actor, _EXPORTED, "record", record_id, manifest=manifest_sha256)
    return manifest_sha256


def _check_alone(session: Session, record_id: int) -> None:
    """Refuse an original that holds more than this client's forms: a fax may be of several people.

    Raises:
        NoGroundError: it does, or nobody knows what it holds.
    """
    row = records.get(session, record_id)
    pages = [page for document in _documents(row) for page in document.pages] if row else []
    for page in pages:
        other = page.record
        is_cover = other is not None and other.match_note == MatchNote.NOT_NEEDED
        is_theirs = other is not None and row is not None and other.client_id == row.client_id
        if not (is_cover or is_theirs):
            raise NoGroundError(
                "the original holds other papers besides this client's",
                hint="Export the record without its evidence, which has its values alone.",
            )


@needs(Power.EXPORT)
def verify_evidence(runtime: Runtime, source: BinaryIO) -> tuple[Verdict, bool]:
    """Check an evidence package; tell also whether this installation's audit trail knows it."""
    verdict = verify_package(source)
    if verdict.record_id is None:
        return verdict, False
    with looking(runtime.engine) as session:
        trail = trails.audit_of(session, [("record", verdict.record_id)])
        written = [row.details.get("manifest") for row, _ in trail if row.action == _EXPORTED]
    return verdict, verdict.manifest_sha256 in written
