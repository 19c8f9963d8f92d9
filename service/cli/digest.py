"""`throughcare digest`: the daily letter. Call it each morning, for instance from cron."""

import click

from service.cli.context import open_here
from service.cli.due import team_and_place
from service.clock import now_utc
from service.errors import SettingsError
from service.journey.actions import TeamAt
from service.outgoing_mail import OutgoingMessage, addresses, send
from service.settings import Settings
from service.store.due import Asked
from service.telling.digest import digest as write_digest
from service.usecases.due import count_by_point


@click.command()
@click.option("--team", help="Such as smt:LEI or cjit:D05B; all teams by default.")
@click.option("--to", help="Addresses, with commas between; else THROUGHCARE_DIGEST_TO.")
@click.option("--print", "only_print", is_flag=True, help="Print the letter; send nothing.")
def digest(*, team: str | None, to: str | None, only_print: bool) -> None:
    """Send a letter that says how much is overdue, due today and within seven days.

    It counts by process point and names nobody. The server that sends it is THROUGHCARE_SMTP_URL.
    """
    settings, now = Settings.from_env(), now_utc()
    kind, place = team_and_place(team)
    counts = count_by_point(open_here(settings), Asked(team=kind, place=place), at_utc=now)
    subject, text = write_digest(counts, TeamAt(team=kind, place=place) if kind else None, now)
    if only_print:
        click.echo(f"{subject}\n\n{text}", nl=False)
        return
    if settings.smtp is None:
        raise SettingsError("no mail server is set up", hint="Set THROUGHCARE_SMTP_URL.")
    receivers = _addresses(to) or settings.smtp.digest_to
    if not receivers:
        raise SettingsError(
            "nobody gets the letter", hint="Set THROUGHCARE_DIGEST_TO, or use --to."
        )
    for one in receivers:
        letter = OutgoingMessage(to=one, subject=subject, text=text, is_automatic=True)
        send(settings.smtp, letter)
    click.echo(f"Sent to {len(receivers)} {'address' if len(receivers) == 1 else 'addresses'}.")


def _addresses(to: str | None) -> tuple[str, ...]:
    try:
        return addresses(to or "")
    except ValueError as error:
        raise click.BadParameter(f"--to {error}") from error
