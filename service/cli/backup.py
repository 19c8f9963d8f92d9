"""`throughcare backup`: all of an installation into a folder, while it is used."""

import sys
from pathlib import Path

import click

from service.cli.context import console_actor, open_here
from service.usecases.backing_up import back_up
from service.vault.key_source import is_kept_inside


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(1),
    metavar="N",
    help="Keep so many back-ups in the folder, this one among them; older ones go. Else all stay.",
)
@click.option(
    "--with-keys",
    is_flag=True,
    help="Put the keys in, too, under a passphrase that is asked for.",
)
def backup(folder: Path, keep: int | None, *, with_keys: bool) -> None:
    """Back up database, originals and pictures into FOLDER, sealed.

    What is in the folder already is not copied again. Without its keys a back-up cannot be read,
    and they are not in it unless you say so: keep a copy of them elsewhere.
    """
    runtime = open_here()
    passphrase = (
        click.prompt("Passphrase", hide_input=True, confirmation_prompt=True) if with_keys else None
    )
    with click.progressbar(length=1, label="Backing up", file=sys.stderr) as bar:

        def seen(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        made = back_up(
            runtime, console_actor(), folder, passphrase=passphrase, keep=keep, seen=seen
        )
    click.echo(f"{made.files:,} files and the database; {made.copied:,} of them were copied now.")
    click.echo(f"Bring it back by: throughcare restore {made.summary}")
    if not with_keys and is_kept_inside(runtime.settings):
        click.echo(
            f"Keep a copy of {runtime.settings.data_dir / 'keys'} elsewhere: "
            "without it this back-up cannot be read."
        )
    for name in made.lacking:
        click.echo(f"{name}  missing or damaged: throughcare originals verify", err=True)
    raise SystemExit(1 if made.lacking else 0)
