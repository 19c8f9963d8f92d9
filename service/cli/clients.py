"""`throughcare clients`: the register."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import click
from marshmallow import ValidationError

from forms.errors import TableError, ThroughcareError
from forms.written_dates import read_day, today_utc
from service.cli.context import console_actor, open_here
from service.entities import Client, ClientDetails
from service.errors import BadRequestError
from service.runtime import Runtime
from service.schemas import ClientDetailsSchema
from service.usecases.clients import add_client, search_clients
from service.usecases.indexing import reindex

COLUMNS = tuple("client_ref" if f.name == "reference" else f.name for f in fields(ClientDetails))
_HINT = f"Columns are {', '.join(COLUMNS)}; only surname is needed."


@click.group()
def clients() -> None:
    """Import, add, search and index clients."""


def _details(row: dict[str, str]) -> ClientDetails:
    """Check one client as written.

    Raises:
        BadRequestError: naming what is wrong, never quoting it.
    """
    typed = {key: text or "" for key, text in row.items() if key in COLUMNS}
    typed["reference"] = typed.pop("client_ref", "")
    typed.setdefault("given_names", "")
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


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its line in the file.

    Raises:
        TableError: the file is no such table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="")
            _check_heading(path.name, reader.fieldnames or ())
            for row in reader:
                yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError(
            f"{path.name} is not a CSV file in UTF-8", hint="Save it as CSV UTF-8."
        ) from error


def _check_heading(name: str, heading: Sequence[str]) -> None:
    unknown = sorted(set(heading) - set(COLUMNS))
    if "surname" not in heading:
        raise TableError(f"{name} has no column “surname”", hint=_HINT)
    if unknown:
        raise TableError(f"{name} has unknown columns: {', '.join(unknown)}", hint=_HINT)


@clients.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_all(file: Path) -> None:
    """Add the clients of a CSV file; rows that cannot be added are reported, the others stand."""
    runtime, added, failed = open_here(), 0, 0
    for line, row in _rows(file):
        try:
            add_client(runtime, console_actor(), _details(row))
            added += 1
        except ThroughcareError as error:
            failed += 1
            click.echo(f"{file.name}, line {line}: {error.message}", err=True)
    click.echo(f"{added} clients added" + (f", {failed} rows not" if failed else ""))
    raise SystemExit(1 if failed else 0)


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
