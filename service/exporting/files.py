"""Table files: rows in, one at a time; the file has its name only once it is whole."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from forms.errors import NotInstalledError
from service.exporting.columns import Cell, Column, ColumnType, Row
from service.exporting.spreadsheet import guarded

_TOGETHER = 2000
"""Rows; a group of a Parquet file, and all that memory holds of it."""


class TableFile(Protocol):
    """A file on its way."""

    def add(self, row: Row) -> None:
        """Add a row."""

    def close(self) -> None:
        """Finish the file and give it its name."""


OpenTable = Callable[[Path, Sequence[Column]], TableFile]


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


class CsvFile:
    """CSV as spreadsheets read it: UTF-8 with its mark, no cell that is taken for a formula."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._path = path
        self._file = _draft(path).open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([column.name for column in columns])

    def add(self, row: Row) -> None:
        """Add a row."""
        self._writer.writerow([_csv_cell(cell) for cell in row])

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._file.close()
        _draft(self._path).replace(self._path)


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


class ParquetFile:
    """Parquet, a group of rows at a time."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Open the file.

        Raises:
            NotInstalledError: PyArrow is missing.
        """
        self._arrow, parquet = _library("pyarrow"), _library("pyarrow.parquet")
        self._path, self._rows = path, list[Row]()
        self._schema = self._arrow.schema([(c.name, self._type(c.type)) for c in columns])
        self._writer = parquet.ParquetWriter(_draft(path), self._schema, compression="zstd")

    def _type(self, column_type: ColumnType) -> Any:  # noqa: ANN401 - the library has no types
        return {
            ColumnType.TEXT: self._arrow.string(),
            ColumnType.FLAG: self._arrow.bool_(),
            ColumnType.WHOLE: self._arrow.int64(),
            ColumnType.NUMBER: self._arrow.float64(),
            ColumnType.INSTANT: self._arrow.timestamp("us", tz="UTC"),
        }[column_type]

    def add(self, row: Row) -> None:
        """Add a row."""
        self._rows.append(row)
        if len(self._rows) == _TOGETHER:
            self._flush()

    def _flush(self) -> None:
        if not self._rows:
            return
        columns = [
            self._arrow.array(cells, type=kind.type)
            for cells, kind in zip(zip(*self._rows, strict=True), self._schema, strict=True)
        ]
        self._writer.write_batch(self._arrow.record_batch(columns, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._flush()
        self._writer.close()
        _draft(self._path).replace(self._path)


def _library(name: str) -> Any:  # noqa: ANN401 - the library has no types
    # Loaded with the first Parquet file: it is large, and nothing else needs it.
    try:
        return import_module(name)
    except ImportError as error:
        raise NotInstalledError(
            "PyArrow, which writes Parquet, is not installed",
            hint="Install it with: pip install pyarrow. CSV and JSON need nothing.",
        ) from error


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
