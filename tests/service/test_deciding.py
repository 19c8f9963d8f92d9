"""A person's decisions stand; matching is done again only where nobody has decided."""

import csv
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from forms.definition import Form
from service.entities import ClientDetails
from service.errors import ConflictError, NotFoundError, StaleError
from service.matching.decision import MatchNote
from service.matching.ruling import Outcome, Reason
from service.runtime import Runtime
from service.store.states import MatchedBy, RecordState
from service.usecases.accounts import NewAccount
from service.usecases.alike import (
    compare_register,
    list_alike,
    say_two_people,
    undo_two_people,
)
from service.usecases.candidates import record_candidates
from service.usecases.clients import add_client, change_client
from service.usecases.deciding import assign_client, assign_new_client, undo_decision
from service.usecases.export_decisions import COLUMNS, export_decisions
from service.usecases.merging import merge_clients, unmerge_client
from service.usecases.records import accept_record, correct_record, find_record
from service.usecases.rematch import match_again
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.readings import ScriptedReader
from tests.service.tokens import token_for
from tests.service.twins import KIERAN, KIERON, OF_A_TWIN, add_twins, came_back

_K = {**OF_A_TWIN, "client_name": "K Calder"}


def _revision(runtime: Runtime, record_id: int) -> int:
    return find_record(runtime, record_id).revision


