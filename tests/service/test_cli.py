"""The command line: what it prints, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from forms.artefacts import ArtefactFormat, make_document
from forms.copies import new_copy_id
from forms.definition import Form
from service.cli import _COMMANDS
from tests.service.console import Console
from tests.service.invented import ALERT


@pytest.fixture
def returned(tmp_path: Path, alert_form: Form) -> Path:
    """A folder with one good return, one file that is none, and one hidden file."""
    folder = tmp_path / "faxes"
    folder.mkdir()
    copy = new_copy_id(alert_form.code)
    good = make_document(ArtefactFormat.PDF, alert_form, ALERT, copy)
    (folder / "a.pdf").write_bytes(good)
    (folder / "b.pdf").write_text("not a PDF")
    (folder / ".hidden").write_text("x")
    return folder


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_explains_itself(console: Console, command: str) -> None:
    code, printed, _ = console.run(command, "--help")
    assert code == 0
    assert printed.startswith("Usage: throughcare")


def test_help_loads_no_command() -> None:
    script = "import sys, service.cli; print([m for m in sys.modules if m.startswith('flask')])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_an_unknown_command_is_wrong_usage(console: Console) -> None:
    code, _, errors = console.run("fly")
    assert code == 2
    assert "fly" in errors


def test_wrong_settings_are_one_line(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHCARE_PORT", "http")
    code, _, errors = console.run("users", "list")
    assert code == 2
    assert errors.startswith("error: THROUGHCARE_PORT must be a whole number")
    assert errors.count("\n") == 1


def test_accounts_are_added_listed_and_closed(console: Console) -> None:
    code, added, _ = console.run("users", "add", "Morag", "--role", "administrator")
    assert code == 0
    assert "password: " in added
    assert console.run("users", "add", "morag", "--role", "cjit_worker")[0] == 1
    code, _, errors = console.run("users", "close", "morag")
    assert (code, "last administrator" in errors) == (1, True)
    console.run("users", "add", "nasreen", "--role", "cjit_worker")
    assert console.run("users", "close", "nasreen")[0] == 0
    listed = console.run("users", "list")[1].splitlines()
    assert [line.split() for line in listed] == [
        ["morag", "administrator"],
        ["nasreen", "cjit_worker", "closed"],
    ]
    assert console.run("users", "token", "morag", "--scope", "read")[1].startswith("tc_")
    assert "password: " in console.run("users", "password", "morag")[1]
    assert console.run("users", "password", "nobody")[0] == 1


def test_clients_are_imported_row_by_row(console: Console, tmp_path: Path) -> None:
    table = tmp_path / "register.csv"
    table.write_text(
        "client_ref,given_names,surname,date_of_birth,prisoner_number\n"
        "R1,Aled,Severn,17/04/1979,A4021CD\n"
        "R2,Denise,,09/01/1971,\n"
        "R3,Errol,Humber,31/02/1968,\n"
        "R1,Fatima,Tamar,,\n"
        'R5,"Siân Haf",Teifi,,\n',
        encoding="utf-8",
    )
    code, printed, errors = console.run("clients", "import", table)
    assert code == 1
    assert printed == "2 added, 0 changed, 0 unchanged, 3 refused\n"
    assert [line.partition(":")[0] for line in errors.splitlines()] == [
        "register.csv, line 3",
        "register.csv, line 4",
        "register.csv, line 5",
    ]
    assert "Humber" not in errors
    assert console.run("clients", "search", "sian")[1].split()[-1] == "Teifi"
    added = console.run("clients", "add", "--surname", "Ouse", "--date-of-birth", "5 May 1977")
    assert "1977-05-05" in added[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"given_names,age\nAled,30\n", "surname"),
        (b"surname,shoe_size\nSevern,44\n", "shoe_size"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "surname"),
    ],
)
def test_a_wrong_table_is_one_clear_line(
    console: Console, tmp_path: Path, content: bytes, said: str
) -> None:
    table = tmp_path / "register.csv"
    table.write_bytes(content)
    code, _, errors = console.run("clients", "import", table)
    assert code == 2
    assert errors.startswith("error: ")
    assert said in errors
    assert errors.count("\n") == 1


def test_a_folder_is_ingested_and_again_changes_nothing(console: Console, returned: Path) -> None:
    code, printed, _ = console.run("ingest", returned)
    assert "document_id" not in printed
    assert code == 1
    assert [line.split(maxsplit=1) for line in printed.splitlines()] == [
        ["1", "Refused"],
        ["1", "Check needed"],
    ]
    (returned / "b.pdf").unlink()
    code, printed, _ = console.run("ingest", returned)
    assert code == 0
    assert printed.split(maxsplit=1) == ["1", "Sent before\n"]
    code, exported, _ = console.run("export", "records", "--state", "all")
    assert code == 0
    [record] = [json.loads(line) for line in exported.splitlines()]
    assert record["values"]["client_name"] == ALERT["client_name"]
    assert console.run("export", "records")[1] == ""
