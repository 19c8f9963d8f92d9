"""Sends an accepted form that came in on to another agency: its pages as they came, no others.

The DIR and the release plan travel with the client (guidance, process points 9 and 13).
"""

from dataclasses import dataclass, field
from io import BytesIO

from sqlalchemy.orm import Session

from forms.answers import Answer
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import parse_copy_id
from forms.definition import Form
from forms.pdf.flat import FlatWriter
from service.archiving.pictures import joined_pdf, sheets_pdf
from service.disclosures import Giving, Way
from service.entities import Actor
from service.errors import BadRequestError, ConflictError
from service.outgoing_mail import Attachment, OutgoingMessage
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import records
from service.store.engine import looking, unit_of_work
from service.store.models import RecordRow
from service.store.states import RecordState
from service.usecases.delivering import (
    Addressee,
    Behind,
    add_cover,
    addressee,
    letter_text,
    note_on_journey,
    send_logged,
)
from service.usecases.disclosing import disclose_to
from service.usecases.gone import gone_or_none
from service.usecases.known import known_client

_NO_PAGES = "It was filled in on screen, on a form that is not ours: there is no page to send."


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingOn:
    """Which record is to be sent on, to whom, and how."""

    record_id: int
    agency_id: int
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOn:
    """What became of it."""

    disclosure_id: int
    file: bytes | None = field(default=None, repr=False)
    """To print and fax; None: it went by e-mail."""
    file_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """An accepted record, as far as it is sent."""

    id: int
    client_id: int
    revision: int
    form: Form
    copy: str
    values: dict[str, Answer] = field(repr=False)
    pictures: tuple[str | None, ...]
    """Of its pages, by SHA-256."""

    @property
    def what(self) -> str:
        """Name it without naming anybody."""
        return f"{self.form.title}, record {self.id}"


@needs(Power.DISCLOSE)
def send_record(runtime: Runtime, actor: Actor, sending: SendingOn) -> SentOn:
    """Send a form that came in on; it is logged with its ground before it goes.

    Raises:
        NotFoundError: no such record or agency, or a page of it is lost.
        ConflictError: the record is not accepted, is nobody's, or was changed meanwhile.
        BadRequestError: the agency has no address that it could be sent to, or is our own; or the
            record has no page that could be sent.
        NoGroundError: it may not be given it.
        UnavailableError: e-mail is not set up, or the mail server did not take it; the log says so.
    """
    to = addressee(runtime, actor, sending.agency_id, sending.way)
    known = _known(runtime, sending.record_id)
    pages = _pages(runtime, known)
    is_mailed = sending.way is Way.EMAILED
    letter = _letter(to, known, pages) if is_mailed else None
    file = None if is_mailed else joined_pdf(_cover(runtime, actor, to, known), pages)
    giving = _giving(sending, known)
    disclosure_id = _let_out(runtime, actor, giving, known, to)
    send_logged(runtime, actor, disclosure_id, letter)
    note_on_journey(runtime, actor, giving, known.values)
    name = "" if is_mailed else f"record-{known.id}-fax.pdf"
    return SentOn(disclosure_id=disclosure_id, file=file, file_name=name)


def _known(runtime: Runtime, record_id: int) -> _Known:
    with looking(runtime.engine) as session:
        row = _accepted(session, record_id)
        return _Known(
            id=row.id,
            client_id=known_client(session, row.client_id or 0).id,
            revision=row.revision,
            form=runtime.catalogue.find(row.form_id, row.form_version),
            copy=row.copy_id or "",
            values=dict(row.values),
            pictures=tuple(page.evidence_sha256 for page in row.pages),
        )


def _accepted(session: Session, record_id: int) -> RecordRow:
    row = records.get(session, record_id)
    if row is None:
        raise gone_or_none(session, "record", record_id)
    if row.state is not RecordState.ACCEPTED or row.client_id is None:
        raise ConflictError(
            f"record {record_id} is not accepted as a form of a client",
            hint="Check its values, choose the client and accept it; then send it on.",
        )
    return row


def _pages(runtime: Runtime, known: _Known) -> bytes:
    """Give its own pages, whatever else its file holds; of one filled in on screen, a print."""
    named = [sha256 for sha256 in known.pictures if sha256]
    if named and len(named) == len(known.pictures):
        return sheets_pdf([runtime.originals.read(sha256) for sha256 in named])
    if not known.copy:
        raise BadRequestError("there is no page to send", {"way": _NO_PAGES})
    copy = parse_copy_id(known.copy)
    return make_document(ArtefactFormat.PRINT, known.form, known.values, copy)


def _letter(to: Addressee, known: _Known, pages: bytes) -> OutgoingMessage:
    name = f"{known.form.id}-record-{known.id}.pdf"
    return OutgoingMessage(
        to=to.contact.email,
        subject=known.what,
        text=letter_text(to, known.what),
        attachments=(Attachment(name=name, media_type="application/pdf", content=pages),),
    )


def _cover(runtime: Runtime, actor: Actor, to: Addressee, known: _Known) -> bytes:
    target = BytesIO()
    writer = FlatWriter(target)
    copy = str(parse_copy_id(known.copy)) if known.copy else ""
    add_cover(runtime, actor, writer, to, Behind(known.form.title, len(known.pictures), copy))
    writer.close()
    return target.getvalue()


def _giving(sending: SendingOn, known: _Known) -> Giving:
    return Giving(
        client_id=known.client_id,
        agency_id=sending.agency_id,
        way=sending.way,
        subject="record",
        subject_id=str(known.id),
        form_id=known.form.id,
    )


def _let_out(runtime: Runtime, actor: Actor, giving: Giving, known: _Known, to: Addressee) -> int:
    """Log the disclosure before it goes: of the record as it was read, and of nobody else's."""
    with unit_of_work(runtime.engine) as session:
        if _accepted(session, known.id).revision != known.revision:
            raise ConflictError(f"record {known.id} was changed meanwhile")
        return disclose_to(session, actor, giving, to.contact.id)
