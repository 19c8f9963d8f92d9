"""`throughcare agencies`: the SPOC list."""

from pathlib import Path

import click

from service.agencies.values import Agency
from service.cli.context import console_actor, open_here
from service.cli.imported import show_import
from service.clock import now_utc
from service.usecases.addressing import list_agencies
from service.usecases.import_spoc import import_spoc_list


@click.group()
def agencies() -> None:
    """Import the monthly list of single points of contact (SPOC), and list agencies."""


@agencies.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def import_all(file: Path, *, dry_run: bool) -> None:
    """Take in the list (CSV), or only say what that would do.

    Columns: agency_code, agency, kind, contact, telephone, fax, email, valid_from. Rows that cannot
    be taken in are reported, the others stand. The same list again changes nothing.
    """
    with file.open("rb") as opened:
        report = import_spoc_list(open_here(), console_actor(), opened, file.name, dry_run=dry_run)
    raise SystemExit(show_import(file, report, dry_run=dry_run))


@agencies.command("list")
def list_all() -> None:
    """List agencies, how each is reached today, and which nobody has confirmed for a month."""
    for agency in list_agencies(open_here()):
        click.echo(_line(agency))


def _line(agency: Agency) -> str:
    contact = agency.contact
    reached = (
        (contact.telephone, contact.fax and f"fax {contact.fax}", contact.email) if contact else ()
    )
    words = [
        f"{agency.code:<12}{agency.kind:<20}{agency.name}",
        "; ".join(filter(None, reached)) or "no contact",
        "ours" if agency.is_own else "",
        "" if agency.is_active else "closed",
        "not confirmed for a month" if agency.is_stale(now_utc()) else "",
    ]
    return "   ".join(filter(None, words))
