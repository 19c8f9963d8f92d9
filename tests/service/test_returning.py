"""What leaves the list to check: sent back, no form of ours, parted, turned; and what is undone."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from forms.definition import Form
from forms.registry import load_catalogue
from ocr.reading import Layout, PageReading
from service.entities import Record
from service.errors import BadRequestError, ConflictError, HeldError, StaleError
from service.runtime import Runtime
from service.store.engine import looking
from service.store.models import AuditRow
from service.store.states import DocumentState, RecordState, ReturnReason, Withdrawn
from service.usecases.holding import hold_record
from service.usecases.intakes import find_document, list_documents
from service.usecases.parting import part_record
from service.usecases.read import read_document
from service.usecases.records import accept_record, correct_record, find_record, list_to_check
from service.usecases.returning import not_ours, put_back, send_back, withdrawal_of
from service.usecases.turning import turn_page
from tests.service.checkers import THREE, came, doubtful_page, person
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page, unidentified


@pytest.fixture
def record_id(runtime: Runtime, reader: ScriptedReader, alert_form: Form) -> int:
    return came(runtime, reader, doubtful_page(alert_form, THREE))


def _state(runtime: Runtime, record: Record) -> DocumentState:
    return find_document(runtime, record.document_id).state


def _audited(runtime: Runtime) -> list[str]:
    with looking(runtime.engine) as session:
        return list(session.scalars(select(AuditRow.action).order_by(AuditRow.id)))


def test_a_form_goes_back_with_its_reason_and_the_sender_sees_it(
    runtime: Runtime, record_id: int
) -> None:
    morag = person(runtime, "morag")
    revision = find_record(runtime, record_id).revision
    for _ in range(2):  # a double click
        send_back(
            runtime,
            morag,
            record_id,
            revision=revision,
            reason=ReturnReason.PAGES_MISSING,
            note="The second page.",
        )
    found = find_record(runtime, record_id)
    assert (found.state, _state(runtime, found)) == (RecordState.RETURNED, DocumentState.RETURNED)
    document = find_document(runtime, found.document_id)
    assert document.reason_code == "returned"
    assert "The second page." in (document.reason or "")
    assert list_to_check(runtime) == []
    withdrawal = withdrawal_of(runtime, record_id)
    assert withdrawal is not None
    assert (withdrawal.kind, withdrawal.reason) == (Withdrawn.RETURNED, ReturnReason.PAGES_MISSING)
    assert (withdrawal.by, withdrawal.note) == ("morag", "The second page.")
    assert "second" not in repr(withdrawal)
    assert _audited(runtime).count("record.returned") == 1


def test_what_was_sent_back_is_put_back_as_it_was(runtime: Runtime, record_id: int) -> None:
    morag = person(runtime, "morag")
    before = find_record(runtime, record_id)
    send_back(runtime, morag, record_id, revision=before.revision, reason=ReturnReason.UNREADABLE)
    for _ in range(2):
        put_back(runtime, morag, record_id)
    found = find_record(runtime, record_id)
    assert (found.values, found.doubts) == (before.values, before.doubts)
    assert _state(runtime, found) is DocumentState.REVIEW
    assert find_document(runtime, found.document_id).reason is None
    assert withdrawal_of(runtime, record_id) is None
    assert _audited(runtime).count("record.put_back") == 1


def test_nothing_is_put_back_that_was_not_taken_out(runtime: Runtime, record_id: int) -> None:
    with pytest.raises(ConflictError, match="not taken out"):
        put_back(runtime, person(runtime, "morag"), record_id)


@pytest.mark.parametrize(
    ("reason", "note", "wrong"),
    [
        (None, "", "reason"),
        (ReturnReason.OTHER, " ", "note"),
        (ReturnReason.OTHER, "x" * 1001, "note"),
    ],
)
def test_a_return_needs_its_reason(
    runtime: Runtime, record_id: int, reason: ReturnReason | None, note: str, wrong: str
) -> None:
    morag = person(runtime, "morag")
    with pytest.raises(BadRequestError) as caught:
        send_back(runtime, morag, record_id, revision=1, reason=reason, note=note)
    assert list(caught.value.problems) == [wrong]


def test_what_somebody_else_checks_or_changed_is_not_taken_out(
    runtime: Runtime, record_id: int
) -> None:
    morag, nasreen = person(runtime, "morag"), person(runtime, "nasreen")
    revision = find_record(runtime, record_id).revision
    with pytest.raises(StaleError):
        not_ours(runtime, morag, record_id, revision=revision - 1)
    hold_record(runtime, morag, record_id)
    with pytest.raises(HeldError):
        not_ours(runtime, nasreen, record_id, revision=revision)
    assert find_record(runtime, record_id).state is RecordState.REVIEW


def test_no_form_of_ours_goes_to_those_not_recognised(runtime: Runtime, record_id: int) -> None:
    morag = person(runtime, "morag")
    found = find_record(runtime, record_id)
    not_ours(runtime, morag, record_id, revision=found.revision, note="A housing application.")
    document = find_document(runtime, found.document_id)
    assert (document.state, document.reason_code) == (
        DocumentState.UNIDENTIFIED,
        "not-a-form-of-ours",
    )
    assert "A housing application." in (document.reason or "")
    found = find_record(runtime, record_id)
    assert found.state is RecordState.WITHDRAWN
    for change in (
        lambda: correct_record(
            runtime, morag, record_id, revision=found.revision, changes={"court_name": "Ely"}
        ),
        lambda: accept_record(runtime, morag, record_id, revision=found.revision),
    ):
        with pytest.raises(ConflictError, match="no longer to be checked"):
            change()
    put_back(runtime, morag, record_id)
    assert _state(runtime, found) is DocumentState.REVIEW


def _two_pages(form_id: str) -> tuple[Form, list[PageReading]]:
    form = load_catalogue().find(form_id)
    people = ({"client_name": "Ann Ouse"}, {"client_name": "Tom Trent"})
    first, second = (
        replace(doubtful_page(form, {}, written), layout=Layout.FOREIGN) for written in people
    )
    return form, [first, replace(second, form_page=2)]


def test_pages_of_two_forms_are_parted_and_joined_again(
    runtime: Runtime, reader: ScriptedReader
) -> None:
    morag = person(runtime, "morag")
    form, pages = _two_pages("release-plan")
    assert form.pages > 1
    record_id = came(runtime, reader, *pages)
    before = find_record(runtime, record_id)
    assert len(before.pages) == 2
    made = part_record(runtime, morag, record_id, revision=before.revision, starts=[2])
    again = part_record(runtime, morag, record_id, revision=before.revision, starts=[2])
    assert again == made
    parts = [find_record(runtime, one) for one in made]
    assert [[page.number for page in one.pages] for one in parts] == [[1], [2]]
    assert all("missing_pages" in one.concerns for one in parts)
    assert not any("scanned_before" in one.concerns for one in parts)
    old = find_record(runtime, record_id)
    assert (old.state, old.values) == (RecordState.WITHDRAWN, before.values)
    assert _state(runtime, old) is DocumentState.REVIEW
    withdrawal = withdrawal_of(runtime, record_id)
    assert withdrawal is not None
    assert withdrawal.led_to == tuple(made)

    put_back(runtime, morag, record_id)
    joined = find_record(runtime, record_id)
    assert [page.number for page in joined.pages] == [1, 2]
    assert joined.evidence.keys() == before.evidence.keys()
    assert {find_record(runtime, one).state for one in made} == {RecordState.WITHDRAWN}


def test_parts_that_were_worked_on_are_not_joined(runtime: Runtime, reader: ScriptedReader) -> None:
    morag = person(runtime, "morag")
    form, pages = _two_pages("release-plan")
    record_id = came(runtime, reader, *pages)
    revision = find_record(runtime, record_id).revision
    [first, _] = part_record(runtime, morag, record_id, revision=revision, starts=[2])
    key = next(form.fields()).key
    revision = find_record(runtime, first).revision
    correct_record(runtime, morag, first, revision=revision, changes={}, confirmed=[key])
    with pytest.raises(ConflictError, match="worked on"):
        put_back(runtime, morag, record_id)


@pytest.mark.parametrize("starts", [[], [1], [3]])
def test_a_form_begins_with_a_page_that_is_there(
    runtime: Runtime, reader: ScriptedReader, starts: list[int]
) -> None:
    _, pages = _two_pages("release-plan")
    record_id = came(runtime, reader, *pages)
    revision = find_record(runtime, record_id).revision
    with pytest.raises(BadRequestError):
        part_record(runtime, person(runtime, "morag"), record_id, revision=revision, starts=starts)


def test_a_page_that_stood_on_its_head_is_read_again_turned(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    morag = person(runtime, "morag")
    head = replace(doubtful_page(alert_form, THREE), layout=Layout.FOREIGN)
    record_id = came(runtime, reader, unidentified(), head, unidentified(3))
    before = find_record(runtime, record_id)
    turned = [
        turn_page(runtime, morag, before.document_id, 2, 180, revision=before.revision)
        for _ in range(2)
    ]
    assert turned[0] == turned[1]
    old = find_document(runtime, before.document_id)
    assert find_record(runtime, record_id).state is RecordState.WITHDRAWN
    assert old.state is DocumentState.UNIDENTIFIED  # its other pages still are

    reader.pages[1] = replace(page(alert_form, ALERT, number=2), layout=Layout.FOREIGN)
    assert read_document(runtime, turned[0])
    assert reader.orders[-1].turns == {2: 180}
    assert (reader.orders[-1].first, reader.orders[-1].last) == (2, 2)
    again = find_document(runtime, turned[0])
    assert [page.number for page in again.pages] == [2]
    [new_id] = again.record_ids
    new = find_record(runtime, new_id)
    assert (new.doubts, "scanned_before" in new.concerns) == ({}, False)
    assert len(list_documents(runtime)) == 2

    # Turned once more, a quarter: counted from how it was first read.
    third = turn_page(runtime, morag, again.id, 2, 270, revision=new.revision)
    read_document(runtime, third)
    assert reader.orders[-1].turns == {2: 90}
    with pytest.raises(ConflictError, match="read again"):
        put_back(runtime, morag, record_id)


def test_a_page_that_was_not_recognised_is_turned_too(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [unidentified(), replace(page(alert_form, ALERT, number=2))]
    record_id = came(runtime, reader, unidentified(), doubtful_page(alert_form, THREE))
    document_id = find_record(runtime, record_id).document_id
    turn_page(runtime, person(runtime, "morag"), document_id, 1, 90)
    assert find_document(runtime, document_id).state is DocumentState.REVIEW
    assert find_record(runtime, record_id).state is RecordState.REVIEW


def test_our_own_marks_say_which_way_is_up(runtime: Runtime, record_id: int) -> None:
    morag = person(runtime, "morag")
    found = find_record(runtime, record_id)
    with pytest.raises(ConflictError, match="marks"):
        turn_page(runtime, morag, found.document_id, 1, 180, revision=found.revision)
    with pytest.raises(BadRequestError):
        turn_page(runtime, morag, found.document_id, 1, 45, revision=found.revision)
