"""`throughcare export`: records for other systems."""

import json

import click

from service.cli.opening import AT_THE_KEYBOARD, opened
from service.store.states import RecordState
from service.usecases.export import export_records


@click.group()
def export() -> None:
    """Export records."""


@export.command()
@click.option(
    "--state",
    type=click.Choice([*RecordState, "all"]),
    default=RecordState.ACCEPTED,
    show_default=True,
)
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def records(state: str, output: click.utils.LazyFile) -> None:
    """Write one JSON object a record, newest first; accepted records alone unless asked otherwise."""
    wanted = None if state == "all" else RecordState(state)
    for record in export_records(opened(), AT_THE_KEYBOARD, state=wanted):
        output.write(json.dumps(record, ensure_ascii=False) + "\n")
