"""Stories of clients, written down in lines: what happened, and what is due because of it."""

from collections.abc import Iterator
from datetime import date, datetime

from service.clock import LONDON
from service.clocks.limits import is_whole_day
from service.journey.actions import Action, Standing, TeamAt
from service.journey.due import Journey, journey
from service.journey.duties import Call, Work
from service.journey.events import ASKS_DAY, Event, EventKind, Places

HOME = Places(home_dat="D05B", prison="")


def event(event_id: int, line: str) -> Event:
    """Read a line: `2009-12-24 16:59 remanded LEI`, `… release_date_known 2010-03-12`.

    Answers say a form, or `=` and the key of an action: `… form_sent alert-form death`.
    """
    day, time, kind_text, *rest = line.split()
    kind = EventKind(kind_text)
    at = datetime.fromisoformat(f"{day} {time}").replace(tzinfo=LONDON)
    said = {"day": None, "prison": "", "form": "", "says": frozenset[str](), "action": ""}
    for word in rest:
        if word.startswith("="):
            said["action"] = word[1:]
        elif kind in (EventKind.FORM_SENT, EventKind.FORM_RECEIVED):
            key = "says" if said["form"] else "form"
            said[key] = frozenset({word}) if key == "says" else word
        elif kind in ASKS_DAY:
            said["day"] = date.fromisoformat(word)
        else:
            said["prison"] = word
    return Event(id=event_id, kind=kind, at=at, **said)


def story(*lines: str, places: Places = HOME) -> Journey:
    """Tell a story; events are numbered from 1."""
    return journey([event(at, line) for at, line in enumerate(lines, 1)], places)


def due(told: Journey) -> list[str]:
    """Write down what is open: key, who, to whom, form, when, how it is followed up."""
    return [_line(one) for one in told.actions if one.standing is Standing.OPEN]


def closed(told: Journey) -> dict[str, str]:
    """Give what is done or has lapsed, and how."""
    return {
        one.key: f"{one.standing} {one.how}"
        for one in told.actions
        if one.standing is not Standing.OPEN
    }


def _line(one: Action) -> str:
    return " | ".join(_parts(one))


def _parts(one: Action) -> Iterator[str]:
    yield one.key
    yield _team(one.who) + (f" to {_team(one.to)}" if one.to.team else "")
    if one.work is Work.CALL:
        yield "telephone"
    elif one.form:
        yield one.form + (" (telephone if necessary)" if one.call is Call.IF_NECESSARY else "")
    yield _when(one.due_at)


def _team(team: TeamAt) -> str:
    return f"{team.team} {team.place}".strip()


def _when(due_at: datetime | None) -> str:
    if due_at is None:
        return "no limit"
    local = due_at.astimezone(LONDON)
    return f"{local:%a %d %b %Y}" if is_whole_day(due_at) else f"{local:%a %d %b %Y %H:%M}"
