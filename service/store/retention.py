"""Queries for what may no longer be kept."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from service.store.consent_models import ConsentRow
from service.store.erasing import CLIENTS, untouched_since
from service.store.models import DocumentRow, IntakeRow, OriginalRow, PageRow, RecordRow
from service.store.register_models import ClientRow, EpisodeRow
from service.store.retention_models import ErasureRow, RetentionHoldRow
from service.store.states import UNFINISHED


def clients_before(session: Session, instant: datetime) -> set[int]:
    """Give the clients about whom nothing was recorded since, and who are in no prison.

    Entries that were merged are given together, or not at all.
    """
    today, stay = instant.date(), EpisodeRow
    later = or_(stay.to_date.is_(None), stay.to_date >= today, stay.release_date >= today)
    in_prison = exists().where(stay.client_id == ClientRow.id, later)
    untouched = untouched_since(CLIENTS, instant)
    query = select(ClientRow.id).where(ClientRow.created_at < instant, ~in_prison, *untouched)
    return _without_torn(session, set(session.scalars(query)))


def _without_torn(session: Session, found: set[int]) -> set[int]:
    """Leave out whoever was merged with somebody who stays."""
    pairs = session.execute(
        select(ClientRow.id, ClientRow.merged_into_id).where(ClientRow.merged_into_id.is_not(None))
    ).all()
    while torn := {one for pair in pairs if not found.issuperset(pair) for one in pair} & found:
        found -= torn
    return found


def documents_before(session: Session, instant: datetime) -> set[int]:
    """Give the documents that came in before and are read."""
    query = (
        select(DocumentRow.id)
        .join(IntakeRow)
        .where(IntakeRow.received_at < instant, DocumentRow.state.not_in(UNFINISHED))
    )
    return set(session.scalars(query))


def records_of(
    session: Session, client_ids: Collection[int], document_ids: Collection[int] = ()
) -> set[int]:
    """Give the records of clients, and those of documents."""
    is_ours = or_(RecordRow.client_id.in_(client_ids), RecordRow.document_id.in_(document_ids))
    return set(session.scalars(select(RecordRow.id).where(is_ours)))


def proving(
    session: Session, document_ids: Collection[int], client_ids: Collection[int]
) -> set[int]:
    """Give those of some documents that prove the consent of clients who stay."""
    stay = ConsentRow.client_id.not_in(client_ids)
    by_document = select(ConsentRow.document_id).where(
        stay, ConsentRow.document_id.in_(document_ids)
    )
    by_record = (
        select(RecordRow.document_id)
        .join(ConsentRow, ConsentRow.record_id == RecordRow.id)
        .where(stay, RecordRow.document_id.in_(document_ids))
    )
    return {one for one in (*session.scalars(by_document), *session.scalars(by_record)) if one}


def pages_of_records(session: Session, record_ids: Collection[int]) -> set[int]:
    """Give the pages of records."""
    return set(session.scalars(select(PageRow.id).where(PageRow.record_id.in_(record_ids))))


def documents_of(session: Session, record_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Give the documents that hold these records alone, and those that hold others, too."""
    by_page = select(PageRow.document_id).where(PageRow.record_id.in_(record_ids))
    by_record = select(RecordRow.document_id).where(RecordRow.id.in_(record_ids))
    touched = {*session.scalars(by_page), *session.scalars(by_record)}
    other_pages = select(PageRow.document_id).where(
        PageRow.document_id.in_(touched),
        PageRow.record_id.is_not(None),
        PageRow.record_id.not_in(record_ids),
    )
    other_records = select(RecordRow.document_id).where(
        RecordRow.document_id.in_(touched), RecordRow.id.not_in(record_ids)
    )
    shared = {*session.scalars(other_pages), *session.scalars(other_records)}
    return touched - shared, shared


def with_containers(session: Session, document_ids: Collection[int]) -> set[int]:
    """Give documents with what they came out of and what is the same: it holds the same bytes."""
    found, fresh = set(document_ids), set(document_ids)
    while fresh:
        around = select(DocumentRow.parent_id).where(DocumentRow.id.in_(fresh))
        same = select(DocumentRow.id).where(DocumentRow.duplicate_of_id.in_(fresh))
        fresh = {*(one for one in session.scalars(around) if one), *session.scalars(same)} - found
        found |= fresh
    return found


def files_of(
    session: Session, document_ids: Collection[int], page_ids: Collection[int]
) -> set[str]:
    """Give the SHA-256 of what is stored of documents, and of single pages of others."""
    is_ours = or_(PageRow.document_id.in_(document_ids), PageRow.id.in_(page_ids))
    pictures = select(PageRow.evidence_sha256).where(is_ours)
    originals = select(DocumentRow.original_sha256).where(DocumentRow.id.in_(document_ids))
    return {one for one in (*session.scalars(pictures), *session.scalars(originals)) if one}


def is_named(session: Session, sha256: str) -> bool:
    """Tell whether a document or page still needs a stored file."""
    original = exists().where(DocumentRow.original_sha256 == sha256)
    picture = exists().where(PageRow.evidence_sha256 == sha256)
    return bool(session.scalar(select(or_(original, picture))))


def forget_original(session: Session, sha256: str) -> None:
    """Forget an original that nothing names."""
    row = session.get(OriginalRow, sha256)
    if row is not None:
        session.delete(row)


def files_to_go(session: Session) -> list[ErasureRow]:
    """List the files whose rows are deleted and that are on the disk still."""
    query = select(ErasureRow).where(ErasureRow.subject == "file", ErasureRow.is_gone.is_(False))
    return list(session.scalars(query))


def erased_at(session: Session, subject: str, subject_id: object) -> datetime | None:
    """Tell when something was deleted; None: it was not."""
    query = select(ErasureRow.at).where(
        ErasureRow.subject == subject, ErasureRow.subject_id == str(subject_id)
    )
    return session.scalar(query.order_by(ErasureRow.id.desc()).limit(1))


def hold_of(session: Session, client_id: int) -> RetentionHoldRow | None:
    """Find the hold on a client."""
    return session.get(RetentionHoldRow, client_id)
