"""`throughcare watch`: takes in whatever is dropped in a folder, until it is stopped."""

from pathlib import Path

import click

from service.cli.context import open_here
from service.cli.stopping import told_to_stop
from service.doors.folder import FolderDoor
from service.doors.running import keep_looking
from service.errors import SettingsError
from service.jobs.queue import Queue
from service.logs import set_up_logs
from service.settings import Settings


@click.command()
@click.argument(
    "folder",
    required=False,
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
)
def watch(folder: Path | None) -> None:
    """Take in what is dropped in FOLDER (or THROUGHCARE_WATCH_DIR), until stopped.

    A file is taken in once nobody has written to it for ten seconds, and then moved to
    FOLDER/taken-in/ and the day. `throughcare serve` reads what is taken in; with
    THROUGHCARE_WATCH_DIR it watches by itself.
    """
    settings = Settings.from_env()
    set_up_logs(form=settings.log)
    watched = folder or settings.watch_dir
    if watched is None:
        raise SettingsError("no folder is named", hint="Name one, or set THROUGHCARE_WATCH_DIR.")
    door = FolderDoor(open_here(settings, Queue(settings).send), watched)
    with told_to_stop() as stopped:
        click.echo("Watching. Stop with Ctrl+C.")
        keep_looking(door, stopped)
