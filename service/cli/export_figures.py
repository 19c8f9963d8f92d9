"""`throughcare export figures` and `ndtms`: what monitoring asks for."""

from datetime import date, datetime
from typing import TextIO

import click

from service.cli.context import console_actor, open_here
from service.clock import now_utc
from service.exporting.figures import figure_lines
from service.usecases.addressing import agency_id_of
from service.usecases.export_ndtms import NdtmsAsked, export_ndtms, ndtms_lines
from service.usecases.monitoring_figures import export_figures, last_quarter

_DAY = click.DateTime(["%Y-%m-%d"])


def _days(first: datetime | None, last: datetime | None) -> tuple[date, date]:
    """Give the period; what is not named is that of the last whole quarter."""
    start, end = last_quarter(now_utc())
    return first.date() if first else start, last.date() if last else end


@click.command()
@click.option("--from", "first", type=_DAY, metavar="DATE", help="The first day.")
@click.option("--to", "last", type=_DAY, metavar="DATE", help="The last day, which is part of it.")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def figures(first: datetime | None, last: datetime | None, output: TextIO) -> None:
    """Write de-personalised counts of a period (CSV), by default the last whole quarter.

    Forms by kind, change ticked, prison, DAT, age and sex; copies that came back; what was due and
    whether it was done in time. Numbers of 1 to 4 come out as "fewer than 5", all others to the
    nearest 5, and whatever would give a small one away as "not shown".
    """
    start, end = _days(first, last)
    tables = export_figures(open_here(), console_actor(), start, end)
    output.writelines(figure_lines(start, end, tables))


@click.command()
@click.option("--from", "first", type=_DAY, metavar="DATE", help="The first day.")
@click.option("--to", "last", type=_DAY, metavar="DATE", help="The last day, which is part of it.")
@click.option("--agency", required=True, metavar="CODE", help="Your code there, such as N0852.")
@click.option(
    "--for", "recipient", metavar="CODE", help="The national system, where you keep several."
)
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def ndtms(
    *,
    first: datetime | None,
    last: datetime | None,
    agency: str,
    recipient: str | None,
    output: TextIO,
) -> None:
    """Write the extract for the national drug treatment monitoring system (CSV).

    A row a client to whom something happened in the period, by default the last whole quarter. Of
    whoever has not agreed to that, only the agency, the client's id and the N leave.
    """
    start, end = _days(first, last)
    runtime = open_here()
    asked = NdtmsAsked(
        first=start,
        last=end,
        agency=agency,
        recipient_id=agency_id_of(runtime, recipient),
    )
    found = export_ndtms(runtime, console_actor(), asked)
    output.writelines(ndtms_lines(found))
