"""What happened to the invented clients lately, so that something is due."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from service.clock import now_utc
from service.entities import Actor, Client, Episode
from service.journey.events import EventKind
from service.runtime import Runtime
from service.store.states import CustodyStatus
from service.usecases.journeys import NewEvent, record_event

_CAME_IN = (
    (EventKind.FROM_COMMUNITY, timedelta(hours=31)),
    (EventKind.IDENTIFIED, timedelta(hours=30)),
    (EventKind.REFERRED, timedelta(hours=26)),
)


def add_events(runtime: Runtime, actor: Actor, clients: Iterable[Client]) -> None:
    """Let those on remand come in yesterday, and release dates become known a week ago."""
    now = now_utc()
    for client in clients:
        for stay in client.episodes:
            for kind, ago, day in _events(stay):
                new = NewEvent(kind=kind, at=now - ago, day=day, prison=stay.prison)
                record_event(runtime, actor, client.id, new)


def _events(stay: Episode) -> Iterator[tuple[EventKind, timedelta, date | None]]:
    if stay.status is CustodyStatus.REMAND:
        yield from ((kind, ago, None) for kind, ago in _CAME_IN)
    elif stay.release_date:
        yield EventKind.RELEASE_DATE_KNOWN, timedelta(days=7), stay.release_date
