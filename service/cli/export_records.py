"""`throughcare export records`: JSON, CSV or Parquet, with the evidence where wanted."""

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import assert_never

import click

from service.cli.context import console_actor, open_here
from service.consent.words import ASK
from service.exporting.columns import Exported
from service.exporting.files import CsvFile, OpenTable, Tables, open_parquet
from service.exporting.tables import columns_of_forms, fill_tables
from service.runtime import Runtime
from service.store.leaving import Wanted
from service.store.states import RecordState
from service.usecases.addressing import agency_id_of
from service.usecases.export import export_records, exported_json, of_batch


class Format(StrEnum):
    """What kind of file."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


@click.command()
@click.option("--batch", metavar="NAME", help="Only this batch.")
@click.option("--form", metavar="FORM", help="Only this form.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only what was accepted (or, if it is not accepted, read) on or after this day (UTC).",
)
@click.option(
    "--state",
    type=click.Choice([*map(str, RecordState), "all"]),
    default="accepted",
    show_default=True,
    help="Which records.",
)
@click.option(
    "--format",
    "wanted_format",
    type=click.Choice([str(one) for one in Format]),
    default="json",
    show_default=True,
    help="JSON has one object a line.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="JSON: a file, or standard output. CSV and Parquet: a folder, with a table a form; "
    "with --form, a file of one table.",
)
@click.option("--with-evidence", is_flag=True, help="What stands behind each value, too.")
@click.option("--doubtful", is_flag=True, help="Values that nothing has accepted, too.")
@click.option(
    "--for",
    "recipient",
    metavar="CODE",
    help="The agency that is given them: records without consent or an exception stay behind.",
)
def records(
    batch: str | None,
    form: str | None,
    since: datetime | None,
    state: str,
    wanted_format: str,
    output: Path | None,
    *,
    with_evidence: bool,
    doubtful: bool,
    recipient: str | None,
) -> None:
    """Write records, newest first: accepted ones, and accepted values alone, unless asked.

    CSV and Parquet are flat: a table a form, with one column a field. --with-evidence adds a long
    table of values: how each was read, from which place, who or what accepted it. In CSV a cell
    that a spreadsheet could take for a formula begins with an apostrophe.
    """
    runtime, kind = open_here(), Format(wanted_format)
    wanted = Wanted(
        state=None if state == "all" else RecordState(state),
        form_id=form and runtime.catalogue.find(form).id,
        since=since and since.replace(tzinfo=UTC),
    )
    wanted = of_batch(runtime, wanted, batch) if batch else wanted
    left_out: list[int] = []
    found = export_records(
        runtime,
        console_actor(),
        wanted,
        with_doubtful=doubtful,
        recipient_id=agency_id_of(runtime, recipient),
        left_out=left_out.append,
    )
    match kind:
        case Format.JSON:
            _write_json(found, output, with_evidence=with_evidence)
        case Format.CSV:
            _write_tables(runtime, found, CsvFile, output, form, kind, with_evidence=with_evidence)
        case Format.PARQUET:
            _write_tables(
                runtime, found, open_parquet, output, form, kind, with_evidence=with_evidence
            )
        case _:
            assert_never(kind)
    if left_out:
        click.echo(f"{len(left_out)} records stay behind: {ASK}", err=True)
        raise SystemExit(1)


def _write_json(found: Iterable[Exported], output: Path | None, *, with_evidence: bool) -> None:
    objects = (exported_json(one, with_evidence=with_evidence) for one in found)
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in objects)
    if output is None or str(output) == "-":
        sys.stdout.writelines(lines)
        return
    with click.open_file(str(output), "w", encoding="utf-8", atomic=True) as file:
        file.writelines(lines)


def _write_tables(
    runtime: Runtime,
    found: Iterable[Exported],
    open_table: OpenTable,
    output: Path | None,
    form: str | None,
    kind: Format,
    *,
    with_evidence: bool,
) -> None:
    if output is None:
        raise click.UsageError("Name a folder with -o, or a file where --form names one form.")
    one_file = output.suffix == f".{kind}"
    if one_file and (with_evidence or form is None):
        raise click.UsageError(
            "One file holds the table of one form: add --form and leave out --with-evidence, "
            "or name a folder."
        )
    (output.parent if one_file else output).mkdir(parents=True, exist_ok=True)
    tables = Tables(lambda table: output if one_file else output / f"{table}.{kind}", open_table)
    columns = columns_of_forms(runtime.catalogue)
    if form is not None:
        tables.add(form, columns[form], [])
    count = fill_tables(tables, found, columns, with_evidence=with_evidence)
    for path in tables.close():
        click.echo(str(path))
    click.echo(f"{count} records", err=True)
