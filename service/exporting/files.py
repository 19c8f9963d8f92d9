"""Table files: rows in, one at a time; the file has its name only once it is whole."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Protocol

from service.exporting.columns import Cell, Column, Row
from service.exporting.spreadsheet import guarded


class TableFile(Protocol):
    """A file on its way."""

    def add(self, row: Row) -> None:
        """Add a row."""

    def close(self) -> None:
        """Finish the file and give it its name."""


OpenTable = Callable[[Path, Sequence[Column]], TableFile]


def draft_of(path: Path) -> Path:
    """Name a file that is not whole yet."""
    return path.with_name(f".{path.name}.part")


class CsvFile:
    """CSV as spreadsheets read it: UTF-8 with its mark, no cell that is taken for a formula."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._path = path
        self._file = draft_of(path).open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([column.name for column in columns])

    def add(self, row: Row) -> None:
        """Add a row."""
        self._writer.writerow([_csv_cell(cell) for cell in row])

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._file.close()
        draft_of(self._path).replace(self._path)


def _csv_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case datetime():
            return cell.isoformat()
        case str():
            return guarded(cell)
        case _:
            return str(cell)


def open_parquet(path: Path, columns: Sequence[Column]) -> TableFile:
    """Open a Parquet file."""
    # Loaded with the first one: PyArrow is large, and nothing else needs it.
    table: TableFile = import_module("service.exporting.parquet").ParquetFile(path, columns)
    return table


class Tables:
    """The files of one export, each opened with its first row."""

    def __init__(self, name: Callable[[str], Path], open_table: OpenTable) -> None:
        """Prepare the files.

        Args:
            name: gives the path of a table.
            open_table: opens a table of the wanted format.
        """
        self._name, self._open = name, open_table
        self._files: dict[str, TableFile] = {}

    def add(self, table: str, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        """Add rows to a table."""
        if table not in self._files:
            self._files[table] = self._open(self._name(table), columns)
        for row in rows:
            self._files[table].add(row)

    def close(self) -> list[Path]:
        """Finish all files; give their paths."""
        for file in self._files.values():
            file.close()
        return [self._name(table) for table in self._files]
