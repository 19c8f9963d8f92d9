"""The register's pages and its part of the API and of the command line."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.entities import ClientDetails
from service.identifiers.numbers import PROBLEM_WORDS, NumberProblem
from service.runtime import Runtime
from service.usecases.accounts import NewAccount
from service.usecases.clients import add_client, find_client, search_clients
from tests.service.conftest import ACTOR, add_laura
from tests.service.console import Console
from tests.service.test_api import Program
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

_PARTS = ("names", "births", "numbers", "postcodes", "episodes", "workers")
_LORNA = ClientDetails(given_names="Lorna", surname="Wye", prisoner_number="AB12345")
_TABLE = (
    "client_ref,given_names,surname,date_of_birth,nhs_number\n"
    "R1,Aled,Severn,17/04/1979,9434765918\n"
    "R2,Errol,Humber,31/02/1968,\n"
)


@pytest.fixture
def program(anybody: FlaskClient, small: Runtime, account: NewAccount) -> Program:
    return Program(anybody, token_for(small, account.user.name))


# Pages


def test_every_page_of_a_client_has_one_heading_a_title_and_nothing_inline(
    visitor: Visitor, small: Runtime
) -> None:
    laura, lorna = add_laura(small), add_client(small, ACTOR, _LORNA)
    of_client = (
        "",
        "/change",
        "/history",
        "/merge",
        f"/merge/{lorna.id}",
        *map("/".__add__, _PARTS),
    )
    for path in ("/clients/import", *(f"/clients/{laura.id}{end}" for end in of_client)):
        shown = visitor.text(path)
        assert len(re.findall(r"<h1\b", shown)) == 1, path
        assert re.search(r"<title>\S.* \u2013 Throughcare</title>", shown), path
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son\w+=", shown), path


def _revision(visitor: Visitor, path: str) -> str:
    found = re.search(r'name="revision"[^>]* value="(\d+)"', visitor.text(path))
    assert found
    return found[1]


def test_details_are_changed_on_the_page_and_stand_in_the_history(
    visitor: Visitor, small: Runtime
) -> None:
    laura = add_laura(small)
    where = f"/clients/{laura.id}/change"
    form = visitor.text(where)
    assert 'value="Laura Jane"' in form
    typed = {
        "given_names": "Laura",
        "surname": "Wye",
        "is_ppo": "true",
        "pnc": "81/34U",
        "date_of_birth-day": "27",
        "date_of_birth-month": "3",
        "date_of_birth-year": "1974",
    }
    revision = _revision(visitor, where)
    assert visitor.post(where, revision=revision, **typed).location == f"/clients/{laura.id}"
    now = find_client(small, laura.id)
    assert (now.name, now.is_ppo, now.pnc, now.reference) == (
        *("Laura Wye", True, "1981/0000034U", laura.reference),
    )
    history = visitor.text(f"/clients/{laura.id}/history")
    assert "O&#39;Severn" in history
    assert "morag" in history
    stale = visitor.post(where, revision=revision, **typed)
    assert stale.status_code == 422
    assert "changed since you opened it" in stale.text


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("names", {"given_names": "Lorna", "surname": "Wye"}, "Lorna Wye"),
        (
            "births",
            {"date_of_birth-day": "3", "date_of_birth-month": "7", "date_of_birth-year": "1974"},
            "3 July 1974",
        ),
        ("numbers", {"kind": "cro", "text": "85227/65G"}, "Check this"),
        ("postcodes", {"postcode": "m11ae"}, "M1 1AE"),
        ("episodes", {"prison": "LEI", "status": "remand"}, ">Remand</dd>"),
        ("workers", {"name": "Nasreen Clyde", "role": "community"}, "Community case worker"),
    ],
)
def test_what_else_is_known_is_added_and_removed(
    visitor: Visitor, small: Runtime, kind: str, typed: dict[str, str], shown: str
) -> None:
    laura = add_laura(small)
    where = f"/clients/{laura.id}/{kind}"
    assert shown not in visitor.text(f"/clients/{laura.id}")
    added = visitor.post(where, revision=_revision(visitor, where), **typed)
    assert added.location == f"/clients/{laura.id}"
    page = visitor.text(f"/clients/{laura.id}")
    assert shown in page
    form = re.search(rf'<form method="post" action="{where}/remove".*?</form>', page, re.DOTALL)
    assert form
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    del hidden["csrf_token"]
    assert visitor.post(f"{where}/remove", **hidden).status_code == 302
    assert shown not in visitor.text(f"/clients/{laura.id}")


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("names", {"given_names": "Lorna"}, "surname"),
        ("births", {}, "date_of_birth-day"),
        ("births", {"date_of_birth-day": "31", "date_of_birth-month": "2"}, "date_of_birth-day"),
        ("numbers", {"kind": "cro"}, "text"),
        ("postcodes", {"postcode": "NF1 1NF"}, "postcode"),
        ("postcodes", {"postcode": "LS1 4AP LS1 4AP"}, "postcode"),
        ("episodes", {}, "prison"),
        ("workers", {"role": "prison"}, "name"),
    ],
)
def test_mistakes_are_named_beside_their_boxes(
    visitor: Visitor, small: Runtime, kind: str, typed: dict[str, str], field: str
) -> None:
    where = f"/clients/{add_laura(small).id}/{kind}"
    answer = visitor.post(where, **typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text


def test_a_stay_is_changed(visitor: Visitor, small: Runtime) -> None:
    where = f"/clients/{add_laura(small).id}/episodes"
    visitor.post(
        where,
        prison="LEI",
        status="remand",
        **{"from_date-day": "2"} | {"from_date-month": "1", "from_date-year": "2026"},
    )
    [stay] = find_client(small, 1).episodes
    form = visitor.text(f"{where}?id={stay.id}")
    assert re.search(r'value="LEI" selected', form)
    assert 'value="2026"' in form
    visitor.post(where, id=stay.id, prison="LEI", status="released")
    assert [one.status for one in find_client(small, 1).episodes] == ["released"]
    assert visitor.get(f"{where}?id=99").status_code == 404


def test_two_are_compared_merged_and_parted(visitor: Visitor, small: Runtime) -> None:
    laura, lorna = add_laura(small), add_client(small, ACTOR, _LORNA)
    found = visitor.post(f"/clients/{laura.id}/merge", words="wye").text
    where = f"/clients/{laura.id}/merge/{lorna.id}"
    assert f'href="{where}"' in found
    compared = visitor.text(where)
    assert "Differs" in compared
    merged = visitor.post(where, revision=1, other_revision=1, stays=laura.id)
    assert merged.location == f"/clients/{laura.id}"
    assert visitor.get(f"/clients/{lorna.id}").location == f"/clients/{laura.id}"
    assert lorna.reference in visitor.text(f"/clients/{laura.id}")
    assert visitor.post(where, revision=1, other_revision=1, stays=laura.id).status_code == 409
    parted = visitor.post(f"/clients/{lorna.id}/unmerge")
    assert parted.location == f"/clients/{lorna.id}"
    assert len(search_clients(small, "")) == 2


def test_a_file_is_tried_and_imported_on_the_page(visitor: Visitor, small: Runtime) -> None:
    def send(**fields: str) -> str:
        file = (BytesIO(_TABLE.encode()), "register.csv")
        return visitor.post("/clients/import", file=file, **fields).text

    tried = send(**{"try": "yes"})
    assert "What would happen" in tried
    assert search_clients(small, "") == []
    done = send()
    assert "not a date" in done
    assert "check character" in done
    assert len(search_clients(small, "")) == 1
    assert "Choose a CSV file" in visitor.post("/clients/import").text
    wrong = visitor.post("/clients/import", file=(BytesIO(b"shoe_size\n44\n"), "x.csv"))
    assert "surname" in wrong.text


# API


def test_a_program_changes_a_client_and_reads_its_history(program: Program, small: Runtime) -> None:
    laura = add_laura(small)
    where = f"/clients/{laura.id}"
    details = {"given_names": "Laura", "surname": "Wye"}
    changed = program.json("PUT", where, revision=1, details=details)
    assert (changed["surname"], changed["revision"]) == ("Wye", 2)
    assert (
        program.json("PUT", where, 409, revision=1, details=details)["code"] == "changed-meanwhile"
    )
    add = {
        "names": [{"given_names": "Lorna", "surname": "Wye"}],
        "births": ["1974-07-03"],
        "numbers": [{"kind": "cro", "text": "SF83/50058Z"}],
        "postcodes": ["LS1 4AP"],
        "episodes": [{"prison": "LEI", "status": "remand"}],
        "workers": [{"name": "Morag Tweed"}],
    }
    more = program.json("PATCH", where, revision=2, add=add)
    assert more["numbers"] == [{"kind": "cro", "text": "SF83/50058Z", "canonical": "SF83/50058Z"}]
    stay, worker = more["episodes"][0]["id"], more["workers"][0]["id"]
    remove = {**add, "episodes": [stay], "workers": [worker]}
    del remove["numbers"]
    less = program.json("PATCH", where, revision=3, remove=remove)
    assert (less["other_names"], less["episodes"], len(less["numbers"])) == ([], [], 1)
    history = program.json("GET", f"{where}/history")
    assert [entry["action"] for entry in history] == ["changed"] * 3 + ["added"]
    assert history[2]["by"] == "morag"


def test_a_program_merges_and_parts_clients(program: Program, small: Runtime) -> None:
    laura, lorna = add_laura(small), add_client(small, ACTOR, _LORNA)
    merge = {"into_id": laura.id, "revision": 1, "into_revision": 1}
    merged = program.json("POST", f"/clients/{lorna.id}/merge", **merge)
    assert merged["id"] == laura.id
    assert program.json("GET", f"/clients/{lorna.id}")["id"] == laura.id
    assert program.json("POST", f"/clients/{lorna.id}/unmerge")["id"] == lorna.id
    program.json("POST", f"/clients/{lorna.id}/unmerge", 409)


def test_a_program_imports_a_table(program: Program, small: Runtime) -> None:
    for query, found in (("?dry_run=true", 0), ("", 1)):
        file = {"file": (BytesIO(_TABLE.encode()), "register.csv")}
        answer = program.call("POST", f"/clients/import{query}", data=file)
        assert answer.status_code == 200
        report = answer.get_json()
        assert report["counts"]["added"] == report["counts"]["refused"] == 1
        assert report["refusals"] == [{"line": 3, "column": "date_of_birth", "text": "not a date"}]
        assert [note["column"] for note in report["warnings"]] == ["nhs_number"]
        assert len(search_clients(small, "")) == found
    assert program.call("POST", "/clients/import").status_code == 422


# Command line


def test_the_register_goes_in_and_out_on_the_command_line(console: Console, tmp_path: Path) -> None:
    table, out = tmp_path / "register.csv", tmp_path / "out.csv"
    table.write_text(_TABLE, encoding="utf-8")
    code, printed, _ = console.run("clients", "import", table, "--dry-run")
    assert (code, printed) == (1, "would be 1 added, 0 changed, 0 unchanged, 1 refused\n")
    console.run("clients", "import", table)
    code, printed, errors = console.run("clients", "import", table)
    assert (code, printed) == (1, "0 added, 0 changed, 1 unchanged, 1 refused\n")
    assert errors.splitlines() == [
        "register.csv, line 3: date_of_birth: not a date",
        f"register.csv, line 2: warning: nhs_number: {PROBLEM_WORDS[NumberProblem.CHECK]}",
    ]
    assert console.run("clients", "export", "-o", out)[0] == 0
    code, printed, _ = console.run("clients", "import", out)
    assert (code, printed) == (0, "0 added, 0 changed, 1 unchanged, 0 refused\n")


def test_clients_are_merged_and_parted_on_the_command_line(console: Console) -> None:
    for reference, surname in (("R1", "Severn"), ("R2", "Wye")):
        console.run("clients", "add", "--surname", surname, "--client-ref", reference)
    assert console.run("clients", "merge", "R2", "R1")[1].startswith("R1")
    assert len(console.run("clients", "search")[1].splitlines()) == 1
    history = console.run("clients", "history", "R2")[1]
    assert "merged_away" in history
    assert "merged_into: - -> R1" in history
    assert console.run("clients", "unmerge", "R2")[1].startswith("R2")
    assert console.run("clients", "unmerge", "R2")[0] == 1
    assert console.run("clients", "unmerge", "R9")[0] == 1
