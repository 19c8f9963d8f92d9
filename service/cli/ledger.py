"""Prints the ledger of a batch: what was put in, and what became of it."""

import click

from service.store.states import DocumentState
from service.usecases.batches import Ledger
from service.web.words import STATE


def print_ledger(ledger: Ledger) -> None:
    """Print what was put into a batch and what became of it."""
    click.echo(f"{ledger.files:>7}  Files put in")
    if ledger.unpacked:
        click.echo(f"{ledger.unpacked:>7}  Files that came out of those")
    for state in DocumentState:
        if number := ledger.documents.get(state, 0):
            click.echo(f"{number:>7}    {STATE[state]}")
    click.echo(f"{sum(ledger.pages.values()):>7}  Pages read")
    for status, number in sorted(ledger.pages.items()):
        click.echo(f"{number:>7}    {status}")
    for count in ledger.form_counts:
        click.echo(f"{count.number:>7}  {count.form}: {STATE[count.state].lower()}")
