"""Words for what is due, as pages show it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from service.clock import LONDON
from service.clocks.limits import is_whole_day
from service.journey import words
from service.journey.actions import Standing, TeamAt
from service.store.due import When
from service.web.words import show_day

WHEN: Mapping[When, str] = {
    When.OVERDUE: "Overdue",
    When.TODAY: "Today",
    When.SOON: "Within 7 days",
    When.LATER: "Later",
    When.NO_LIMIT: "No limit stated",
}
WHEN_COLOUR: Mapping[When, str] = {
    When.OVERDUE: "govuk-tag--red",
    When.TODAY: "govuk-tag--yellow",
    When.SOON: "govuk-tag--blue",
    When.LATER: "govuk-tag--grey",
    When.NO_LIMIT: "govuk-tag--grey",
}
STANDING: Mapping[Standing, str] = {
    Standing.OPEN: "To do",
    Standing.DONE: "Done",
    Standing.LAPSED: "No longer needed",
}


def show_due(due_at: datetime | None) -> str:
    """Write when something is due: Tuesday 29 December 2009, 09:00; end of Monday 4 May 2009."""
    if due_at is None:
        return "No limit stated"
    local = due_at.astimezone(LONDON)
    day = f"{local:%A} {show_day(local.date())}"
    return f"End of {day}" if is_whole_day(due_at) else f"{day}, {local:%H:%M}"


FILTERS: dict[str, Callable[..., str]] = {
    "due_time": show_due,
    "due_when": lambda when: WHEN[when],
    "due_colour": lambda when: WHEN_COLOUR[when],
    "standing": lambda standing: STANDING[standing],
    "point": words.show_point,
    "event": lambda kind: words.EVENT[kind],
    "team": words.show_team,
    "feed_team": lambda feed: words.show_team(TeamAt(team=feed.team, place=feed.place)),
    "form_name": lambda form: words.FORM.get(form, form),
    "call_words": lambda call: words.CALL[call],
    "how_done": lambda how: words.HOW[how],
}
