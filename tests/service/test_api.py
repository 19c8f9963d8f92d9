"""The HTTP API."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.downloads import ORIGINAL_TYPES
from service.jobs.crew import Crew
from service.runtime import Runtime
from service.usecases.accounts import NewAccount, close_account
from service.usecases.batches import PlacedFile, open_batch, put_in
from service.usecases.read import read_document
from tests.service.conftest import ACTOR, add_laura
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

_PUBLIC = {
    *("web.sign_in", "web.enter_code", "web.ask_provider", "web.back_from_provider"),
    *("healthz", "readyz", "metrics", "static"),
}


class Program:
    """Calls the API with a token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, **how: Any) -> TestResponse:
        return self.client.open(f"/api/v1{path}", method=method, headers=self.headers, **how)

    def json(self, method: str, path: str, status: int = 200, **body: object) -> Any:
        answer = self.call(method, path, **({"json": body} if method != "GET" else {}))
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()


@pytest.fixture
def program(anybody: FlaskClient, small: Runtime, account: NewAccount) -> Program:
    return Program(anybody, token_for(small, account.user.name))


def _came_back(program: Program, small: Runtime, reader: ScriptedReader, form: Form) -> Any:
    reader.pages = [page(form, ALERT, doubtful=["court_name"])]
    files = {"files": (BytesIO(b"%PDF a fax"), "fax.pdf")}
    intake = program.call("POST", "/intakes", data=files)
    assert intake.status_code == 202
    read_document(small, intake.get_json()["documents"][0]["id"])
    [record] = program.json("GET", "/records?state=review")
    return program.json("GET", f"/records/{record['id']}")


