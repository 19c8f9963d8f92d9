"""The ledger of copies on pages and through the API."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from forms.artefacts import ArtefactFormat
from service.runtime import Runtime
from service.usecases.accounts import NewAccount
from service.usecases.copy_ledger import find_copy
from service.usecases.issue import IssueRequest, issue_form
from tests.service.conftest import ACTOR
from tests.service.prisons import add_inmate
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

_SOON = datetime.now(UTC).date() + timedelta(days=3)


@pytest.fixture
def copy(small: Runtime) -> str:
    """A release plan that is out, for a client in Leeds."""
    client = add_inmate(small, "Severn")
    asked = IssueRequest(form_id="release-plan", artefact=ArtefactFormat.PRINT, client_id=client.id)
    return issue_form(small, ACTOR, asked).copy.text


def test_a_worker_finds_a_copy_prints_a_page_and_writes_it_off(
    small: Runtime, visitor: Visitor, copy: str
) -> None:
    path = f"/forms/copies/{copy}"
    for listed in ("/forms/copies?prison=LEI&team=own&form=release-plan&state=out", "/clients/1"):
        assert path in visitor.text(listed)
    assert path not in visitor.text("/forms/copies?state=returned")
    assert "Aled Severn" in visitor.text(path)
    page = visitor.post(f"{path}/pages", page=["2"])
    assert page.content_type == "application/pdf"
    assert "Severn" not in page.headers["Content-Disposition"]
    assert visitor.post(f"{path}/expect", due_back="soon").status_code == 422
    visitor.post(f"{path}/expect", due_back=f"{_SOON:%d/%m/%Y}")
    assert find_copy(small, copy).due_back == _SOON
    assert visitor.post(f"{path}/write-off", because="").status_code == 422
    visitor.post(f"{path}/write-off", because="Torn.")
    assert "Torn." in visitor.text(path)
    assert visitor.post(f"{path}/write-off", because="Torn.").status_code == 409
    table = visitor.get("/forms/copies.csv?prison=LEI")
    assert table.get_data(as_text=True).count("\n") == 2
    assert visitor.get("/forms/copies/A1AAAAAAAAAAAA").status_code == 404


def test_a_form_is_taken_with_the_day_on_which_it_is_due(small: Runtime, visitor: Visitor) -> None:
    client = add_inmate(small, "Severn")
    assert 'name="due_back"' in visitor.text(f"/forms/release-plan/look?client={client.id}")
    asked = {"form": "release-plan", "artefact": "print", "client_id": str(client.id)}
    answer = visitor.post("/forms/copies", due_back=f"{_SOON:%d %m %Y}", **asked)
    assert answer.status_code == 200
    assert f"{_SOON.day} {_SOON:%B %Y}" in visitor.text("/forms/copies")
    assert visitor.post("/forms/copies", due_back="never", **asked).status_code == 422


def test_a_program_lists_copies_and_says_what_becomes_of_them(
    small: Runtime, anybody: FlaskClient, account: NewAccount, copy: str
) -> None:
    token = token_for(small, account.user.name)
    headers = {"Authorization": f"Bearer {token}"}

    def call(method: str, path: str, status: int = 200, **body: object) -> object:
        how = {} if method == "GET" else {"json": body}
        answer = anybody.open(f"/api/v1{path}", method=method, headers=headers, **how)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json(silent=True)

    found = call("GET", "/copies?state=out&prison=LEI&limit=1")
    assert (found["copies"][0]["copy"], found["counts"]["out"]) == (copy, 1)
    assert call("GET", f"/copies/{copy}")["pages_missing"] == [1, 2, 3]
    call("POST", f"/copies/{copy}/pages", pages=[2])
    call("POST", f"/copies/{copy}/pages", 422, pages=[9])
    assert call("POST", f"/copies/{copy}/due-back", due_back=None)["due_back"] is None
    off = call("POST", f"/copies/{copy}/written-off", because="Torn.")
    assert (off["state"], off["written_off_by"]) == ("written_off", account.user.name)
    again = call("POST", "/copies", 201, form="dir-consent", client_id=1, purpose="stock")
    assert again is None
    [stock] = call("GET", "/copies?form=dir-consent")["copies"]
    assert (stock["purpose"], stock["due_back"]) == ("stock", None)
