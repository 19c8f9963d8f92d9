"""`throughcare originals`: is everything that came in still there, and what it was?"""

import sys

import click

from service.cli.context import console_actor, open_here
from service.cli.keys import tell_of_keys_not_set
from service.usecases.stored_files import Fault, stores, verify_originals

_WORDS = {
    Fault.MISSING: "missing: bring it back from a back-up",
    Fault.DAMAGED: "damaged: bring it back from a back-up",
    Fault.KEY_MISSING: "its key is not set",
    Fault.UNKNOWN: "nothing in the database names this file",
}


@click.group()
def originals() -> None:
    """Check what came in."""


@originals.command()
def verify() -> None:
    """Read every original and picture of a page; exit 1 where one is not what it was.

    Each is named by its SHA-256, and nothing else.
    """
    runtime = open_here()
    tell_of_keys_not_set(runtime)
    total = sum(1 for _ in stores(runtime)[0].files())
    with click.progressbar(length=total, label="Reading", file=sys.stderr) as bar:
        done = verify_originals(
            runtime, console_actor(), lambda number: bar.update(number - bar.pos)
        )
    for finding in done.findings:
        click.echo(f"{finding.what}  {_WORDS[finding.fault]}")
    click.echo(f"{done.files:,} files were read; {len(done.findings):,} findings.")
    raise SystemExit(1 if done.findings else 0)