def test_every_address_is_refused_to_strangers_unless_it_is_public(
    app: Flask, anybody: FlaskClient
) -> None:
    seen = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint in _PUBLIC:
            continue
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<int:{argument}>", "1")
        path = re.sub(r"<any\((\w+)[^>]*>", r"\1", path)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = anybody.open(path, method=method)
            # A calendar program is asked for its password; nobody is led to the page to sign in.
            wanted = 401 if path.startswith(("/api/", "/due.ics")) else 302
            assert answer.status_code == wanted, (method, path)
            seen += 1
    assert seen > 30


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic YTpi", ""])
def test_a_wrong_token_is_nobody(anybody: FlaskClient, header: str) -> None:
    answer = anybody.get("/api/v1/forms", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_closed_accounts_token_is_nobodys(
    program: Program, small: Runtime, account: NewAccount
) -> None:
    assert program.call("GET", "/forms").status_code == 200
    close_account(small, ACTOR, account.user.name)
    assert program.call("GET", "/forms").status_code == 401


def test_a_session_may_call_the_api_but_must_prove_its_changes(visitor: Visitor) -> None:
    assert visitor.get("/api/v1/forms").status_code == 200
    body = {"given_names": "Laura", "surname": "Severn"}
    assert visitor.client.post("/api/v1/clients", json=body).status_code == 400
    proven = visitor.client.post(
        "/api/v1/clients", json=body, headers={"X-CSRFToken": visitor.token()}
    )
    assert proven.status_code == 201


def test_problems_are_problem_details(program: Program) -> None:
    for method, path, status in (
        ("GET", "/records/99", 404),
        ("GET", "/nowhere", 404),
        ("DELETE", "/forms", 405),
        ("POST", "/clients", 422),
    ):
        answer = program.call(method, path, json={})
        assert answer.status_code == status, path
        assert answer.content_type == "application/problem+json"
        body = json.loads(answer.data)
        assert body["status"] == status
        assert {"type", "title", "detail", "code", "hint"} <= set(body)
    assert "Allow" in program.call("DELETE", "/forms").headers


def test_a_wrong_body_has_a_problem_for_each_field(program: Program) -> None:
    body = program.json("POST", "/clients", 422, given_names="Laura", date_of_birth="31/02/1974")
    assert set(body["problems"]) == {"surname", "date_of_birth"}


def test_a_program_sends_a_form_corrects_it_and_takes_the_record(
    program: Program, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    added = program.json(
        "POST",
        "/clients",
        201,
        given_names="Laura Jane",
        surname="O'Severn",
        date_of_birth="1974-03-27",
        prisoner_number="A1234BC",
    )
    record = _came_back(program, small, reader, alert_form)
    assert record["doubts"] == {"court_name": "unsure"}
    assert record["readings"]["court_name"]["confidence"] == 0.6
    where = f"/records/{record['id']}"
    refused = program.json("POST", f"{where}/acceptance", 409, revision=record["revision"])
    assert set(refused["problems"]) == {"court_name"}
    corrected = program.json(
        "PATCH", where, revision=record["revision"], values={"court_name": " Leeds  Crown Court "}
    )
    assert corrected["values"]["court_name"] == "Leeds Crown Court"
    stale = program.json("PATCH", where, 409, revision=record["revision"], values={})
    assert stale["code"] == "changed-meanwhile"
    program.json("POST", f"{where}/acceptance", revision=corrected["revision"])
    exported = program.json("GET", f"{where}/export")
    assert (exported["state"], exported["client"]) == ("accepted", added["reference"])


def test_values_that_do_not_fit_are_refused_by_name(
    program: Program, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(program, small, reader, alert_form)
    wrong = {"date_of_birth": "31/02/1974", "death": "perhaps", "shoe_size": "44", "other": 7}
    refused = program.json(
        "PATCH", f"/records/{record['id']}", 422, revision=record["revision"], values=wrong
    )
    assert set(refused["problems"]) == set(wrong)
    assert "31/02" not in json.dumps(refused)


def test_a_client_is_chosen_by_a_person(
    program: Program, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(program, small, reader, alert_form)
    laura = add_laura(small)
    [found] = program.json("POST", "/clients/search", words="o'severn")
    assert found["id"] == laura.id
    now = program.json("GET", f"/records/{record['id']}")
    chosen = program.json(
        "PUT", f"/records/{record['id']}/client", revision=now["revision"], client_id=laura.id
    )
    assert (chosen["client"]["id"], chosen["matched_by"]) == (laura.id, "person")


@pytest.mark.parametrize(
    ("kind", "start"), [("pdf", b"%PDF"), ("print", b"%PDF"), ("docx", b"PK\x03\x04")]
)
def test_a_form_is_issued(program: Program, small: Runtime, kind: str, start: bytes) -> None:
    body = {"form": "alert-form", "format": kind, "client_id": add_laura(small).id}
    answer = program.call("POST", "/copies", json=body)
    assert answer.status_code == 201
    assert answer.data.startswith(start)
    assert answer.headers["Throughcare-Copy"] in answer.headers["Content-Disposition"]


def test_an_upload_over_the_limit_is_refused(program: Program, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    files = {"files": (BytesIO(b"x" * 2000), "fax.pdf")}
    answer = program.call("POST", "/intakes", data=files)
    assert answer.status_code == 413
    assert json.loads(answer.data)["code"] == "too-large"


def test_the_original_is_handed_out_as_it_came(
    program: Program, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record = _came_back(program, small, reader, alert_form)
    answer = program.call("GET", f"/documents/{record['document_id']}/original")
    assert answer.data == b"%PDF a fax"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_description_names_every_operation(program: Program, app: Flask) -> None:
    described = program.json("GET", "/openapi.json")
    assert described["openapi"].startswith("3.")
    ours = {
        rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith("openapi.json")
    }
    assert set(described["paths"]) == ours


def test_a_batch_shows_its_ledger_and_its_exceptions(
    program: Program, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    batch = open_batch(small, ACTOR, "Box 14", resume=False)
    put_in(small, ACTOR, batch, [PlacedFile("a/one.tif", b"one"), PlacedFile("empty.tif", b"")])
    reader.pages = [page(alert_form, ALERT)]
    with Crew(small) as crew:
        crew.work_off()
    [listed] = program.json("GET", "/batches")
    ledger = program.json("GET", f"/batches/{listed['id']}")
    assert ledger["documents"] == {"review": 1, "refused": 1}
    assert ledger["forms"] == [{"form": "alert-form", "state": "review", "number": 1}]
    [refused] = program.json("GET", f"/batches/{listed['id']}/exceptions")[1:]
    assert (refused["place"], refused["reason_code"]) == ("empty.tif", "empty-file")
    program.json("GET", "/batches/99", 404)


def test_a_file_is_of_a_type_that_the_description_names(program: Program) -> None:
    paths = program.json("GET", "/openapi.json")["paths"]
    for path, method, status, wanted in (
        ("/api/v1/documents/{document_id}/original", "get", "200", set(ORIGINAL_TYPES)),
        ("/api/v1/copies", "post", "201", {one.media_type for one in ArtefactFormat}),
    ):
        assert set(paths[path][method]["responses"][status]["content"]) == wanted


def test_every_operation_names_how_it_is_refused(program: Program) -> None:
    for path, operations in program.json("GET", "/openapi.json")["paths"].items():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            answers = operation["responses"]
            assert {"400", "401", "403", "429", "503"} <= set(answers), path
            assert "default" not in answers, path
            assert ("404" in answers) or "{" not in path, path
            refusals = [one for status, one in answers.items() if status >= "400"]
            assert all([*one["content"]] == ["application/problem+json"] for one in refusals), path
