"""The index of an archive folder: a line a document, written once its file is there."""

import csv
import os
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

NAME = "index.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document in the archive."""

    document_id: int
    file: str
    """In the folder."""
    pages: int | None
    """None: it could not be converted, so nobody counted them."""
    original_sha256: str
    file_sha256: str
    made: str
    """How the file was made, or that it is the original as it came."""
    reason: str
    """Why it is the original: the code of an error."""


_HEAD = tuple(field.name for field in fields(Entry))


def archived(folder: Path) -> set[tuple[int, str]]:
    """Give the documents that are there, each with the SHA-256 of its original.

    A line that was cut short, or whose file is gone, counts for nothing.
    """
    path = folder / NAME
    if not path.exists():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if None not in row.values()]
    return {
        (int(row["document_id"]), row["original_sha256"])
        for row in rows
        if row["document_id"].isdigit() and (folder / row["file"]).is_file()
    }


def add(folder: Path, entries: Sequence[Entry]) -> None:
    """Add lines to the index and see them onto the disk."""
    path = folder / NAME
    _end_line(path)
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if is_new:
            writer.writerow(_HEAD)
        writer.writerows(astuple(entry) for entry in entries)
        file.flush()
        os.fsync(file.fileno())


def _end_line(path: Path) -> None:
    """End a line that was cut short, so that the next one is whole."""
    if not path.exists():
        return
    with path.open("rb+") as file:
        if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n":
            file.write(b"\r\n")
