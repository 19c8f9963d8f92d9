"""The one place that knows icalendar: what is due, as a calendar (RFC 5545).

An entry says process point, form, the client's reference on the register and when: nothing else.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from service.clock import LONDON
from service.clocks.limits import is_whole_day
from service.due import DueAction
from service.journey.duties import Work
from service.journey.words import FORM, TEAM, WORK, show_point

_LENGTH = timedelta(minutes=15)


def calendar(actions: Iterable[DueAction], made_at: datetime) -> bytes:
    """Write a calendar with one entry for each action that has a limit."""
    written = Calendar()
    written.add("prodid", "-//Throughcare//What is due//EN")
    written.add("version", "2.0")
    written.add("method", "PUBLISH")
    written.add("x-wr-calname", "Throughcare: what is due")
    for action in actions:
        if action.due_at is not None:
            written.add_component(_entry(action, action.due_at, made_at))
    return bytes(written.to_ical())


def _entry(action: DueAction, due_at: datetime, made_at: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"action-{action.id}@throughcare")
    entry.add("dtstamp", made_at.astimezone(UTC))
    entry.add("summary", summary(action))
    entry.add("class", "PRIVATE")
    entry.add("transp", "TRANSPARENT")
    if is_whole_day(due_at):
        day = due_at.astimezone(LONDON).date()
        entry.add("dtstart", day)
        entry.add("dtend", day + timedelta(days=1))
    else:
        entry.add("dtstart", due_at.astimezone(UTC))
        entry.add("dtend", due_at.astimezone(UTC) + _LENGTH)
    return entry


def summary(action: DueAction) -> str:
    """Say what is due in one line that names nobody."""
    what = FORM.get(action.form, WORK[action.work])
    if action.work is Work.CALL:
        what = f"Telephone call after the {what}"
    team = f"{TEAM[action.who.team]} {action.who.place}".strip()
    return f"{show_point(action.duty.point)}: {what}, client {action.reference} ({team})"
