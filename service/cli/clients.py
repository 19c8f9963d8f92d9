"""`throughcare clients`: the register."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

import click
from marshmallow import ValidationError

from forms.written_dates import read_day, today_utc
from service.cli.clients_words import change_lines
from service.cli.context import console_actor, open_here
from service.cli.imported import show_import
from service.entities import Client, ClientDetails
from service.errors import BadRequestError
from service.register.files import read_table
from service.register.rows import RegisterRow, read_row
from service.runtime import Runtime
from service.schemas import ClientDetailsSchema
from service.usecases.alike import compare_register, list_alike, register_size
from service.usecases.clients import (
    add_client,
    client_history_of,
    find_client_by_reference,
    search_clients,
)
from service.usecases.export_register import export_register
from service.usecases.import_register import import_register
from service.usecases.indexing import reindex
from service.usecases.merging import merge_clients, merged_id_of, unmerge_client
from service.usecases.subject_access import AccessAsked, export_access


@click.group()
def clients() -> None:
    """Import, export, add, search, compare, merge and index clients."""


def _details(row: dict[str, str]) -> ClientDetails:
    """Check one client as written.

    Raises:
        BadRequestError: naming what is wrong, never quoting it.
    """
    typed = dict(row)
    typed["reference"] = typed.pop("client_ref", "")
    problems: dict[str, str] = {}
    if birth := typed.get("date_of_birth", "").strip():
        try:
            typed["date_of_birth"] = read_day(birth, born=True, today=today_utc())
        except ValueError:
            problems["date_of_birth"] = "not a date"
            typed["date_of_birth"] = ""
    try:
        details: ClientDetails = ClientDetailsSchema().load(typed)
    except ValidationError as error:
        problems |= {key: " ".join(texts) for key, texts in error.messages_dict.items()}
    if problems:
        raise BadRequestError("; ".join(f"{key}: {text}" for key, text in problems.items()))
    return details


@clients.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def import_all(file: Path, *, dry_run: bool) -> None:
    """Add the clients of a CSV file and change those that it says something new of.

    Rows that cannot be taken in are reported, the others stand. Empty cells say nothing. The same
    file again changes nothing: after an interruption, begin again.
    """
    runtime = open_here()
    rows = _rows(runtime, file)
    report = import_register(runtime, console_actor(), rows, dry_run=dry_run)
    raise SystemExit(show_import(file, report, dry_run=dry_run))


def _rows(runtime: Runtime, path: Path) -> Iterator[RegisterRow]:
    """Read the rows, showing how far the file is read."""
    size = path.stat().st_size
    hidden = not sys.stderr.isatty()
    with (
        path.open("rb") as file,
        click.progressbar(length=size, label="Importing", file=sys.stderr, hidden=hidden) as bar,
    ):
        for line, cells in read_table(file, path.name):
            bar.update(file.tell() - bar.pos)
            yield read_row(line, cells, runtime.lists)


@clients.command("export")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def export_all(output: TextIO) -> None:
    """Write the register as CSV, in the columns that import takes."""
    output.writelines(export_register(open_here(), console_actor()))


@clients.command()
@click.argument("merged", metavar="REF")
@click.argument("survivor", metavar="INTO_REF")
def merge(merged: str, survivor: str) -> None:
    """Merge a client into another: they are one person, who keeps the second reference."""
    runtime = open_here()
    one, other = (find_client_by_reference(runtime, each) for each in (merged, survivor))
    _show(merge_clients(runtime, console_actor(), one.id, other.id))


@clients.command()
@click.argument("reference", metavar="REF")
def unmerge(reference: str) -> None:
    """Undo the merge of the client with this reference: both are as they were."""
    runtime = open_here()
    _show(unmerge_client(runtime, console_actor(), merged_id_of(runtime, reference)))


@clients.command()
@click.argument("reference", metavar="REF")
def history(reference: str) -> None:
    """Show what was done to a client, newest first."""
    runtime = open_here()
    client = find_client_by_reference(runtime, reference)
    for entry in client_history_of(runtime, client.id):
        for line in change_lines(entry):
            click.echo(line)


@clients.command()
@click.argument("reference", metavar="REF")
@click.option("-o", "--output", type=click.File("wb", atomic=True), required=True)
@click.option("--asked-by", default="the client", show_default=True, help="Who asks for it.")
@click.option("--reason", default="subject access request", show_default=True, help="Why.")
def access(reference: str, output: BinaryIO, asked_by: str, reason: str) -> None:
    """Write all that is held on a client as one bundle (ZIP); that it was taken out is kept.

    Open check-first.html in it before anything is handed over: it lists what may speak of others.
    """
    runtime = open_here()
    client = find_client_by_reference(runtime, reference)
    asked = AccessAsked(asked_by=asked_by, reason=reason)
    sha256 = export_access(runtime, console_actor(), client.id, asked, output)
    click.echo(f"Look at check-first.html first. SHA-256 of the manifest {sha256}", err=True)


@clients.command("alike")
@click.option("--limit", default=50, show_default=True, help="Pairs to print.")
@click.option("--list", "only_list", is_flag=True, help="Print what was found last time.")
def look_alike(limit: int, *, only_list: bool) -> None:
    """List clients who look like one person, likeliest first.

    The page "Clients who look like one person" shows what is found, with the reasons: there a
    person merges them, or says that they are two.
    """
    runtime = open_here()
    if not only_list:
        _compare(runtime)
    found = list_alike(runtime, limit=limit)
    for pair in found.pairs:
        click.echo(f"{pair.probability:7.2%}  {pair.first.reference}  {pair.second.reference}")
    click.echo(f"{len(found.pairs)} pairs of {found.compared} clients", err=True)


def _compare(runtime: Runtime) -> None:
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        length=register_size(runtime), label="Comparing", file=sys.stderr, hidden=hidden
    ) as bar:
        compare_register(runtime, console_actor(), bar.update)


def _show(client: Client) -> None:
    born = client.date_of_birth.isoformat() if client.date_of_birth else "-"
    click.echo(f"{client.reference:<12}{born:<12}{client.prisoner_number or '-':<10}{client.name}")


@clients.command()
@click.option("--given-names", default="")
@click.option("--surname", required=True)
@click.option("--date-of-birth", default="", help="Such as 27/03/1974.")
@click.option("--prisoner-number", default="")
@click.option("--client-ref", default="", help="Your reference; drawn if not given.")
def add(**typed: str) -> None:
    """Add one client."""
    runtime: Runtime = open_here()
    _show(add_client(runtime, console_actor(), _details(typed)))


@clients.command("reindex")
def make_index() -> None:
    """Make the index anew by which clients are found for forms."""
    click.echo(f"{reindex(open_here(), console_actor())} clients indexed")


@clients.command()
@click.argument("words", nargs=-1)
def search(words: tuple[str, ...]) -> None:
    """Search names, references, numbers and dates of birth."""
    for client in search_clients(open_here(), " ".join(words)):
        _show(client)