def test_of_twins_both_are_shown_with_what_each_side_says(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    kieran, kieron = add_twins(runtime)
    found = record_candidates(runtime, came_back(runtime, reader, alert_form, OF_A_TWIN))
    assert found is not None
    assert found.outcome is Outcome.REVIEW
    assert [one.client for one in found.ranked] == [kieron, kieran]
    said = {one.comparison.key: one for one in found.ranked[1].evidence}
    assert (said["given"].left, said["given"].right) == ("Kieron", "Kieran")
    assert said["given"].bits < said["surname"].bits
    assert (said["birth"].left, said["birth"].level.key) == ("1992-07-07", "same")
    assert found.ranked[0].probability > 0.5
    assert "Calder" not in repr(found)


def test_a_choice_stands_when_values_are_corrected_and_matching_runs_again(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    kieran, kieron = add_twins(runtime)
    record_id = came_back(runtime, reader, alert_form, _K)
    chosen = assign_client(
        runtime, ACTOR, record_id, revision=_revision(runtime, record_id), client_id=kieran.id
    )
    assert (chosen.client, chosen.matched_by) == (kieran, MatchedBy.PERSON)
    his_twins = {"client_name": kieron.name, "prisoner_number": kieron.prisoner_number}
    correct_record(runtime, ACTOR, record_id, revision=chosen.revision, changes=his_twins)
    match_again(runtime)
    assert find_record(runtime, record_id).client == kieran


def test_that_it_is_none_of_these_stands_too(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    add_twins(runtime)
    record_id = came_back(runtime, reader, alert_form, _K)
    said = assign_client(
        runtime, ACTOR, record_id, revision=_revision(runtime, record_id), client_id=None
    )
    assert said.match_note == MatchNote.NONE_OF_THESE
    changes = {"client_name": KIERAN.given_names + " Calder", "prisoner_number": "A8417EE"}
    correct_record(runtime, ACTOR, record_id, revision=said.revision, changes=changes)
    assert match_again(runtime).looked_at == 0
    assert find_record(runtime, record_id).client is None
    undone = undo_decision(runtime, ACTOR, record_id, revision=_revision(runtime, record_id))
    assert (undone.client is not None, undone.matched_by) == (True, MatchedBy.EVIDENCE)


def test_nothing_is_undone_that_nobody_decided(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    add_twins(runtime)
    record_id = came_back(runtime, reader, alert_form, _K)
    revision = _revision(runtime, record_id)
    with pytest.raises(ConflictError):
        undo_decision(runtime, ACTOR, record_id, revision=revision)
    with pytest.raises(StaleError):
        undo_decision(runtime, ACTOR, record_id, revision=revision + 1)
    with pytest.raises(NotFoundError):
        assign_client(runtime, ACTOR, record_id, revision=revision, client_id=99)


def test_a_choice_says_no_to_those_above_it_and_nothing_of_those_below(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    kieran, kieron = add_twins(runtime)
    for client, said in (
        (kieran, {kieron.id: False, kieran.id: True}),
        (kieron, {kieron.id: True}),
    ):
        written = {**OF_A_TWIN, "prison_key_worker": client.reference}
        record_id = came_back(runtime, reader, alert_form, written)
        assign_client(
            runtime, ACTOR, record_id, revision=_revision(runtime, record_id), client_id=client.id
        )
        pairs = [one for one in export_decisions(runtime, ACTOR) if one.record_id == record_id]
        assert {one.client_id: one.same for one in pairs} == said


def test_a_later_choice_takes_the_place_of_the_first(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    kieran, kieron = add_twins(runtime)
    record_id = came_back(runtime, reader, alert_form, OF_A_TWIN)
    for client in (kieran, kieron):
        revision = _revision(runtime, record_id)
        assign_client(runtime, ACTOR, record_id, revision=revision, client_id=client.id)
    found = record_candidates(runtime, record_id)
    assert found is not None
    assert found.decision is not None
    assert found.decision.client_id == kieron.id
    assert [one.client_id for one in export_decisions(runtime, ACTOR)] == [kieron.id]


def test_a_client_found_by_a_search_is_judged_as_well(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    kieran, kieron = add_twins(runtime)
    other = add_client(runtime, ACTOR, ClientDetails(given_names="Kit", surname="Teme"))
    record_id = came_back(runtime, reader, alert_form, OF_A_TWIN)
    revision = _revision(runtime, record_id)
    assign_client(runtime, ACTOR, record_id, revision=revision, client_id=other.id)
    pairs = {one.client_id: one for one in export_decisions(runtime, ACTOR)}
    assert {of: one.same for of, one in pairs.items()} == {
        kieron.id: False,
        kieran.id: False,
        other.id: True,
    }
    assert pairs[other.id].levels["surname"] == "other"


def test_a_new_client_is_added_and_linked_at_once_or_not_at_all(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    kieran, _ = add_twins(runtime)
    record_id = came_back(runtime, reader, alert_form, _K)
    kim = replace(KIERAN, given_names="Kim", prisoner_number="", reference=kieran.reference)
    revision = _revision(runtime, record_id)
    with pytest.raises(ConflictError):
        assign_new_client(runtime, ACTOR, record_id, kim, revision=revision)
    fresh = replace(kim, reference="")
    with pytest.raises(StaleError):
        assign_new_client(runtime, ACTOR, record_id, fresh, revision=revision + 1)
    assert find_record(runtime, record_id).client is None
    linked = assign_new_client(
        runtime, ACTOR, record_id, replace(kim, reference="KIM"), revision=revision
    )
    assert linked.client is not None
    assert linked.client.reference == "KIM"
    assert not any(one.same for one in export_decisions(runtime, ACTOR))


# Matching again


def test_a_record_that_waits_is_linked_when_its_client_is_added(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    written = {**OF_A_TWIN, "client_name": "Kieran Calder", "prisoner_number": "A8417EE"}
    record_id = came_back(runtime, reader, alert_form, written)
    assert find_record(runtime, record_id).client is None
    kieran = add_client(runtime, ACTOR, KIERAN)
    found = find_record(runtime, record_id)
    assert (found.client, found.state) == (kieran, RecordState.ACCEPTED)


def test_a_record_that_waits_is_matched_when_a_client_is_changed_and_merged(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    written = {**OF_A_TWIN, "client_name": "Kieran Calder", "prisoner_number": "A8417EE"}
    kim = add_client(runtime, ACTOR, replace(KIERAN, given_names="Owen", surname="Teme"))
    record_id = came_back(runtime, reader, alert_form, written)
    assert find_record(runtime, record_id).client is None
    change_client(runtime, ACTOR, kim.id, replace(KIERAN, reference=kim.reference))
    assert find_record(runtime, record_id).client is not None


def test_two_entries_of_one_person_stand_in_the_way_until_they_are_merged(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    written = {**OF_A_TWIN, "client_name": "Kieran Calder", "prisoner_number": "A8417EE"}
    one, other = (add_client(runtime, ACTOR, KIERAN) for _ in range(2))
    record_id = came_back(runtime, reader, alert_form, written)
    found = record_candidates(runtime, record_id)
    assert found is not None
    assert found.reason is Reason.CLOSE_SECOND
    merge_clients(runtime, ACTOR, other.id, one.id)
    linked = find_record(runtime, record_id).client
    assert linked is not None
    assert linked.id == one.id


def test_what_is_accepted_is_never_matched_again(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    kieran, _ = add_twins(runtime)
    record_id = came_back(runtime, reader, alert_form, _K)
    revision = _revision(runtime, record_id)
    chosen = assign_client(runtime, ACTOR, record_id, revision=revision, client_id=kieran.id)
    accepted = accept_record(runtime, ACTOR, record_id, revision=chosen.revision)
    add_client(runtime, ACTOR, replace(KIERON, prisoner_number=""))
    assert match_again(runtime).looked_at == 0
    assert find_record(runtime, record_id).revision == accepted.revision


def test_only_so_many_records_are_matched_at_once_the_newest_first(
    runtime: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    for number in range(3):
        came_back(runtime, reader, alert_form, {**_K, "prison_spoc_phone": f"0113 49601{number}"})
    assert match_again(runtime, limit=2).looked_at == 2


# Clients who look like one person


def _ids(runtime: Runtime) -> list[tuple[int, int]]:
    compare_register(runtime, ACTOR)
    return [(pair.first.id, pair.second.id) for pair in list_alike(runtime).pairs]


def test_a_client_who_is_entered_twice_is_listed_until_merged(runtime: Runtime) -> None:
    kieran, _ = add_twins(runtime)
    again = add_client(runtime, ACTOR, replace(KIERAN, surname="Caldor"))
    assert (kieran.id, again.id) in _ids(runtime)
    [pair] = [one for one in list_alike(runtime).pairs if one.second == again]
    said = {one.comparison.key: (one.left, one.right) for one in pair.evidence}
    assert said["surname"] == ("Calder", "Caldor")
    merge_clients(runtime, ACTOR, again.id, kieran.id)
    assert (kieran.id, again.id) not in [
        (one.first.id, one.second.id) for one in list_alike(runtime).pairs
    ]
    assert (kieran.id, again.id) not in _ids(runtime)
    unmerge_client(runtime, ACTOR, again.id)
    assert (kieran.id, again.id) in _ids(runtime)


def test_two_people_stay_two_until_that_is_undone(runtime: Runtime) -> None:
    kieran = add_client(runtime, ACTOR, KIERAN)
    again = add_client(runtime, ACTOR, KIERAN)
    assert _ids(runtime) == [(kieran.id, again.id)]
    say_two_people(runtime, ACTOR, again.id, kieran.id)
    say_two_people(runtime, ACTOR, kieran.id, again.id)
    assert _ids(runtime) == []
    [apart] = list_alike(runtime).apart
    assert (apart.first, apart.second) == (kieran, again)
    assert [one.same for one in export_decisions(runtime, ACTOR)] == [False]
    undo_two_people(runtime, ACTOR, kieran.id, again.id)
    assert _ids(runtime) == [(kieran.id, again.id)]
    with pytest.raises(ConflictError):
        undo_two_people(runtime, ACTOR, kieran.id, again.id)


def test_different_people_are_not_listed(runtime: Runtime) -> None:
    add_twins(runtime)
    found = [
        (pair.first.surname, pair.second.surname)
        for pair in (compare_register(runtime, ACTOR), list_alike(runtime))[1].pairs
    ]
    assert set(found) <= {("Calder", "Calder")}


# Out


def test_decisions_are_written_without_anything_personal(
    console: Console, reader: ScriptedReader, alert_form: Form, small: Runtime
) -> None:
    kieran, _ = add_twins(small)
    record_id = came_back(small, reader, alert_form, OF_A_TWIN)
    revision = _revision(small, record_id)
    assign_client(small, ACTOR, record_id, revision=revision, client_id=kieran.id)
    code, out, _ = console.run("export", "decisions")
    assert code == 0
    rows = list(csv.DictReader(StringIO(out)))
    assert tuple(rows[0]) == COLUMNS
    assert [row["same"] for row in rows] == ["no", "yes"]
    assert rows[0]["birth"] == "same"
    assert not any(word in out for word in ("Calder", "1992", "A84"))


def test_the_console_compares_and_matches_again(console: Console, small: Runtime) -> None:
    first, second = (add_client(small, ACTOR, KIERAN) for _ in range(2))
    _, out, _ = console.run("clients", "alike")
    assert f"{first.reference}  {second.reference}" in out
    assert console.run("clients", "alike", "--list")[1] == out
    assert "0 records looked at" in console.run("records", "match")[1]


# The API


@pytest.fixture
def api(anybody: FlaskClient, account: NewAccount, small: Runtime) -> Any:
    token = token_for(small, account.user.name)

    def call(method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return anybody.open(f"/api/v1{path}", method=method, json=body, headers=headers)

    return call


def test_the_api_ranks_decides_and_undoes(
    api: Any, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    _, kieron = add_twins(small)
    record_id = came_back(small, reader, alert_form, OF_A_TWIN)
    found = api("GET", f"/records/{record_id}/candidates").get_json()
    assert found["candidates"][0]["client"]["id"] == kieron.id
    assert found["candidates"][0]["evidence"][0]["written"] == "Kieron"
    path = f"/records/{record_id}/decision"
    both = {"revision": _revision(small, record_id), "client_id": None, "new_client": {}}
    for body in (both, {"revision": 1}):
        refused = api("POST", path, body)
        assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
    said = api("POST", path, {"revision": both["revision"], "client_id": kieron.id}).get_json()
    assert said["client"]["id"] == kieron.id
    assert [one["same"] for one in api("GET", "/decisions").get_json()] == [True]
    undone = api("DELETE", f"{path}?revision={said['revision']}").get_json()
    assert undone["client"] is None
    again = api("DELETE", f"{path}?revision={undone['revision']}")
    assert (again.status_code, again.get_json()["code"]) == (409, "conflict")
    new = {"given_names": "Kim", "surname": "Calder"}
    linked = api("POST", path, {"revision": undone["revision"], "new_client": new}).get_json()
    assert linked["client"]["given_names"] == "Kim"


def test_the_api_keeps_two_people_apart(api: Any, small: Runtime) -> None:
    one, other = (add_client(small, ACTOR, KIERAN) for _ in range(2))
    compare_register(small, ACTOR)
    assert len(api("GET", "/clients/alike").get_json()["pairs"]) == 1
    path = f"/clients/{one.id}/apart/{other.id}"
    assert api("PUT", path).status_code == 204
    found = api("GET", "/clients/alike").get_json()
    assert (found["pairs"], len(found["apart"])) == ([], 1)
    assert api("DELETE", path).status_code == 204
    assert api("DELETE", path).status_code == 409


def test_the_document_of_the_api_names_them(api: Any) -> None:
    paths = api("GET", "/openapi.json").get_json()["paths"]
    assert set(paths["/api/v1/records/{record_id}/decision"]) >= {"post", "delete"}
    assert "/api/v1/records/{record_id}/candidates" in paths
