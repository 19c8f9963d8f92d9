"""The files of design 2.4, and beside them what is true and what else a field may say."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.people.clients import COLUMNS, Client
from bench.people.counting import counted
from bench.people.names import origin_of
from bench.people.queries import Query
from bench.people.readings import Kind, Reading, Tier

RECORD_COLUMNS = ("record_id", *COLUMNS[1:])
TRUTH_COLUMNS = ("record_id", "client_ref", "about", "form", "channel", "differences")
PEOPLE_COLUMNS = ("client_ref", "person_id")


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> int:
    """Write a table as CSV and tell how many rows it has."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def read_register(path: Path, people: Path | None = None) -> list[Client]:
    """Read a register; without the file of people every entry is a person of their own."""
    persons = {}
    if people is not None:
        with people.open(encoding="utf-8", newline="") as file:
            persons = {row["client_ref"]: int(row["person_id"]) for row in csv.DictReader(file)}
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Client(
                person_id=persons.get(row["client_ref"], -number),
                origin=origin_of(row["surname"]),
                **{name: row.get(name) or "" for name in COLUMNS},
            )
            for number, row in enumerate(csv.DictReader(file), 1)
        ]


def record_row(query: Query) -> list[str]:
    """Give the columns of records.csv."""
    row = query.row()
    return [row.get(name, "") for name in RECORD_COLUMNS]


def truth_row(query: Query) -> list[str]:
    """Give the columns of truth.csv; `client_ref` is empty where the register has nobody."""
    differences = ";".join(query.differences)
    return [
        query.record_id,
        query.client_ref or "",
        query.about.value,
        query.form.value,
        str(query.way),
        differences,
    ]


def doubts_line(query: Query) -> str:
    """Give a form's fields with their probabilities and alternatives, as a line of JSON."""
    fields = {
        column: {"text": one.text, "confidence": one.confidence, "alternatives": one.alternatives}
        for column, one in query.fields.items()
    }
    return json.dumps({"record_id": query.record_id, "fields": fields}, ensure_ascii=False) + "\n"


def write_queries(queries: Iterable[Query], records: Path, truth: Path, doubts: Path | None) -> int:
    """Write forms to their files and tell how many there were."""
    kept = list(queries)
    write_rows(truth, TRUTH_COLUMNS, map(truth_row, kept))
    if doubts is not None:
        doubts.write_text("".join(map(doubts_line, kept)), encoding="utf-8")
    return write_rows(records, RECORD_COLUMNS, map(record_row, kept))


def write_readings(readings: Iterable[Reading], path: Path) -> None:
    """Keep readings, so that more may be read later and counted with them."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(one)) + "\n" for one in readings)


def kept_readings(path: Path) -> Iterator[Reading]:
    """Read readings that were kept."""
    for line in path.read_text(encoding="utf-8").splitlines():
        kept = json.loads(line)
        others = tuple((text, chance) for text, chance in kept.pop("alternatives"))
        tier, kind = Tier(kept.pop("tier")), Kind(kept.pop("kind"))
        yield Reading(tier=tier, kind=kind, alternatives=others, **kept)


def write_confusions(readings: Iterable[Reading], path: Path) -> None:
    """Write what was counted, one page of doubts a line."""
    found = counted(list(readings))
    pages = found.pop("pages")
    lists = ",\n".join(
        f'"{tier}": [\n' + ",\n".join(json.dumps(page, sort_keys=True) for page in own) + "\n]"
        for tier, own in sorted(pages.items())
    )
    head = json.dumps(found, ensure_ascii=False, indent=1)
    path.write_text(f'{head[:-2]},\n"pages": {{\n{lists}\n}}\n}}\n', encoding="utf-8")
