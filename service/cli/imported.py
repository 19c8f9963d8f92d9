"""Says at the console what became of the rows of a table."""

from pathlib import Path

import click

from service.usecases.import_register import ImportReport, RowFate


def show_import(file: Path, report: ImportReport, *, dry_run: bool) -> int:
    """Print what was refused or is to be looked at, and count the rest; give the exit code."""
    for kind, notes in (("", report.refusals), ("warning: ", report.warnings)):
        for note in notes:
            place = f"{file.name}, line {note.line}"
            click.echo(f"{place}: {kind}{note.column}: {note.text}", err=True)
    click.echo(("would be " if dry_run else "") + _summary(report))
    return 1 if report.counts[RowFate.REFUSED] else 0


def _summary(report: ImportReport) -> str:
    return ", ".join(
        f"{number} {fate}"
        for fate, number in report.counts.items()
        if number or fate is not RowFate.MERGED
    )
