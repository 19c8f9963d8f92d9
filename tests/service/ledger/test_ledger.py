"""The ledger of copies: out, back, partly, never, written off; and the missing page again."""

import csv
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader
from sqlalchemy import event, select, update

from forms.artefacts import ArtefactFormat, make_document
from forms.copies import CopyId
from forms.definition import Form
from forms.registry import load_catalogue
from service.copy_sets import CopySetRequest
from service.entities import Client
from service.errors import BadRequestError, ConflictError, NoGroundError, NotFoundError
from service.exporting.ledger import write_ledger
from service.jobs.crew import Crew
from service.ledger.copies import CopyState, LedgerCopy, mask_of, pages_in, state_of
from service.ledger.due_back import EXPECTED, due_back, purpose_of
from service.runtime import Runtime
from service.store.caseloads import Caseload
from service.store.engine import looking, unit_of_work
from service.store.ledger import OWN_TEAM, Sought, is_in
from service.store.models import AuditRow, IssuedCopyRow
from service.store.states import CopyPurpose
from service.usecases.copy_ledger import (
    every_copy,
    expect_copy,
    find_copy,
    list_copies,
    write_off_copy,
)
from service.usecases.copy_sets import order_set
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.issue_again import issue_pages_again
from service.usecases.read import read_document
from service.usecases.records import find_record, list_records
from service.usecases.returning import not_ours
from service.usecases.take_in import SentFile, take_in
from tests.service.agencies import add_cjit, give_consent, withdraw
from tests.service.conftest import ACTOR
from tests.service.prisons import add_inmate, fill_prison
from tests.service.readings import ScriptedReader, page

_LONG_AGO = timedelta(days=40)


@pytest.fixture(scope="module")
def sheet() -> Form:
    """A form of two pages."""
    return load_catalogue().find("dir-consent")


def _issued(runtime: Runtime, form: Form, client_id: int | None = None, **more: object) -> CopyId:
    request = IssueRequest(
        form_id=form.id, artefact=ArtefactFormat.PRINT, client_id=client_id, **more
    )
    return issue_form(runtime, ACTOR, request).copy


def _came(
    runtime: Runtime, reader: ScriptedReader, form: Form, copy: CopyId, *numbers: int
) -> None:
    """Have pages of a copy come in as one fax."""
    reader.pages = [
        page(form, {}, copy=copy, number=at, form_page=number)
        for at, number in enumerate(numbers, 1)
    ]
    content = b"II*\0" + copy.text.encode() + bytes(numbers)
    document = take_in(runtime, ACTOR, [SentFile("fax.tif", content)]).documents[0]
    assert read_document(runtime, document.id)


def _age(runtime: Runtime, copy: CopyId) -> None:
    """Have a copy be out for long."""
    with unit_of_work(runtime.engine) as session:
        due = datetime.now(UTC).date() - _LONG_AGO
        aged = update(IssuedCopyRow).where(IssuedCopyRow.copy_id == copy.text)
        session.execute(aged.values(due_back=due))


def _state(runtime: Runtime, copy: CopyId) -> CopyState:
    return find_copy(runtime, copy.text).state


def test_page_2_is_missing_is_printed_again_and_comes_later(
    runtime: Runtime, reader: ScriptedReader, sheet: Form, laura: Client
) -> None:
    copy = _issued(runtime, sheet, laura.id)
    assert _state(runtime, copy) is CopyState.OUT
    _came(runtime, reader, sheet, copy, 1)
    found = find_copy(runtime, copy.text)
    assert (found.state, found.pages_back, found.pages_missing) == (
        *(CopyState.PARTLY, (1,), (2,)),
    )
    again = issue_pages_again(runtime, ACTOR, copy.text)
    assert again.copy == copy
    [only] = PdfReader(BytesIO(again.content)).pages
    whole = make_document(ArtefactFormat.PRINT, sheet, _values(runtime, copy), copy)
    assert only.extract_text() == PdfReader(BytesIO(whole)).pages[1].extract_text()
    _came(runtime, reader, sheet, copy, 2)
    found = find_copy(runtime, copy.text)
    assert (found.state, found.pages_missing) == (CopyState.RETURNED, ())
    assert len(list_records(runtime, client_id=None)) == 1
    with pytest.raises(BadRequestError):
        issue_pages_again(runtime, ACTOR, copy.text)


def _values(runtime: Runtime, copy: CopyId) -> dict[str, object]:
    with looking(runtime.engine) as session:
        row = session.scalar(select(IssuedCopyRow).where(IssuedCopyRow.copy_id == copy.text))
        assert row is not None
        return row.values


