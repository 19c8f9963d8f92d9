"""Forms that are sent: by e-mail to a real server, or printed with the right point of contact."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from forms.written_dates import today_utc
from service.agencies.values import ContactDetails
from service.clock import now_utc
from service.disclosures import Way
from service.entities import Client
from service.errors import BadRequestError, ConflictError, NoGroundError, UnavailableError
from service.journey.duties import Work
from service.journey.events import EventKind
from service.runtime import Runtime
from service.store.engine import looking
from service.store.models import AuditRow, IssuedCopyRow
from service.usecases.agencies import add_contact
from service.usecases.consent_views import list_sent, list_waiting_calls
from service.usecases.delivering import record_call
from service.usecases.journeys import NewEvent, client_journey, record_event
from service.usecases.sending import Sending, send_form
from tests.service.agencies import CONTACT, add_cjit, add_our_prison, give_consent, withdraw
from tests.service.conftest import ACTOR
from tests.service.smtp import Box


def _sending(client: Client, agency_id: int, way: Way = Way.EMAILED) -> Sending:
    return Sending(client_id=client.id, agency_id=agency_id, form_id="alert-form", way=way)


def _copies(runtime: Runtime) -> int:
    with looking(runtime.engine) as session:
        return len(list(session.scalars(select(IssuedCopyRow))))


@pytest.mark.guidance("P4.3")
def test_a_form_goes_by_mail_and_the_letter_says_nothing_of_the_client(
    mailing: Runtime, laura: Client, box: Box
) -> None:
    leeds = add_cjit(mailing)
    give_consent(mailing, laura.id, leeds.id)
    sent = send_form(mailing, ACTOR, _sending(laura, leeds.id))
    [letter] = box.letters
    assert letter["To"] == CONTACT.email
    [attached] = letter.iter_attachments()
    fields = PdfReader(BytesIO(attached.get_content())).get_fields() or {}
    assert "Severn" in str(fields["client_name"].value)
    body = letter.get_body()
    assert body
    outside = f"{letter['Subject']} {body.get_content()} {attached.get_filename()}"
    assert not any(word in outside for word in ("Severn", "Laura", "1974", "A1234BC"))
    assert str(sent.copy) in letter["Subject"]
    [logged] = list_sent(mailing)
    assert (logged.way, logged.agency, logged.failed_because) == (Way.EMAILED, "Leeds CJIT", None)


def _due(runtime: Runtime, client: Client) -> list[int]:
    """Give what asks for an Alert Form."""
    actions = client_journey(runtime, client.id).actions
    return [one.id for one in actions if one.work is Work.FORM and one.form == "alert-form"]


def test_what_is_due_is_done_by_sending_it_and_by_nothing_less(
    mailing: Runtime, laura: Client, box: Box
) -> None:
    leeds = add_cjit(mailing)
    event = NewEvent(kind=EventKind.PLAN_CHANGED, at=now_utc() - timedelta(hours=1))
    record_event(mailing, ACTOR, laura.id, event)
    [asked] = _due(mailing, laura)
    sending = replace(_sending(laura, leeds.id), action_id=asked)
    with pytest.raises(NoGroundError):
        send_form(mailing, ACTOR, sending)
    give_consent(mailing, laura.id, leeds.id)
    box.refuses = True
    with pytest.raises(UnavailableError):
        send_form(mailing, ACTOR, sending)
    assert _due(mailing, laura) == [asked]
    box.refuses = False
    send_form(mailing, ACTOR, sending)
    assert _due(mailing, laura) == []
    send_form(mailing, ACTOR, sending)
    assert len(box.letters) == 2, "sent once more, though nothing asked for it any more"


@pytest.mark.guidance("A.3")
def test_without_a_ground_nothing_is_sent_made_or_logged(
    mailing: Runtime, laura: Client, box: Box
) -> None:
    leeds = add_cjit(mailing)
    give_consent(mailing, laura.id, leeds.id)
    withdraw(mailing, laura.id, leeds.id)
    for way in (Way.EMAILED, Way.FAXED):
        with pytest.raises(NoGroundError):
            send_form(mailing, ACTOR, _sending(laura, leeds.id, way))
    assert (box.letters, list_sent(mailing), _copies(mailing)) == ([], [], 0)


@pytest.mark.guidance("P0.6")
def test_a_fax_has_the_right_numbers_and_its_call_is_ticked_off(
    runtime: Runtime, laura: Client
) -> None:
    leeds = add_cjit(runtime)
    add_our_prison(runtime)
    give_consent(runtime, laura.id, leeds.id)
    sent = send_form(runtime, ACTOR, _sending(laura, leeds.id, Way.FAXED))
    assert sent.file
    cover, form = (page.extract_text() for page in PdfReader(BytesIO(sent.file)).pages)
    for number in ("0113 496 0304", "0113 496 0303", "0113 496 0102", "0113 496 0101"):
        assert number in cover
    assert "Severn" not in cover
    assert "Severn" in form
    assert "0113 496 0303" in form
    assert "0113 496 0101" in form
    [waiting] = list_waiting_calls(runtime)
    assert waiting.telephone == "0113 496 0303"
    done = record_call(runtime, ACTOR, waiting.id)
    assert done.follow_up_at
    assert list_waiting_calls(runtime) == []
    with pytest.raises(ConflictError):
        record_call(runtime, ACTOR, waiting.id)


def test_a_server_that_refuses_is_in_the_log_and_nobody_rings(
    mailing: Runtime, laura: Client, box: Box
) -> None:
    leeds = add_cjit(mailing)
    give_consent(mailing, laura.id, leeds.id)
    box.refuses = True
    with pytest.raises(UnavailableError):
        send_form(mailing, ACTOR, _sending(laura, leeds.id))
    [logged] = list_sent(mailing)
    assert logged.failed_because
    assert list_waiting_calls(mailing) == []
    with pytest.raises(ConflictError):
        record_call(mailing, ACTOR, logged.id)


def test_only_secure_addresses_are_written_to(mailing: Runtime, laura: Client, box: Box) -> None:
    leeds = add_cjit(mailing)
    give_consent(mailing, laura.id, leeds.id)
    open_address = replace(CONTACT, email="duty@example.com", valid_from=date(2026, 2, 1))
    add_contact(mailing, ACTOR, leeds.id, open_address)
    with pytest.raises(BadRequestError):
        send_form(mailing, ACTOR, _sending(laura, leeds.id))
    assert (box.letters, list_sent(mailing)) == ([], [])


def test_the_contact_that_holds_today_is_the_one(mailing: Runtime, laura: Client, box: Box) -> None:
    leeds = add_cjit(mailing)
    give_consent(mailing, laura.id, leeds.id)
    for days, address in ((-1, "today@nhs.net"), (1, "tomorrow@nhs.net")):
        day = today_utc() + timedelta(days=days)
        add_contact(mailing, ACTOR, leeds.id, ContactDetails(email=address, valid_from=day))
    send_form(mailing, ACTOR, _sending(laura, leeds.id))
    assert [letter["To"] for letter in box.letters] == ["today@nhs.net"]
    with pytest.raises(BadRequestError, match="no fax number"):
        send_form(mailing, ACTOR, _sending(laura, leeds.id, Way.FAXED))


def test_our_own_and_other_ways_are_refused(runtime: Runtime, laura: Client) -> None:
    ours = add_our_prison(runtime)
    with pytest.raises(BadRequestError):
        send_form(runtime, ACTOR, _sending(laura, ours.id, Way.FAXED))
    leeds = add_cjit(runtime)
    give_consent(runtime, laura.id, leeds.id)
    with pytest.raises(BadRequestError):
        send_form(runtime, ACTOR, _sending(laura, leeds.id, Way.SHOWN))
    with pytest.raises(UnavailableError, match="not set up"):
        send_form(runtime, ACTOR, _sending(laura, leeds.id))


def test_the_audit_trail_names_nobody(runtime: Runtime, laura: Client) -> None:
    leeds = add_cjit(runtime)
    give_consent(runtime, laura.id, leeds.id)
    send_form(runtime, ACTOR, _sending(laura, leeds.id, Way.FAXED))
    with looking(runtime.engine) as session:
        trail = [(row.action, str(row.details)) for row in session.scalars(select(AuditRow))]
    assert {"consent.given", "client.faxed", "disclosure.sent"} <= {action for action, _ in trail}
    assert not any("Severn" in details for _, details in trail)
