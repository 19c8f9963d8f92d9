"""Sends a form to the right point of contact: by e-mail, or printed behind a cover sheet to fax."""

from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO

from sqlalchemy.orm import Session

from forms.answers import Answer
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import CopyId, new_copy_id
from forms.definition import Form
from forms.pdf.flat import FlatWriter
from forms.pdf.template import pdf_template
from service.agencies.values import Agency, Contact
from service.clock import LONDON, now_utc
from service.consent.sheet import FORM_ID as CONSENT_SHEET
from service.disclosures import Disclosure, Giving, Way
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError, UnavailableError
from service.ledger.expecting import expectation
from service.outgoing_mail import Attachment, OutgoingMessage, send
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, users
from service.store.consent_models import DisclosureRow
from service.store.engine import looking, unit_of_work
from service.store.states import CopyPurpose
from service.usecases.addressing import find_agency, sender_of
from service.usecases.consent_views import disclosure_of
from service.usecases.disclosing import disclose, parties
from service.usecases.issue import IssueRequest, NewCopy, register_copies, values_for
from service.usecases.journey_forms import note_sent
from service.usecases.known import known_client
from service.usecases.views import client_of

_COVER = "fax-cover"


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
    agency: Agency
    contact: Contact


@needs(Power.DISCLOSE)
def send_form(runtime: Runtime, actor: Actor, sending: Sending) -> Sent:
    """Send a form about a client; it is logged with its ground before it goes.

    Raises:
        UnknownFormError: no such form.
        NotFoundError: no such client or agency.
        BadRequestError: the agency has no address of that kind, or is our own.
        NoGroundError: it may not be given it.
        UnavailableError: the mail server did not take it; the log says so.
    """
    ready = _made(runtime, actor, sending)
    if sending.way is Way.EMAILED:
        _check_mail(runtime, ready.contact)
        letter = _letter(ready)
        disclosure_id = _let_out(runtime, actor, sending, ready)
        _send(runtime, actor, disclosure_id, letter)
        _answer(runtime, actor, sending, ready)
        return Sent(disclosure_id=disclosure_id, copy=ready.copy)
    file = _with_cover(runtime, actor, ready)
    disclosure_id = _let_out(runtime, actor, sending, ready)
    _note_sent(runtime, actor, disclosure_id, None)
    _answer(runtime, actor, sending, ready)
    name = f"{ready.form.id}-{ready.copy}-fax.pdf"
    return Sent(disclosure_id=disclosure_id, copy=ready.copy, file=file, file_name=name)


def _made(runtime: Runtime, actor: Actor, sending: Sending) -> _Ready:
    if sending.way not in (Way.EMAILED, Way.FAXED):
        raise BadRequestError("choose e-mail or fax", {"way": "Choose e-mail or fax."})
    form = runtime.catalogue.find(sending.form_id)
    agency = find_agency(runtime, sending.agency_id)
    _check_other(runtime, actor, agency)
    contact = agency.contact
    has_one = contact and (contact.email if sending.way is Way.EMAILED else contact.fax)
    if contact is None or not has_one:
        what = "e-mail address" if sending.way is Way.EMAILED else "fax number"
        problems = {"recipient": f"The list has no {what} of this agency today."}
        raise BadRequestError(f"there is no {what} to send it to", problems)
    request = IssueRequest(
        form_id=form.id,
        artefact=ArtefactFormat.PRINT,
        client_id=sending.client_id,
        recipient_id=sending.agency_id,
    )
    values = values_for(runtime, request, actor)
    return _Ready(form, new_copy_id(form.code), values, agency, contact)


def _check_other(runtime: Runtime, actor: Actor, agency: Agency) -> None:
    with looking(runtime.engine) as session:
        between = parties(session, actor, agency.id)
    if between.recipient_id == between.sender_id:
        problems = {"recipient": "Choose another agency than your own."}
        raise BadRequestError("this agency is your own", problems)


def _check_mail(runtime: Runtime, contact: Contact) -> None:
    """Refuse an address that letters may not go to before anything is made or logged."""
    smtp = runtime.settings.smtp
    if smtp is None:
        raise UnavailableError(
            "outgoing e-mail is not set up here",
            hint="Print and fax it, or ask your administrator to set THROUGHCARE_SMTP_URL.",
        )
    if not smtp.allows(contact.email):
        problems = {"recipient": f"Letters may go only to {', '.join(smtp.domains)}."}
        raise BadRequestError("this agency\u2019s address is in no secure domain", problems)