def test_a_copy_that_does_not_come_is_late_and_is_written_off_with_a_reason(
    runtime: Runtime, reader: ScriptedReader, sheet: Form, laura: Client
) -> None:
    copy = _issued(runtime, sheet, laura.id)
    _age(runtime, copy)
    assert _state(runtime, copy) is CopyState.OVERDUE
    with pytest.raises(BadRequestError, match="reason"):
        write_off_copy(runtime, ACTOR, copy.text, " ")
    off = write_off_copy(runtime, ACTOR, str(copy), "Torn.")
    assert (off.state, off.written_off_because) == (CopyState.WRITTEN_OFF, "Torn.")
    with pytest.raises(ConflictError):
        write_off_copy(runtime, ACTOR, copy.text, "Torn.")
    assert expect_copy(runtime, ACTOR, copy.text, None).state is CopyState.OUT
    write_off_copy(runtime, ACTOR, copy.text, "Torn.")
    _came(runtime, reader, sheet, copy, 1, 2)
    assert _state(runtime, copy) is CopyState.RETURNED
    with pytest.raises(ConflictError, match="back"):
        write_off_copy(runtime, ACTOR, expect_copy(runtime, ACTOR, copy.text, None).copy_id, "No.")


def test_what_was_no_form_of_ours_is_not_back(
    runtime: Runtime, reader: ScriptedReader, sheet: Form, laura: Client
) -> None:
    copy = _issued(runtime, sheet, laura.id)
    _came(runtime, reader, sheet, copy, 1, 2)
    [record] = list_records(runtime)
    seen = find_record(runtime, record.id)
    not_ours(runtime, ACTOR, record.id, revision=seen.revision)
    assert _state(runtime, copy) is CopyState.OUT


@pytest.mark.parametrize(
    ("form_id", "issued", "release", "wanted"),
    [
        ("alert-form", "2009-07-17", None, "2009-07-20"),
        ("dir-consent", "2009-12-24", None, "2009-12-29"),
        ("release-plan", "2009-07-17", None, "2009-07-24"),
        ("release-plan", "2009-07-17", "2009-12-25", "2009-11-13"),
        ("release-plan", "2009-07-17", "2009-08-01", "2009-07-24"),
        ("activity-form", "2012-02-24", None, "2012-03-02"),
        ("our-own-form", "2009-07-17", None, "2009-07-24"),
        ("fax-cover", "2009-07-17", None, None),
        ("alert-form", "1999-12-31", None, "2000-01-03"),
    ],
)
def test_a_copy_is_expected_back_by_the_rule_of_its_form(
    form_id: str, issued: str, release: str | None, wanted: str | None
) -> None:
    day = date.fromisoformat(release) if release else None
    found = due_back(form_id, CopyPurpose.FILL_IN, date.fromisoformat(issued), day)
    assert str(found or "") == (wanted or "")
    assert due_back(form_id, CopyPurpose.STOCK, date.fromisoformat(issued), day) is None


def test_every_rule_has_its_source_and_blanks_and_stock_are_waited_for_by_nobody() -> None:
    assert all(rule.source for rule in EXPECTED.values())
    assert purpose_of("alert-form", is_for_client=True, is_of_set=False) is CopyPurpose.FILL_IN
    assert purpose_of("alert-form", is_for_client=True, is_of_set=True) is CopyPurpose.STOCK
    assert purpose_of("dir-consent", is_for_client=True, is_of_set=True) is CopyPurpose.FILL_IN
    assert purpose_of("dir-consent", is_for_client=False, is_of_set=False) is CopyPurpose.STOCK
    assert purpose_of("fax-cover", is_for_client=True, is_of_set=False) is CopyPurpose.INFORMATION


def test_the_day_can_be_set_on_issuing_but_not_in_the_past(small: Runtime, sheet: Form) -> None:
    client = add_inmate(small, "Severn")
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    copy = _issued(small, sheet, client.id, due_back=tomorrow)
    found = find_copy(small, copy.text)
    assert (found.due_back, found.prison, found.purpose) == (
        *(tomorrow, "LEI", CopyPurpose.FILL_IN),
    )
    with pytest.raises(BadRequestError):
        _issued(small, sheet, client.id, due_back=tomorrow - timedelta(days=9))
    with pytest.raises(NotFoundError):
        find_copy(small, "A100000000000X")


