"""`throughcare batches`: what was put into each batch, and what became of it."""

import sys

import click

from service.cli.context import open_here
from service.cli.ledger import print_ledger
from service.usecases.batch_exceptions import exceptions_of
from service.usecases.batches import find_batch, ledger_of, list_batches
from service.web.exceptions_table import write_exceptions


@click.group(invoke_without_command=True)
@click.pass_context
def batches(context: click.Context) -> None:
    """List batches, newest first; or show one."""
    if context.invoked_subcommand is not None:
        return
    runtime = open_here()
    for batch in list_batches(runtime):
        ledger = ledger_of(runtime, batch)
        click.echo(f"{batch.name}: {ledger.files} files, {ledger.left} left to read")


@batches.command()
@click.argument("name")
def show(name: str) -> None:
    """Print a batch's ledger: the lines of documents add up to the files put in."""
    runtime = open_here()
    print_ledger(ledger_of(runtime, find_batch(runtime, name)))


@batches.command()
@click.argument("name")
def exceptions(name: str) -> None:
    """Write a CSV of the files that need a person: where each lay, and why."""
    runtime = open_here()
    write_exceptions(exceptions_of(runtime, find_batch(runtime, name)), sys.stdout)