def _letter(ready: _Ready) -> OutgoingMessage:
    """Write the letter: neither subject nor text nor file name says anything of the client."""
    content = make_document(ArtefactFormat.PDF, ready.form, ready.values, ready.copy)
    return OutgoingMessage(
        to=ready.contact.email,
        subject=f"{ready.form.title}, copy {ready.copy}",
        text=(
            f"For {ready.agency.name}: {ready.form.title}, copy {ready.copy}, is attached.\n\n"
            "It holds personal and health information, for the continuity of care of one client. "
            "If it has come to you by mistake, do not open or pass it on: tell the sender, and "
            "delete it.\n\nWe will ring you about it.\n"
        ),
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
    cover = runtime.catalogue.find(_COVER)
    target = BytesIO()
    writer = FlatWriter(target)
    copy = new_copy_id(cover.code)
    writer.add(pdf_template(cover), _cover_values(runtime, actor, ready), copy)
    writer.add(pdf_template(ready.form), ready.values, ready.copy)
    writer.close()
    return target.getvalue()


def _cover_values(runtime: Runtime, actor: Actor, ready: _Ready) -> dict[str, Answer]:
    now = now_utc().astimezone(LONDON)
    known: dict[str, Answer] = {
        "to_agency": ready.agency.name,
        "to_name": ready.contact.name,
        "to_fax": ready.contact.fax,
        "to_phone": ready.contact.telephone,
        **_sender_values(runtime, actor, ready.agency),
        "sent_date": now.date().isoformat(),
        "sent_time": f"{now:%H:%M}",
        "page_count": str(ready.form.pages + 1),
        "item_1_form": ready.form.title,
        "item_1_copy": str(ready.copy),
        "item_1_pages": str(ready.form.pages),
    }
    return {key: value for key, value in known.items() if value}


def _sender_values(runtime: Runtime, actor: Actor, recipient: Agency) -> dict[str, Answer]:
    with looking(runtime.engine) as session:
        sender = sender_of(session, actor, recipient)
        user = users.get(session, actor.user_id) if actor.user_id else None
    contact = sender.contact if sender else None
    return {
        "from_agency": sender.name if sender else "",
        "from_name": user.name if user else "",
        "from_fax": contact.fax if contact else "",
        "from_phone": contact.telephone if contact else "",
    }


def _let_out(runtime: Runtime, actor: Actor, sending: Sending, ready: _Ready) -> int:
    """Register the copy and log the disclosure, in one transaction, before it goes."""
    with unit_of_work(runtime.engine) as session:
        client = known_client(session, sending.client_id, to_link=True)
        giving = Giving(
            client_id=client.id,
            agency_id=sending.agency_id,
            way=sending.way,
            subject="copy",
            subject_id=ready.copy.text,
            form_id=ready.form.id,
        )
        row = disclose(session, actor, giving)
        if row is None:
            raise ConflictError("nothing would leave")
        row.contact_id = ready.contact.id
        expected = expectation(ready.form.id, client_of(client), purpose=_purpose(ready.form.id))
        new = NewCopy(
            copy=ready.copy,
            values=ready.values,
            client_id=client.id,
            sent_to_id=sending.agency_id,
            expected=expected,
        )
        register_copies(session, actor, ready.form, _artefact(sending.way), [new])
        session.flush()
        return row.id


def _purpose(form_id: str) -> CopyPurpose:
    """Say what a sent form is for: only a consent sheet goes out to be signed and come back."""
    return CopyPurpose.FILL_IN if form_id == CONSENT_SHEET else CopyPurpose.INFORMATION


def _artefact(way: Way) -> ArtefactFormat:
    return ArtefactFormat.PDF if way is Way.EMAILED else ArtefactFormat.PRINT


def _send(runtime: Runtime, actor: Actor, disclosure_id: int, letter: OutgoingMessage) -> None:
    try:
        send(runtime.settings.smtp, letter)
    except UnavailableError as error:
        _note_sent(runtime, actor, disclosure_id, error.message)
        raise
    _note_sent(runtime, actor, disclosure_id, None)


def _note_sent(runtime: Runtime, actor: Actor, disclosure_id: int, because: str | None) -> None:
    with unit_of_work(runtime.engine) as session:
        row = _found(session, disclosure_id)
        row.sent_at, row.failed_because = (None if because else now_utc()), because
        what = "disclosure.failed" if because else "disclosure.sent"
        audit.write(session, actor, what, "disclosure", row.id)


def _answer(runtime: Runtime, actor: Actor, sending: Sending, ready: _Ready) -> None:
    """Note on the client's journey that the form has gone; it may answer what is due."""
    asked = sending.client_id, ready.form.id, ready.values
    with unit_of_work(runtime.engine) as session, suppress(NotFoundError):
        # Somebody may have closed it meanwhile: the form has gone all the same.
        note_sent(session, actor, *asked, sending.action_id)


def _found(session: Session, disclosure_id: int) -> DisclosureRow:
    row = session.get(DisclosureRow, disclosure_id)
    if row is None:
        raise NotFoundError(f"nothing was sent under {disclosure_id}")
    return row


@needs(Power.DISCLOSE)
def record_call(runtime: Runtime, actor: Actor, disclosure_id: int) -> Disclosure:
    """Tick off that somebody rang about what was sent: "followed up by telephone call".

    Raises:
        NotFoundError: nothing was sent under this number.
        ConflictError: it did not go, or somebody rang already.
    """
    with unit_of_work(runtime.engine) as session:
        row = _found(session, disclosure_id)
        if not disclosure_of(row).waits_for_call:
            raise ConflictError("there is no call to be made about this")
        row.follow_up_at, row.follow_up_by_id = now_utc(), actor.user_id
        audit.write(session, actor, "disclosure.called", "disclosure", row.id)
        session.flush()
        session.refresh(row)
        return disclosure_of(row)
