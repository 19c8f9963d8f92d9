"""All that is held on one person: nothing left out, nothing of anybody else, logged."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.entities import Client, KeyWorker, PersonName
from service.errors import BadRequestError, NotFoundError
from service.runtime import Runtime
from service.store.base import Base
from service.store.engine import looking, unit_of_work
from service.store.held import AUDIT, HELD
from service.store.models import AuditRow, PageRow, RecordRow
from service.store.rights_models import AccessRequestRow
from service.store.states import WorkerRole
from service.usecases.client_parts import add_name, change_parts, keep_worker
from service.usecases.clients import add_client
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.merging import merge_clients
from service.usecases.subject_access import AccessAsked, export_access
from tests.service.conftest import ACTOR, LAURA
from tests.service.console import Console
from tests.service.full_house import furnish
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader
from tests.service.stored import store_record
from tests.service.visitor import Visitor

ASKED = AccessAsked(asked_by="the client, in person", reason="asked to see it all")
_NOT_THEIRS = {("records", "resembles_id")}
"""Foreign keys that lead from somebody else's row: a paper that looks like theirs is another's."""


def _bundle(runtime: Runtime, client_id: int) -> ZipFile:
    target = BytesIO()
    export_access(runtime, ACTOR, client_id, ASKED, target)
    return ZipFile(target)


def _data(bundle: ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bundle.read("data.json"))
    return found


def _links() -> Iterator[tuple[Table, str, Table]]:
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if (table.name, key.parent.name) not in _NOT_THEIRS:
                yield table, key.parent.name, key.column.table


def _leading_to_clients() -> set[str]:
    found = {"clients"}
    while True:
        more = {table.name for table, _, to in _links() if to.name in found} - found
        if not more:
            return found
        found |= more


def _reached(session: Session, client_ids: set[int]) -> Mapping[str, set[tuple[Any, ...]]]:
    """Walk from a person to every row that leads to them, by nothing but foreign keys."""
    found: dict[str, set[tuple[Any, ...]]] = {"clients": {(one,) for one in client_ids}}
    grows = True
    while grows:
        grows = False
        for table, column, to in _links():
            known = [key[0] for key in found.get(to.name, set())]
            query = select(*table.primary_key.columns).where(table.c[column].in_(known))
            rows = {tuple(row) for row in session.execute(query)}
            if rows - found.setdefault(table.name, set()):
                found[table.name] |= rows
                grows = True
    return found


def test_every_table_that_leads_to_clients_is_in_the_bundle() -> None:
    left_out = _leading_to_clients() - HELD.keys()
    assert sorted(left_out) == [], "say in service/store/held.py whose its rows are"


def test_what_is_said_of_tables_is_of_tables_that_there_are() -> None:
    for name, columns in HELD.items():
        table = Base.metadata.tables[name]
        assert all(column in table.c for column, _ in columns), name


@pytest.mark.guidance("A.14")
def test_no_row_that_leads_to_a_person_is_left_out(small: Runtime, reader: ScriptedReader) -> None:
    house = furnish(small, reader)
    for client_id in (house.client, house.other):
        with _bundle(small, client_id) as bundle:
            data = _data(bundle)
        tables = data["tables"]
        theirs = {row["id"] for row in tables["clients"]}
        with looking(small.engine) as session:
            reached = _reached(session, theirs)
        for name in [name for name, keys in reached.items() if keys]:
            columns = [one.name for one in Base.metadata.tables[name].primary_key.columns]
            given = {tuple(row[column] for column in columns) for row in tables[name]}
            assert {_as_given(name, key, theirs) for key in reached[name]} <= given, name


def _as_given(name: str, key: tuple[Any, ...], theirs: set[int]) -> tuple[Any, ...]:
    """Give the key of a row as a bundle has it: of two who look alike, the other is left out."""
    if name != "clients_alike":
        return key
    return tuple(one if one in theirs else None for one in key)


def test_the_bundle_reads_as_a_whole_and_names_nobody_else(
    small: Runtime, reader: ScriptedReader
) -> None:
    house = furnish(small, reader, compare=False)
    with _bundle(small, house.client) as bundle:
        names = bundle.namelist()
        index, data = (bundle.read(name).decode() for name in ("index.html", "data.json"))
        for name in names:
            bundle.read(name)
    assert "Calder" not in index
    assert "Calder" not in data
    assert not [name for name in names if "Severn" in name or "Laura" in name]
    for words in ("Laura Jane", "Nasreen Clyde", "Wye", "A1234BC", "Audit trail"):
        assert words in index, words
    assert any(name.startswith("sent/") for name in names)
    assert any(name.startswith("received/") for name in names)
    for link in _hrefs(index):
        assert link in names, link


def _hrefs(page: str) -> list[str]:
    parts = page.split('href="')[1:]
    return [part.partition('"')[0] for part in parts if not part.startswith("#")]


def test_an_entry_that_was_merged_is_in_it(runtime: Runtime, laura: Client) -> None:
    other = add_client(runtime, ACTOR, replace(LAURA, given_names="Lorna", surname="Wye"))
    merge_clients(runtime, ACTOR, other.id, laura.id)
    with _bundle(runtime, other.id) as bundle:
        data, checks = _data(bundle), bundle.read("check-first.html").decode()
    assert {row["id"] for row in data["tables"]["clients"]} == {laura.id, other.id}
    assert "Entries put together" in checks


def test_papers_of_others_lie_apart(small: Runtime, alert_form: Form) -> None:
    laura = add_client(small, ACTOR, LAURA)
    record_id = store_record(small, alert_form, ALERT, client_id=laura.id)
    with _bundle(small, laura.id) as bundle:
        assert [name for name in bundle.namelist() if name.startswith("originals/")]
    _add_page_of_another(small, alert_form, record_id)
    with _bundle(small, laura.id) as bundle:
        names, checks = bundle.namelist(), bundle.read("check-first.html").decode()
    assert not [name for name in names if name.startswith("originals/")]
    assert [name for name in names if name.startswith("check-first/")]
    assert "other papers besides" in checks


def _add_page_of_another(runtime: Runtime, form: Form, record_id: int) -> None:
    other = store_record(runtime, form, ALERT, content=b"II*\x00 of another")
    with unit_of_work(runtime.engine) as session:
        mine = session.get_one(RecordRow, record_id)
        page_row = session.scalars(select(PageRow).where(PageRow.record_id == other)).one()
        page_row.document_id, page_row.number = mine.document_id, 2


def test_what_may_speak_of_others_is_marked(small: Runtime, alert_form: Form) -> None:
    laura = add_client(small, ACTOR, LAURA)
    worker = KeyWorker(name="Nasreen Clyde", role=WorkerRole.COMMUNITY)
    change_parts(small, ACTOR, laura.id, keep_worker(worker))
    said = {**ALERT, "other": True, "other_detail": "Her sister Rhian Ouse rang us."}
    store_record(small, alert_form, said, client_id=laura.id)
    with _bundle(small, laura.id) as bundle:
        index, checks = (bundle.read(n).decode() for n in ("index.html", "check-first.html"))
    for words in ("Nasreen Clyde", "Her sister Rhian Ouse rang us.", "Morag Tweed"):
        assert f"<mark>{words}</mark>" in index, words
    assert "<mark>A1234BC</mark>" not in index
    assert "Workers" in checks


def test_a_file_that_is_missing_is_told_and_does_not_stop_the_rest(
    small: Runtime, alert_form: Form
) -> None:
    laura = add_client(small, ACTOR, LAURA)
    store_record(small, alert_form, ALERT, client_id=laura.id)
    for path in (small.settings.data_dir / "originals").rglob("*"):
        if path.is_file():
            path.unlink()
    with _bundle(small, laura.id) as bundle:
        checks = bundle.read("check-first.html").decode()
    assert checks.count("missing or damaged") == 2


def test_who_asked_and_why_is_kept_and_part_of_what_is_held(small: Runtime) -> None:
    laura = add_client(small, ACTOR, LAURA)
    target = BytesIO()
    sha256 = export_access(small, ACTOR, laura.id, ASKED, target)
    with looking(small.engine) as session:
        [row] = session.scalars(select(AccessRequestRow))
        kept = (row.asked_by, row.reason, row.manifest_sha256)
        trail = select(AuditRow).where(AuditRow.action.like("client.access%"))
        details = [entry.details for entry in session.scalars(trail)]
    assert kept == (ASKED.asked_by, ASKED.reason, sha256)
    assert details[-1]["manifest"] == sha256
    assert ASKED.reason not in json.dumps(details)
    with _bundle(small, laura.id) as bundle:
        data = _data(bundle)
    assert [one["reason"] for one in data["tables"]["access_requests"]] == [ASKED.reason] * 2
    assert "client.access_exported" in [one["action"] for one in data["tables"][AUDIT]]


@pytest.mark.parametrize("asked", [{"asked_by": " "}, {"reason": ""}, {"asked_by": "x" * 201}])
def test_without_who_and_why_nothing_is_given(small: Runtime, asked: dict[str, str]) -> None:
    laura = add_client(small, ACTOR, LAURA)
    target = BytesIO()
    with pytest.raises(BadRequestError):
        export_access(small, ACTOR, laura.id, replace(ASKED, **asked), target)
    with pytest.raises(NotFoundError):
        export_access(small, ACTOR, 999, ASKED, target)
    assert target.getvalue() == b""


def test_the_page_and_the_command_give_it(
    small: Runtime, visitor: Visitor, console: Console, tmp_path: Path
) -> None:
    laura = add_client(small, ACTOR, LAURA)
    assert "See all that is held" in visitor.text(f"/clients/{laura.id}/rights")
    refused = visitor.post(f"/clients/{laura.id}/access", asked_by="", reason="")
    assert refused.status_code == 422
    given = visitor.post(f"/clients/{laura.id}/access", asked_by="she", reason="asks")
    assert given.status_code == 200
    assert "index.html" in ZipFile(BytesIO(given.data)).namelist()
    given.close()
    path = tmp_path / "bundle.zip"
    code, _, errors = console.run("clients", "access", laura.reference, "-o", path)
    assert code == 0, errors
    assert "check-first.html" in ZipFile(path).namelist()


def test_programs_may_have_it_too(small: Runtime, visitor: Visitor) -> None:
    laura = add_client(small, ACTOR, LAURA)
    path = f"/api/v1/clients/{laura.id}/access"
    headers = {"X-CSRFToken": visitor.token()}
    refused = visitor.client.post(path, json={"asked_by": "she"}, headers=headers)
    assert refused.status_code == 422
    given = visitor.client.post(path, json={"asked_by": "she", "reason": "x"}, headers=headers)
    assert given.status_code == 200
    assert ZipFile(BytesIO(given.data)).testzip() is None
    given.close()


def test_a_copy_that_went_out_is_in_it_as_it_was_printed(small: Runtime) -> None:
    laura = add_client(small, ACTOR, LAURA)
    change_parts(small, ACTOR, laura.id, add_name(PersonName(given_names="L", surname="Wye")))
    asked = IssueRequest(form_id="alert-form", artefact=ArtefactFormat.PDF, client_id=laura.id)
    issue_form(small, ACTOR, asked)
    with _bundle(small, laura.id) as bundle:
        [name] = [one for one in bundle.namelist() if one.startswith("sent/")]
        assert bundle.read(name).startswith(b"%PDF")
