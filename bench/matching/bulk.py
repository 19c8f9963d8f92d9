"""A whole archive against a large register through the command, beside Splink as it comes."""

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.matching.watched import Cost, watched
from bench.people.clients import COLUMNS, Client
from bench.people.files import RECORD_COLUMNS, record_row, write_rows
from bench.people.queries import queries
from bench.people.registers import register

_LIKELY = 0.5
Truth = Mapping[str, frozenset[str]]
"""Clients that are right, by record; none where the register has nobody."""


def _made(folder: Path, clients: int, records: int, seed: int) -> Truth:
    people: list[Client] = list(register(clients, seed))
    write_rows(folder / "register.csv", COLUMNS, (one.row() for one in people))
    entries: dict[int, set[str]] = {}
    for one in people:
        entries.setdefault(one.person_id, set()).add(one.client_ref)
    forms = list(queries(people, records, seed))
    write_rows(folder / "records.csv", RECORD_COLUMNS, map(record_row, forms))
    return {
        form.record_id: frozenset(entries[form.person_id]) if form.person_id else frozenset()
        for form in forms
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _show(name: str, cost: Cost, records: int) -> None:
    print(
        f"{name}: {cost.wall_s:.0f} s wall, {cost.cpu_s:.0f} s CPU, {cost.peak_mb:.0f} MB at most, "
        f"{records / cost.wall_s:.0f} records a second, exit {cost.code}",
        flush=True,
    )


def _quality(name: str, pairs: list[tuple[str, str]], truth: Truth) -> None:
    right = sum(client in truth[record] for record, client in pairs)
    known = sum(bool(of) for of in truth.values())
    wrong = len(pairs) - right
    rate = 1e4 * wrong / max(1, len(pairs))
    print(
        f"  {name}: {len(pairs)}, wrong {wrong} ({rate:.2f} in 10,000), "
        f"{right / known:.2%} of the {known} records whose client is there"
    )


def _ours(folder: Path, truth: Truth, jobs: int) -> None:
    files = (str(folder / name) for name in ("register.csv", "records.csv", "links.csv"))
    known, asked, links = files
    code = "from service.cli import main; main()"
    command = (sys.executable, "-c", code, "match", "--register", known, "--records", asked)
    _show("throughcare match", watched((*command, "-o", links, "--jobs", str(jobs))), len(truth))
    rows = _rows(Path(links))
    firsts = [row for row in rows if row["rank"] == "1"]
    for name, some in (
        ("linked", [row for row in firsts if row["decision"] == "link"]),
        ("first, likelier than not", [r for r in firsts if float(r["probability"]) >= _LIKELY]),
        ("first", firsts),
    ):
        _quality(name, [(row["record_id"], row["client_ref"]) for row in some], truth)
    listed = {row["record_id"] for row in rows if row["client_ref"] in truth[row["record_id"]]}
    known_to_be = sum(bool(of) for of in truth.values())
    print(f"  true client among the candidates listed: {len(listed) / known_to_be:.2%}")


def _plain(folder: Path, truth: Truth) -> None:
    files = (str(folder / name) for name in ("register.csv", "records.csv", "plain.csv"))
    cost = watched((sys.executable, "-m", "bench.matching.plain_splink", *files))
    _show("Splink as it comes", cost, len(truth))
    if cost.code == 0:
        firsts = [r for r in _rows(folder / "plain.csv") if float(r["probability"]) >= _LIKELY]
        pairs = [(row["record_id"], row["client_ref"]) for row in firsts]
        _quality("first, likelier than not", pairs, truth)


def measure_bulk(clients: int, records: int, seed: int, jobs: int) -> None:
    """Print what both cost and find."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        truth = _made(folder, clients, records, seed)
        print(f"{records} records, {clients} clients, seed {seed}", flush=True)
        _ours(folder, truth, jobs)
        _plain(folder, truth)
