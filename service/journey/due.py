"""Goes through a client's events: closes what each answers, opens what each asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from service.clocks.limits import deadline
from service.journey.actions import (
    NOWHERE,
    Action,
    How,
    Opened,
    Standing,
    TeamAt,
    in_order,
)
from service.journey.answering import answered
from service.journey.duties import Call, Duty, Team, Where, Work, asked_by
from service.journey.events import (
    ALERT_SAYS,
    ANSWERS,
    ASKS_DAY,
    EXITS,
    MOVES_TO_PRISON,
    POINTS,
    Event,
    EventKind,
    Places,
    Point,
)

_OF_DIR = frozenset({EventKind.DIR_RECEIVED, EventKind.DIR_OPENED})
_OF_RELEASE = frozenset({EventKind.RELEASE_DATE_KNOWN, EventKind.RELEASE_DATE_CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Where a client stands, and all that was and is to be done."""

    point: Point | None
    """None: nothing has happened yet."""
    actions: tuple[Action, ...]
    """In the order in which they arose."""
    dir_date: date | None = field(repr=False)
    """Of the newest DIR."""
    release_date: date | None = field(repr=False)


@dataclass(slots=True)
class _Walk:
    """What is known after the events so far."""

    prison: str
    home_dat: str
    prison_before: str = ""
    point: Point | None = None
    seen: dict[EventKind, datetime] = field(default_factory=dict)
    """When what happened in this stay last did."""
    opened: dict[str, Opened] = field(default_factory=dict)
    dir_date: date | None = None
    release_date: date | None = None

    def still_open(self) -> Iterator[Opened]:
        return (one for one in self.opened.values() if one.standing is Standing.OPEN)


def journey(history: Iterable[Event], places: Places = NOWHERE) -> Journey:
    """Tell where a client stands and what is to be done, from the events that count.

    Args:
        history: the events, in any order, without those that were withdrawn.
        places: where the register has the client, for what events leave open.

    Raises:
        UnknownHolidaysError: an event lies where bank holidays are not known.
    """
    walk = _Walk(prison=places.prison, home_dat=places.home_dat)
    for event in in_order(history):
        if _is_no_news(walk, event):
            continue
        _close(walk, event)
        if event.kind not in ANSWERS:
            _move(walk, event)
            _open(walk, event)
    return Journey(
        point=walk.point,
        actions=tuple(one.action() for one in walk.opened.values()),
        dir_date=walk.dir_date,
        release_date=walk.release_date,
    )


def _is_no_news(walk: _Walk, event: Event) -> bool:
    """Tell whether it says again which release date is known: no clock begins anew with that."""
    return event.kind in _OF_RELEASE and event.day == walk.release_date


def _close(walk: _Walk, event: Event) -> None:
    if event.kind in ANSWERS:
        for one, how in answered(event, [*walk.still_open()]):
            one.close(event, Standing.DONE, how)
        return
    for one in walk.still_open():
        if event.kind in one.duty.done and one.work is not Work.CALL:
            one.close(event, Standing.DONE, How.EVENT)
        elif _lapses(one.duty, event):
            one.close(event, Standing.LAPSED, How.EVENT)


def _lapses(duty: Duty, event: Event) -> bool:
    is_over = duty.in_stay and event.kind in EXITS
    return is_over or event.kind is EventKind.DIED or event.kind in duty.lapses


def _move(walk: _Walk, event: Event) -> None:
    if event.kind is not EventKind.IDENTIFIED or EventKind.FROM_PRISON not in walk.seen:
        walk.point = POINTS.get(event.kind, walk.point)
    if event.kind in EXITS:
        walk.release_date = None
    if event.kind in _OF_RELEASE:
        walk.release_date = event.day
    if event.kind in _OF_DIR:
        walk.dir_date = event.day
    goes_elsewhere = event.prison and event.prison != walk.prison
    leaves = event.kind in (EventKind.TRANSFERRED, EventKind.COURT_TO_NEW_PRISON)
    if leaves or (goes_elsewhere and event.kind in MOVES_TO_PRISON):
        walk.prison_before, walk.prison = walk.prison, event.prison


def _open(walk: _Walk, event: Event) -> None:
    before = set() if event.kind in EXITS else set(walk.seen)
    if event.kind in EXITS:
        walk.seen.clear()
    walk.seen[event.kind] = event.at
    for duty in asked_by().get(event.kind, ()):
        if not duty.unless & before and duty.needs <= walk.seen.keys():
            for one in _made(walk, duty, event):
                walk.opened[one.key] = one


def _made(walk: _Walk, duty: Duty, event: Event) -> Iterator[Opened]:
    """Make the action, and the call that follows it up."""
    day = _day(walk, event)
    start = max((walk.seen[kind] for kind in duty.since & walk.seen.keys()), default=event.at)
    due_at = deadline(duty.clock, start, day)
    if duty.work is Work.WATCH and due_at is not None and due_at < event.at:
        return
    works = [(duty.work, "")] + ([(Work.CALL, ".call")] if duty.call is Call.YES else [])
    for work, suffix in works:
        yield Opened(
            key=f"{duty.key}.{event.id}{suffix}",
            duty=duty,
            work=work,
            event=event,
            says=duty.says
            or (ALERT_SAYS.get(event.kind, frozenset()) if duty.form else frozenset()),
            who=_team(walk, duty.who, duty.where),
            to=_team(walk, duty.to, duty.to_where),
            due_at=due_at,
            day=day,
        )


def _day(walk: _Walk, event: Event) -> date | None:
    """Give the day that an action is about: the event's own, else that of release."""
    return event.day if event.kind in ASKS_DAY else walk.release_date


def _team(walk: _Walk, team: Team, where: Where) -> TeamAt:
    match team, where:
        case Team.CJIT, _:
            return TeamAt(team=team, place=walk.home_dat)
        case Team.SMT, Where.HERE:
            return TeamAt(team=team, place=walk.prison)
        case Team.SMT, _:
            return TeamAt(team=team, place=walk.prison_before)
        case _:
            return TeamAt(team=team)
