"""Two people never check the same form at once, on either engine."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from forms.definition import Form
from service.clock import now_utc
from service.entities import Actor
from service.errors import HeldError, StaleError
from service.runtime import Runtime
from service.store import holds
from service.store.engine import unit_of_work
from service.usecases.deciding import assign_client
from service.usecases.holding import (
    hold_record,
    hold_records,
    leave_record,
    next_to_check,
    who_checks,
)
from service.usecases.records import (
    accept_record,
    correct_record,
    find_record,
    list_to_check,
)
from tests.service.checkers import THREE, came, doubtful_page, lapse, person
from tests.service.conftest import add_laura
from tests.service.readings import ScriptedReader


@pytest.fixture
def record_id(runtime: Runtime, reader: ScriptedReader, alert_form: Form) -> int:
    return came(runtime, reader, doubtful_page(alert_form, THREE))


def _correct(runtime: Runtime, actor: Actor, record_id: int) -> None:
    revision = find_record(runtime, record_id).revision
    correct_record(
        runtime, actor, record_id, revision=revision, changes={"court_name": "Hull Crown Court"}
    )


def test_who_opened_it_first_has_it_and_the_other_sees_who(
    runtime: Runtime, record_id: int
) -> None:
    morag, nasreen = person(runtime, "morag"), person(runtime, "nasreen")
    mine = hold_record(runtime, morag, record_id)
    seen = hold_record(runtime, nasreen, record_id)
    assert mine is not None
    assert seen is not None
    assert (mine.by, mine.is_mine) == ("morag", True)
    assert (seen.by, seen.is_mine, seen.since) == ("morag", False, mine.since)
    with pytest.raises(HeldError):
        _correct(runtime, nasreen, record_id)
    _correct(runtime, morag, record_id)
    [listed] = list_to_check(runtime)
    assert listed.checked_by == "morag"


def test_of_many_who_open_it_at_once_one_has_it(runtime: Runtime, record_id: int) -> None:
    people = [person(runtime, f"person{number}") for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda one: hold_record(runtime, one, record_id), people))
    assert sum(hold is not None and hold.is_mine for hold in found) == 1
    assert len({hold.by for hold in found if hold}) == 1


def test_a_lease_lapses_and_the_next_person_has_it(runtime: Runtime, record_id: int) -> None:
    morag, nasreen = person(runtime, "morag"), person(runtime, "nasreen")
    hold_record(runtime, morag, record_id)
    lapse(runtime)
    assert who_checks(runtime, nasreen, record_id) is None
    hold = hold_record(runtime, nasreen, record_id)
    assert hold is not None
    assert hold.is_mine
    with pytest.raises(HeldError):
        _correct(runtime, morag, record_id)


def test_a_lease_that_lapsed_unused_costs_nothing(runtime: Runtime, record_id: int) -> None:
    morag = person(runtime, "morag")
    hold_record(runtime, morag, record_id)
    lapse(runtime)
    _correct(runtime, morag, record_id)
    assert find_record(runtime, record_id).values["court_name"] == "Hull Crown Court"


def test_a_save_goes_on_with_the_lease(runtime: Runtime, record_id: int) -> None:
    morag = person(runtime, "morag")
    hold_record(runtime, morag, record_id)
    soon = now_utc() + timedelta(seconds=20)
    with unit_of_work(runtime.engine) as session:
        assert morag.user_id is not None
        holds.shorten(session, record_id, morag.user_id, soon)
    _correct(runtime, morag, record_id)
    with unit_of_work(runtime.engine) as session:
        hold = holds.lock(session, record_id)
        assert hold is not None
        assert hold.until > soon + timedelta(minutes=4)


def test_the_next_to_check_is_one_that_nobody_else_has(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form, record_id: int
) -> None:
    second = came(runtime, reader, doubtful_page(alert_form, THREE), mark="second")
    morag, nasreen = person(runtime, "morag"), person(runtime, "nasreen")
    hold_record(runtime, morag, record_id)
    assert next_to_check(runtime, morag) == record_id
    assert next_to_check(runtime, nasreen) == second
    assert next_to_check(runtime, nasreen, but=[second]) is None
    leave_record(runtime, morag, record_id, at_once=True)
    assert next_to_check(runtime, nasreen) == record_id


def test_whoever_accepts_lets_go(runtime: Runtime, record_id: int) -> None:
    morag = person(runtime, "morag")
    laura = add_laura(runtime)
    hold_record(runtime, morag, record_id)
    found = find_record(runtime, record_id)
    found = assign_client(runtime, morag, record_id, revision=found.revision, client_id=laura.id)
    found = correct_record(
        runtime, morag, record_id, revision=found.revision, changes={}, confirmed=list(THREE)
    )
    accept_record(runtime, morag, record_id, revision=found.revision)
    assert who_checks(runtime, morag, record_id) is None
    # What is accepted waits for nobody: looking at it takes it from nobody.
    assert hold_record(runtime, morag, record_id) is None
    assert hold_records(runtime, morag, [record_id, 99]) == {}


def test_one_person_in_two_windows_overwrites_nothing(runtime: Runtime, record_id: int) -> None:
    morag = person(runtime, "morag")
    revision = find_record(runtime, record_id).revision
    hold_record(runtime, morag, record_id)
    _correct(runtime, morag, record_id)
    with pytest.raises(StaleError):
        correct_record(runtime, morag, record_id, revision=revision, changes={"court_name": "Ely"})
