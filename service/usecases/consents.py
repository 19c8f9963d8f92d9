"""Consent: what a client said, exceptions from it, and what an accepted sheet says by itself."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from forms.written_dates import today_utc
from ocr.reading import FieldState, Method, page_from_json
from service.clock import now_utc
from service.consent.facts import ExceptionReason, Purpose, Signed, Stand
from service.consent.sheet import FORM_ID, Named, Saying, Sheet, sayings, signed
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import agencies, audit, consents, documents
from service.store.consent_models import ConsentExceptionRow, ConsentRow
from service.store.engine import unit_of_work
from service.store.models import RecordRow
from service.store.register_models import ClientRow
from service.store.states import RecordState
from service.usecases.disclosing import known_agency, parties
from service.usecases.known import known_client

LONGEST_EXCEPTION = timedelta(days=92)
_ON_SCREEN = (Method.ACROFORM, Method.DOCX, Method.TEXT_LAYER)
"""What was filled in on screen shows no signature that anybody has written."""
_SHOWN = (FieldState.READ, FieldState.BLANK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """A yes that a person has seen on a scan: each of the four things by itself."""

    agency_id: int
    purpose: Purpose = Purpose.CONTINUITY
    document_id: int
    """The scan."""
    sheet_version: str
    signed: Signed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEnded:
    """A no: it needs no proof and is taken at once."""

    stand: Stand
    agency_id: int | None
    """None: every agency."""
    purpose: Purpose = Purpose.CONTINUITY
    said_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewException:
    """Why information must be given without consent."""

    agency_id: int
    reason: ExceptionReason
    because: str = field(repr=False)
    until: date


@needs(Power.RECORD_CONSENT)
def record_consent(runtime: Runtime, actor: Actor, client_id: int, given: ConsentGiven) -> int:
    """Record a yes; give the id of the fact.

    Raises:
        NotFoundError: there is no such client, agency or document.
        BadRequestError: something that proves it is missing, or cannot be.
        ConflictError: the sheet on that scan is another client's, or is not accepted yet.
    """
    with unit_of_work(runtime.engine) as session:
        client = known_client(session, client_id, to_link=True)
        agency = known_agency(session, given.agency_id)
        _check_given(given, is_open=agency.is_active and not agency.is_own)
        record = _sheet_on(session, client, given.document_id)
        row = _row(actor, client.id, session)
        row.agency_id, row.purpose, row.stand = agency.id, given.purpose, Stand.GIVEN
        row.sheet_version, row.document_id = given.sheet_version.strip(), given.document_id
        _keep_signed(row, given.signed)
        if record is not None:
            row.record_id, row.record_accepted_at = record.id, record.accepted_at
        return _added(session, actor, row)


def _check_given(given: ConsentGiven, *, is_open: bool) -> None:
    problems = {}
    if not is_open:
        problems["agency"] = "Choose an agency at work that is another than our own."
    if not given.sheet_version.strip():
        problems["sheet_version"] = "Enter the version that is printed on the sheet."
    if not given.signed.client:
        problems["client_signed"] = "Without the client\u2019s signature there is no consent."
    if not given.signed.worker:
        problems["worker_signed"] = "Without the worker\u2019s signature there is no consent."
    for key in ("client_on", "worker_on"):
        day = getattr(given.signed, key)
        name = key.replace("_on", "_signed_on")
        if day is None:
            problems[name] = "Enter the date that stands beside the signature."
        elif day > today_utc():
            problems[name] = "This date is in the future."
    if problems:
        raise BadRequestError("this is no consent", problems)


def _sheet_on(session: Session, client: ClientRow, document_id: int) -> RecordRow | None:
    """Find the consent sheet that was read of a scan.

    Raises:
        NotFoundError: there is no such document.
        ConflictError: it is another client's, or is not accepted yet.
    """
    document = documents.get(session, document_id)
    if document is None:
        raise NotFoundError(f"there is no document {document_id}")
    sheets = [row for row in document.records if row.form_id == FORM_ID]
    ids = consents.ids_of(session, client.id)
    mine = [row for row in sheets if row.client_id in ids]
    if sheets and not mine:
        raise ConflictError(
            "the consent sheet in this document is another client's, or nobody's yet",
            hint="Say whose it is on the record's page first.",
        )
    if mine and mine[-1].state is not RecordState.ACCEPTED:
        raise ConflictError(
            "this consent sheet is not accepted yet",
            hint=f"Check record {mine[-1].id} first.",
        )
    return mine[-1] if mine else None


@needs(Power.RECORD_CONSENT)
def record_ended(runtime: Runtime, actor: Actor, client_id: int, ended: ConsentEnded) -> int:
    """Record a refusal or a withdrawal; it holds for everything from this instant on.

    Raises:
        NotFoundError: there is no such client or agency.
        BadRequestError: it is a yes.
    """
    if ended.stand is Stand.GIVEN:
        raise BadRequestError("a yes is recorded with the scan that shows it")
    with unit_of_work(runtime.engine) as session:
        client = known_client(session, client_id, to_link=True)
        if ended.agency_id is not None:
            known_agency(session, ended.agency_id)
        row = _row(actor, client.id, session)
        row.agency_id, row.purpose, row.stand = ended.agency_id, ended.purpose, ended.stand
        row.said_on = ended.said_on
        return _added(session, actor, row)


@needs(Power.RECORD_CONSENT)
def record_exception(runtime: Runtime, actor: Actor, client_id: int, new: NewException) -> int:
    """Record why information must be given to an agency without consent; give the fact's id.

    Raises:
        NotFoundError: there is no such client or agency.
        BadRequestError: reason, day or name are missing.
    """
    _check_exception(actor, new)
    with unit_of_work(runtime.engine) as session:
        client = known_client(session, client_id, to_link=True)
        known_agency(session, new.agency_id)
        row = ConsentExceptionRow(
            client_id=client.id,
            agency_id=new.agency_id,
            reason=new.reason,
            because=new.because.strip(),
            until=new.until,
            recorded_at=now_utc(),
            recorded_by_id=actor.user_id,
        )
        session.add(row)
        session.flush()
        audit.write(
            session,
            actor,
            "consent.excepted",
            "client",
            client.id,
            agency=new.agency_id,
            reason=str(new.reason),
            fact=row.id,
        )
        return row.id


def _check_exception(actor: Actor, new: NewException) -> None:
    problems = {}
    if not new.because.strip():
        problems["because"] = "Say in a sentence why it must be given without consent."
    if not today_utc() <= new.until <= today_utc() + LONGEST_EXCEPTION:
        problems["until"] = "Choose a day from today to three months from now."
    if actor.user_id is None:
        problems["by"] = "Sign in: an exception needs the name of who records it."
    if problems:
        raise BadRequestError("this exception cannot be kept", problems)


def _row(actor: Actor, client_id: int, session: Session | None = None) -> ConsentRow:
    holder_id = parties(session, actor, None).sender_id if session else None
    return ConsentRow(
        client_id=client_id,
        holder_id=holder_id,
        purpose=Purpose.CONTINUITY,
        sheet_version="",
        client_signed=False,
        worker_signed=False,
        recorded_at=now_utc(),
        recorded_by_id=actor.user_id,
        channel=actor.channel,
    )


def _keep_signed(row: ConsentRow, proof: Signed) -> None:
    row.client_signed, row.client_signed_on = proof.client, proof.client_on
    row.worker_signed, row.worker_signed_on = proof.worker, proof.worker_on


def _added(session: Session, actor: Actor, row: ConsentRow) -> int:
    session.add(row)
    session.flush()
    audit.write(
        session,
        actor,
        f"consent.{row.stand}",
        "client",
        row.client_id,
        agency=row.agency_id,
        purpose=str(row.purpose),
        fact=row.id,
        record=row.record_id,
    )
    return row.id


def take_sheet(session: Session, actor: Actor, record: RecordRow) -> None:
    """Take what an accepted consent sheet says, within the transaction that accepts it.

    Where anything about a yes is in doubt, nothing is taken: consent stays "ask".
    """
    if record.form_id != FORM_ID or record.client_id is None:
        return
    if record.state is not RecordState.ACCEPTED or consents.of_record(session, record):
        return
    sheet = Sheet(values=record.values, sure=_sure(record))
    known = [
        Named(row.id, row.name, row.kind)
        for row in agencies.listed(session)
        if row.is_active and not row.is_own
    ]
    for said in sayings(sheet, known):
        _added(session, actor, _said(actor, record, said, signed(sheet)))


def _said(actor: Actor, record: RecordRow, said: Saying, proof: Signed) -> ConsentRow:
    row = _row(actor, record.client_id or 0)
    row.agency_id, row.purpose, row.stand = said.agency_id, said.purpose, said.stand
    row.said_on, row.sheet_version = said.said_on, record.form_version
    row.document_id, row.record_id = record.document_id, record.id
    row.record_accepted_at = record.accepted_at
    _keep_signed(row, proof)
    return row


def _sure(record: RecordRow) -> frozenset[str]:
    """Name the fields that are beyond doubt: seen on the scan, and accepted or confirmed."""
    settled = {correction.field for correction in record.corrections}
    sure: set[str] = set()
    for page in record.pages:
        for key, reading in page_from_json(page.reading).fields.items():
            is_on_paper = reading.method not in _ON_SCREEN
            is_seen = reading.state in _SHOWN and reading.accepted
            is_told = key in settled and reading.state is not FieldState.NOT_ASKED
            if is_on_paper and (is_seen or is_told):
                sure.add(key)
    return frozenset(sure - set(record.doubts))
