"""What an accepted form says has happened, beyond doubt; and what it says, for what it answers.

Where a form leaves open what happened, nothing is implied and a person enters it: box 1 of the
Alert Form means a release date or a court date, box 5 "released" does not say from where, box 9 not
which side changed the release plan, and a consent sheet not that the DIR came with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from forms.answers import Answer, Answers
from forms.reference import ReferenceLists
from service.clocks.limits import start_of
from service.journey.events import Event, EventKind

ALERT, ACTIVITY, PLAN = "alert-form", "activity-form", "release-plan"
_SAME_THING = timedelta(days=3)
"""What a form reports and a worker entered so close together is one thing."""
_TICKS: Mapping[str, EventKind] = {
    "change_worker": EventKind.WORKER_CHANGED,
    "change_court_venue": EventKind.COURT_CHANGED,
    "disengaged": EventKind.DISENGAGED,
    "re_engaged": EventKind.RE_ENGAGED,
    "change_treatment": EventKind.TREATMENT_CHANGED,
    "death": EventKind.DIED,
    "other": EventKind.OTHER_CHANGE,
}
_SAYS_ALERT = (
    *_TICKS,
    "change_release_or_court_date",
    "change_prison",
    "change_release_status",
    "change_release_plan",
)
_PRISON_ACTIVITY: Mapping[tuple[str, Answer], EventKind] = {
    ("opened_because", "arrived_from_community"): EventKind.FROM_COMMUNITY,
    ("opened_because", "arrived_from_prison"): EventKind.FROM_PRISON,
    ("transferred_because", "from_prison"): EventKind.FROM_PRISON,
    ("transferred_because", "to_prison"): EventKind.TRANSFERRED,
    ("closed_because", "transferred_to_prison"): EventKind.TRANSFERRED,
    ("closed_because", "released"): EventKind.RELEASED,
    ("closed_because", "not_returned_from_court"): EventKind.NOT_RETURNED,
    ("closed_because", "court_to_other_prison"): EventKind.COURT_TO_NEW_PRISON,
    ("closed_because", "died"): EventKind.DIED,
}
_CJIT_ACTIVITY: Mapping[tuple[str, Answer], EventKind] = {
    ("opened_because", "gate_pick_up"): EventKind.MET_AT_GATE,
    ("opened_because", "court_pick_up"): EventKind.CONTACT_MADE,
    ("opened_because", "contact_made"): EventKind.CONTACT_MADE,
    ("closed_because", "entered_prison"): EventKind.RECEIVED,
    ("closed_because", "died"): EventKind.DIED,
}
_DIR: Mapping[Answer, EventKind] = {
    "received": EventKind.DIR_RECEIVED,
    "opened": EventKind.DIR_OPENED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied:
    """Something that a form says has happened."""

    kind: EventKind
    at: datetime
    day: date | None = field(default=None, repr=False)
    prison: str = ""


def implied(
    form_id: str, values: Answers, received_at: datetime, lists: ReferenceLists
) -> tuple[Implied, ...]:
    """Give what an accepted form says has happened, in order.

    A form gives days, not times: what it reports counts from the first instant of its day, and at
    the latest from the form's coming in.
    """
    match form_id:
        case "alert-form":
            found = _of_alert(values, lists)
        case "activity-form":
            found = _of_activity(values, lists)
        case "release-plan":
            found = _of_plan(values)
        case _:
            return ()
    written = _day(values, "event_date") or _day(values, "date_completed")
    at = min(start_of(written), received_at) if written else received_at
    return tuple(Implied(kind=kind, at=at, day=day, prison=prison) for kind, day, prison in found)


_Found = Iterator[tuple[EventKind, date | None, str]]


def _of_alert(values: Answers, lists: ReferenceLists) -> _Found:
    yield from _change_of_prison(values, lists)
    if values.get("change_release_status_detail") == "sentenced":
        yield EventKind.STATUS_CHANGED, None, ""
    for key, kind in _TICKS.items():
        if values.get(key) is True and kind is not EventKind.DIED:
            yield kind, None, ""
    if values.get("death") is True:
        yield EventKind.DIED, None, ""


def _change_of_prison(values: Answers, lists: ReferenceLists) -> _Found:
    """Tell who reports a change of prison: the team at the new one, or that at another."""
    if values.get("change_prison") is not True:
        return
    new = prison_of(lists, str(values.get("change_prison_detail") or ""))
    own = prison_of(lists, str(values.get("prison_code") or ""))
    if new and own:
        yield (EventKind.FROM_PRISON if new == own else EventKind.TRANSFERRED), None, new


def prison_of(lists: ReferenceLists, written: str) -> str:
    """Give the code of the one prison that is written, by its code or by its name; or nothing."""
    by_code = {
        entry.code
        for word in written.replace("(", " ").replace(")", " ").replace(",", " ").split()
        if word.isupper() and word != "HMP" and (entry := lists.by_code("prisons", word))
    } - {None}
    if len(by_code) == 1:
        return str(by_code.pop())
    named = lists.named("prisons", written)
    return (named.code or "") if named and not by_code else ""


def _of_activity(values: Answers, lists: ReferenceLists) -> _Found:
    is_cjit = values.get("sender_type") == "cjit"
    kinds = _CJIT_ACTIVITY if is_cjit else _PRISON_ACTIVITY
    why = f"{values.get('case_action')}_because"
    if kind := kinds.get((why, values.get(why))):
        yield kind, None, prison_of(lists, str(values.get("to_prison_code") or ""))
    dir_date = _day(values, "dir_date")
    if not is_cjit and dir_date and (kind := _DIR.get(values.get("dir_status"))):
        yield kind, dir_date, ""


def _of_plan(values: Answers) -> _Found:
    if release := _day(values, "release_date"):
        yield EventKind.RELEASE_DATE_KNOWN, release, ""
    if values.get("client_signature") is True:
        yield EventKind.PLAN_AGREED, None, ""
    if values.get("pick_up_requested") == "yes":
        yield EventKind.PICK_UP_REQUESTED, None, ""


def _day(values: Answers, key: str) -> date | None:
    try:
        return date.fromisoformat(str(values.get(key) or ""))
    except ValueError:
        return None


def says(form_id: str, values: Answers) -> frozenset[str]:
    """Give what a form says as the codes that tell which action it answers."""
    if form_id == ALERT:
        return frozenset(key for key in _SAYS_ALERT if values.get(key) is True)
    if form_id == ACTIVITY and values.get("sender_type") and values.get("case_action"):
        sender = "cjit" if values["sender_type"] == "cjit" else "smt"
        return frozenset({f"{sender}:{values['case_action']}"})
    return frozenset()


def is_known(found: Implied, history: Iterable[Event]) -> bool:
    """Tell whether somebody entered the same already."""
    return any(
        event.kind is found.kind
        and (event.day == found.day or found.day is None or event.day is None)
        and (found.kind is EventKind.DIED or abs(event.at - found.at) <= _SAME_THING)
        for event in history
    )
