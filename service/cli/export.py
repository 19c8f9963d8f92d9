"""`throughcare export`: records for other systems, and the evidence behind them."""

import csv
from pathlib import Path
from typing import BinaryIO, TextIO

import click

from service.cli.context import console_actor, open_here
from service.cli.export_figures import figures, ndtms
from service.cli.export_records import records
from service.custody.package import verify_package
from service.usecases.addressing import agency_id_of
from service.usecases.evidence import export_evidence, verify_evidence
from service.usecases.export_decisions import COLUMNS, export_decisions
from service.usecases.export_monitoring import export_monitoring


@click.group()
def export() -> None:
    """Export records, the evidence behind them, and rows for monitoring."""


export.add_command(records)
export.add_command(figures)
export.add_command(ndtms)


@export.command()
@click.argument("record_id", metavar="ID", type=int)
@click.option("-o", "--output", type=click.File("wb", atomic=True), required=True)
@click.option("--for", "recipient", metavar="CODE", help="The agency that is given it.")
def record(record_id: int, output: BinaryIO, recipient: str | None) -> None:
    """Write the evidence package of one record (ZIP).

    It holds the original as it came, its pages, the place of each value, what became of it, and
    the SHA-256 of all of these, so that the paper can be done without.
    """
    runtime = open_here()
    recipient_id = agency_id_of(runtime, recipient)
    sha256 = export_evidence(runtime, console_actor(), record_id, output, recipient_id)
    click.echo(f"Record {record_id}: SHA-256 of the manifest {sha256}", err=True)


@export.command("decisions")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def export_judged(output: TextIO) -> None:
    """Write what people decided of whose a record is, as training data (CSV).

    A row is a pair that a person judged: the level of each comparison, and whether it is the same
    person. No name, no date and no number of anybody is in it.
    """
    table = csv.writer(output, lineterminator="\n")
    table.writerow(COLUMNS)
    pairs = export_decisions(open_here(), console_actor())
    table.writerows(pair.cells() for pair in pairs)


@export.command("monitoring")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def export_rows(output: TextIO) -> None:
    """Write de-personalised rows for monitoring (CSV): what happened, in which month, to whom not.

    Clients go by names that are drawn for this file alone. Of a client whose yes to monitoring is
    not recorded there is one row, which says only that. NOTE marks rows of so few that a figure of
    them would show who they are.
    """
    output.writelines(export_monitoring(open_here(), console_actor()))


@export.command()
@click.argument("package", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--trail", is_flag=True, help="Ask this service's audit trail, too: is it ours?")
def verify(package: Path, *, trail: bool) -> None:
    """Check an evidence package: is every file what it was when it was exported?"""
    with package.open("rb") as source:
        if trail:
            verdict, is_known = verify_evidence(open_here(), source)
        else:
            verdict, is_known = verify_package(source), True
    for fault in verdict.faults:
        click.echo(f"{package}: {fault}", err=True)
    if not is_known:
        click.echo(f"{package}: this service's audit trail does not know it", err=True)
    if verdict.faults or not is_known:
        raise SystemExit(1)
    click.echo(f"{package}: record {verdict.record_id}, {verdict.files} files, all as exported")
