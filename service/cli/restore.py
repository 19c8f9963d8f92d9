"""`throughcare restore`: a back-up comes back to an empty installation."""

import sys
from pathlib import Path

import click

from service.cli.context import console_actor
from service.private_files import private_temporary_files
from service.runtime import open_runtime
from service.settings import Settings
from service.usecases.restoring import make_keys_ready
from service.usecases.restoring import restore as restore_all


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring the back-up FILE (throughcare-….json) back to the installation that the settings name.

    It must be empty, and the keys of the back-up set. Every file is read and every row counted.
    """
    settings = Settings.from_env()
    make_keys_ready(settings, file, lambda: str(click.prompt("Passphrase", hide_input=True)))
    with private_temporary_files(settings):
        runtime = open_runtime(settings)
        with click.progressbar(length=1, label="Restoring", file=sys.stderr) as bar:

            def seen(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            done = restore_all(runtime, console_actor(), file, seen)
    click.echo(
        f"Restored as of {done.made_at}: {done.files:,} files and {done.rows:,} rows, all as they "
        "were. Start it: throughcare serve"
    )
    for name in done.lacking:
        click.echo(f"{name}  was lost before the back-up was made", err=True)
    raise SystemExit(1 if done.lacking else 0)
