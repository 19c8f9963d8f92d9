"""`throughcare mail`: takes in the letters of the e-mail box, once or until it is stopped."""

from threading import Event

import click

from service.cli.context import open_here
from service.cli.stopping import told_to_stop
from service.doors.mail import MailDoor
from service.doors.running import keep_looking
from service.errors import SettingsError
from service.jobs.queue import Queue
from service.logs import set_up_logs
from service.settings import Settings


@click.command()
@click.option("--watch", "keep_on", is_flag=True, help="Look every minute, until stopped.")
def mail(*, keep_on: bool) -> None:
    """Take in the letters of the e-mail box THROUGHCARE_MAIL_URL.

    Each is kept whole and then moved to the folder THROUGHCARE_MAIL_DONE_FOLDER of the box.
    `throughcare serve` reads what is taken in; with these settings it empties the box by itself.
    """
    settings = Settings.from_env()
    set_up_logs(form=settings.log)
    if settings.mail is None:
        raise SettingsError("no e-mail box is set up", hint="Set THROUGHCARE_MAIL_URL.")
    door = MailDoor(open_here(settings, Queue(settings).send), settings.mail)
    if keep_on:
        with told_to_stop() as stopped:
            click.echo("Watching the e-mail box. Stop with Ctrl+C.")
            keep_looking(door, stopped)
        return
    click.echo(f"Letters taken in: {door.look(Event())}")
    if door.left:
        click.echo(f"Letters that stay: {len(door.left)} (over the limit, or refused)", err=True)
        raise SystemExit(1)
