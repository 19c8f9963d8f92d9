"""Records out of pages: collated, flagged where the paper came before, urgent where they say so."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlalchemy import update

from forms.answers import Answer
from forms.artefacts import ArtefactFormat
from forms.copies import CopyId
from forms.definition import Form
from forms.registry import load_catalogue
from ocr.reading import BLANK_PAGE, PageReading, Problem
from service.entities import Actor, Client, Record
from service.likeness import Look, are_alike, keys_of
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.models import RecordRow
from service.store.states import DocumentState, RecordState
from service.urgency import urgency_of
from service.usecases.batches import PlacedFile, open_batch, put_in
from service.usecases.deciding import assign_client
from service.usecases.intakes import find_document, list_documents
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.read import read_document
from service.usecases.records import find_record, list_to_check
from service.usecases.standing import get_document, settle
from service.usecases.take_in import SentFile, take_in
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page, unidentified


@pytest.fixture(scope="module")
def plan() -> Form:
    return load_catalogue().find("release-plan")


def _page_of(form: Form, copy: CopyId, number: int, *, in_file: int = 1) -> PageReading:
    """Give one page of a form of several, with the fields that it asks."""
    whole = page(form, {}, copy=copy, number=in_file, form_page=number)
    keys = [field.key for field in form.fields()]
    share = [key for at, key in enumerate(keys) if at % form.pages == number - 1]
    return replace(whole, fields={key: whole.fields[key] for key in share})


def _read(runtime: Runtime, actor: Actor, content: bytes) -> int:
    document = take_in(runtime, actor, [SentFile("fax.tif", content)]).documents[0]
    assert read_document(runtime, document.id)
    return document.id


def _issued(runtime: Runtime, actor: Actor, form: Form) -> CopyId:
    request = IssueRequest(form_id=form.id, artefact=ArtefactFormat.PRINT, client_id=None)
    return issue_form(runtime, actor, request).copy


def test_pages_of_a_copy_that_came_apart_make_one_record(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, plan: Form
) -> None:
    copy = _issued(runtime, actor, plan)
    reader.pages = [_page_of(plan, copy, 2)]
    second = _read(runtime, actor, b"II*\0 page 2")
    reader.pages = [_page_of(plan, copy, 1), _page_of(plan, copy, 3, in_file=2)]
    others = _read(runtime, actor, b"II*\0 pages 1 and 3")
    [record_id] = find_document(runtime, second).record_ids
    assert find_document(runtime, others).record_ids == ()
    record = find_record(runtime, record_id)
    assert record.concerns == ()
    assert "not_read" not in record.doubts.values()
    assert len(record.pages) == 3
    assert find_document(runtime, others).state is DocumentState.REVIEW


def test_a_choice_of_the_client_stands_when_a_missing_page_comes(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, plan: Form, laura: Client
) -> None:
    copy = _issued(runtime, actor, plan)
    reader.pages = [_page_of(plan, copy, 2)]
    [record_id] = find_document(runtime, _read(runtime, actor, b"II*\0 page 2")).record_ids
    seen = find_record(runtime, record_id).revision
    assign_client(runtime, actor, record_id, revision=seen, client_id=laura.id)
    reader.pages = [_page_of(plan, copy, 1), _page_of(plan, copy, 3, in_file=2)]
    _read(runtime, actor, b"II*\0 pages 1 and 3")
    whole = find_record(runtime, record_id)
    assert (len(whole.pages), whole.client, whole.match_note) == (3, laura, "chosen")


def test_a_page_that_came_before_is_not_collated(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, plan: Form
) -> None:
    copy = _issued(runtime, actor, plan)
    reader.pages = [_page_of(plan, copy, 2)]
    first = _read(runtime, actor, b"II*\0 page 2")
    again = _read(runtime, actor, b"II*\0 page 2 again")
    [one], [other] = (find_document(runtime, document).record_ids for document in (first, again))
    assert one != other
    assert find_record(runtime, other).concerns == ("missing_pages", "came_before")


def _foreign(form: Form, values: Mapping[str, Answer], **how: object) -> PageReading:
    return page(form, values, **how)  # type: ignore[arg-type]


def _record_of(runtime: Runtime, document_id: int) -> Record:
    [record_id] = find_document(runtime, document_id).record_ids
    return find_record(runtime, record_id)


def test_the_same_paper_scanned_again_is_flagged_and_kept(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [_foreign(alert_form, ALERT)]
    first = _record_of(runtime, _read(runtime, actor, b"II*\0 one"))
    blurred = {**ALERT, "court_name": "Huli Magistrates"}
    reader.pages = [_foreign(alert_form, blurred, doubtful=["court_name"])]
    again = _record_of(runtime, _read(runtime, actor, b"II*\0 one, scanned again"))
    assert "scanned_before" not in first.concerns
    assert "scanned_before" in again.concerns
    with unit_of_work(runtime.engine) as session:
        assert session.get_one(RecordRow, again.id).resembles_id == first.id


def test_another_form_of_the_same_client_is_not_the_same_paper(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [_foreign(alert_form, ALERT)]
    _read(runtime, actor, b"II*\0 one")
    later: dict[str, Answer] = {**ALERT, "date_completed": "2009-10-01", "death": True}
    reader.pages = [_foreign(alert_form, later)]
    other = _record_of(runtime, _read(runtime, actor, b"II*\0 two"))
    assert "scanned_before" not in other.concerns


NEAR, FAR = "0" * 64, "f" * 64


@pytest.mark.parametrize(
    ("change", "pictures", "alike"),
    [
        ({}, (NEAR, NEAR), True),
        ({}, (NEAR, FAR), True),
        ({"date_completed": "2009-10-01"}, (NEAR, NEAR), True),
        ({"date_completed": "2009-10-01"}, (NEAR, FAR), False),
        ({"date_completed": "2009-10-01", "re_engaged": True}, (NEAR, NEAR), False),
    ],
)
def test_one_value_that_differs_beyond_doubt_tells_papers_apart_unless_they_look_alike(
    change: dict[str, Answer], pictures: tuple[str, str], alike: bool
) -> None:
    one = Look(values=ALERT, doubtful=(), pictures=(pictures[0],))
    other = Look(values={**ALERT, **change}, doubtful=(), pictures=(pictures[1],))
    assert are_alike(one, other) is alike
    assert are_alike(other, one) is alike


def test_a_record_is_found_by_pairs_that_name_its_client_and_its_day() -> None:
    keys = keys_of("alert-form", ALERT)
    spaced = {**ALERT, "client_name": str(ALERT["client_name"]).upper() + " "}
    assert keys == keys_of("alert-form", spaced)
    other_number = keys_of("alert-form", {**ALERT, "prisoner_number": "A9999ZZ"})
    assert keys & other_number
    assert not keys & keys_of("activity-form", ALERT)
    assert keys_of("alert-form", {"client_name": "Ann Severn"}) == frozenset()


@pytest.mark.parametrize(
    ("values", "urgency"),
    [
        ({}, 0),
        ({"change_worker": True}, 0),
        ({"change_treatment": True}, 1),
        ({"change_treatment": True, "change_release_or_court_date": True}, 2),
        ({"death": True}, 3),
        ({"death": False}, 0),
    ],
)
def test_a_death_is_looked_at_before_a_release_and_that_before_a_treatment(
    alert_form: Form, values: dict[str, Answer], urgency: int
) -> None:
    assert urgency_of(alert_form, values) == urgency


def test_a_release_plan_is_urgent_whatever_it_says(plan: Form) -> None:
    assert urgency_of(plan, {}) == 2


def _blank(number: int) -> PageReading:
    problem = Problem(code=BLANK_PAGE, message="The page is blank.")
    return replace(unidentified(number), problems=(problem,))


def test_a_blank_page_parts_forms_in_a_batch_and_is_looked_at_in_a_fax(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    one = page(alert_form, ALERT, number=1)
    other = page(alert_form, {**ALERT, "client_name": "Ann Medway"}, number=3)
    reader.pages = [one, _blank(2), other]
    batch = open_batch(runtime, actor, "Box 14", resume=False)
    assert put_in(runtime, actor, batch, [PlacedFile("a.tif", b"II*\0 a")]) == 1
    [boxed] = list_documents(runtime)
    assert read_document(runtime, boxed.id)
    found = find_document(runtime, boxed.id)
    assert (found.state, len(found.record_ids)) == (DocumentState.REVIEW, 2)

    reader.pages = [one, _blank(2)]
    faxed = _read(runtime, actor, b"II*\0 a fax")
    with unit_of_work(runtime.engine) as session:
        session.execute(update(RecordRow).values(state=RecordState.ACCEPTED))
    assert _settled(runtime, boxed.id) is DocumentState.DONE
    assert _settled(runtime, faxed) is DocumentState.UNIDENTIFIED


def _settled(runtime: Runtime, document_id: int) -> DocumentState:
    with unit_of_work(runtime.engine) as session:
        document = get_document(session, document_id)
        settle(session, document)
        return document.state


def test_what_is_most_urgent_is_looked_at_first(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    quiet = {key: value for key, value in ALERT.items() if value is not True}
    for at, key in enumerate(("re_engaged", "change_treatment", "death", "disengaged")):
        reader.pages = [page(alert_form, {**quiet, key: True}, doubtful=["court_name"])]
        _read(runtime, actor, f"II*\0 {at}".encode())
    found = list_to_check(runtime)
    assert [one.urgency for one in found] == [3, 1, 0, 0]
    assert found[2].id < found[3].id
    assert [one.id for one in list_to_check(runtime, skip=1, limit=2)] == [
        one.id for one in found[1:3]
    ]
