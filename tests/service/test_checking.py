"""The pages on which a form is checked, as a browser without scripts uses them."""

import re
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from forms.definition import Form
from service.runtime import Runtime
from service.store.states import RecordState
from service.usecases.holding import hold_record
from service.usecases.intakes import find_document
from service.usecases.records import correct_record, find_record
from tests.service.checkers import THREE, came, doubtful_page, lapse, person
from tests.service.conftest import ACTOR, add_laura
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader
from tests.service.served import PASSWORD
from tests.service.stored import store_record
from tests.service.visitor import Visitor

_MOST_BYTES = 150_000
_RIGHT = {
    "pick-court_name": "=Leeds Crown Court",
    "pick-date_completed": "=14 June 2009",
    "pick-prison_code": "=LEI",
}


@pytest.fixture
def record_id(small: Runtime, reader: ScriptedReader, alert_form: Form) -> int:
    add_laura(small)
    return came(small, reader, doubtful_page(alert_form, THREE))


def _sent(text: str, **fields: object) -> dict[str, object]:
    """Give what the page's form sends: what it was given, and what a person adds."""
    found = re.search(r'name="revision" value="(\d+)"', text)
    assert found
    names = re.findall(r'name="asked" value="(\w+)"', text)
    boxes = dict(re.findall(r'name="(value-\w+)" type="text" value="([^"]*)"', text))
    boxes |= dict(re.findall(r'name="(was-\w+)" value="([^"]*)"', text))
    return {"revision": found[1], "asked": names, **boxes, **fields}


def _second(app: Flask, small: Runtime, name: str = "nasreen") -> Visitor:
    person(small, name)
    other = Visitor(app.test_client())
    assert other.post("/sign-in", name=name, password=PASSWORD).status_code == 302
    return other


def test_only_what_is_in_doubt_is_asked_with_what_it_may_say(
    visitor: Visitor, record_id: int
) -> None:
    text = visitor.text(f"/records/{record_id}")
    assert set(re.findall(r'name="asked" value="(\w+)"', text)) == THREE.keys()
    picks = re.findall(r'name="pick-date_completed" type="radio" value="([^"]*)"', text)
    assert picks == ["=14 June 2009", "=19 June 2009", "=11 June 2009", "=", "other"]
    assert "Read with doubt: the two readers disagree" in text
    assert f"/records/{record_id}/places/court_name.png" in text
    # Nothing is chosen for a person: silence never means yes.
    assert not re.search(r'name="pick-[^>]* checked', text)


def test_the_place_of_a_value_is_shown_with_what_is_around_it(
    visitor: Visitor, small: Runtime, alert_form: Form
) -> None:
    stored = store_record(small, alert_form, ALERT, doubtful=["court_name"])
    answer = visitor.get(f"/records/{stored}/places/court_name.png")
    assert answer.content_type == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert visitor.get(f"/records/{stored}/places/no_such_field.png").status_code == 404


def test_what_was_chosen_is_saved_and_accepted_and_the_next_one_comes(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form, record_id: int
) -> None:
    second = came(small, reader, doubtful_page(alert_form, THREE), mark="second")
    text = visitor.text(f"/records/{record_id}")
    answer = visitor.post(f"/records/{record_id}", **_sent(text, **_RIGHT, accept="yes"))
    assert answer.location == f"/records/{second}"
    found = find_record(small, record_id)
    assert found.state is RecordState.ACCEPTED
    assert found.values["court_name"] == "Leeds Crown Court"
    assert {one.key for one in found.corrections} == set(THREE)


