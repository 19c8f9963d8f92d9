"""Queries for consent, exceptions and disclosures."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, load_only

from service.consent.facts import ConsentFact, ExceptionFact, History, Signed, Stand
from service.disclosures import SENT
from service.store import clients
from service.store.consent_models import ConsentExceptionRow, ConsentRow, DisclosureRow
from service.store.models import RecordRow
from service.store.states import RecordState


def ids_of(session: Session, standing_id: int) -> list[int]:
    """Give all ids of the person that this client stands for."""
    return [standing_id, *clients.merged_ids(session, standing_id)]


def history(session: Session, standing_id: int) -> History:
    """Gather what is recorded of a client, and of those who were merged into it.

    Every fact is given as said of the one who stands for them all.
    """
    ids = ids_of(session, standing_id)
    said = select(ConsentRow).options(joinedload(ConsentRow.record))
    excepted = select(ConsentExceptionRow).options(joinedload(ConsentExceptionRow.recorded_by))
    return History(
        tuple(
            _fact(row, standing_id, ids)
            for row in session.scalars(said.where(ConsentRow.client_id.in_(ids)))
        ),
        tuple(
            _exception(row, standing_id)
            for row in session.scalars(excepted.where(ConsentExceptionRow.client_id.in_(ids)))
        ),
    )


def _fact(row: ConsentRow, standing_id: int, ids: Collection[int]) -> ConsentFact:
    return ConsentFact(
        id=row.id,
        client_id=standing_id,
        agency_id=row.agency_id,
        holder_id=row.holder_id,
        purpose=row.purpose,
        stand=row.stand,
        said_on=row.said_on,
        recorded_at=row.recorded_at,
        sheet_version=row.sheet_version,
        signed=Signed(
            client=row.client_signed,
            client_on=row.client_signed_on,
            worker=row.worker_signed,
            worker_on=row.worker_signed_on,
        ),
        stands=_stands(row, ids),
    )


def _stands(row: ConsentRow, ids: Collection[int]) -> bool:
    """Tell whether the scan behind a yes is kept, accepted as it was, and still this client's."""
    if row.document_id is None:
        return False
    record = row.record
    if record is None:
        return row.record_id is None
    return (
        record.state is RecordState.ACCEPTED
        and record.accepted_at == row.record_accepted_at
        and record.client_id in ids
    )


def _exception(row: ConsentExceptionRow, standing_id: int) -> ExceptionFact:
    return ExceptionFact(
        id=row.id,
        client_id=standing_id,
        agency_id=row.agency_id,
        reason=row.reason,
        because=row.because,
        recorded_by=row.recorded_by.name,
        recorded_at=row.recorded_at,
        until=row.until,
    )


def of_record(session: Session, record: RecordRow) -> list[ConsentRow]:
    """List the facts that were taken from a record as it is accepted now."""
    same = (
        ConsentRow.record_id == record.id,
        ConsentRow.record_accepted_at == record.accepted_at,
    )
    return list(session.scalars(select(ConsentRow).where(*same)))


_OF_SHEETS = (RecordRow.document_id, RecordRow.form_version, RecordRow.accepted_at)


def sheets_of(session: Session, ids: Sequence[int], form_id: str) -> list[RecordRow]:
    """List the accepted consent sheets of a client, newest first."""
    same = (
        RecordRow.client_id.in_(ids),
        RecordRow.form_id == form_id,
        # In words by which SQLite does not begin with all accepted records, whoever they are of.
        func.coalesce(RecordRow.state, "") == RecordState.ACCEPTED,
    )
    # What is not shown of them is not read: a client may have many, and their values are long.
    query = select(RecordRow).options(load_only(*_OF_SHEETS)).where(*same)
    return list(session.scalars(query.order_by(RecordRow.id.desc())))


_WITH_NAMES = (
    joinedload(DisclosureRow.agency),
    joinedload(DisclosureRow.contact),
    joinedload(DisclosureRow.by),
    joinedload(DisclosureRow.follow_up_by),
)


def disclosures_of(session: Session, ids: Sequence[int], *, limit: int = 50) -> list[DisclosureRow]:
    """List what was given of a client, newest first."""
    query = select(DisclosureRow).options(*_WITH_NAMES).where(DisclosureRow.client_id.in_(ids))
    return list(session.scalars(query.order_by(DisclosureRow.id.desc()).limit(limit)))


def waiting_calls(session: Session, *, limit: int = 100) -> list[DisclosureRow]:
    """List what was sent and not yet followed up by telephone, oldest first."""
    waits = (
        DisclosureRow.follow_up_at.is_(None),
        DisclosureRow.way.in_(SENT),
        DisclosureRow.sent_at.is_not(None),
    )
    query = select(DisclosureRow).options(*_WITH_NAMES).where(*waits)
    return list(session.scalars(query.order_by(DisclosureRow.id).limit(limit)))


def sent(session: Session, *, before_id: int | None = None, limit: int = 50) -> list[DisclosureRow]:
    """List what was sent or tried, newest first."""
    query = select(DisclosureRow).options(*_WITH_NAMES).where(DisclosureRow.way.in_(SENT))
    if before_id is not None:
        query = query.where(DisclosureRow.id < before_id)
    return list(session.scalars(query.order_by(DisclosureRow.id.desc()).limit(limit)))


def clients_named(session: Session, agency_id: int) -> list[int]:
    """List the clients of whom a yes or an exception names an agency."""
    said = select(ConsentRow.client_id).where(
        ConsentRow.agency_id == agency_id, ConsentRow.stand == Stand.GIVEN
    )
    excepted = select(ConsentExceptionRow.client_id).where(
        ConsentExceptionRow.agency_id == agency_id
    )
    return list(session.scalars(said.union(excepted)))
