"""The gate, by the use cases: nothing about a client goes to another agency without a ground."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from forms.written_dates import today_utc
from service.agencies.values import AgencyDetails
from service.consent.facts import ExceptionReason, Signed, Stand
from service.consent.ground import Glance, GroundKind
from service.copy_sets import CopySetRequest
from service.disclosures import Way
from service.entities import Client, ClientDetails
from service.errors import (
    BadRequestError,
    ConflictError,
    NoGroundError,
    NotAllowedError,
    NotFoundError,
)
from service.jobs.crew import Crew
from service.runtime import Runtime
from service.store.caseloads import Caseload
from service.store.consent_models import DisclosureRow
from service.store.engine import looking
from service.store.leaving import Wanted
from service.store.models import AuditRow, IssuedCopyRow
from service.store.states import CopySetState
from service.usecases.agencies import change_agency
from service.usecases.clients import add_client
from service.usecases.consent_views import client_consent
from service.usecases.consents import (
    ConsentEnded,
    ConsentGiven,
    NewException,
    record_consent,
    record_ended,
    record_exception,
)
from service.usecases.copy_sets import find_set, left_out_of, order_set, take_set_file
from service.usecases.evidence import export_evidence
from service.usecases.export import export_record, export_records
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.merging import merge_clients, unmerge_client
from service.usecases.records import accept_record, correct_record, find_record
from tests.service.agencies import (
    add_cjit,
    add_guest,
    add_our_prison,
    add_scan,
    give_consent,
    withdraw,
)
from tests.service.conftest import ACTOR
from tests.service.invented import ALERT
from tests.service.prisons import add_inmate
from tests.service.stored import store_record


def _make(
    runtime: Runtime, client: Client, recipient_id: int | None, form_id: str = "alert-form"
) -> bytes:
    request = IssueRequest(
        form_id=form_id,
        artefact=ArtefactFormat.PRINT,
        client_id=client.id,
        recipient_id=recipient_id,
    )
    return issue_form(runtime, ACTOR, request).content


def _log(runtime: Runtime) -> list[DisclosureRow]:
    with looking(runtime.engine) as session:
        return list(session.scalars(select(DisclosureRow).order_by(DisclosureRow.id)))


def _copies(runtime: Runtime) -> int:
    with looking(runtime.engine) as session:
        return len(list(session.scalars(select(IssuedCopyRow))))


@pytest.mark.guidance("A.3")
def test_a_form_for_another_agency_needs_consent_and_is_logged_with_it(
    runtime: Runtime, laura: Client
) -> None:
    leeds, hull = add_cjit(runtime), add_cjit(runtime, "D02B", "Hull CJIT")
    with pytest.raises(NoGroundError, match="no consent recorded: ask"):
        _make(runtime, laura, leeds.id)
    assert (_copies(runtime), _log(runtime)) == (0, [])
    fact = give_consent(runtime, laura.id, leeds.id)
    text_on = PdfReader(BytesIO(_make(runtime, laura, leeds.id))).pages[0].extract_text()
    assert "Severn" in text_on
    assert "0113 496 0303" in text_on, "the recipient's point of contact"
    [logged] = _log(runtime)
    assert (logged.ground, logged.consent_id, logged.way) == (GroundKind.CONSENT, fact, Way.MADE)
    with pytest.raises(NoGroundError):
        _make(runtime, laura, hull.id)


def test_a_form_for_our_own_use_and_the_sheet_that_asks_need_none(
    runtime: Runtime, laura: Client
) -> None:
    leeds, ours = add_cjit(runtime), add_our_prison(runtime)
    _make(runtime, laura, None)
    _make(runtime, laura, ours.id)
    _make(runtime, laura, leeds.id, "dir-consent")
    assert _log(runtime) == []


def test_a_form_that_names_somebody_and_no_client_goes_to_nobody(runtime: Runtime) -> None:
    leeds = add_cjit(runtime)
    named = IssueRequest(
        form_id="alert-form",
        artefact=ArtefactFormat.PRINT,
        values={"client_name": "Laura Severn"},
        recipient_id=leeds.id,
    )
    with pytest.raises(BadRequestError):
        issue_form(runtime, ACTOR, named)
    blank = IssueRequest(form_id="alert-form", artefact=ArtefactFormat.PRINT, recipient_id=leeds.id)
    issue_form(runtime, ACTOR, blank)


@pytest.mark.guidance("A.6")
def test_a_withdrawal_bites_at_once_everywhere(
    runtime: Runtime, laura: Client, alert_form: Form
) -> None:
    leeds = add_cjit(runtime)
    give_consent(runtime, laura.id, leeds.id)
    record_id = store_record(runtime, alert_form, ALERT, client_id=laura.id)
    export_record(runtime, ACTOR, record_id, leeds.id)
    export_evidence(runtime, ACTOR, record_id, BytesIO(), leeds.id)
    assert len(list(export_records(runtime, ACTOR, Wanted(), recipient_id=leeds.id))) == 1
    withdraw(runtime, laura.id)
    with pytest.raises(NoGroundError):
        export_record(runtime, ACTOR, record_id, leeds.id)
    with pytest.raises(NoGroundError):
        export_evidence(runtime, ACTOR, record_id, BytesIO(), leeds.id)
    with pytest.raises(NoGroundError):
        _make(runtime, laura, leeds.id)
    left: list[int] = []
    going = export_records(runtime, ACTOR, Wanted(), recipient_id=leeds.id, left_out=left.append)
    assert (list(going), left) == ([], [record_id])
    export_record(runtime, ACTOR, record_id)
    with pytest.raises(BadRequestError):
        record_ended(runtime, ACTOR, laura.id, ConsentEnded(stand=Stand.GIVEN, agency_id=None))


def test_a_record_of_nobody_goes_to_nobody(runtime: Runtime, alert_form: Form) -> None:
    leeds = add_cjit(runtime)
    record_id = store_record(runtime, alert_form, ALERT)
    with pytest.raises(NoGroundError):
        export_record(runtime, ACTOR, record_id, leeds.id)


def test_an_original_with_anothers_papers_stays(
    runtime: Runtime, laura: Client, alert_form: Form
) -> None:
    leeds = add_cjit(runtime)
    give_consent(runtime, laura.id, leeds.id)
    record_id = store_record(runtime, alert_form, ALERT, client_id=laura.id)
    with runtime.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO pages (document_id, number, status, reading, record_id) "
                "SELECT document_id, 2, status, reading, NULL FROM pages"
            )
        )
    with pytest.raises(NoGroundError, match="other papers"):
        export_evidence(runtime, ACTOR, record_id, BytesIO(), leeds.id)
    export_evidence(runtime, ACTOR, record_id, BytesIO())


@pytest.mark.guidance("A.5")
def test_an_exception_lets_it_go_and_says_why(runtime: Runtime, laura: Client) -> None:
    leeds = add_cjit(runtime)
    actor, _ = add_guest(runtime, add_our_prison(runtime).id, "morag")
    new = NewException(
        agency_id=leeds.id,
        reason=ExceptionReason.HARM_TO_SELF,
        because="She said at reception that she would not wake up.",
        until=today_utc(),
    )
    fact = record_exception(runtime, actor, laura.id, new)
    _make(runtime, laura, leeds.id)
    [logged] = _log(runtime)
    assert (logged.ground, logged.exception_id) == (GroundKind.EXCEPTION, fact)
    with looking(runtime.engine) as session:
        details = [row.details for row in session.scalars(select(AuditRow))]
    assert "reception" not in str(details)
    for wrong in (
        NewException(agency_id=leeds.id, reason=new.reason, because=" ", until=today_utc()),
        NewException(
            agency_id=leeds.id,
            reason=new.reason,
            because="x",
            until=today_utc() - timedelta(days=1),
        ),
        NewException(
            agency_id=leeds.id,
            reason=new.reason,
            because="x",
            until=today_utc() + timedelta(days=100),
        ),
    ):
        with pytest.raises(BadRequestError):
            record_exception(runtime, actor, laura.id, wrong)
    with pytest.raises(BadRequestError):
        record_exception(runtime, ACTOR, laura.id, new)


def test_a_yes_needs_its_scan_and_all_that_proves_it(runtime: Runtime, laura: Client) -> None:
    leeds, day = add_cjit(runtime), date(2026, 1, 5)
    whole = Signed(client=True, client_on=day, worker=True, worker_on=day)

    def given(document_id: int, signed: Signed, version: str = "1") -> ConsentGiven:
        return ConsentGiven(
            agency_id=leeds.id, document_id=document_id, sheet_version=version, signed=signed
        )

    scan = add_scan(runtime)
    with pytest.raises(NotFoundError):
        record_consent(runtime, ACTOR, laura.id, given(999, whole))
    with pytest.raises(BadRequestError) as caught:
        record_consent(runtime, ACTOR, laura.id, given(scan, Signed(), ""))
    assert len(caught.value.problems) == 5
    future = Signed(
        client=True, client_on=today_utc() + timedelta(days=2), worker=True, worker_on=day
    )
    with pytest.raises(BadRequestError):
        record_consent(runtime, ACTOR, laura.id, given(scan, future))
    record_consent(runtime, ACTOR, laura.id, given(scan, whole))
    assert client_consent(runtime, laura.id).agencies[0].glance is Glance.GIVEN


def test_consent_goes_with_the_person_through_merges(runtime: Runtime, laura: Client) -> None:
    leeds = add_cjit(runtime)
    other = add_client(runtime, ACTOR, ClientDetails(given_names="Lora", surname="Severn"))
    give_consent(runtime, other.id, leeds.id)
    with pytest.raises(NoGroundError):
        _make(runtime, laura, leeds.id)
    merge_clients(runtime, ACTOR, other.id, laura.id)
    _make(runtime, laura, leeds.id)
    withdraw(runtime, laura.id)
    with pytest.raises(NoGroundError):
        _make(runtime, laura, leeds.id)
    unmerge_client(runtime, ACTOR, other.id)
    _make(runtime, other, leeds.id)


_SHEET = {
    "client_name": "Laura Jane O'Severn",
    "date_of_birth": "1974-03-27",
    "client_signature": True,
    "client_signed_date": "2026-01-05",
    "worker_signature": True,
    "worker_signed_date": "2026-01-05",
    "worker_name": "Morag Tweed",
    "worker_role": "CARAT worker",
    "cjit_name": "Leeds CJIT",
    "cjit_share": "yes",
    "refused": False,
    "withdrawal_recorded": False,
}


def _glance(runtime: Runtime, client: Client) -> list[Glance]:
    return [one.glance for one in client_consent(runtime, client.id).agencies]


@pytest.mark.guidance("A.7")
def test_an_accepted_sheet_records_itself_and_only_while_it_is_accepted(
    runtime: Runtime, laura: Client
) -> None:
    leeds = add_cjit(runtime)
    form = runtime.catalogue.find("dir-consent")
    record_id = store_record(runtime, form, _SHEET, client_id=laura.id, doubtful=["worker_role"])
    with pytest.raises(NoGroundError):
        _make(runtime, laura, leeds.id)
    found = find_record(runtime, record_id)
    _accept(runtime, record_id, found.revision)
    assert _glance(runtime, laura) == [Glance.GIVEN]
    _make(runtime, laura, leeds.id)
    now = find_record(runtime, record_id)
    correct_record(runtime, ACTOR, record_id, revision=now.revision, changes={"cjit_share": "no"})
    assert _glance(runtime, laura) == [Glance.ASK]
    with pytest.raises(NoGroundError):
        _make(runtime, laura, leeds.id)
    _accept(runtime, record_id, find_record(runtime, record_id).revision)
    assert _glance(runtime, laura) == [Glance.REFUSED]


def _accept(runtime: Runtime, record_id: int, revision: int) -> None:
    found = find_record(runtime, record_id)
    saved = correct_record(
        runtime,
        ACTOR,
        record_id,
        revision=revision,
        changes={},
        confirmed=list(found.doubts),
    )
    accept_record(runtime, ACTOR, record_id, revision=saved.revision, concerns_seen=True)


@pytest.mark.parametrize(
    "key", ["client_signature", "client_signed_date", "worker_signature", "worker_signed_date"]
)
def test_a_sheet_without_one_of_the_four_stays_ask(small: Runtime, key: str) -> None:
    leeds = add_cjit(small)
    laura = add_client(small, ACTOR, ClientDetails(given_names="Laura", surname="Severn"))
    form = small.catalogue.find("dir-consent")
    values = {**_SHEET, key: None}
    record_id = store_record(small, form, values, client_id=laura.id, doubtful=["worker_role"])
    _accept(small, record_id, find_record(small, record_id).revision)
    assert _glance(small, laura) == []
    with pytest.raises(NoGroundError):
        _make(small, laura, leeds.id)


# Sets for a whole prison


def _ordered(runtime: Runtime, code: str) -> int:
    request = CopySetRequest(
        form_id="alert-form",
        artefact=ArtefactFormat.PRINT,
        caseload=Caseload(prison="LEI"),
        recipient=code,
    )
    set_id = order_set(runtime, ACTOR, request).id
    with Crew(runtime) as crew:
        crew.work_off()
    return set_id


def test_a_set_for_an_agency_leaves_out_who_has_not_agreed(runtime: Runtime) -> None:
    leeds = add_cjit(runtime)
    yes, no = add_inmate(runtime, "Severn"), add_inmate(runtime, "Derwent")
    give_consent(runtime, yes.id, leeds.id)
    set_id = _ordered(runtime, leeds.code)
    done = find_set(runtime, set_id)
    assert (done.state, done.made, done.left_out) == (CopySetState.READY, 1, 1)
    [left] = left_out_of(runtime, set_id)
    assert (left.client_id, left.problems) == (no.id, {"consent": "no consent recorded: ask"})
    with take_set_file(runtime, ACTOR, set_id) as file:
        assert len(PdfReader(file).pages) == 1
    withdraw(runtime, yes.id)
    with pytest.raises(ConflictError, match="taken back"):
        take_set_file(runtime, ACTOR, set_id)


def test_no_set_is_made_for_a_guest_or_for_an_agency_that_nobody_knows(runtime: Runtime) -> None:
    leeds = add_cjit(runtime)
    add_inmate(runtime, "Severn")
    guest, _ = add_guest(runtime, leeds.id)
    request = CopySetRequest(
        form_id="alert-form", artefact=ArtefactFormat.PRINT, caseload=Caseload(prison="LEI")
    )
    with pytest.raises(NotAllowedError):
        order_set(runtime, guest, request)
    with pytest.raises(BadRequestError):
        _ordered(runtime, "NOBODY")


def test_a_closed_agency_is_given_nothing(runtime: Runtime, laura: Client) -> None:
    leeds = add_cjit(runtime)
    give_consent(runtime, laura.id, leeds.id)
    closed = AgencyDetails(code=leeds.code, name=leeds.name, kind=leeds.kind, is_active=False)
    change_agency(runtime, ACTOR, leeds.id, closed)
    with pytest.raises(BadRequestError):
        _make(runtime, laura, leeds.id)


@pytest.mark.guidance("A.3")
def test_a_guest_gives_back_to_us_what_the_client_agreed_to_share(
    runtime: Runtime, laura: Client
) -> None:
    leeds, ours = add_cjit(runtime), add_our_prison(runtime)
    guest, _ = add_guest(runtime, leeds.id)
    request = IssueRequest(
        form_id="alert-form",
        artefact=ArtefactFormat.PRINT,
        client_id=laura.id,
        recipient_id=ours.id,
    )
    with pytest.raises(NoGroundError):
        issue_form(runtime, guest, request)
    give_consent(runtime, laura.id, leeds.id)
    issue_form(runtime, guest, request)
    [logged] = _log(runtime)
    assert (logged.agency_id, logged.ground) == (None, GroundKind.TWO_WAY)


def test_a_guest_makes_no_form_about_a_client_who_has_not_agreed(
    runtime: Runtime, laura: Client
) -> None:
    leeds = add_cjit(runtime)
    guest, _ = add_guest(runtime, leeds.id)
    for form_id in ("alert-form", "dir-consent"):
        request = IssueRequest(form_id=form_id, artefact=ArtefactFormat.PRINT, client_id=laura.id)
        with pytest.raises(NoGroundError):
            issue_form(runtime, guest, request)
    assert _copies(runtime) == 0


@pytest.mark.parametrize("table", ["consents", "consent_exceptions", "agency_contacts"])
@pytest.mark.parametrize("change", ["UPDATE {} SET recorded_at = NULL", "DELETE FROM {}"])
def test_facts_stay_as_they_were_written(
    runtime: Runtime, laura: Client, table: str, change: str
) -> None:
    leeds = add_cjit(runtime)
    give_consent(runtime, laura.id, leeds.id)
    actor, _ = add_guest(runtime, add_our_prison(runtime).id, "morag")
    new = NewException(
        agency_id=leeds.id,
        reason=ExceptionReason.RESTRICTION_ON_BAIL,
        because="Bail with drug treatment.",
        until=today_utc(),
    )
    record_exception(runtime, actor, laura.id, new)
    with pytest.raises(DBAPIError), runtime.engine.begin() as connection:
        connection.execute(text(change.format(table)))
