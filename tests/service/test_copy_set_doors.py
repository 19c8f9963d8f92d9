"""Sets of copies by the API and at the command line."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from service.cli.context import open_here
from service.jobs.crew import Crew
from service.runtime import Runtime
from service.store.states import CopySetState, CustodyStatus
from service.usecases.accounts import NewAccount
from service.usecases.copy_sets import list_sets
from tests.service.console import Console
from tests.service.prisons import add_inmate
from tests.service.test_api import Program
from tests.service.tokens import token_for

_PATH = "/copy-sets"


@pytest.fixture
def program(anybody: FlaskClient, small: Runtime, account: NewAccount) -> Program:
    return Program(anybody, token_for(small, account.user.name))


def _ask(program: Program, expected: int, **body: object) -> Any:
    answer = program.call("POST", _PATH, json=body)
    assert answer.status_code == expected, answer.get_data(as_text=True)
    return answer.get_json()


def test_a_program_asks_for_a_set_looks_and_takes_it(program: Program, small: Runtime) -> None:
    add_inmate(small, "Severn")
    add_inmate(small, "Derwent \N{SNOWMAN}")
    add_inmate(small, "Wharfe", status=CustodyStatus.REMAND)
    body = {"form": "alert-form", "prison": "LEI", "status": "sentenced"}
    key = "drawn-by-a-program"
    asked = _ask(program, 202, **body, request_key=key)
    assert (asked["state"], asked["total"], asked["caseload"]["prison"]) == ("waiting", 2, "LEI")
    assert _ask(program, 202, **body, request_key=key)["id"] == asked["id"]
    place = f"{_PATH}/{asked['id']}"
    assert program.call("GET", f"{place}/file").status_code == 409
    with Crew(small) as crew:
        crew.work_off()
    shown = program.json("GET", place)
    assert (shown["state"], shown["made"], shown["left_out"]) == ("ready", 1, 1)
    assert [one["id"] for one in program.json("GET", _PATH)] == [asked["id"]]
    [left] = program.json("GET", f"{place}/left-out")
    assert list(left["problems"]) == ["client_name"]
    with program.call("GET", f"{place}/file") as file:
        content = file.get_data()
    assert int(file.headers["Content-Length"]) == len(content) == shown["file_size"]
    assert "Severn" in PdfReader(BytesIO(content)).pages[0].extract_text()
    assert file.headers["Content-Disposition"].endswith(f'"alert-form-1-set-{asked["id"]}.pdf"')


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"prison": ""}, "prison"),
        ({"prison": "HHI"}, "prison"),
        ({"release_weeks": "soon"}, "release_weeks"),
        ({"release_weeks": -1}, "release_weeks"),
        ({"status": "gone"}, "status"),
        ({"format": "exe"}, "format"),
        ({"request_key": "short"}, "request_key"),
    ],
)
def test_a_program_is_told_what_is_wrong(
    program: Program, small: Runtime, changed: dict[str, object], field: str
) -> None:
    add_inmate(small, "Severn")
    body = {"form": "alert-form", "prison": "LEI", **changed}
    answer = _ask(program, 422, **body)
    assert list(answer["problems"]) == [field]
    assert list_sets(small) == []


def test_there_is_no_set_that_nobody_asked_for(program: Program) -> None:
    for place in ("", "/left-out", "/file"):
        assert program.call("GET", f"{_PATH}/7{place}").status_code == 404


@pytest.fixture
def prison(console: Console) -> Iterator[Runtime]:
    """The installation that the console works on, with a prison."""
    del console
    runtime = open_here()
    add_inmate(runtime, "Severn", release_in=10, worker="Morag Tweed", home_dat="A09B")
    add_inmate(runtime, "Derwent", number="A1000AA")
    add_inmate(runtime, "Wharfe", status=CustodyStatus.REMAND)
    yield runtime
    runtime.engine.dispose()


def _generate(console: Console, *arguments: object) -> tuple[int, str]:
    code, _, said = console.run("generate", "alert-form", *arguments)
    return code, said


def test_a_prison_is_printed_into_one_file(
    console: Console, prison: Runtime, tmp_path: Path
) -> None:
    out = tmp_path / "all.pdf"
    asked = ("--prison", "LEI", "--status", "sentenced", "--merge", out)
    code, said = _generate(console, *asked)
    assert (code, said.splitlines()[-1]) == (0, "2 copies made.")
    texts = [page.extract_text() for page in PdfReader(out).pages]
    assert ["Derwent" in text for text in texts] == [True, False]
    [made] = list_sets(prison)
    assert (made.state, made.made) == (CopySetState.READY, 2)


@pytest.mark.parametrize(
    ("narrowed", "files"),
    [
        ((), 3),
        (("--within-weeks", "2"), 1),
        (("--worker", "Morag Tweed"), 1),
        (("--home-dat", "A09B"), 1),
    ],
)
@pytest.mark.usefixtures("prison")
def test_a_prison_is_narrowed_into_a_folder(
    console: Console, tmp_path: Path, narrowed: tuple[str, ...], files: int
) -> None:
    out = tmp_path / "forms"
    code, _ = _generate(console, "--prison", "LEI", *narrowed, "--out-dir", out)
    assert code == 0
    names = [path.name for path in out.iterdir()]
    assert len(names) == files
    assert all(name.startswith("alert-form-1-A1") for name in names)


def test_whoever_has_no_copy_is_said_by_reference(
    console: Console, prison: Runtime, tmp_path: Path
) -> None:
    bad = add_inmate(prison, "Tamar \N{SNOWMAN}")
    code, said = _generate(console, "--prison", "LEI", "--merge", tmp_path / "all.pdf")
    assert code == 1
    assert f"client {bad.reference}: client_name" in said
    assert "3 copies made; 1 of 4 clients have none." in said
    assert "Tamar" not in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("--prison", "LEI"),
        ("--prison", "LEI", "--merge", "all.pdf", "--out-dir", "forms"),
        ("--prison", "LEI", "--merge", "all.pdf", "--client", "TC00001"),
        ("--prison", "LEI", "--out-dir", "forms", "--format", "print"),
        ("--status", "sentenced", "-o", "one.pdf"),
    ],
)
@pytest.mark.usefixtures("prison")
def test_what_does_not_go_together_is_wrong_usage(
    console: Console, arguments: tuple[str, ...]
) -> None:
    code, said = _generate(console, *arguments)
    assert code == 2
    assert "Usage" in said
