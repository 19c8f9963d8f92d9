"""The trail as a file: CSV that no spreadsheet takes for formulas, or JSON, one object a line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from service.auditing.asked import TrailEntry
from service.auditing.words import show_details
from service.exporting.spreadsheet import csv_line, guarded

COLUMNS = (
    *("id", "at", "user", "channel", "request_id", "action", "subject", "subject_id"),
    *("details", "hash"),
)


class TrailFormat(StrEnum):
    """What kind of file."""

    CSV = "csv"
    JSON = "json"
    """One object a line."""


def entry_json(entry: TrailEntry) -> dict[str, Any]:
    """Give an entry as a JSON object."""
    return {**asdict(entry), "at": entry.at.isoformat()}


def lines(entries: Iterable[TrailEntry], kind: TrailFormat) -> Iterator[str]:
    """Write entries, a line each; a CSV has a heading."""
    if kind is TrailFormat.CSV:
        yield csv_line(COLUMNS, "\n")
    for entry in entries:
        if kind is TrailFormat.CSV:
            yield csv_line(_cells(entry), "\n")
        else:
            yield f"{json.dumps(entry_json(entry))}\n"


def _cells(entry: TrailEntry) -> Iterator[str]:
    known = {**asdict(entry), "at": entry.at.isoformat(), "details": show_details(entry.details)}
    for column in COLUMNS:
        yield guarded("" if known[column] is None else str(known[column]))
