"""Auditors: verify, search, export and anchors on the command line, the pages and the API."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.auditing.asked import TrailAsked, TrailEntry
from service.auditing.tables import COLUMNS, TrailFormat, lines
from service.cli.doctor import findings
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import audit
from service.store.engine import unit_of_work
from service.store.states import Role
from service.usecases.accounts import add_user
from service.usecases.auditing import check_trail, search_trail, verify_trail
from service.usecases.clients import change_client
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.merging import merge_clients
from tests.service.conftest import ACTOR, LAURA, add_laura
from tests.service.console import Console
from tests.service.every_role import hold_roles
from tests.service.invented import ALERT
from tests.service.stored import store_record
from tests.service.test_audit_chain import tampering
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

_PASSWORD = "nine-rivers-run-deep"


@pytest.fixture
def administrator(small: Runtime, anybody: FlaskClient) -> Visitor:
    add_user(small, ACTOR, "idris", Role.AUDITOR, _PASSWORD)
    hold_roles(small, "idris")
    found = Visitor(anybody)
    assert found.post("/sign-in", name="idris", password=_PASSWORD).status_code == 302
    return found


@pytest.fixture
def here(console: Console, settings: Settings) -> Runtime:
    """The installation that the console works on, with three entries."""
    runtime = open_runtime(settings)
    upgrade(runtime.engine)
    del console
    for number in range(3):
        with unit_of_work(runtime.engine) as session:
            audit.write(session, ACTOR, "test.done", "test", number, fields=["b"])
    return runtime


def test_a_sound_trail_is_said_to_be_and_ends_well(here: Runtime, console: Console) -> None:
    code, out, _ = console.run("audit", "verify")
    assert (code, out) == (0, "3 entries, all as they were written\n")
    assert search_trail(here, TrailAsked(), limit=1)[0].action == "audit.verified"


def test_a_broken_trail_is_named_where_it_breaks_and_ends_badly(
    here: Runtime, console: Console
) -> None:
    with tampering(here) as connection:
        connection.execute(text("UPDATE audit_entries SET subject_id = '7' WHERE id = 2"))
    code, out, err = console.run("audit", "verify")
    assert (code, out) == (1, "")
    assert err == "broken: entry 2: something in it was changed after it was written\n"


def test_a_trail_without_its_end_is_found_by_the_head_that_was_noted(
    here: Runtime, console: Console, tmp_path: Path
) -> None:
    noted = tmp_path / "heads"
    for _ in range(2):
        assert console.run("audit", "anchor", "-o", noted)[0] == 0
    assert [json.loads(line)["id"] for line in noted.read_text().splitlines()] == [3, 3]
    assert console.run("audit", "verify", "--anchor", noted)[0] == 0
    with tampering(here) as connection:
        connection.execute(text("DELETE FROM audit_entries WHERE id > 2"))
    assert console.run("audit", "verify")[0] == 0
    code, _, err = console.run("audit", "verify", "--anchor", noted)
    # The verification before wrote another entry 3.
    assert (code, err) == (1, "broken: entry 3: its hash is not the one that was noted\n")


def test_a_file_that_holds_no_head_is_refused(
    here: Runtime, console: Console, tmp_path: Path
) -> None:
    del here
    (tmp_path / "heads").write_text("{}\n")
    code, _, err = console.run("audit", "verify", "--anchor", tmp_path / "heads")
    assert code == 1
    assert "line 1 is no anchor" in err


def test_the_console_searches_and_exports(here: Runtime, console: Console, tmp_path: Path) -> None:
    add_user(here, ACTOR, "morag", Role.CJIT_WORKER)
    code, out, _ = console.run("audit", "search", "--action", "test", "--limit", 2)
    assert code == 0
    assert [line.split()[3:6] for line in out.splitlines()] == [
        ["command_line", "test.done", "test"],
        ["command_line", "test.done", "test"],
    ]
    assert out.splitlines()[0].endswith("test 2  fields: b")
    target = tmp_path / "trail.csv"
    assert console.run("audit", "export", "--action", "test", "-o", target)[0] == 0
    rows = list(csv.DictReader(StringIO(target.read_text())))
    assert [row["subject_id"] for row in rows] == ["2", "1", "0"]
    assert tuple(rows[0]) == COLUMNS
    [noted] = search_trail(here, TrailAsked(action="audit.exported"), limit=5)
    assert noted.details["action_asked"] == "test"
    assert console.run("audit", "search", "--user", "nobody")[0] == 1
    assert console.run("audit", "search", "--client", "nobody")[0] == 1
    assert console.run("audit", "search", "--user", "morag")[1] == ""


def test_an_export_gives_no_spreadsheet_a_formula() -> None:
    entry = TrailEntry(
        id=1,
        at=datetime(2026, 11, 27, tzinfo=UTC),
        user_id=1,
        user='=cmd|"/c calc"!A1',
        channel="web",
        request_id="-1",
        action="@SUM(1)",
        subject="+1",
        subject_id="\t=1",
        details={"=1+1": "x"},
        hash="ab",
    )
    _, row = csv.reader(lines([entry], TrailFormat.CSV))
    cells = dict(zip(COLUMNS, row, strict=True))
    for column in ("user", "request_id", "action", "subject", "subject_id", "details"):
        assert cells[column].startswith("'"), column
    assert json.loads(next(lines([entry], TrailFormat.JSON)))["user"] == entry.user


def test_whatever_is_filed_under_a_client_is_found_by_it(small: Runtime, alert_form: Form) -> None:
    laura, other = add_laura(small), add_laura(small)
    record = store_record(small, alert_form, ALERT, client_id=laura.id)
    copy = issue_form(
        small,
        ACTOR,
        IssueRequest(form_id="alert-form", artefact=ArtefactFormat.PDF, client_id=laura.id),
    )
    with unit_of_work(small.engine) as session:
        audit.write(session, ACTOR, "record.viewed", "record", record)
        audit.write(session, ACTOR, "document.viewed", "document", record)
        audit.write(session, ACTOR, "record.viewed", "record", record + 100)
    merge_clients(small, ACTOR, other.id, laura.id, revisions=(1, 1))
    found = search_trail(small, TrailAsked(client_id=laura.id), limit=50)
    about = {(one.subject, one.subject_id) for one in found}
    assert about >= {
        ("client", str(laura.id)),
        ("client", str(other.id)),
        ("record", str(record)),
        ("document", str(record)),
    }
    assert ("record", str(record + 100)) not in about
    assert any(one.action == "form.issued" for one in found), copy
    assert search_trail(small, TrailAsked(client_id=other.id), limit=50) == found
    assert search_trail(small, TrailAsked(client_id=999), limit=50) == []


def test_days_are_those_of_london(small: Runtime) -> None:
    with unit_of_work(small.engine) as session:
        audit.write(session, ACTOR, "test.done", "test", 1)
    [entry] = search_trail(small, TrailAsked(), limit=1)
    day = entry.at.astimezone().date()
    one_day = timedelta(days=1)
    assert search_trail(small, TrailAsked(first_day=day - one_day), limit=1)
    assert search_trail(small, TrailAsked(last_day=day + one_day), limit=1)
    assert not search_trail(small, TrailAsked(first_day=day + 2 * one_day), limit=1)
    assert not search_trail(small, TrailAsked(last_day=day - 2 * one_day), limit=1)


def test_a_page_lists_and_searches_the_trail(small: Runtime, administrator: Visitor) -> None:
    client = add_laura(small)
    change_client(small, ACTOR, client.id, LAURA)
    administrator.text(f"/clients/{client.id}")
    page = administrator.text("/audit")
    assert "Client viewed" in page
    assert "never verified" in page
    found = administrator.post("/audit", client=client.reference, action="client.viewed").text
    assert found.count("<tr") == 2
    assert "Nothing of this kind happened" in administrator.post("/audit", action="zzz").text
    wrong = administrator.post("/audit", client="nobody", last_day="31 2 2026")
    assert wrong.status_code == 422
    assert "No client has this reference." in wrong.text
    seen = administrator.text(f"/clients/{client.id}/seen")
    assert "Client viewed" in seen
    assert "idris" in seen
    verify_trail(small, ACTOR)
    assert "all as they were written" in administrator.text("/audit")


def test_older_entries_are_on_the_next_page(small: Runtime, administrator: Visitor) -> None:
    with unit_of_work(small.engine) as session:
        for number in range(120):
            audit.write(session, ACTOR, "test.done", "test", number)
    shown = [
        administrator.post("/audit", action="test", before=before).text for before in ("", "73")
    ]
    assert ["Older" in page for page in shown] == [True, True]
    assert "test 119" in shown[0]
    assert "test 119" not in shown[1]


def test_a_saved_trail_is_a_download_and_an_entry(small: Runtime, administrator: Visitor) -> None:
    for kind, media_type in (("csv", "text/csv"), ("json", "application/jsonl")):
        answer = administrator.post("/audit/export", format=kind, action="user")
        assert answer.status_code == 200
        assert answer.mimetype == media_type
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "user.signed_in" in answer.text
        answer.close()
    assert administrator.post("/audit/export", format="exe").status_code == 422
    exported = search_trail(small, TrailAsked(action="audit.exported"), limit=5)
    assert [one.user for one in exported] == ["idris", "idris"]


def test_the_trail_is_not_for_workers(small: Runtime, visitor: Visitor) -> None:
    client = add_laura(small)
    assert visitor.get("/audit").status_code == 403
    assert visitor.post("/audit/export", format="csv").status_code == 403
    assert visitor.get("/api/v1/audit").status_code == 403
    assert visitor.get("/api/v1/audit/head").status_code == 403
    # But managers see who has seen a client.
    assert "Who has seen this" in visitor.text(f"/clients/{client.id}")
    assert visitor.get(f"/clients/{client.id}/seen").status_code == 200


def test_programs_search_the_trail_and_note_its_head(small: Runtime, app: Flask) -> None:
    add_user(small, ACTOR, "idris", Role.AUDITOR, _PASSWORD)
    bearer = {"Authorization": f"Bearer {token_for(small, 'idris')}"}
    program = app.test_client()
    found = program.get("/api/v1/audit?action=token&limit=1", headers=bearer).get_json()
    [entry] = found
    wanted = {"scopes": "read write intake forms export", "days": 90}
    assert (entry["action"], entry["details"], entry["user"]) == ("token.added", wanted, None)
    head = program.get("/api/v1/audit/head", headers=bearer).get_json()
    assert head == {key: getattr(check_trail(small).head, key) for key in ("id", "hash", "at")}
    for wrong in ("limit=0", "limit=1000", "first_day=soon", "user_id=me", "before=0"):
        answer = program.get(f"/api/v1/audit?{wrong}", headers=bearer)
        assert answer.status_code == 422, wrong


def _said(settings: Settings) -> str:
    return "\n".join(f"{one.what} | {one.remedy}" for one in findings(settings))


def test_the_doctor_says_when_the_trail_was_verified_and_that_it_is_broken(here: Runtime) -> None:
    settings = here.settings
    assert "never verified by: throughcare audit verify | None" in _said(settings)
    verify_trail(here, ACTOR)
    assert "Audit trail of 4 entries is whole; verified " in _said(settings)
    with tampering(here) as connection:
        connection.execute(text("UPDATE audit_entries SET action = 'x' WHERE id = 1"))
    assert "Audit trail is broken: entry 1: something in it was changed" in _said(settings)
