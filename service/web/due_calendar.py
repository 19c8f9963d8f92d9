"""The calendar of what is due: its token is renewed and revoked here, and the file is given."""

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from service.clock import now_utc
from service.errors import NotSignedInError
from service.journey.actions import TeamAt
from service.journey.duties import Team
from service.signing_in import actor, public, runtime, user_id
from service.telling.calendar import calendar
from service.usecases.calendar_feeds import calendar_of, find_feed, renew_feed, revoke_feed
from service.usecases.due import list_teams
from service.web.due import split_team
from service.web.pages import blueprint


@blueprint.route("/due/calendar", methods=["GET", "POST"])
def due_calendar() -> str | AnyResponse:
    """Show the calendar's address; make a token, which is shown this once, or revoke it."""
    if request.method == "POST" and "revoke" in request.form:
        revoke_feed(runtime(), actor())
        flash("The calendar is closed: its password opens nothing any more.")
        return redirect(url_for("web.due_calendar"))
    token = _renewed() if request.method == "POST" else None
    return render_template(
        "due_calendar.html",
        token=token,
        feed=find_feed(runtime(), user_id() or 0),
        teams=[
            (f"{team}:{place}", TeamAt(team=team, place=place))
            for team, place in list_teams(runtime())
        ],
    )


def _renewed() -> str:
    team, place = split_team(request.form.get("team", ""))
    return renew_feed(runtime(), actor(), team or Team.NOBODY, place)


@blueprint.get("/due.ics")
@public
def due_ics() -> Response:
    """Give the calendar to whoever has its token: as a password, so that no address holds it."""
    sent = request.authorization
    try:
        found = calendar_of(runtime(), (sent and (sent.password or sent.token)) or "")
    except NotSignedInError:
        wants = {"WWW-Authenticate": 'Basic realm="Throughcare calendar", charset="UTF-8"'}
        return Response("This calendar needs its password.\n", 401, wants, mimetype="text/plain")
    return Response(calendar(found, now_utc()), mimetype="text/calendar")
