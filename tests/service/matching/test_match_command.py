"""`throughcare match`, end to end on files."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from service.matching.weights.model import load_model, shipped_model
from tests.service.console import Console

CLIENTS = (
    {
        "client_ref": "C1",
        "given_names": "Robert James",
        "surname": "Thornhill",
        "aliases": "Bobby Vance;Lee, Robert",
        "date_of_birth": "1974-03-12",
        "prisoner_number": "A1234BC",
    },
    {
        "client_ref": "C2",
        "given_names": "Kieran",
        "surname": "Mulgrew",
        "date_of_birth": "1981-07-02",
        "prisoner_number": "AB123456",
    },
    {
        "client_ref": "C3",
        "given_names": "Declan",
        "surname": "Mulgrew",
        "date_of_birth": "1981-07-02",
    },
)
FORMS = (
    {
        "record_id": "R1",
        "given_names": "ROBERT",
        "surname": "TH0RNHILL",
        "date_of_birth": "12/03/1974",
        "prisoner_number": "E1234BC",
    },
    {
        "record_id": "R2",
        "given_names": "Connor",
        "surname": "Mulgrew",
        "date_of_birth": "02/07/1981",
        "prisoner_number": "AB123456",
    },
    {
        "record_id": "R3",
        "given_names": "Ann",
        "surname": "Fairweather",
        "date_of_birth": "01/06/1969",
    },
)
SECRETS = ("Thornhill", "TH0RNHILL", "Mulgrew", "A1234BC", "Fairweather")


def write(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    columns = dict.fromkeys(column for row in rows for column in row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


class Matching:
    """A register and records on disk, and what came of them."""

    def __init__(self, console: Console, folder: Path) -> None:
        self.console, self.folder = console, folder
        self.register = write(folder / "register.csv", CLIENTS)
        self.records = write(folder / "records.csv", FORMS)
        self.links = folder / "links.csv"

    def run(self, *options: str) -> tuple[int, str, str]:
        files = ("--register", self.register, "--records", self.records, "-o", self.links)
        return self.console.run("match", *files, "--jobs", "1", *options)

    def rows(self) -> list[dict[str, str]]:
        with self.links.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def first(self, record: str) -> dict[str, str]:
        return next(row for row in self.rows() if row["record_id"] == record)


@pytest.fixture
def matching(console: Console, tmp_path: Path) -> Matching:
    return Matching(console, tmp_path)


def test_links_are_those_of_the_contract(matching: Matching) -> None:
    code, out, _ = matching.run()
    assert (code, out) == (1, "1 linked, 1 to review, 1 none\n")
    assert list(matching.rows()[0]) == [
        *("record_id", "client_ref", "probability", "weight", "decision", "rank", "explanation")
    ]
    first = matching.first("R1")
    assert (first["client_ref"], first["decision"], first["rank"]) == ("C1", "link", "1")
    assert float(first["probability"]) > 0.9999
    assert "Prison number: one sign off" in first["explanation"]


def test_a_brother_is_never_linked_even_with_the_others_number(matching: Matching) -> None:
    matching.run()
    first = matching.first("R2")
    assert (first["client_ref"], first["decision"]) == ("C2", "review")
    assert "twin" in first["explanation"]


@pytest.mark.parametrize(("given", "decision"), [("Declan", "link"), ("Declan Pat", "review")])
def test_more_names_than_the_client_has_are_for_a_person(
    matching: Matching, given: str, decision: str
) -> None:
    form = {"given_names": given, "surname": "Mulgrew", "date_of_birth": "02/07/1981"}
    write(matching.records, [{"record_id": "R1", **form}])
    matching.run()
    first = matching.first("R1")
    assert (first["client_ref"], first["decision"]) == ("C3", decision)


def test_who_is_not_there_is_nobodys(matching: Matching) -> None:
    matching.run()
    assert matching.first("R3")["decision"] == "none"


def test_all_well_is_exit_0(matching: Matching) -> None:
    write(matching.records, [FORMS[0], FORMS[2]])
    assert matching.run()[0] == 0


def test_an_alias_finds_its_client(matching: Matching) -> None:
    form = {"given_names": "Bobby", "surname": "Vance", "date_of_birth": "12 March 1974"}
    write(matching.records, [{"record_id": "R1", **form}])
    matching.run()
    assert matching.first("R1")["client_ref"] == "C1"


def test_a_client_has_one_record_where_asked(matching: Matching) -> None:
    again = {**FORMS[0], "record_id": "R9", "date_of_birth": "12/04/1974"}
    write(matching.records, [again, FORMS[0]])
    matching.run("--one-to-one")
    given = {row["record_id"]: row for row in matching.rows() if row["decision"] != "none"}
    assert {name: row["client_ref"] for name, row in given.items()} == {"R1": "C1"}
    assert matching.first("R9")["explanation"].startswith("Another record is likelier")


def test_bad_rows_are_told_by_line_and_the_others_go_on(matching: Matching) -> None:
    content = matching.records.read_text(encoding="utf-8").splitlines()
    content[2:2] = [",Ann,Mulgrew,,", "R1,Ann,Mulgrew,,", "R7,Ann,Mulgrew,,,,,"]
    content.insert(5, "R8,Ann,Mulgrew,,,too many")
    matching.records.write_bytes("\n".join(content).encode() + b"\nR6,S\xedan,Mulgrew,,\n")
    code, out, err = matching.run()
    assert code == 1
    assert out.endswith("4 rows left out\n")
    assert "records.csv, line 3: no record_id" in err
    assert "records.csv, line 4: the record_id stands in an earlier row too" in err
    assert "records.csv, line 6: 6 cells, where the heading has 5" in err
    assert "records.csv, line 9: not in UTF-8" in err
    assert matching.first("R1")["decision"] == "link"
    assert not any(secret in out + err for secret in SECRETS)


def test_a_client_entered_twice_is_told(matching: Matching) -> None:
    write(matching.register, [*CLIENTS, {**CLIENTS[1], "surname": "Mulgrue"}])
    code, _, err = matching.run()
    assert code == 1
    assert "register.csv, line 5: the client_ref stands in an earlier row too" in err


@pytest.mark.parametrize(
    ("heading", "problem"),
    [
        ("surname,date_of_birth", "has no column “client_ref”"),
        ("client_ref,name", "has no column that tells of a person"),
        ("client_ref,surname,surname", "has a column twice"),
        ("", "has no column “client_ref”"),
    ],
)
def test_what_is_no_register_is_wrong_usage(matching: Matching, heading: str, problem: str) -> None:
    matching.register.write_text(f"{heading}\nC1,x,y\n", encoding="utf-8")
    code, _, err = matching.run()
    assert code == 2
    assert f"register.csv {problem}" in err
    assert not matching.links.exists()


def test_empty_tables_are_matched_too(matching: Matching) -> None:
    matching.register.write_text("client_ref,surname\n", encoding="utf-8")
    assert matching.run()[1] == "0 linked, 0 to review, 3 none\n"
    matching.records.write_text("record_id,surname\n", encoding="utf-8")
    assert matching.run()[1] == "0 linked, 0 to review, 0 none\n"
    assert matching.rows() == []


def test_nothing_of_anybody_stays_behind(
    matching: Matching, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(private))
    matching.run()
    assert list(private.iterdir()) == []


def test_several_processes_find_the_same(matching: Matching) -> None:
    matching.run()
    alone = matching.rows()
    files = ("--register", matching.register, "--records", matching.records)
    matching.console.run("match", *files, "-o", matching.links, "--jobs", "2")
    assert matching.rows() == alone


def test_weights_are_fitted_and_kept(matching: Matching, tmp_path: Path) -> None:
    kept = tmp_path / "fitted.json"
    known = [{**FORMS[0], "client_ref": "C1"}, {**FORMS[1], "client_ref": ""}]
    write(matching.records, known)
    matching.run("--fit", str(kept), "--labels")
    assert load_model(kept).version == f"{shipped_model().version}-fitted"
    fitted = matching.rows()
    matching.run("--model", str(kept))
    assert matching.rows() == fitted


def test_labels_that_name_nobody_are_wrong_usage(matching: Matching, tmp_path: Path) -> None:
    code, _, err = matching.run("--fit", str(tmp_path / "fitted.json"), "--labels")
    assert code == 2
    assert "records.csv names no client of register.csv" in err
