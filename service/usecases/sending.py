"""Sends a form to the right point of contact: by e-mail, or printed behind a cover sheet to fax."""

from dataclasses import dataclass, field, replace
from io import BytesIO

from forms.answers import Answer
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import CopyId, new_copy_id
from forms.definition import Form
from forms.pdf.flat import FlatWriter
from forms.pdf.template import pdf_template
from service.consent.sheet import FORM_ID as CONSENT_SHEET
from service.disclosures import Giving, Way
from service.entities import Actor
from service.ledger.expecting import expectation
from service.outgoing_mail import Attachment, OutgoingMessage
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.states import CopyPurpose
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
from service.usecases.issue import IssueRequest, NewCopy, register_copies, values_for
from service.usecases.known import known_client
from service.usecases.views import client_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is to be sent, to whom, and how."""

    client_id: int
    agency_id: int
    form_id: str
    way: Way
    action_id: int | None = None
    """What is due, and done by sending this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of it."""

    disclosure_id: int
    copy: CopyId
    file: bytes | None = field(default=None, repr=False)
    """To print and fax; None: it went by e-mail."""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A form that is made and not yet registered."""

    form: Form
    copy: CopyId
    values: dict[str, Answer] = field(repr=False)
    to: Addressee


@needs(Power.DISCLOSE)
def send_form(runtime: Runtime, actor: Actor, sending: Sending) -> Sent:
    """Send a form about a client; it is logged with its ground before it goes.

    Raises:
        UnknownFormError: no such form.
        NotFoundError: no such client or agency.
        BadRequestError: the agency has no address that it could be sent to, or is our own.
        NoGroundError: it may not be given it.
        UnavailableError: e-mail is not set up, or the mail server did not take it; the log says so.
    """
    ready = _made(runtime, actor, sending)
    is_mailed = sending.way is Way.EMAILED
    letter = _letter(ready) if is_mailed else None
    file = None if is_mailed else _with_cover(runtime, actor, ready)
    giving = _giving(sending, ready)
    disclosure_id = _let_out(runtime, actor, giving, ready)
    send_logged(runtime, actor, disclosure_id, letter)
    note_on_journey(runtime, actor, giving, ready.values, sending.action_id)
    name = "" if is_mailed else f"{ready.form.id}-{ready.copy}-fax.pdf"
    return Sent(disclosure_id=disclosure_id, copy=ready.copy, file=file, file_name=name)


def _made(runtime: Runtime, actor: Actor, sending: Sending) -> _Ready:
    form = runtime.catalogue.find(sending.form_id)
    to = addressee(runtime, actor, sending.agency_id, sending.way)
    request = IssueRequest(
        form_id=form.id,
        artefact=ArtefactFormat.PRINT,
        client_id=sending.client_id,
        recipient_id=sending.agency_id,
    )
    values = values_for(runtime, request, actor)
    return _Ready(form, new_copy_id(form.code), values, to)


def _letter(ready: _Ready) -> OutgoingMessage:
    """Write the letter: neither subject nor text nor file name says anything of the client."""
    content = make_document(ArtefactFormat.PDF, ready.form, ready.values, ready.copy)
    return OutgoingMessage(
        to=ready.to.contact.email,
        subject=f"{ready.form.title}, copy {ready.copy}",
        text=letter_text(ready.to, f"{ready.form.title}, copy {ready.copy}"),
        attachments=(
            Attachment(
                name=f"{ready.form.id}-{ready.form.version}-{ready.copy}.pdf",
                media_type="application/pdf",
                content=content,
            ),
        ),
    )


def _with_cover(runtime: Runtime, actor: Actor, ready: _Ready) -> bytes:
    """Print the cover sheet and the form behind it."""
    target = BytesIO()
    writer = FlatWriter(target)
    behind = Behind(ready.form.title, ready.form.pages, str(ready.copy))
    add_cover(runtime, actor, writer, ready.to, behind)
    writer.add(pdf_template(ready.form), ready.values, ready.copy)
    writer.close()
    return target.getvalue()


def _giving(sending: Sending, ready: _Ready) -> Giving:
    return Giving(
        client_id=sending.client_id,
        agency_id=sending.agency_id,
        way=sending.way,
        subject="copy",
        subject_id=ready.copy.text,
        form_id=ready.form.id,
    )


def _let_out(runtime: Runtime, actor: Actor, giving: Giving, ready: _Ready) -> int:
    """Register the copy and log the disclosure, in one transaction, before it goes."""
    with unit_of_work(runtime.engine) as session:
        client = known_client(session, giving.client_id, to_link=True)
        known = replace(giving, client_id=client.id)
        logged = disclose_to(session, actor, known, ready.to.contact.id)
        expected = expectation(ready.form.id, client_of(client), purpose=_purpose(ready.form.id))
        new = NewCopy(
            copy=ready.copy,
            values=ready.values,
            client_id=client.id,
            sent_to_id=giving.agency_id,
            expected=expected,
        )
        register_copies(session, actor, ready.form, _artefact(giving.way), [new])
    return logged


def _purpose(form_id: str) -> CopyPurpose:
    """Say what a sent form is for: only a consent sheet goes out to be signed and come back."""
    return CopyPurpose.FILL_IN if form_id == CONSENT_SHEET else CopyPurpose.INFORMATION


def _artefact(way: Way) -> ArtefactFormat:
    return ArtefactFormat.PDF if way is Way.EMAILED else ArtefactFormat.PRINT
