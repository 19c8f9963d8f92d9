"""Random histories of invented clients, for the tests and the measurement of what is due."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from service.journey.duties import duties
from service.journey.events import ANSWERS, ASKS_DAY, MOVES_TO_PRISON, Event, EventKind, Places

_HAPPENS = sorted(set(EventKind) - ANSWERS)
_PRISONS = ("LEI", "HLI", "HHI", "PVI")
_DATS = ("D05B", "A12B", "")
_FORMS = sorted({duty.form for duty in duties().values() if duty.form})
_OF_DUTIES = {word for duty in duties().values() for word in duty.says}
_WORDS = sorted({*_OF_DUTIES, "change_treatment", "change_release_plan"})
_FIRST = datetime(2009, 1, 1, tzinfo=UTC)
_MINUTES = 60 * 24 * 365 * 3
_PATHS: tuple[tuple[EventKind, ...], ...] = (
    (
        EventKind.REMANDED,
        EventKind.RECEIVED,
        EventKind.FROM_COMMUNITY,
        EventKind.IDENTIFIED,
        EventKind.DIR_RECEIVED,
        EventKind.ASSESSED,
        EventKind.REFERRED,
        EventKind.SMTA_COMPLETED,
        EventKind.CARE_PLAN_COMPLETED,
        EventKind.MAIN_PRISON,
    ),
    (
        EventKind.RELEASE_DATE_KNOWN,
        EventKind.RELEASE_DATE_CHANGED,
        EventKind.PLAN_AGREED,
        EventKind.PLAN_CHANGED,
        EventKind.RELEASED,
        EventKind.MET_AT_GATE,
        EventKind.CONTACT_MADE,
    ),
    (
        EventKind.TRANSFER_DUE,
        EventKind.TRANSFERRED,
        EventKind.FROM_PRISON,
        EventKind.FILE_REQUESTED,
    ),
    (EventKind.COURT_DUE, EventKind.RELEASED_AT_COURT, EventKind.CONTACT_MADE),
    (EventKind.COURT_DUE, EventKind.RELEASED_AT_COURT_ALONE, EventKind.CONTACT_MADE),
    (EventKind.COURT_DUE, EventKind.BACK_FROM_COURT),
    (EventKind.COURT_DUE, EventKind.COURT_TO_NEW_PRISON, EventKind.FROM_COMMUNITY),
)


def histories(number: int, seed: int) -> Iterator[tuple[list[Event], Places]]:
    """Yield what happened to invented clients: along the usual paths, and at random."""
    chance = random.Random(seed)
    for _ in range(number):
        places = Places(home_dat=chance.choice(_DATS), prison=chance.choice((*_PRISONS, "")))
        yield list(_history(chance)), places


def _history(chance: random.Random) -> Iterator[Event]:
    at = _FIRST + timedelta(minutes=chance.randrange(_MINUTES))
    for event_id, kind in enumerate(_kinds(chance), 1):
        at += timedelta(minutes=chance.choice((0, 1, 30, 24 * 60)) * chance.randrange(10))
        yield _event(chance, event_id, kind, at)


def _kinds(chance: random.Random) -> Iterator[EventKind]:
    for _ in range(chance.randint(1, 3)):
        for kind in chance.choice(_PATHS):
            if chance.random() < 0.85:
                yield kind
            if chance.random() < 0.25:
                yield chance.choice(_HAPPENS)
            if chance.random() < 0.4:
                yield chance.choice(sorted(ANSWERS))


def _event(chance: random.Random, event_id: int, kind: EventKind, at: datetime) -> Event:
    is_form = kind in (EventKind.FORM_SENT, EventKind.FORM_RECEIVED)
    names_action = kind in ANSWERS and chance.random() < 0.6
    return Event(
        id=event_id,
        kind=kind,
        at=at,
        day=_day(chance, at) if kind in ASKS_DAY else None,
        prison=chance.choice(_PRISONS) if kind in MOVES_TO_PRISON else "",
        form=chance.choice(_FORMS) if is_form else "",
        says=frozenset({chance.choice(_WORDS)})
        if is_form and chance.random() < 0.8
        else frozenset(),
        action=_action(chance, event_id) if names_action else "",
    )


def _day(chance: random.Random, at: datetime) -> date:
    return (at + timedelta(days=chance.randint(-200, 300))).date()


def _action(chance: random.Random, event_id: int) -> str:
    duty = chance.choice(sorted(duties()))
    suffix = chance.choice(("", ".call"))
    return f"{duty}.{chance.randint(1, max(event_id - 1, 1))}{suffix}"
