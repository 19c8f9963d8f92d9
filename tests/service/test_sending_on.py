"""A form that came in travels with its client: its own pages, with a ground, to the right place."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from forms.copies import new_copy_id
from forms.definition import Form
from service.disclosures import Way
from service.entities import Client
from service.errors import BadRequestError, ConflictError, NoGroundError, NotFoundError
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.models import PageRow, RecordRow
from service.usecases.consent_views import list_sent, list_waiting_calls
from service.usecases.delivering import record_call
from service.usecases.sending_on import SendingOn, send_record
from tests.service.agencies import CONTACT, add_cjit, add_our_prison, give_consent, withdraw
from tests.service.conftest import ACTOR, add_laura
from tests.service.invented import ALERT
from tests.service.smtp import Box
from tests.service.stored import store_record
from tests.service.visitor import Visitor


def _on(record_id: int, agency_id: int, way: Way = Way.FAXED) -> SendingOn:
    return SendingOn(record_id=record_id, agency_id=agency_id, way=way)


@pytest.fixture
def leeds(runtime: Runtime, laura: Client) -> int:
    """Another team, to which the client has agreed."""
    add_our_prison(runtime)
    agency = add_cjit(runtime)
    give_consent(runtime, laura.id, agency.id)
    return agency.id


@pytest.fixture
def plan(runtime: Runtime, laura: Client, alert_form: Form) -> int:
    """An accepted form of the client."""
    return store_record(runtime, alert_form, ALERT, client_id=laura.id)


@pytest.mark.guidance("1.3")
def test_its_page_goes_by_mail_and_the_letter_says_nothing_of_the_client(
    mailing: Runtime, leeds: int, plan: int, box: Box
) -> None:
    send_record(mailing, ACTOR, _on(plan, leeds, Way.EMAILED))
    [letter] = box.letters
    assert letter["To"] == CONTACT.email
    [attached] = letter.iter_attachments()
    [page] = PdfReader(BytesIO(attached.get_content())).pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    assert len(page.images) == 1
    body = letter.get_body()
    assert body
    outside = f"{letter['Subject']} {body.get_content()} {attached.get_filename()}"
    assert not any(word in outside for word in ("Severn", "Laura", "1974", "A1234BC"))
    [logged] = list_sent(mailing)
    assert (logged.subject, logged.subject_id, logged.agency) == ("record", str(plan), "Leeds CJIT")


@pytest.mark.guidance("P0.5")
def test_a_fax_has_a_cover_and_its_call_is_ticked_off(
    runtime: Runtime, leeds: int, plan: int
) -> None:
    sent = send_record(runtime, ACTOR, _on(plan, leeds))
    assert sent.file
    cover, page = PdfReader(BytesIO(sent.file)).pages
    assert CONTACT.fax in cover.extract_text()
    assert "Severn" not in cover.extract_text()
    assert len(page.images) == 1
    [waiting] = list_waiting_calls(runtime)
    assert record_call(runtime, ACTOR, waiting.id).follow_up_at
    assert list_waiting_calls(runtime) == []


def test_without_a_ground_it_stays_here(
    mailing: Runtime, laura: Client, leeds: int, plan: int, box: Box
) -> None:
    withdraw(mailing, laura.id, leeds)
    for way in (Way.EMAILED, Way.FAXED):
        with pytest.raises(NoGroundError):
            send_record(mailing, ACTOR, _on(plan, leeds, way))
    assert (box.letters, list_sent(mailing)) == ([], [])


def test_only_what_is_accepted_and_somebodys_is_sent(
    runtime: Runtime, laura: Client, leeds: int, alert_form: Form
) -> None:
    doubtful = store_record(runtime, alert_form, ALERT, doubtful=["death"], client_id=laura.id)
    nobodys = store_record(runtime, alert_form, ALERT, content=b"II*\x00 nobody's")
    for record_id in (doubtful, nobodys):
        with pytest.raises(ConflictError):
            send_record(runtime, ACTOR, _on(record_id, leeds))
    with pytest.raises(NotFoundError):
        send_record(runtime, ACTOR, _on(999, leeds))
    assert list_sent(runtime) == []


def test_other_peoples_pages_of_the_same_file_stay_here(
    runtime: Runtime, leeds: int, plan: int, alert_form: Form
) -> None:
    other = store_record(runtime, alert_form, ALERT, content=b"II*\x00 another")
    with unit_of_work(runtime.engine) as session:
        document_id = session.get_one(RecordRow, plan).document_id
        theirs = session.get_one(RecordRow, other).pages[0]
        theirs.document_id, theirs.number = document_id, 2
    sent = send_record(runtime, ACTOR, _on(plan, leeds))
    assert sent.file
    assert len(PdfReader(BytesIO(sent.file)).pages) == 2, "the cover, and the one page of theirs"


def test_what_was_filled_in_on_screen_goes_as_a_print_of_our_copy(
    runtime: Runtime, leeds: int, plan: int, alert_form: Form
) -> None:
    with unit_of_work(runtime.engine) as session:
        of_it = update(PageRow).where(PageRow.record_id == plan)
        session.execute(of_it.values(evidence_sha256=None))
    with pytest.raises(BadRequestError, match="no page"):
        send_record(runtime, ACTOR, _on(plan, leeds))
    copy = new_copy_id(alert_form.code)
    with unit_of_work(runtime.engine) as session:
        session.get_one(RecordRow, plan).copy_id = copy.text
    sent = send_record(runtime, ACTOR, _on(plan, leeds))
    assert sent.file
    cover, page = (one.extract_text() for one in PdfReader(BytesIO(sent.file)).pages)
    assert "Severn" in page
    assert str(copy) in cover


def test_the_page_sends_it_on(visitor: Visitor, small: Runtime, alert_form: Form) -> None:
    laura_id = add_laura(small).id
    agency = add_cjit(small)
    page = f"/records/{store_record(small, alert_form, ALERT, client_id=laura_id)}/send"
    assert "Send it on" in visitor.text(page.removesuffix("/send"))
    assert visitor.post(page).status_code == 422
    assert visitor.post(page, recipient=agency.code, way="faxed").status_code == 403
    give_consent(small, laura_id, agency.id)
    assert "Leeds CJIT: may be given it" in visitor.text(page)
    assert visitor.post(page, recipient=agency.code, way="emailed").status_code == 503
    answer = visitor.post(page, recipient=agency.code, way="faxed")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "record 1" in visitor.text("/sendings")
