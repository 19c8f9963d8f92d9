"""Accepting together what checking like with like left nothing to ask about."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from forms.definition import Form
from service.runtime import Runtime
from service.store.engine import looking, unit_of_work
from service.store.models import LearnedLayoutRow, RecordRow
from service.store.states import Channel, RecordState
from service.usecases.batches import open_batch
from service.usecases.holding import hold_record
from service.usecases.records import correct_record, find_record
from service.usecases.together import count_ready, list_ready
from tests.service.checkers import person
from tests.service.conftest import ACTOR, add_laura
from tests.service.invented import ALERT
from tests.service.stored import store_record
from tests.service.visitor import Visitor

_PATH = "/check/ready"


@pytest.fixture
def client_id(small: Runtime) -> int:
    return add_laura(small).id


def _doubtful(
    runtime: Runtime, form: Form, mark: str, client_id: int | None, batch: str | None = None
) -> int:
    return store_record(
        runtime,
        form,
        ALERT,
        content=mark.encode(),
        doubtful=["prison_code"],
        client_id=client_id,
        batch=batch,
    )


def _settle(runtime: Runtime, record_id: int) -> None:
    found = find_record(runtime, record_id)
    correct_record(
        runtime,
        ACTOR,
        record_id,
        revision=found.revision,
        changes={},
        confirmed=sorted(found.doubts),
    )


def _settled(
    runtime: Runtime, form: Form, mark: str, client_id: int | None, batch: str | None = None
) -> int:
    record_id = _doubtful(runtime, form, mark, client_id, batch)
    _settle(runtime, record_id)
    return record_id


def _fields(text: str) -> dict[str, object]:
    return {
        "record": re.findall(r'name="record" value="(\d+)"', text),
        **dict(re.findall(r'name="(revision-\d+)" value="(\d+)"', text)),
    }


def test_only_what_has_nothing_left_to_ask_is_listed(runtime: Runtime, alert_form: Form) -> None:
    client_id = add_laura(runtime).id
    open_batch(runtime, ACTOR, "Leeds", resume=False)
    ready = _settled(runtime, alert_form, "settled", client_id)
    boxed = _settled(runtime, alert_form, "of a box", client_id, "Leeds")
    _doubtful(runtime, alert_form, "in doubt", client_id)
    unusual = _settled(runtime, alert_form, "unusual", client_id)
    nobodys = _settled(runtime, alert_form, "of nobody", None)
    with unit_of_work(runtime.engine) as session:
        for record_id in (unusual, nobodys):
            row = session.get_one(RecordRow, record_id)
            row.client_id = None if record_id == nobodys else client_id
            row.concerns = ["came_before"] if record_id == unusual else []
        batch_id = session.get_one(RecordRow, boxed).document.batch_id
    found = list_ready(runtime, ACTOR)
    assert [one.record.id for one in found] == [ready, boxed]
    assert [one.record.id for one in list_ready(runtime, ACTOR, batch_id)] == [boxed]
    assert (count_ready(runtime), count_ready(runtime, batch_id)) == (2, 1)


def test_they_are_accepted_together_and_two_clicks_do_no_harm(
    visitor: Visitor, small: Runtime, alert_form: Form, client_id: int
) -> None:
    ids = [_settled(small, alert_form, str(number), client_id) for number in range(3)]
    assert "3 forms have nothing left to ask" in visitor.text("/check/together")
    sent = _fields(visitor.text(_PATH))
    for _ in range(2):
        assert visitor.post(_PATH, **sent).status_code == 302
    assert {find_record(small, one).state for one in ids} == {RecordState.ACCEPTED}
    with looking(small.engine) as session:
        accepters = {session.get_one(RecordRow, one).accepted_by_id for one in ids}
        lessons = list(session.scalars(select(LearnedLayoutRow)))
    assert len(accepters) == 1
    assert None not in accepters
    assert lessons == []
    assert "There are none." in visitor.text(_PATH)


def test_what_changed_or_is_in_other_hands_is_left_and_said(
    visitor: Visitor, small: Runtime, alert_form: Form, client_id: int
) -> None:
    changed, taken, held, free = (
        _settled(small, alert_form, mark, client_id) for mark in ("a", "b", "c", "d")
    )
    nasreen = person(small, "nasreen")
    hold_record(small, nasreen, held)
    text = visitor.text(_PATH)
    assert "nasreen is checking it" in text
    sent = _fields(text)
    assert str(held) not in sent["record"]  # type: ignore[operator]
    hold_record(small, nasreen, taken)
    morag = replace(ACTOR, user_id=1, channel=Channel.WEB)
    revision = find_record(small, changed).revision
    correct_record(small, morag, changed, revision=revision, changes={"prison_code": "HLI"})
    answer = visitor.post(_PATH, **sent)
    assert answer.status_code == 409
    for record_id in (changed, taken):
        assert f"Record {record_id} was not accepted" in answer.text
    states = {one: find_record(small, one).state for one in (changed, taken, held, free)}
    assert states.pop(free) is RecordState.ACCEPTED
    assert set(states.values()) == {RecordState.REVIEW}


def test_a_record_that_is_in_doubt_is_not_accepted_whatever_is_sent(
    visitor: Visitor, small: Runtime, alert_form: Form, client_id: int
) -> None:
    record_id = _doubtful(small, alert_form, "in doubt", client_id)
    revision = find_record(small, record_id).revision
    sent = {"record": str(record_id), f"revision-{record_id}": str(revision)}
    assert visitor.post(_PATH, **sent).status_code == 409
    assert find_record(small, record_id).state is RecordState.REVIEW
