"""What leaves the list to check, by programs."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from forms.definition import Form
from service.runtime import Runtime
from service.usecases.accounts import NewAccount
from tests.service.checkers import THREE, came, doubtful_page
from tests.service.readings import ScriptedReader
from tests.service.test_api import Program
from tests.service.tokens import token_for


@pytest.fixture
def program(anybody: FlaskClient, small: Runtime, account: NewAccount) -> Program:
    return Program(anybody, token_for(small, account.user.name))


@pytest.fixture
def record(program: Program, small: Runtime, reader: ScriptedReader, alert_form: Form) -> Any:
    record_id = came(small, reader, doubtful_page(alert_form, THREE))
    return program.json("GET", f"/records/{record_id}")


def test_a_form_goes_back_with_its_reason_and_can_be_put_back(
    program: Program, record: Any
) -> None:
    path, revision = f"/records/{record['id']}", record["revision"]
    assert program.json("GET", f"{path}/withdrawal", 404)["code"] == "not-found"
    program.json("POST", f"{path}/return", 422, revision=revision, reason="other")
    gone = program.json("POST", f"{path}/return", revision=revision, reason="unreadable", note="p2")
    assert gone["state"] == "returned"
    why = program.json("GET", f"{path}/withdrawal")
    assert (why["kind"], why["reason"], why["note"]) == ("returned", "unreadable", "p2")
    assert program.json("GET", "/records?state=review") == []
    back = program.json("POST", f"{path}/put-back")
    assert (back["state"], back["values"]) == ("review", record["values"])


def test_what_is_no_form_of_ours_leaves_the_list(program: Program, record: Any) -> None:
    path = f"/records/{record['id']}"
    stale = program.json("POST", f"{path}/not-ours", 409, revision=record["revision"] + 1)
    assert stale["code"] == "changed-meanwhile"
    gone = program.json("POST", f"{path}/not-ours", revision=record["revision"])
    assert gone["state"] == "withdrawn"


def test_one_page_is_not_parted(program: Program, record: Any) -> None:
    path, revision = f"/records/{record['id']}/parts", record["revision"]
    refused = program.json("POST", path, 422, revision=revision, starts=[2])
    assert "starts" in refused["problems"]
    program.json("POST", path, 422, revision=revision, starts=[])


def test_a_page_whose_marks_say_which_way_is_up_is_not_turned(
    program: Program, record: Any
) -> None:
    path = f"/documents/{record['document_id']}/pages/1/turn"
    program.json("POST", path, 422, degrees=45)
    assert program.json("POST", path, 409, degrees=90, revision=record["revision"])["hint"]


def test_a_page_that_no_document_can_have_is_not_there(program: Program, record: Any) -> None:
    path = f"/documents/{record['document_id']}/pages"
    for number in (2, 100_001, 10**17):
        program.json("POST", f"{path}/{number}/turn", 404, degrees=90)
