"""`throughcare retention`: what may no longer be kept, and what must be."""

from collections.abc import Collection

import click

from service.cli.context import console_actor, open_here
from service.runtime import Runtime
from service.usecases.legal_holds import hold as hold_client
from service.usecases.legal_holds import release as release_client
from service.usecases.retention import Due, erase_due, find_due

_OFF = (
    "Nothing is ever deleted: set THROUGHCARE_RETENTION_CLIENT_MONTHS or "
    "THROUGHCARE_RETENTION_DOCUMENT_MONTHS."
)


@click.group()
def retention() -> None:
    """Show and delete what may no longer be kept; hold back what must be."""


def _opened() -> Runtime:
    runtime = open_here()
    if not runtime.settings.retention.is_on:
        click.echo(_OFF)
        raise SystemExit(0)
    return runtime


def _line(what: str, ids: Collection[int]) -> None:
    click.echo(f"{len(ids):>9,}  {what}" + (f": {' '.join(map(str, sorted(ids)))}" if ids else ""))


def _tell(due: Due) -> None:
    """Say what a person approved, and how much waits for one."""
    _line("clients", due.clients)
    _line("documents with all that was read from them", due.documents)
    _line("documents that stay, for they hold others' forms, too", due.shared)
    if due.waiting:
        click.echo(
            f"{due.waiting:>9,}  wait for a review (the page Settings, Retention): they stay"
        )


@retention.command()
def show() -> None:
    """Show by id what was approved and `retention run` would delete now; nothing is changed."""
    _tell(find_due(_opened()))


@retention.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def run(*, yes: bool) -> None:
    """Delete what a person approved, for good; `serve` does so once a day."""
    runtime = _opened()
    _tell(find_due(runtime))
    if not yes:
        click.confirm("Delete these for good?", abort=True)
    erase_due(runtime, console_actor())
    click.echo("Deleted. Back-ups hold them until they are replaced: throughcare backup --keep N")


@retention.command()
@click.argument("reference")
@click.option("--reason", required=True, help="Why: a complaint, an inquiry, a claim. No names.")
def hold(reference: str, reason: str) -> None:
    """Have nothing deleted of the client REFERENCE until it is released."""
    hold_client(open_here(), console_actor(), reference, reason)
    click.echo("Held: nothing of this client is deleted.")


@retention.command()
@click.argument("reference")
@click.option("--reason", required=True, help="Why it is over. No names.")
def release(reference: str, reason: str) -> None:
    """Hold the client REFERENCE back no longer."""
    release_client(open_here(), console_actor(), reference, reason)
    click.echo("Released.")
