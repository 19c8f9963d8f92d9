"""Sets of copies for a whole prison: whom they are for, made once each, kept for a week."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from forms.artefacts import ArtefactFormat
from forms.copies import parse_copy_id
from forms.errors import UnknownFormError
from service.clock import now_utc
from service.copy_sets import MOST_COPIES, CopySet, CopySetRequest
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.jobs.crew import Crew
from service.runtime import Runtime
from service.store.caseloads import Caseload
from service.store.engine import looking, unit_of_work
from service.store.models import AuditRow, IssuedCopyRow
from service.store.states import CopySetOrder, CopySetState, CustodyStatus, JobState
from service.store.work_models import JobRow
from service.usecases import copy_sets as usecase
from service.usecases import make_copies
from service.usecases.caseloads import home_dats_at, list_prisons, look_at, workers_at
from service.usecases.copy_sets import (
    find_set,
    left_out_of,
    list_sets,
    order_set,
    set_files,
    take_set_file,
)
from service.usecases.issue import copies_of_client
from service.usecases.make_copies import make_claimed
from service.usecases.merging import merge_clients
from service.usecases.work import LEASE, reconcile, take_job_on_set
from tests.service.prisons import add_inmate, fill_prison

LEEDS = CopySetRequest(
    form_id="alert-form", artefact=ArtefactFormat.PRINT, caseload=Caseload(prison="LEI")
)


def _work_off(runtime: Runtime) -> None:
    with Crew(runtime) as crew:
        crew.work_off()


def _made(
    runtime: Runtime, actor: Actor, request: CopySetRequest = LEEDS
) -> tuple[CopySet, BytesIO]:
    asked = order_set(runtime, actor, request)
    _work_off(runtime)
    with take_set_file(runtime, actor, asked.id) as file:
        return find_set(runtime, asked.id), BytesIO(file.read())


def _copies(runtime: Runtime) -> list[IssuedCopyRow]:
    with looking(runtime.engine) as session:
        return list(session.scalars(select(IssuedCopyRow).order_by(IssuedCopyRow.id)))


def test_a_caseload_is_who_is_at_the_prison_now(runtime: Runtime) -> None:
    add_inmate(runtime, "Severn", release_in=10, worker="Morag Tweed", home_dat="A09B")
    add_inmate(runtime, "Derwent", status=CustodyStatus.REMAND)
    add_inmate(runtime, "Wharfe", left=1)
    add_inmate(runtime, "Medway", status=CustodyStatus.RELEASED)
    add_inmate(runtime, "Humber", prison="HHI", release_in=100, worker="Nasreen Clyde")
    found = {prison.code: prison for prison in list_prisons(runtime)}
    assert {code: prison.clients for code, prison in found.items()} == {"LEI": 2, "HHI": 1}
    assert found["LEI"].name == "HMP Leeds"
    [(_, name)] = workers_at(runtime, "LEI")
    assert name == "Morag Tweed"
    assert [code for code, _ in home_dats_at(runtime, "LEI")] == ["A09B"]


@pytest.mark.parametrize(
    ("asked", "surnames"),
    [
        (Caseload(prison="LEI"), ["Derwent", "Severn"]),
        (Caseload(prison="LEI", status=CustodyStatus.REMAND), ["Derwent"]),
        (Caseload(prison="LEI", status=CustodyStatus.RELEASED), ["Medway"]),
        (Caseload(prison="LEI", release_weeks=2), ["Severn"]),
        (Caseload(prison="LEI", release_weeks=1), []),
        (Caseload(prison="LEI", worker="Morag Tweed"), ["Severn"]),
        (Caseload(prison="LEI", home_dat="A09B"), ["Severn"]),
        (Caseload(prison="LEI", worker="Morag Tweed", status=CustodyStatus.REMAND), []),
        (Caseload(prison="nowhere"), []),
    ],
)
def test_a_caseload_is_narrowed(runtime: Runtime, asked: Caseload, surnames: list[str]) -> None:
    add_inmate(runtime, "Severn", release_in=10, worker="Morag Tweed", home_dat="A09B")
    add_inmate(runtime, "Derwent", status=CustodyStatus.REMAND)
    add_inmate(runtime, "Medway", status=CustodyStatus.RELEASED)
    seen = look_at(runtime, asked, runtime.catalogue.find("alert-form"))
    assert [client.surname for client in seen.first] == surnames
    assert seen.count == len(surnames)


def test_whoever_lacks_what_the_form_asks_is_counted(runtime: Runtime) -> None:
    add_inmate(runtime, "Severn", number="A4021CD")
    add_inmate(runtime, "Derwent")
    asked = Caseload(prison="LEI")
    alert = look_at(runtime, asked, runtime.catalogue.find("alert-form"))
    assert (alert.incomplete, "prisoner_number" in alert.asked) == (1, True)
    cover = look_at(runtime, asked, runtime.catalogue.find("fax-cover"))
    assert cover.incomplete == 0


def test_a_set_to_print_has_each_client_once_in_order(runtime: Runtime, actor: Actor) -> None:
    clients = [add_inmate(runtime, name) for name in ("Severn", "Derwent", "Wharfe")]
    found, file = _made(runtime, actor)
    assert (found.state, found.total, found.made, found.left_out) == ("ready", 3, 3, 0)
    pages = [page.extract_text() for page in PdfReader(file).pages]
    assert [name for page in pages for name in ("Derwent", "Severn", "Wharfe") if name in page] == [
        "Derwent",
        "Severn",
        "Wharfe",
    ]
    for client in clients:
        [copy] = copies_of_client(runtime, client.id)
        printed = str(parse_copy_id(copy.copy_id))
        [page] = [page for page in pages if printed in page]
        assert client.surname in page
    assert found.delete_at
    assert found.file_name == f"alert-form-1-set-{found.id}.pdf"


def test_a_set_is_sorted_by_number_where_asked(runtime: Runtime, actor: Actor) -> None:
    add_inmate(runtime, "Derwent", number="A9000AA")
    add_inmate(runtime, "Severn", number="A1000AA")
    _, file = _made(runtime, actor, replace(LEEDS, order=CopySetOrder.NUMBER))
    first, second = (page.extract_text() for page in PdfReader(file).pages)
    assert "Severn" in first
    assert "Derwent" in second


@pytest.mark.parametrize("artefact", [ArtefactFormat.PDF, ArtefactFormat.DOCX])
def test_fillable_forms_come_as_a_zip_whose_names_say_nothing(
    runtime: Runtime, actor: Actor, artefact: ArtefactFormat
) -> None:
    add_inmate(runtime, "Severn")
    add_inmate(runtime, "Derwent")
    _, file = _made(runtime, actor, replace(LEEDS, artefact=artefact))
    with ZipFile(BytesIO(file.read())) as box:
        assert box.testzip() is None
        names = box.namelist()
    copies = [str(parse_copy_id(row.copy_id)) for row in _copies(runtime)]
    assert names == [f"alert-form-1-{copy}{artefact.suffix}" for copy in copies]


def test_whoever_can_have_no_copy_is_named_and_the_others_have_theirs(
    runtime: Runtime, actor: Actor
) -> None:
    add_inmate(runtime, "Severn")
    bad = add_inmate(runtime, "Derwent \N{SNOWMAN}")
    found, _ = _made(runtime, actor)
    assert (found.made, found.left_out) == (1, 1)
    [left] = left_out_of(runtime, found.id)
    assert (left.client_id, list(left.problems)) == (bad.id, ["client_name"])
    assert "Derwent" not in str(left)


def test_a_set_without_a_single_copy_fails(runtime: Runtime, actor: Actor) -> None:
    add_inmate(runtime, "Derwent \N{SNOWMAN}")
    asked = order_set(runtime, actor, LEEDS)
    _work_off(runtime)
    assert find_set(runtime, asked.id).state is CopySetState.FAILED
    with pytest.raises(NotFoundError):
        take_set_file(runtime, actor, asked.id)


def test_nothing_is_made_for_nobody_of_no_form_or_for_too_many(
    runtime: Runtime, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadRequestError):
        order_set(runtime, actor, LEEDS)
    with pytest.raises(UnknownFormError):
        order_set(runtime, actor, replace(LEEDS, form_id="no-form"))
    assert MOST_COPIES >= 1000
    monkeypatch.setattr(usecase, "MOST_COPIES", 1)
    add_inmate(runtime, "Severn")
    add_inmate(runtime, "Derwent")
    with pytest.raises(BadRequestError):
        order_set(runtime, actor, LEEDS)
    assert list_sets(runtime) == []


def test_asking_twice_makes_one_set(runtime: Runtime, actor: Actor) -> None:
    add_inmate(runtime, "Severn")
    request = replace(LEEDS, request_key="drawn")
    first = order_set(runtime, actor, request)
    _work_off(runtime)
    assert order_set(runtime, actor, request).id == first.id
    _work_off(runtime)
    assert len(list_sets(runtime)) == len(_copies(runtime)) == 1
    assert order_set(runtime, actor, replace(LEEDS, request_key="other")).id != first.id


def test_a_set_that_is_not_made_yet_cannot_be_taken(runtime: Runtime, actor: Actor) -> None:
    add_inmate(runtime, "Severn")
    asked = order_set(runtime, actor, LEEDS)
    assert (asked.state, asked.percent) == (CopySetState.WAITING, 0)
    with pytest.raises(ConflictError):
        take_set_file(runtime, actor, asked.id)


class EndError(Exception):
    """The process ends here."""


def test_whoever_takes_a_set_up_again_makes_no_second_copy(
    runtime: Runtime, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        add_inmate(runtime, f"Severn{number}")
    monkeypatch.setattr(make_copies, "_PORTION", 3)
    asked = order_set(runtime, actor, LEEDS)
    claim = take_job_on_set(runtime, asked.id)
    assert claim
    with monkeypatch.context() as patch:
        patch.setattr(make_copies, "_finish", _halt)
        with pytest.raises(EndError):
            make_claimed(runtime, claim)
    before = [row.copy_id for row in _copies(runtime)]
    assert len(before) == 7
    with unit_of_work(runtime.engine) as session:
        session.execute(update(JobRow).values(lease_until=now_utc() - LEASE))
    reconcile(runtime, is_idle=True)
    _work_off(runtime)
    assert [row.copy_id for row in _copies(runtime)] == before
    with take_set_file(runtime, actor, asked.id) as file:
        pages = PdfReader(BytesIO(file.read())).pages
    texts = [page.extract_text() for page in pages]
    printed = [[one for one in before if str(parse_copy_id(one)) in text] for text in texts]
    assert printed == [[one] for one in before]


def _halt(*_: object) -> None:
    raise EndError


def test_a_worker_that_ends_leaves_the_set_at_the_portion_it_has_come_to(
    runtime: Runtime, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        add_inmate(runtime, f"Severn{number}")
    monkeypatch.setattr(make_copies, "_PORTION", 3)
    asked = order_set(runtime, actor, LEEDS)
    claim = take_job_on_set(runtime, asked.id)
    assert claim
    runtime.stopping.set()
    assert make_claimed(runtime, claim)
    now = find_set(runtime, asked.id)
    assert (now.state, now.made, now.percent) == (CopySetState.WAITING, 3, 74)
    runtime.stopping.clear()
    _work_off(runtime)
    assert find_set(runtime, asked.id).made == len(_copies(runtime)) == 4


def test_somebody_merged_away_before_the_set_is_made_has_no_copy(
    runtime: Runtime, actor: Actor
) -> None:
    stays, goes = add_inmate(runtime, "Severn"), add_inmate(runtime, "Derwent")
    asked = order_set(runtime, actor, LEEDS)
    merge_clients(runtime, actor, goes.id, stays.id)
    _work_off(runtime)
    assert [row.client_id for row in _copies(runtime)] == [stays.id]
    [left] = left_out_of(runtime, asked.id)
    assert left.client_id == goes.id


def test_a_set_that_never_comes_to_an_end_is_given_up(runtime: Runtime, actor: Actor) -> None:
    add_inmate(runtime, "Severn")
    asked = order_set(runtime, actor, LEEDS)
    with unit_of_work(runtime.engine) as session:
        session.execute(update(JobRow).values(attempts=5))
    _work_off(runtime)
    assert find_set(runtime, asked.id).state is CopySetState.FAILED
    assert _copies(runtime) == []


def test_after_a_week_the_file_goes_and_the_copies_stay(runtime: Runtime, actor: Actor) -> None:
    add_inmate(runtime, "Severn")
    found, _ = _made(runtime, actor)
    _work_off(runtime)
    [path] = set_files(runtime).files()
    with unit_of_work(runtime.engine) as session:
        soon = update(JobRow).where(JobRow.state == JobState.WAITING)
        session.execute(soon.values(not_before=now_utc() - timedelta(seconds=1)))
    _work_off(runtime)
    assert not path.exists()
    assert find_set(runtime, found.id).state is CopySetState.DELETED
    assert len(_copies(runtime)) == 1
    with pytest.raises(NotFoundError):
        take_set_file(runtime, actor, found.id)


def test_the_trail_says_who_asked_for_each_copy_and_who_took_the_file(
    runtime: Runtime, actor: Actor
) -> None:
    add_inmate(runtime, "Severn")
    _made(runtime, actor)
    with looking(runtime.engine) as session:
        found = session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    actions = [action for action in found if not action.startswith("client.")]
    assert actions == ["copy_set.asked", "form.issued", "copy_set.made", "copy_set.taken"]


def test_a_thousand_forms_take_some_seconds(runtime: Runtime, actor: Actor) -> None:
    fill_prison(runtime, 1000)
    asked = order_set(runtime, actor, LEEDS)
    claim = take_job_on_set(runtime, asked.id)
    assert claim
    began = now_utc()
    make_claimed(runtime, claim)
    seconds = (now_utc() - began).total_seconds()
    assert find_set(runtime, asked.id).made == 1000
    with take_set_file(runtime, actor, asked.id) as file:
        assert len(PdfReader(file).pages) == 1000
    # On a quiet machine it takes two; the bound is for one that does much else besides.
    assert seconds < 60
