"""FEBRL 4, a public pair of files with known answers, through the command."""

import csv
from pathlib import Path

import pytest

from bench.matching.febrl import scores, write_tables
from tests.service.console import Console


@pytest.mark.parametrize(
    ("number", "least"), [("nhs_number", 0.9998), ("prisoner_number", 0.9998), (None, 0.9985)]
)
def test_febrl_4(console: Console, tmp_path: Path, number: str | None, least: float) -> None:
    register, records = write_tables(tmp_path, number)
    links = tmp_path / "links.csv"
    files = ("--register", register, "--records", records, "-o", links)
    console.run("match", *files, "--one-to-one", "--jobs", "1")
    with links.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["decision"] != "none"]
    f1, _ = scores((row["record_id"], row["client_ref"]) for row in rows if row["rank"] == "1")
    linked = [(r["record_id"], r["client_ref"]) for r in rows if r["decision"] == "link"]
    assert f1 >= least
    assert scores(linked)[1] == 0
    assert len(linked) > 2_000
