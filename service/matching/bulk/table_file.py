"""Reads register.csv and records.csv row by row; what is wrong with a row is told by its line."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from forms.errors import TableError
from service.matching.rows import FACTS

LABEL = "client_ref"
"""Of records, where it is known."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its place in the file."""

    line: int
    reference: str
    facts: dict[str, str] = field(repr=False)
    label: str = ""
    """The client whose record it is known to be."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out, and why, in words that quote nothing of it."""

    line: int
    reason: str


def table_rows(path: Path, id_column: str) -> Iterator[Row | BadRow]:
    """Read the rows of a table; bad ones come as such, the others go on.

    Raises:
        TableError: the file is no table with that column.
    """
    # A byte that is no UTF-8 must spoil its own row alone, so it comes as a lone surrogate.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, strict=True)
        heading = _heading(path.name, reader, id_column)
        seen: set[str] = set()
        for found in _lines(reader):
            row = found if isinstance(found, BadRow) else _row(found, heading, id_column)
            if isinstance(row, Row) and row.reference in seen:
                row = BadRow(row.line, f"the {id_column} stands in an earlier row too")
            elif isinstance(row, Row):
                seen.add(row.reference)
            yield row


def _heading(name: str, reader: Iterator[list[str]], id_column: str) -> list[str]:
    try:
        heading = [column.strip().lower() for column in next(reader, [])]
    except csv.Error as error:
        raise TableError(f"{name} is not a CSV file", hint="Save it as CSV UTF-8.") from error
    hint = f"The first row names the columns: {id_column}, {', '.join(FACTS)}."
    if id_column not in heading:
        raise TableError(f"{name} has no column “{id_column}”", hint=hint)
    if not set(heading) & set(FACTS):
        raise TableError(f"{name} has no column that tells of a person", hint=hint)
    if any(heading.count(column) > 1 for column in (id_column, *FACTS)):
        raise TableError(f"{name} has a column twice", hint=hint)
    return heading


_Line = tuple[int, Sequence[str]]


class _Reader(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __next__(self) -> list[str]: ...


def _lines(reader: _Reader) -> Iterator[_Line | BadRow]:
    """Yield rows that hold anything, each with the line on which it begins."""
    while True:
        begun = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield BadRow(begun, "not a row of CSV")
            continue
        if any(cell.strip() for cell in cells):
            yield begun, cells


def _row(found: _Line, heading: Sequence[str], id_column: str) -> Row | BadRow:
    line, cells = found
    if any(cell.strip() for cell in cells[len(heading) :]):
        return BadRow(line, f"{len(cells)} cells, where the heading has {len(heading)}")
    values = dict(zip(heading, cells, strict=False))
    if not _is_text("".join(cells)):
        return BadRow(line, "not in UTF-8")
    reference = values.get(id_column, "").strip()
    if not reference:
        return BadRow(line, f"no {id_column}")
    facts = {key: values[key] for key in FACTS if values.get(key)}
    label = "" if id_column == LABEL else values.get(LABEL, "").strip()
    return Row(line, reference, facts, label)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def count_lines(path: Path) -> int:
    """Count the lines of a file, for a progress bar."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
