"""Writes Parquet: the one place that knows PyArrow, which is untyped."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from service.exporting.columns import Column, ColumnType, Row
from service.exporting.files import draft_of

_TOGETHER = 2000
"""Rows; a group of the file, and all that memory holds of it."""
_TYPES: Mapping[ColumnType, Any] = {
    ColumnType.TEXT: pa.string(),
    ColumnType.FLAG: pa.bool_(),
    ColumnType.WHOLE: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.INSTANT: pa.timestamp("us", tz="UTC"),
}


class ParquetFile:
    """Parquet, a group of rows at a time."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._path, self._rows = path, list[Row]()
        self._schema = pa.schema([(column.name, _TYPES[column.type]) for column in columns])
        self._writer = pq.ParquetWriter(draft_of(path), self._schema, compression="zstd")

    def add(self, row: Row) -> None:
        """Add a row."""
        self._rows.append(row)
        if len(self._rows) == _TOGETHER:
            self._flush()

    def _flush(self) -> None:
        if not self._rows:
            return
        columns = [
            pa.array(cells, type=field.type)
            for cells, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
        ]
        self._writer.write_batch(pa.record_batch(columns, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._flush()
        self._writer.close()
        draft_of(self._path).replace(self._path)
