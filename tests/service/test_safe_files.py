"""Files that leave: none is taken for a formula, a page or a program by whoever opens it."""

import ast
import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from forms.definition import Form
from service.cli.match import _cells
from service.entities import ClientDetails
from service.exporting.columns import Column
from service.exporting.files import CsvFile
from service.exporting.spreadsheet import guarded, unguarded
from service.matching.bulk.links import Link
from service.matching.ruling import Outcome
from service.register.columns import COLUMNS
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.models import DocumentRow
from service.store.states import DocumentState, Role
from service.usecases.accounts import add_user
from service.usecases.clients import add_client
from service.usecases.export_register import export_register
from tests.service.conftest import ACTOR
from tests.service.every_role import hold_roles
from tests.service.invented import ALERT
from tests.service.readings import unidentified
from tests.service.stored import store_document, store_record
from tests.service.visitor import Visitor

_SERVICE = Path(__file__).resolve().parents[2] / "service"
_FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1")  # noqa: RUF001
_WRITERS = {
    "usecases/export_register.py": "service.register.writing guards each cell",
    "web/exceptions_table.py": "guards what a stranger named",
    "web/settings_pages.py": "guards each cell",
    "exporting/files.py": "guards each text",
    "auditing/tables.py": "guards each cell",
    "cli/match.py": "guards the ids that it was handed; the rest is ours",
    "cli/export.py": "levels of comparisons: numbers alone",
    "archiving/index.py": "ids, hashes and codes of our own",
    "exporting/spreadsheet.py": "a line of what its callers, who are in this list, hand it",
    "exporting/ledger.py": "guards each cell",
    "exporting/figures.py": "guards each cell",
    "usecases/export_ndtms.py": "guards each cell",
    "usecases/export_monitoring.py": "words of our own lists, months, ages and pseudonyms alone",
}
_OTHERS = {
    "web/documents.py": "pictures that we have drawn",
    "web/clients.py": "pictures that we have drawn",
    "web/forms_out.py": "pictures that we have drawn",
    "web/definitions.py": "pictures that we have drawn",
    "web/quality.py": "pictures that we have drawn",
    "web/checking.py": "pictures that we have drawn",
    "api/quality.py": "pictures that we have drawn",
    "web/due_calendar.py": "a calendar of our own, which names nobody",
    "api/alike.py": "no content",
    "api/tokens.py": "no content",
}
"""Modules that make an answer of another kind than a page, but no download."""


def _calls(names: set[str]) -> Iterator[str]:
    """Give the modules that call one of these."""
    for path in sorted(_SERVICE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
                yield str(path.relative_to(_SERVICE))


def test_every_table_that_is_written_has_a_reason_why_it_holds_no_formula() -> None:
    assert set(_calls({"csv.writer", "csv.DictWriter", "csv_line"})) == _WRITERS.keys()


@pytest.mark.parametrize("module", [one for one, why in _WRITERS.items() if "guards" in why])
def test_whoever_is_said_to_guard_does(module: str) -> None:
    guards = set(_calls({"guarded"})) | {"usecases/export_register.py"}
    assert module in guards


@given(st.text())
def test_a_guarded_cell_begins_no_formula_and_comes_back(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert text in (unguarded(cell), cell)
    assert cell == text or unguarded(cell) == text


def _dangerous(cells: list[str]) -> list[str]:
    return [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))]  # noqa: RUF001


def _rows(table: str) -> list[list[str]]:
    return list(csv.reader(StringIO(table.removeprefix("\ufeff"), newline="")))


def test_a_register_that_leaves_holds_no_formula(small: Runtime) -> None:
    for formula in _FORMULAS:
        details = ClientDetails(
            given_names=formula, surname=formula, aliases=formula, address=formula, postcode=formula
        )
        add_client(small, ACTOR, details)
    head, *rows = _rows("".join(export_register(small, ACTOR)))
    assert head == list(COLUMNS)
    assert len(rows) == len(_FORMULAS)
    for row in rows:
        assert _dangerous(row) == []
        assert sum(cell.startswith("'") for cell in row) >= 4


def test_a_table_of_records_holds_no_formula(tmp_path: Path) -> None:
    columns = [Column(f"c{at}") for at in range(len(_FORMULAS))]
    table = CsvFile(tmp_path / "records.csv", columns)
    table.add(_FORMULAS)
    table.close()
    _, row = _rows((tmp_path / "records.csv").read_bytes().decode())
    assert _dangerous(row) == []
    assert [unguarded(cell) for cell in row] == list(_FORMULAS)


def test_what_a_stranger_named_is_no_formula_in_a_list_of_files(
    small: Runtime, visitor: Visitor
) -> None:
    store_document(
        small, b"a letter", unidentified(), batch="box", state=DocumentState.UNIDENTIFIED
    )
    with unit_of_work(small.engine) as session:
        session.execute(update(DocumentRow).values(place="=1+1.pdf", reason="@SUM(A1)"))
    _, row = _rows(visitor.text("/batches/1/exceptions.csv"))
    assert row[1] == "'=1+1.pdf"
    assert row[3] == "'@SUM(A1)"


def test_links_of_a_file_of_strangers_are_no_formulas() -> None:
    link = Link(0, 0, 1.0, None, Outcome.LINK, 1, "")
    cells = _cells(link, ["=record"], ["-client"])
    assert cells[:2] == ("'=record", "'-client")


def test_whatever_is_no_page_leaves_as_a_download() -> None:
    """An answer that is made anywhere else would have to think of all of this by itself."""
    made = set(_calls({"Response", "PictureResponse", "flask.Response", "send_file"}))
    others = {one for one in made if one.startswith(("web/", "api/"))}
    assert others == _OTHERS.keys()


_BYTES = b"<html><script>alert(1)</script>"


@pytest.fixture
def house(small: Runtime, anybody: FlaskClient, alert_form: Form) -> Visitor:
    """Somebody signed in where a record, its paper and a batch can be taken out."""
    store_record(small, alert_form, ALERT, content=_BYTES, batch="box")
    add_user(small, ACTOR, "idris", Role.TEAM_MANAGER, "nine-rivers-run-deep")
    hold_roles(small, "idris")
    found = Visitor(anybody)
    found.post("/sign-in", name="idris", password="nine-rivers-run-deep")
    return found


_DOWNLOADS: list[tuple[str, dict[str, str] | None, str]] = [
    ("/documents/1/original", None, "application/octet-stream"),
    ("/records/1/export.json", None, "application/json"),
    ("/records/1/evidence.zip", None, "application/zip"),
    ("/batches/1/exceptions.csv", None, "text/csv"),
    ("/batches/1/export", {"format": "csv"}, "application/zip"),
    ("/forms/copies", {"form": "alert-form", "artefact": "pdf"}, "application/pdf"),
    ("/settings/lists/prisons.csv", None, "text/csv"),
    ("/audit/export", {"format": "csv"}, "text/csv"),
    ("/api/v1/documents/1/original", None, "application/octet-stream"),
]


def test_a_download_is_saved_and_has_no_rights(house: Visitor) -> None:
    for path, sent, media_type in _DOWNLOADS:
        answer = house.get(path) if sent is None else house.post(path, **sent)
        assert answer.status_code == 200, path
        assert answer.mimetype == media_type, path
        headers = answer.headers
        name = r'attachment; filename="[a-zA-Z0-9.-]+"'
        assert re.fullmatch(name, headers["Content-Disposition"]), path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        policy = "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert headers["Content-Security-Policy"] == policy, path
        assert headers["Cache-Control"] == "no-store", path
        answer.close()
