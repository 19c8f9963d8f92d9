"""Brings things to another agency: whom to, the letter, the cover sheet, and the log of it."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from forms.answers import Answer, Answers
from forms.copies import new_copy_id
from forms.pdf.flat import FlatWriter
from forms.pdf.template import pdf_template
from service.agencies.values import Agency, Contact
from service.clock import LONDON, now_utc
from service.disclosures import Disclosure, Giving, Way
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError, UnavailableError
from service.outgoing_mail import OutgoingMessage, send
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, users
from service.store.consent_models import DisclosureRow
from service.store.engine import looking, unit_of_work
from service.usecases.addressing import find_agency, sender_of
from service.usecases.consent_views import disclosure_of
from service.usecases.disclosing import parties
from service.usecases.journey_forms import note_sent

_COVER = "fax-cover"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom something goes to, and how they are reached today."""

    agency: Agency
    contact: Contact


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind a cover sheet: nothing of the client."""

    title: str
    pages: int
    copy: str
    """Its copy number; empty where it has none."""


@needs(Power.DISCLOSE)
def addressee(runtime: Runtime, actor: Actor, agency_id: int, way: Way) -> Addressee:
    """Find how an agency is reached, before anything is made or logged.

    Raises:
        NotFoundError: there is no such agency.
        BadRequestError: it has no address of that kind, or one in no secure domain, or is our own.
        UnavailableError: outgoing e-mail is not set up here.
    """
    if way not in (Way.EMAILED, Way.FAXED):
        raise BadRequestError("choose e-mail or fax", {"way": "Choose e-mail or fax."})
    agency = find_agency(runtime, agency_id)
    _check_other(runtime, actor, agency)
    contact = agency.contact
    has_one = contact and (contact.email if way is Way.EMAILED else contact.fax)
    if contact is None or not has_one:
        what = "e-mail address" if way is Way.EMAILED else "fax number"
        problems = {"recipient": f"The list has no {what} of this agency today."}
        raise BadRequestError(f"there is no {what} to send it to", problems)
    if way is Way.EMAILED:
        _check_mail(runtime, contact)
    return Addressee(agency, contact)


def _check_other(runtime: Runtime, actor: Actor, agency: Agency) -> None:
    with looking(runtime.engine) as session:
        between = parties(session, actor, agency.id)
    if between.recipient_id == between.sender_id:
        problems = {"recipient": "Choose another agency than your own."}
        raise BadRequestError("this agency is your own", problems)


def _check_mail(runtime: Runtime, contact: Contact) -> None:
    smtp = runtime.settings.smtp
    if smtp is None:
        raise UnavailableError(
            "outgoing e-mail is not set up here",
            hint="Print and fax it, or ask your administrator to set THROUGHCARE_SMTP_URL.",
        )
    if not smtp.allows(contact.email):
        problems = {"recipient": f"Letters may go only to {', '.join(smtp.domains)}."}
        raise BadRequestError("this agency\u2019s address is in no secure domain", problems)


def letter_text(to: Addressee, what: str) -> str:
    """Write a letter that says nothing of the client; `what` is attached."""
    return (
        f"For {to.agency.name}: {what}, is attached.\n\n"
        "It holds personal and health information, for the continuity of care of one client. "
        "If it has come to you by mistake, do not open or pass it on: tell the sender, and "
        "delete it.\n\nWe will ring you about it.\n"
    )


@needs(Power.DISCLOSE)
def add_cover(
    runtime: Runtime, actor: Actor, writer: FlatWriter, to: Addressee, behind: Behind
) -> None:
    """Print a cover sheet."""
    cover = runtime.catalogue.find(_COVER)
    values = _cover_values(runtime, actor, to, behind)
    writer.add(pdf_template(cover), values, new_copy_id(cover.code))


def _cover_values(
    runtime: Runtime, actor: Actor, to: Addressee, behind: Behind
) -> dict[str, Answer]:
    now = now_utc().astimezone(LONDON)
    known: dict[str, Answer] = {
        "to_agency": to.agency.name,
        "to_name": to.contact.name,
        "to_fax": to.contact.fax,
        "to_phone": to.contact.telephone,
        **_sender_values(runtime, actor, to.agency),
        "sent_date": now.date().isoformat(),
        "sent_time": f"{now:%H:%M}",
        "page_count": str(behind.pages + 1),
        "item_1_form": behind.title,
        "item_1_copy": behind.copy,
        "item_1_pages": str(behind.pages),
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


@needs(Power.DISCLOSE)
def send_logged(
    runtime: Runtime, actor: Actor, disclosure_id: int, letter: OutgoingMessage | None
) -> None:
    """Send the letter, if it goes by e-mail, and note on the log whether it went.

    Raises:
        UnavailableError: the mail server did not take it; the log says so.
    """
    try:
        if letter is not None:
            send(runtime.settings.smtp, letter)
    except UnavailableError as error:
        _note_gone(runtime, actor, disclosure_id, error.message)
        raise
    _note_gone(runtime, actor, disclosure_id)


@needs(Power.DISCLOSE)
def note_on_journey(
    runtime: Runtime,
    actor: Actor,
    giving: Giving,
    values: Answers,
    action_id: int | None = None,
) -> None:
    """Note on the client's journey that a form has gone; it may answer what is due."""
    with unit_of_work(runtime.engine) as session, suppress(NotFoundError):
        # Somebody may have closed what was due meanwhile: the form has gone all the same.
        note_sent(session, actor, giving.client_id, giving.form_id, values, action_id)


def _note_gone(
    runtime: Runtime, actor: Actor, disclosure_id: int, because: str | None = None
) -> None:
    """Note that something went, or because of what it did not."""
    with unit_of_work(runtime.engine) as session:
        row = _found(session, disclosure_id)
        row.sent_at, row.failed_because = (None if because else now_utc()), because
        what = "disclosure.failed" if because else "disclosure.sent"
        audit.write(session, actor, what, "disclosure", row.id)


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
