"""The commands write the files of design 2.4."""

import csv
import json
from pathlib import Path

import pytest

from bench.people.__main__ import main
from bench.people.clients import COLUMNS
from bench.people.confusions import parsed
from bench.people.files import kept_readings, read_register, write_confusions, write_readings
from bench.people.readings import Kind, Reading, Tier


def _run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> None:
    monkeypatch.setattr("sys.argv", ["bench.people", *map(str, words)])
    main()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    out, people = tmp_path / "register.csv", tmp_path / "people.csv"
    _run(monkeypatch, "register", "--size", "900", "--seed", "2", "-o", out, "--people", people)
    return tmp_path


def test_a_register_is_read_as_it_was_written(folder: Path) -> None:
    rows = _rows(folder / "register.csv")
    clients = read_register(folder / "register.csv", folder / "people.csv")
    assert tuple(rows[0]) == COLUMNS
    assert [one.row() for one in clients] == [tuple(row.values()) for row in rows]
    persons = {row["client_ref"]: row["person_id"] for row in _rows(folder / "people.csv")}
    assert [str(one.person_id) for one in clients] == [persons[one.client_ref] for one in clients]
    assert len(set(persons.values())) < 900


def test_forms_are_written_with_their_truth_and_doubts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("records.csv", "truth.csv", "doubts.jsonl")
    records, truth, doubts = (folder / name for name in names)
    files = ("--truth", truth, "--doubts", doubts, "-o", records)
    register = folder / "register.csv"
    _run(monkeypatch, "queries", "--register", register, "--count", "300", "--seed", "1", *files)
    rows, true = _rows(records), _rows(truth)
    assert tuple(rows[0]) == ("record_id", *COLUMNS[1:])
    assert [row["record_id"] for row in rows] == [row["record_id"] for row in true]
    known = {row["client_ref"] for row in _rows(register)}
    assert {row["client_ref"] for row in true if row["about"] == "client"} <= known
    lines = [json.loads(line) for line in doubts.read_text(encoding="utf-8").splitlines()]
    births = [line["fields"].get("date_of_birth", {"text": ""})["text"] for line in lines]
    assert births == [row["date_of_birth"] for row in rows]


def test_one_channel_may_be_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = ("--truth", folder / "t.csv", "-o", folder / "r.csv", "--channel", "poor")
    _run(monkeypatch, "queries", "--register", folder / "register.csv", "--count", "50", *files)
    assert {row["channel"] for row in _rows(folder / "t.csv")} == {"poor"}


def test_lookalikes_write_a_register_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, records, truth = (tmp_path / f"{name}.csv" for name in ("register", "r", "t"))
    files = ("--register", register, "--truth", truth, "-o", records)
    _run(monkeypatch, "lookalikes", "--count", "80", *files)
    known = {row["client_ref"] for row in _rows(register)}
    assert len(_rows(records)) == 80
    assert len(known) == 80 + 40
    assert {row["client_ref"] for row in _rows(truth)} - {""} <= known
    kinds = {row["differences"].split(";")[0] for row in _rows(truth)}
    assert kinds == {"twin", "sibling", "father_and_son", "same_name"}


def test_readings_are_kept_and_counted_again(tmp_path: Path) -> None:
    readings = [
        Reading(
            tier=tier,
            kind=kind,
            page=f"{tier}",
            true="A1234BC",
            read="A1284BC",
            confidence=0.7,
            alternatives=(("A1234BC", 0.1),),
        )
        for tier in Tier
        for kind in Kind
    ]
    write_readings(readings, tmp_path / "kept.jsonl")
    assert list(kept_readings(tmp_path / "kept.jsonl")) == readings
    write_confusions(readings, tmp_path / "confusions.json")
    text = (tmp_path / "confusions.json").read_text(encoding="utf-8")
    assert "A1234BC" not in text
    found = parsed(json.loads(text))
    assert found.tables[Tier.FINE, Kind.NUMBER]["3>8"] > found.tables[Tier.FINE, Kind.NUMBER]["8>3"]
