"""`throughcare audit`: the trail of who did and saw what: verify it, search it, take it out."""

from collections.abc import Callable
from datetime import datetime
from typing import TextIO, TypeVar

import click

from service.auditing.asked import TrailAsked, TrailEntry
from service.auditing.tables import TrailFormat, lines
from service.auditing.verifying import read_anchors
from service.auditing.words import show_breach, show_details
from service.cli.context import console_actor, open_here
from service.runtime import Runtime
from service.usecases.auditing import (
    export_trail,
    search_trail,
    take_anchor,
    verify_trail,
    who_and_whom,
)

_DAY = click.DateTime(["%Y-%m-%d"])
_Command = TypeVar("_Command", bound=Callable[..., None])


@click.group()
def audit() -> None:
    """Verify, search and export the audit trail, and note its head."""


def _asking(command: _Command) -> _Command:
    """Give a command the options that say which entries."""
    for option in (
        click.option("--user", default="", help="Name of an account."),
        click.option("--client", default="", help="Reference of a client: all that is theirs."),
        click.option("--action", default="", help="Such as record.exported, or record for all."),
        click.option("--from", "first", type=_DAY, help="First day, as 2026-11-27."),
        click.option("--to", "last", type=_DAY, help="Last day."),
    ):
        command = option(command)
    return command


def _asked(
    runtime: Runtime,
    user: str,
    client: str,
    action: str,
    first: datetime | None,
    last: datetime | None,
) -> TrailAsked:
    user_id, client_id = who_and_whom(runtime, user, client)
    return TrailAsked(
        user_id=user_id,
        client_id=client_id,
        action=action,
        first_day=first and first.date(),
        last_day=last and last.date(),
    )


@audit.command()
@click.option(
    "--anchor",
    "noted",
    type=click.File(encoding="utf-8"),
    multiple=True,
    help="A file of heads that were noted before; may be given several times.",
)
def verify(noted: tuple[TextIO, ...]) -> None:
    """Check that no entry was changed, taken out, put in or moved.

    A trail whose end was cut off, or that was written anew as a whole, is found out only against
    a head that was noted before it happened.
    """
    anchors = [anchor for file in noted for anchor in read_anchors(file)]
    verdict = verify_trail(open_here(), console_actor(), anchors)
    if verdict.breach is not None:
        click.echo(f"broken: {show_breach(verdict.breach)}", err=True)
        raise SystemExit(1)
    against = f", {len(anchors)} noted heads among them" if anchors else ""
    click.echo(f"{verdict.entries} entries, all as they were written{against}")


@audit.command()
@click.option("-o", "--output", type=click.File("a", encoding="utf-8"), default="-")
def anchor(output: TextIO) -> None:
    """Note the head of the trail: id, hash and time, as a line of JSON.

    Keep it where nobody writes who could change the database: on paper, with somebody else.
    """
    click.echo(take_anchor(open_here()).line(), file=output)


@audit.command()
@_asking
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
def search(
    *,
    user: str,
    client: str,
    action: str,
    first: datetime | None,
    last: datetime | None,
    limit: int,
) -> None:
    """List entries, newest first: when, who, by what way, what."""
    runtime = open_here()
    asked = _asked(runtime, user, client, action, first, last)
    for entry in search_trail(runtime, asked, limit=limit):
        click.echo(_line(entry))


def _line(entry: TrailEntry) -> str:
    who = entry.user or "-"
    what = f"{entry.action} {entry.subject} {entry.subject_id}"
    said = f"{entry.id:>8} {entry.at:%Y-%m-%dT%H:%M:%SZ} {who:<16} {entry.channel:<12} {what}"
    return f"{said}  {show_details(entry.details)}".rstrip()


@audit.command()
@_asking
@click.option(
    "--format",
    "kind",
    type=click.Choice([*map(str, TrailFormat)]),
    default=str(TrailFormat.CSV),
    show_default=True,
)
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def export(
    *,
    user: str,
    client: str,
    action: str,
    first: datetime | None,
    last: datetime | None,
    kind: str,
    output: TextIO,
) -> None:
    """Write entries to a file, newest first; that they were taken out is an entry itself."""
    runtime = open_here()
    asked = _asked(runtime, user, client, action, first, last)
    entries = export_trail(runtime, console_actor(), asked)
    output.writelines(lines(entries, TrailFormat(kind)))
