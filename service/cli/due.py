"""`throughcare due`: what is to be done, for a team's list; nobody's name is printed."""

import click

from service.cli.context import open_here
from service.due import DueAction
from service.journey.duties import Team, Work
from service.journey.events import Point
from service.journey.words import show_point, show_team
from service.store.due import Asked, When
from service.usecases.due import list_due
from service.usecases.journeys import rebuild_all
from service.web.due_words import show_due


def team_and_place(text: str | None) -> tuple[Team | None, str]:
    """Read a team: `smt:LEI`, `cjit:D05B`, or `cjit` for all of a kind.

    Raises:
        BadParameter: it is no team.
    """
    if not text:
        return None, ""
    kind, _, place = text.partition(":")
    if kind not in (Team.CJIT, Team.SMT):
        raise click.BadParameter("a team is like smt:LEI or cjit:D05B")
    return Team(kind), place.upper()


@click.command()
@click.option("--team", help="Such as smt:LEI or cjit:D05B; all teams by default.")
@click.option("--when", type=click.Choice([*map(str, When)]), help="All by default.")
@click.option("--point", type=click.IntRange(0, max(Point)), help="A process point.")
@click.option("--limit", default=50, show_default=True, help="Actions to print.")
@click.option("--rebuild", is_flag=True, help="First derive all of it anew from the events.")
def due(
    *, team: str | None, when: str | None, point: int | None, limit: int, rebuild: bool
) -> None:
    """List what is due, the soonest first: when, client's reference, who, what."""
    runtime = open_here()
    if rebuild:
        click.echo(f"{rebuild_all(runtime)} clients worked out anew", err=True)
    kind, place = team_and_place(team)
    asked = Asked(when=When(when) if when else None, team=kind, place=place, point=point)
    found = list_due(runtime, asked, limit=limit)
    for action in found.actions:
        click.echo(_line(action))
    counts = ", ".join(f"{found.counts[one]} {str(one).replace('_', ' ')}" for one in When)
    click.echo(counts, err=True)


def _line(action: DueAction) -> str:
    what = ("telephone: " if action.work is Work.CALL else "") + action.duty.what
    who = show_team(action.who, action.duty.part)
    point = show_point(action.duty.point)
    return f"{show_due(action.due_at):<42}{action.reference:<12}{who}: {what} [{point}]"
