"""`throughcare keys`: the keys of the stored files."""

import sys

import click

from service.cli.context import console_actor, open_here
from service.runtime import Runtime
from service.usecases.stored_files import (
    UNSEALED,
    count_by_key,
    keys_not_set,
    rotate_keys,
    stores,
)
from service.vault.key_folder import add_key, drop_key
from service.vault.key_text import new_key_text


def tell_of_keys_not_set(runtime: Runtime) -> None:
    """Name the keys that stored files need and nobody has set, and end with 1 where there are."""
    missing = keys_not_set(runtime)
    for what, count in sorted(missing.items()):
        click.echo(f"key {what} is not set: {count:,} files need it")
    if missing:
        raise SystemExit(1)


@click.group()
def keys() -> None:
    """List, add, change and check the keys of the stored files."""


@keys.command()
def new() -> None:
    """Print a new key; it is kept nowhere."""
    click.echo(new_key_text())


@keys.command()
def add() -> None:
    """Put a new key first in the file of keys; `keys rotate` then seals everything with it."""
    made = add_key(open_here().settings)
    click.echo(f"Key {made.short_id} writes from now on. Now: throughcare keys rotate")


@keys.command("list")
def list_all() -> None:
    """List the keys, with how many stored files need each."""
    runtime = open_here()
    counts = count_by_key(runtime)
    for number, key in enumerate(runtime.originals.source.ring().keys):
        use = "reads" if number else "writes and reads"
        click.echo(f"{key.short_id}   {use:<16}   {counts.pop(key.short_id, 0):>9,} files")
    for what, count in sorted(counts.items()):
        note = what if what == UNSEALED else f"{what}   NOT SET"
        click.echo(f"{note:<34}   {count:>9,} files")


@keys.command()
def verify() -> None:
    """Check that the key of every stored file is set; exit 1 where one is not."""
    runtime = open_here()
    tell_of_keys_not_set(runtime)
    counts = count_by_key(runtime)
    click.echo(f"{counts.total():,} files: the key of each is set.")
    if counts[UNSEALED]:
        click.echo(f"{counts[UNSEALED]:,} are not sealed yet: throughcare keys rotate")


@keys.command()
def rotate() -> None:
    """Seal everything with the first key; the service may go on meanwhile.

    To be interrupted does no harm: the same command goes on. Files that were stored before there
    were keys are sealed, too. What cannot be sealed anew is named by SHA-256; exit 1.
    """
    runtime = open_here()
    total = sum(1 for store in stores(runtime) for _ in store.files())
    with click.progressbar(length=total, label="Sealing", file=sys.stderr) as bar:
        done = rotate_keys(runtime, console_actor(), lambda number: bar.update(number - bar.pos))
    click.echo(f"{done.sealed:,} files sealed anew.")
    for finding in done.findings:
        click.echo(f"{finding.fault:<12} {finding.what}")
    raise SystemExit(1 if done.findings else 0)


@keys.command()
@click.argument("key_id", metavar="ID")
def drop(key_id: str) -> None:
    """Take a key that no stored file needs out of the file of keys.

    Back-ups that were made under it still need it: keep a copy as long as you keep them.
    """
    runtime = open_here()
    if needed := count_by_key(runtime)[key_id]:
        click.echo(f"{needed:,} files need it: throughcare keys rotate", err=True)
        raise SystemExit(1)
    dropped = drop_key(runtime.settings, key_id)
    click.echo(f"Key {dropped.short_id} is gone from the file of keys.")
