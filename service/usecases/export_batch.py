"""Gives the records of a batch as one file: JSON lines, or a ZIP of a table a form."""

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, assert_never
from zipfile import ZIP_DEFLATED, ZipFile

from service.entities import Actor
from service.exporting.columns import Exported
from service.exporting.files import CsvFile, OpenTable, Tables, open_parquet
from service.exporting.tables import columns_of_forms, fill_tables
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store.leaving import Wanted
from service.usecases.batches import Batch
from service.usecases.export import export_records, exported_json


class BatchFormat(StrEnum):
    """What kind of file."""

    JSON = "json"
    """One object a line."""
    CSV = "csv"
    PARQUET = "parquet"


@needs(Power.RUN_BATCHES)
def export_batch(
    runtime: Runtime, actor: Actor, batch: Batch, kind: BatchFormat, target: BinaryIO
) -> None:
    """Write the accepted records of a batch into a file, noting of each that it left."""
    found = export_records(runtime, actor, Wanted(batch_id=batch.id))
    match kind:
        case BatchFormat.JSON:
            _write_lines(found, target)
        case BatchFormat.CSV:
            _write_tables(runtime, found, CsvFile, kind, target)
        case BatchFormat.PARQUET:
            _write_tables(runtime, found, open_parquet, kind, target)
        case _:
            assert_never(kind)


def _write_lines(found: Iterable[Exported], target: BinaryIO) -> None:
    for one in found:
        line = json.dumps(exported_json(one, with_evidence=False), ensure_ascii=False)
        target.write(f"{line}\n".encode())


def _write_tables(
    runtime: Runtime,
    found: Iterable[Exported],
    open_table: OpenTable,
    kind: BatchFormat,
    target: BinaryIO,
) -> None:
    with TemporaryDirectory(prefix="throughcare-export-") as folder:
        tables = Tables(lambda table: Path(folder) / f"{table}.{kind}", open_table)
        columns = columns_of_forms(runtime.catalogue)
        fill_tables(tables, found, columns, with_evidence=False)
        with ZipFile(target, "w", ZIP_DEFLATED) as packed:
            for path in tables.close():
                packed.write(path, path.name)
