"""`throughcare records`: what can be done for records without looking at them."""

import sys

import click

from service.cli.context import open_here
from service.usecases.rematch import match_again

_ALL = 1_000_000


@click.group()
def records() -> None:
    """Match records again."""


@records.command()
@click.option("--limit", default=_ALL, help="Records at most, the newest first; all by default.")
def match(limit: int) -> None:
    """Look again for the clients of records that wait for one.

    What a person decided, and what is accepted, is left alone.
    """
    hidden = not sys.stderr.isatty()
    with click.progressbar(label="Matching", length=limit, file=sys.stderr, hidden=hidden) as bar:
        done = match_again(open_here(), limit=limit, seen=lambda: bar.update(1))
    click.echo(f"{done.looked_at} records looked at, {done.linked} linked")