@pytest.fixture
def asked(runtime: Runtime) -> Iterator[list[str]]:
    """What is asked of the database."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    event.listen(runtime.engine, "before_cursor_execute", note)
    yield statements
    event.remove(runtime.engine, "before_cursor_execute", note)


def test_the_ledger_is_filtered_and_paged_and_asks_as_much_for_many_as_for_few(
    runtime: Runtime, sheet: Form, asked: list[str]
) -> None:
    fill_prison(runtime, 30)
    add_inmate(runtime, "Hull", prison="HLI")
    request = CopySetRequest(
        form_id=sheet.id,
        artefact=ArtefactFormat.PRINT,
        caseload=Caseload(prison="LEI"),
        due_back=datetime.now(UTC).date(),
    )
    made = order_set(runtime, ACTOR, request)
    with Crew(runtime) as crew:
        crew.work_off()
    _issued(runtime, sheet, 31)
    blank = _issued(runtime, load_catalogue().find("alert-form"))
    everything = list_copies(runtime, Sought(), limit=50)
    assert len(everything.copies) == 32
    assert everything.counts[CopyState.OUT] == 32
    assert {one.due_back for one in everything.copies if one.prison == "LEI"} == {request.due_back}
    of_set = Sought(set_id=made.id)
    first = list_copies(runtime, of_set, limit=20).copies
    rest = list_copies(runtime, of_set, before_id=first[-1].id, limit=20).copies
    assert len({one.copy_id for one in (*first, *rest)}) == 30
    assert len(list_copies(runtime, Sought(prison="HLI"), limit=50).copies) == 1
    assert [one.copy_id for one in _of(runtime, Sought(form_id="alert-form"))] == [blank.text]
    assert len(_of(runtime, Sought(client_id=31))) == 1
    assert len(_of(runtime, Sought(team=OWN_TEAM))) == 32
    assert _of(runtime, Sought(team="nobody")) == []
    assert _of(runtime, Sought(state=CopyState.RETURNED)) == []
    asked.clear()
    list_copies(runtime, Sought(), limit=2)
    few = len(asked)
    asked.clear()
    list_copies(runtime, Sought(), limit=50)
    assert len(asked) == few
    assert few <= 3


def _of(runtime: Runtime, sought: Sought) -> list[LedgerCopy]:
    return list(every_copy(runtime, sought))


def test_a_copy_for_an_agency_is_with_it_and_is_printed_again_only_with_consent(
    runtime: Runtime, laura: Client
) -> None:
    alert = load_catalogue().find("alert-form")
    agency = add_cjit(runtime)
    give_consent(runtime, laura.id, agency.id)
    copy = _issued(runtime, alert, laura.id, recipient_id=agency.id)
    [found] = _of(runtime, Sought(team="D01B"))
    assert (found.copy_id, found.recipient) == (copy.text, "Leeds CJIT")
    assert issue_pages_again(runtime, ACTOR, copy.text, [1]).content.startswith(b"%PDF")
    with looking(runtime.engine) as session:
        noted = select(AuditRow).where(AuditRow.action == "copy.pages_again")
        assert [row.subject_id for row in session.scalars(noted)] == [copy.text]
    withdraw(runtime, laura.id)
    with pytest.raises(NoGroundError):
        issue_pages_again(runtime, ACTOR, copy.text, [1])


def test_the_database_tells_states_as_the_rule_does(runtime: Runtime, sheet: Form) -> None:
    chance, today = random.Random(8), datetime.now(UTC).date()
    copy = _issued(runtime, sheet)
    for _ in range(60):
        held = {
            "pages_back": chance.randrange(4),
            "due_back": chance.choice([None, today, today - timedelta(1), today + timedelta(1)]),
            "written_off_at": chance.choice([None, datetime.now(UTC)]),
        }
        with unit_of_work(runtime.engine) as session:
            session.execute(update(IssuedCopyRow).values(**held))
            found = [
                state
                for state in CopyState
                if session.scalar(select(IssuedCopyRow.id).where(is_in(state, today)))
            ]
        wanted = state_of(
            all_pages=mask_of(sheet.pages),
            pages_back=held["pages_back"],
            due_back=held["due_back"],
            is_written_off=held["written_off_at"] is not None,
            today=today,
        )
        assert found == [wanted]
    assert find_copy(runtime, copy.text).state is wanted


def test_pages_and_masks_turn_into_each_other() -> None:
    assert pages_in(mask_of(3)) == (1, 2, 3)
    assert pages_in(0b101) == (1, 3)
    assert pages_in(0) == ()


def test_the_csv_holds_no_formula_and_no_name(small: Runtime, sheet: Form) -> None:
    client = add_inmate(small, "Severn")
    copy = _issued(small, sheet, client.id)
    write_off_copy(small, ACTOR, copy.text, "=HYPERLINK(1)")
    text = StringIO(newline="")
    write_ledger(every_copy(small, Sought()), text)
    [row] = csv.DictReader(StringIO(text.getvalue()))
    assert (row["copy"], row["client_ref"], row["state"]) == (
        *(copy.text, client.reference, "written_off"),
    )
    assert row["written_off_because"] == "'=HYPERLINK(1)"
    assert "Severn" not in text.getvalue()
