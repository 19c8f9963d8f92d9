"""`throughcare export`: records for other systems."""

import json
from typing import TextIO

import click

from service.cli.context import console_actor, open_here
from service.store.states import RecordState
from service.usecases.export import export_records


@click.group()
def export() -> None:
    """Export records."""


@export.command()
@click.option(
    "--state",
    type=click.Choice([*map(str, RecordState), "all"]),
    default="accepted",
    show_default=True,
)
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def records(state: str, output: TextIO) -> None:
    """Write one JSON object a record, newest first; accepted ones alone unless asked."""
    wanted = None if state == "all" else RecordState(state)
    exported = export_records(open_here(), console_actor(), state=wanted)
    output.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in exported)
