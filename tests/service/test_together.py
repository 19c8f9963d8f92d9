"""Like with like: one question of many forms on one screen."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import event

from forms.definition import Form
from service.runtime import Runtime
from service.store.states import Channel
from service.usecases.batches import open_batch
from service.usecases.holding import hold_record
from service.usecases.records import correct_record, find_record
from service.usecases.together import AT_ONCE, doubt_groups, values_together
from tests.service.checkers import came, doubtful_page, person
from tests.service.conftest import ACTOR
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader
from tests.service.stored import store_record
from tests.service.visitor import Visitor


def _stored(runtime: Runtime, form: Form, codes: list[str], batch: str | None = None) -> list[int]:
    return [
        store_record(
            runtime,
            form,
            {**ALERT, "prison_code": code},
            content=f"{batch} {number}".encode(),
            doubtful=["prison_code", "date_of_birth"],
            batch=batch,
        )
        for number, code in enumerate(codes)
    ]


def test_kinds_and_questions_are_counted_in_all_and_in_a_batch(
    runtime: Runtime, alert_form: Form
) -> None:
    _stored(runtime, alert_form, ["LEI", "HLI"])
    batch = open_batch(runtime, ACTOR, "Leeds", resume=False)
    _stored(runtime, alert_form, ["LEI"], "Leeds")
    found = {one.code: one.number for one in doubt_groups(runtime)}
    assert found == {"all-dates": 3, "date_of_birth": 3, "prison_code": 3}
    assert {one.number for one in doubt_groups(runtime, batch.id)} == {1}


def test_equal_values_come_together_a_screen_at_a_time(runtime: Runtime, alert_form: Form) -> None:
    codes = ["LEI", "HLI", "lei"] * 10
    _stored(runtime, alert_form, codes)
    first, total = values_together(runtime, "prison_code")
    second, _ = values_together(runtime, "prison_code", skip=AT_ONCE)
    assert (len(first), len(second), total) == (25, 5, 30)
    read = [str(value.value).upper() for value in [*first, *second]]
    assert read == sorted(read)
    assert all(value.evidence and value.doubt == "unsure" for value in first)
    dates, _ = values_together(runtime, "all-dates")
    assert {value.question.key for value in dates} == {"date_of_birth"}
    assert values_together(runtime, "no_such_field") == ([], 0)


def _fields(text: str) -> dict[str, object]:
    return {
        "asked": re.findall(r'name="asked" value="([\w-]+)"', text),
        **dict(re.findall(r'name="(revision-\d+)" value="(\d+)"', text)),
        **dict(re.findall(r'name="(value-[\w-]+)" type="text" value="([^"]*)"', text)),
        **dict(re.findall(r'name="(was-[\w-]+)" value="([^"]*)"', text)),
    }


def test_what_was_chosen_is_saved_and_the_rest_stays(
    visitor: Visitor, small: Runtime, alert_form: Form
) -> None:
    first, second, third = _stored(small, alert_form, ["LEI", "LEI", "LE1"])
    path = "/check/together/prison_code"
    text = visitor.text(path)
    sent = {
        **_fields(text),
        f"pick-prison_code-{first}": "=LEI",
        f"pick-prison_code-{third}": "other",
        f"value-prison_code-{third}": "LEI",
    }
    for _ in range(2):  # a double click
        assert visitor.post(path, **sent).status_code == 302
    for record_id, is_settled in ((first, True), (second, False), (third, True)):
        found = find_record(small, record_id)
        assert ("prison_code" not in found.doubts) is is_settled
        assert "date_of_birth" in found.doubts
        assert len(found.corrections) == is_settled
    assert find_record(small, third).values["prison_code"] == "LEI"
    assert "1 value to check" in visitor.text(path)


def test_several_values_of_one_record_are_saved_at_once(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    dates = {"date_completed": (), "date_of_birth": ()}
    record_id = came(small, reader, doubtful_page(alert_form, dates))
    text = visitor.text("/check/together/all-dates")
    sent = {
        **_fields(text),
        f"pick-date_completed-{record_id}": "=14 June 2009",
        f"pick-date_of_birth-{record_id}": "=27 March 1974",
    }
    visitor.post("/check/together/all-dates", **sent)
    found = find_record(small, record_id)
    assert (found.doubts, len(found.corrections)) == ({}, 2)


def test_what_somebody_else_checks_or_changed_is_said_and_not_saved(
    visitor: Visitor, small: Runtime, alert_form: Form
) -> None:
    held, changed, free = _stored(small, alert_form, ["LEI", "LEI", "LEI"])
    nasreen = person(small, "nasreen")
    hold_record(small, nasreen, held)
    text = visitor.text("/check/together/prison_code")
    assert text.count("nasreen is checking this form") == 1
    sent = {**_fields(text), **{f"pick-prison_code-{one}": "=LEI" for one in (held, changed, free)}}
    # The same person was quicker in another window.
    morag = replace(ACTOR, user_id=1, channel=Channel.WEB)
    revision = find_record(small, changed).revision
    correct_record(small, morag, changed, revision=revision, changes={"prison_code": "HLI"})
    answer = visitor.post("/check/together/prison_code", **sent)
    assert answer.status_code == 422
    assert f"Record {held} was not saved" in answer.text
    assert f"Record {changed} was not saved" in answer.text
    assert find_record(small, held).corrections == ()
    assert "prison_code" not in find_record(small, free).doubts


def test_a_mistake_costs_no_typing(visitor: Visitor, small: Runtime, alert_form: Form) -> None:
    [record_id] = _stored(small, alert_form, ["LEI"])
    path = "/check/together/date_of_birth"
    typed = {
        f"pick-date_of_birth-{record_id}": "other",
        f"value-date_of_birth-{record_id}": "31 6 1974",
    }
    answer = visitor.post(path, **{**_fields(visitor.text(path)), **typed})
    assert answer.status_code == 422
    assert 'value="31 6 1974"' in answer.text
    assert f'href="#check-date_of_birth-{record_id}"' in answer.text
    assert visitor.post(path, asked="nonsense").status_code == 400


@pytest.fixture
def asked(small: Runtime) -> Iterator[list[str]]:
    found: list[str] = []

    def note(*said: object) -> None:
        found.append(str(said[2]))

    event.listen(small.engine, "before_cursor_execute", note)
    yield found
    event.remove(small.engine, "before_cursor_execute", note)


def test_a_screen_asks_as_much_of_the_database_however_many_values_it_has(
    visitor: Visitor, small: Runtime, alert_form: Form, asked: list[str]
) -> None:
    _stored(small, alert_form, ["LEI"])

    def count() -> int:
        visitor.text("/check/together/prison_code")
        asked.clear()
        visitor.text("/check/together/prison_code")
        return len(asked)

    before = count()
    _stored(small, alert_form, ["HLI"] * 20, "more")
    assert count() == before


def test_a_batch_leads_to_its_own_doubts(
    visitor: Visitor, small: Runtime, alert_form: Form
) -> None:
    batch = open_batch(small, ACTOR, "Leeds", resume=False)
    _stored(small, alert_form, ["LEI"], "Leeds")
    _stored(small, alert_form, ["HLI"])
    kinds = visitor.text(f"/check/together?batch={batch.id}")
    assert f"/check/together/prison_code?batch={batch.id}" in kinds
    shown = visitor.text(f"/check/together/prison_code?batch={batch.id}")
    assert "1 value to check" in shown
    assert "Leeds" in shown
    assert visitor.get("/check/together?batch=99").status_code == 404
    assert "All dates" in visitor.text("/check/together")
