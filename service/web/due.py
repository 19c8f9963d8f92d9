"""What is due: overdue, today, soon; by team and process point; and that it is done."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.due import DueList
from service.journey.actions import TeamAt
from service.journey.duties import Team
from service.journey.events import EventKind, Point
from service.signing_in import actor, runtime
from service.store.due import Asked, When
from service.usecases.due import PAGE_LENGTH, answer_action, list_due, list_teams
from service.web.pages import blueprint

_FEW = 5
_ANSWERS = {
    "called": (EventKind.CALLED, "The telephone call is noted."),
    "done": (EventKind.DONE, "Noted as done."),
    "sent": (EventKind.FORM_SENT, "The form is noted as sent."),
    "received": (EventKind.FORM_RECEIVED, "The form is noted as received."),
}


@blueprint.get("/due")
def due() -> str:
    """List what is to be done, the soonest first."""
    asked, skip = _asked(), max(request.args.get("skip", 0, type=int), 0)
    found = list_due(runtime(), asked, skip=skip)
    kept = {"team": request.args.get("team") or None, "point": asked.point}
    return render_template(
        "due.html",
        found=found,
        asked=asked,
        kept=kept,
        every_when=When,
        teams=[(f"{team}:{place}", TeamAt(team=team, place=place)) for team, place in _teams()],
        points=Point,
        skip=skip,
        page_length=PAGE_LENGTH,
    )


def _teams() -> list[tuple[Team, str]]:
    return list_teams(runtime())


def _asked() -> Asked:
    when, point = request.args.get("when", ""), request.args.get("point", type=int)
    team, place = split_team(request.args.get("team", ""))
    return Asked(
        when=When(when) if when in set(When) else None,
        team=team,
        place=place,
        point=point if point in set(Point) else None,
    )


def split_team(text: str) -> tuple[Team | None, str]:
    """Read a team as a page's list gives it: its kind, and the code of its place."""
    kind, _, place = text.partition(":")
    return (Team(kind), place) if kind and kind in set(Team) else (None, "")


@blueprint.post("/due/<int:action_id>/<any(" + ",".join(_ANSWERS) + "):how>")
def answer_due(action_id: int, how: str) -> Response:
    """Note that something is done."""
    kind, words = _ANSWERS[how]
    done = answer_action(runtime(), actor(), action_id, kind)
    flash(f"{words} If that was a mistake, withdraw it on the page of the client.")
    if request.form.get("back") == "client":
        return redirect(url_for("web.client_journey", client_id=done.client_id))
    kept = {key: request.args.get(key) for key in ("when", "team", "point")}
    return redirect(url_for("web.due", **kept))  # type: ignore[arg-type]  # Flask's own trap


@dataclass(frozen=True, slots=True)
class DueNow:
    """What the first page says of it: how much, and the most pressing."""

    overdue: int
    today: int
    soon: int
    first: DueList


def due_now() -> DueNow:
    """Give what is most pressing, for the first page."""
    first = list_due(runtime(), Asked(), limit=_FEW)
    counts = first.counts
    return DueNow(counts[When.OVERDUE], counts[When.TODAY], counts[When.SOON], first)
