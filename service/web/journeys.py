"""A client's journey: where the client stands, what is due, what has happened; events entered."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.clock import LONDON, now_utc
from service.clocks.limits import day_of
from service.clocks.months import is_usable, last_day_of_use
from service.due import ClientJourney
from service.errors import BadRequestError, UnknownHolidaysError
from service.journey.events import ASKS_DAY, MOVES_TO_PRISON, EventKind
from service.journey.words import EVENT, GROUPS
from service.signing_in import actor, runtime
from service.usecases.clients import find_client
from service.usecases.journeys import NewEvent, client_journey, record_event, withdraw_event
from service.web.pages import blueprint
from service.web.typed import typed_day

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")


@blueprint.get("/clients/<int:client_id>/journey", endpoint="client_journey")
def journey_page(client_id: int) -> str | Response:
    """Show a client's journey."""
    found = find_client(runtime(), client_id)
    if found.id != client_id:
        return redirect(url_for("web.client_journey", client_id=found.id))
    return _page(client_id, {}, {})


def _page(client_id: int, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template(
        "client_journey.html",
        client=find_client(runtime(), client_id),
        typed=typed,
        problems=problems,
    )


def journey_of(client_id: int) -> dict[str, object]:
    """Give what the part of a client's page shows that is about the journey."""
    found, now = client_journey(runtime(), client_id), now_utc().astimezone(LONDON)
    return {
        "journey": found,
        "dir": _dir_words(found),
        "groups": GROUPS,
        "event_words": EVENT,
        "asks_day": ASKS_DAY,
        "moves": MOVES_TO_PRISON,
        "prisons": runtime().lists.entries("prisons"),
        "now": {"day": now.day, "month": now.month, "year": now.year, "time": f"{now:%H:%M}"},
        "catalogue": runtime().catalogue,
    }


def _dir_words(found: ClientJourney) -> tuple[date, bool] | None:
    """Give the last day on which the newest DIR may be used, and whether it may today."""
    if found.dir_date is None:
        return None
    return last_day_of_use(found.dir_date), is_usable(found.dir_date, day_of(now_utc()))


@blueprint.post("/clients/<int:client_id>/events")
def enter_event(client_id: int) -> Response | tuple[str, int]:
    """Enter something that happened."""
    try:
        event = record_event(runtime(), actor(), client_id, _typed_event())
    except BadRequestError as error:
        return _page(client_id, request.form, error.problems), 422
    except UnknownHolidaysError as error:
        return _page(client_id, request.form, {"at": f"{error.hint}"}), 422
    flash(f"Entered: {EVENT[event.kind]}.")
    return redirect(url_for("web.client_journey", client_id=event.client_id))


def _typed_event() -> NewEvent:
    """Read what was typed.

    Raises:
        BadRequestError: with a text for each part that is wrong.
    """
    problems: dict[str, str] = {}
    kind, day = request.form.get("kind", ""), _typed("day", problems)
    on, at = _typed("on", problems), _TIME.fullmatch(request.form.get("time", "").strip())
    if kind not in set(EventKind):
        problems["kind"] = "Choose what happened."
    if on is None:
        problems.setdefault("on", "Enter the date on which it happened.")
    if at is None or int(at[1]) >= 24 or int(at[2]) >= 60:
        problems["time"] = "Enter a time by the 24-hour clock, such as 16:59."
    if problems or on is None or at is None:
        raise BadRequestError("this cannot be entered", problems)
    return NewEvent(
        kind=EventKind(kind),
        at=datetime.combine(on, time(int(at[1]), int(at[2])), LONDON),
        day=day if EventKind(kind) in ASKS_DAY else None,
        prison=request.form.get("prison", "") if EventKind(kind) in MOVES_TO_PRISON else "",
    )


def _typed(key: str, problems: dict[str, str]) -> date | None:
    try:
        found = typed_day(key, is_birth=False)
    except ValueError:
        problems[key] = "Enter a real date, such as 27 3 2026."
        return None
    return date.fromisoformat(found) if found else None


@blueprint.post("/events/<int:event_id>/withdraw")
def take_back_event(event_id: int) -> Response:
    """Withdraw an event that was entered by mistake."""
    event = withdraw_event(runtime(), actor(), event_id)
    flash("Withdrawn. What followed from it is gone; the entry stays on the list.")
    return redirect(url_for("web.client_journey", client_id=event.client_id))