def test_a_second_click_does_no_harm(visitor: Visitor, small: Runtime, record_id: int) -> None:
    text = visitor.text(f"/records/{record_id}")
    sent = _sent(text, **_RIGHT, accept="yes")
    first, second = (visitor.post(f"/records/{record_id}", **sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert len(find_record(small, record_id).corrections) == 3


def test_nothing_chosen_is_nothing_said(visitor: Visitor, small: Runtime, record_id: int) -> None:
    text = visitor.text(f"/records/{record_id}")
    answer = visitor.post(f"/records/{record_id}", **_sent(text, accept="yes"))
    assert answer.status_code == 409
    assert answer.text.count("against the form.") >= len(THREE)
    found = find_record(small, record_id)
    assert (found.corrections, found.doubts.keys()) == ((), THREE.keys())


def test_something_else_is_typed_and_a_mistake_costs_no_typing(
    visitor: Visitor, small: Runtime, record_id: int
) -> None:
    text = visitor.text(f"/records/{record_id}")
    typed = {
        "pick-date_completed": "other",
        "value-date_completed": "31 June 2009",
        "pick-court_name": "other",
        "value-court_name": "Hull Crown Court",
    }
    answer = visitor.post(f"/records/{record_id}", **_sent(text, **typed))
    assert answer.status_code == 422
    assert 'value="31 June 2009"' in answer.text
    assert 'value="Hull Crown Court"' in answer.text
    assert re.search(r'id="pick-court_name-other"[^>]* checked', answer.text)
    typed["value-date_completed"] = "30 6 09"
    visitor.post(f"/records/{record_id}", **_sent(answer.text, **typed))
    values = find_record(small, record_id).values
    assert (values["date_completed"], values["court_name"]) == ("2009-06-30", "Hull Crown Court")


@pytest.mark.parametrize("pick", ["=Leeds Magistrates Court", "other"])
def test_what_is_not_clear_is_asked_again(
    visitor: Visitor, small: Runtime, record_id: int, pick: str
) -> None:
    text = visitor.text(f"/records/{record_id}")
    box = "Hull" if pick != "other" else " "
    sent = _sent(text, **{"pick-court_name": pick, "value-court_name": box})
    assert visitor.post(f"/records/{record_id}", **sent).status_code == 422
    assert find_record(small, record_id).corrections == ()


def test_a_tick_in_doubt_stays_as_it_is_until_somebody_says(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record_id = came(small, reader, doubtful_page(alert_form, {"disengaged": ()}))
    text = visitor.text(f"/records/{record_id}")
    visitor.post(f"/records/{record_id}", **_sent(text))
    assert find_record(small, record_id).values["disengaged"] is True
    text = visitor.text(f"/records/{record_id}")
    visitor.post(f"/records/{record_id}", **_sent(text, **{"pick-disengaged": "="}))
    found = find_record(small, record_id)
    assert (found.values["disengaged"], "disengaged" in found.doubts) == (False, False)


def test_where_nothing_could_be_read_nothing_is_suggested(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    page = doubtful_page(alert_form, {}, unreadable=["court_name"])
    text = visitor.text(f"/records/{came(small, reader, page)}")
    assert "data-suggested" not in text
    assert re.findall(r'name="pick-court_name" type="radio" value="([^"]*)"', text) == [
        "=",
        "other",
    ]


def test_a_skipped_form_stays_and_the_next_one_comes(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form, record_id: int
) -> None:
    second = came(small, reader, doubtful_page(alert_form, THREE), mark="second")
    assert visitor.get("/check").location == f"/records/{record_id}"
    assert visitor.post(f"/records/{record_id}/skip").location == f"/records/{second}"
    assert visitor.post(f"/records/{second}/skip").location == "/records?state=review"
    assert visitor.get("/check").location == f"/records/{record_id}"
    assert find_record(small, record_id).state is RecordState.REVIEW


# Two people


def test_another_person_sees_who_checks_it_and_cannot_save(
    app: Flask, visitor: Visitor, small: Runtime, record_id: int
) -> None:
    visitor.text(f"/records/{record_id}")
    other = _second(app, small)
    text = other.text(f"/records/{record_id}")
    assert "morag is checking this form, since" in text
    assert "Save and accept" not in text
    assert "morag is checking it" in other.text("/records?state=review")
    assert other.get("/check").location == "/records?state=review"


def test_a_save_whose_lease_is_lost_is_refused_and_keeps_what_was_typed(
    app: Flask, visitor: Visitor, small: Runtime, record_id: int
) -> None:
    text = visitor.text(f"/records/{record_id}")
    lapse(small)
    other = _second(app, small)
    theirs = other.text(f"/records/{record_id}")
    sent = _sent(text, **_RIGHT, accept="yes")
    refused = visitor.post(f"/records/{record_id}", **sent)
    assert refused.status_code == 409
    assert "nasreen is checking this form" in refused.text
    assert re.search(r'value="=Leeds Crown Court"[^>]* checked', refused.text)
    assert find_record(small, record_id).corrections == ()

    other.post(f"/records/{record_id}", **_sent(theirs, **{"pick-prison_code": "=LEI"}))
    lapse(small)
    again = visitor.post(f"/records/{record_id}", **sent)
    assert again.status_code == 409
    assert "changed by somebody else" in again.text
    visitor.post(f"/records/{record_id}", **{**sent, **_sent(again.text), **_RIGHT})
    assert find_record(small, record_id).state is RecordState.ACCEPTED


def test_a_page_in_use_is_held_on_and_a_page_that_is_left_is_not(
    app: Flask, visitor: Visitor, small: Runtime, record_id: int
) -> None:
    token = {"X-CSRFToken": visitor.token(), "Accept": "application/json"}

    def beat(of: Visitor, headers: dict[str, str]) -> object:
        path, body = "/checking/beat", {"records": [record_id, "x"]}
        return of.client.post(path, json=body, headers=headers).get_json()

    assert beat(visitor, token) == {"others": {}}
    other = _second(app, small)
    theirs = {"X-CSRFToken": other.token(), "Accept": "application/json"}
    said = beat(other, theirs)
    assert isinstance(said, dict)
    assert said["others"][str(record_id)].startswith("morag is checking this form")
    assert visitor.post("/checking/leave", record=record_id).status_code == 204
    assert visitor.client.post("/checking/beat", json={"records": []}).status_code == 400


# As it is typed


def test_a_value_is_judged_while_it_is_typed_in_the_words_of_saving(
    visitor: Visitor, record_id: int
) -> None:
    headers = {"X-CSRFToken": visitor.token(), "Accept": "application/json"}

    def tried(key: str, text: object) -> dict[str, str]:
        path = f"/records/{record_id}/values/{key}"
        answer = visitor.client.post(path, json={"text": text}, headers=headers)
        assert answer.status_code == 200
        found: dict[str, str] = answer.get_json()
        return found

    said = tried("date_completed", "31 June 2009")
    text = visitor.text(f"/records/{record_id}")
    sent = _sent(text, **{"pick-date_completed": "other", "value-date_completed": "31 June 2009"})
    assert said["problem"]
    assert said["problem"] in visitor.post(f"/records/{record_id}", **sent).text
    assert tried("date_completed", "14 June 2009") == {"problem": "", "notice": ""}
    assert tried("prison_code", "ZZZ")["notice"]
    nowhere = f"/records/{record_id}/values/nothing"
    assert visitor.client.post(nowhere, json={}, headers=headers).status_code == 404
    unsigned = visitor.client.post(f"/records/{record_id}/values/court_name", json={})
    assert unsigned.status_code == 400


# Sessions that end


def test_typing_outlives_an_expired_session(
    visitor: Visitor, small: Runtime, record_id: int
) -> None:
    text = visitor.text(f"/records/{record_id}")
    sent = _sent(
        text,
        **{"pick-court_name": "other", "value-court_name": "Hull Crown Court", "accept": "yes"},
    )
    sent["csrf_token"] = visitor.token()
    visitor.client.delete_cookie("throughcare")
    asked = visitor.client.post(f"/records/{record_id}", data=sent)
    assert asked.status_code == 401
    assert "What you typed is kept" in asked.text
    fields = _hidden(asked.text)
    wrong = visitor.client.post(
        f"/sign-in?next=/records/{record_id}", data={**fields, "name": "morag", "password": "no"}
    )
    assert wrong.status_code == 401
    fields = _hidden(wrong.text)
    password = {"name": "second", "password": PASSWORD}
    person(small, "second")
    back = visitor.client.post(f"/sign-in?next=/records/{record_id}", data={**fields, **password})
    assert back.status_code == 200
    assert "Nothing" not in find_record(small, record_id).values
    # Somebody else signed in: morag's lease still stands, and the typing is on the page.
    assert 'value="Hull Crown Court"' in back.text
    lapse(small)
    visitor.client.post(
        f"/records/{record_id}",
        data={**_hidden(back.text), **_sent(back.text, **{"pick-court_name": "other"})},
    )
    assert find_record(small, record_id).values["court_name"] == "Hull Crown Court"


def _hidden(text: str) -> dict[str, object]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text):
        found.setdefault(name, []).append(value.replace("&#39;", "'"))
    return dict(found)


def test_typing_outlives_a_page_that_was_open_too_long(
    visitor: Visitor, small: Runtime, record_id: int
) -> None:
    text = visitor.text(f"/records/{record_id}")
    sent = {
        **_sent(text, **{"pick-court_name": "other", "value-court_name": "Hull Crown Court"}),
        "csrf_token": "of another day",
    }
    shown = visitor.client.post(f"/records/{record_id}", data=sent)
    assert shown.status_code == 422
    assert "open too long" in shown.text
    assert 'value="Hull Crown Court"' in shown.text
    assert find_record(small, record_id).corrections == ()


# Out of the list


def test_a_form_is_sent_back_and_put_back(visitor: Visitor, record_id: int) -> None:
    path = f"/records/{record_id}/send-back"
    text = visitor.text(path)
    revision = _sent(text)["revision"]
    missing = visitor.post(path, revision=revision, note="The consent sheet")
    assert missing.status_code == 422
    assert ">The consent sheet</textarea>" in missing.text
    sent = {"revision": revision, "reason": "no_consent", "note": "The consent sheet"}
    assert [visitor.post(path, **sent).status_code for _ in range(2)] == [302, 302]
    shown = visitor.text(f"/records/{record_id}")
    assert "Sent back." in shown
    assert "consent is missing" in shown
    assert "Save and accept" not in shown
    assert f"/records/{record_id}" in visitor.text("/records?state=returned")
    visitor.post(f"/records/{record_id}/put-back")
    assert "Save and accept" in visitor.text(f"/records/{record_id}")


def test_what_is_no_form_of_ours_is_withdrawn(
    visitor: Visitor, small: Runtime, record_id: int
) -> None:
    path = f"/records/{record_id}/not-ours"
    revision = _sent(visitor.text(path))["revision"]
    assert visitor.post(path, revision=revision, note="A letter").status_code == 302
    document_id = find_record(small, record_id).document_id
    assert "not a form of ours" in visitor.text(f"/documents/{document_id}")
    assert "A letter" in visitor.text(f"/records/{record_id}")
    stale = visitor.post(f"/records/{record_id}/send-back", revision=revision, reason="unreadable")
    assert stale.status_code == 409


def test_pages_are_parted_on_a_page_of_their_own(
    visitor: Visitor, small: Runtime, record_id: int
) -> None:
    text = visitor.text(f"/records/{record_id}/pages")
    assert "Its own marks say which way is up" in text
    assert "Part them" not in text
    revision = find_record(small, record_id).revision
    nothing = visitor.post(f"/records/{record_id}/part", revision=revision)
    assert nothing.status_code == 422
    document_id = find_record(small, record_id).document_id
    turned = visitor.post(f"/documents/{document_id}/pages/1/turn", degrees=180, revision=revision)
    assert turned.location == f"/documents/{document_id}"
    assert len(find_document(small, document_id).record_ids) == 1


# How much it costs


@pytest.fixture
def asked(small: Runtime) -> Iterator[list[str]]:
    """What is asked of the database."""
    found: list[str] = []

    def note(*said: object) -> None:
        found.append(str(said[2]))

    event.listen(small.engine, "before_cursor_execute", note)
    yield found
    event.remove(small.engine, "before_cursor_execute", note)


def _asked_for(visitor: Visitor, asked: list[str], path: str) -> int:
    visitor.text(path)
    asked.clear()
    visitor.text(path)
    return len(asked)


def test_a_page_asks_as_much_of_the_database_however_much_is_in_doubt(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form, asked: list[str]
) -> None:
    few = came(small, reader, doubtful_page(alert_form, {"court_name": ()}))
    many = came(small, reader, doubtful_page(alert_form, dict.fromkeys(ALERT, ())), mark="many")
    for record_id in (few, many):
        actor = person(small, f"person{record_id}")
        for key in list(THREE)[: record_id * 2]:
            revision = find_record(small, record_id).revision
            correct_record(small, actor, record_id, revision=revision, changes={}, confirmed=[key])
    counts = [_asked_for(visitor, asked, f"/records/{one}") for one in (few, many)]
    assert counts[0] == counts[1]
    assert counts[0] < 40


def test_the_list_asks_as_much_of_the_database_however_long_it_is(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form, asked: list[str]
) -> None:
    came(small, reader, doubtful_page(alert_form, THREE))
    before = _asked_for(visitor, asked, "/records?state=review")
    holder = person(small, "holder")
    for number in range(6):
        record_id = came(small, reader, doubtful_page(alert_form, THREE), mark=str(number))
        hold_record(small, holder, record_id)
    assert _asked_for(visitor, asked, "/records?state=review") == before


def test_the_page_is_small_and_soon_there(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    page = doubtful_page(alert_form, {field.key: () for field in alert_form.fields()})
    record_id = came(small, reader, page)
    assert len(visitor.get(f"/records/{record_id}").data) < _MOST_BYTES
    assert len(visitor.get(f"/records/{record_id}?edit=all").data) < _MOST_BYTES
    taken = []
    for _ in range(20):
        started = time.perf_counter()
        visitor.get(f"/records/{record_id}")
        taken.append(time.perf_counter() - started)
    # The worst that is asked for, everything in doubt; loose, for machines that others share.
    assert sorted(taken)[18] < 0.6


def test_whoever_acts_at_the_console_takes_no_lease(small: Runtime, record_id: int) -> None:
    assert hold_record(small, ACTOR, record_id) is None
