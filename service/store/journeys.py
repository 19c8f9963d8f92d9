"""Queries for events of clients, and for what follows from them."""

from dataclasses import fields
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.journey.actions import Action
from service.journey.due import Journey, journey
from service.journey.events import Event, Places
from service.store import clients
from service.store.journey_models import JourneyActionRow, JourneyEventRow, JourneyRow
from service.store.register_models import EpisodeRow

_LIVE = JourneyEventRow.withdrawn_at.is_(None)


def event_of(row: JourneyEventRow) -> Event:
    """Give an event as the rules see it."""
    return Event(
        id=row.id,
        kind=row.kind,
        at=row.at,
        day=row.day,
        prison=row.prison,
        form=row.form,
        says=frozenset(row.says),
        action=row.action,
    )


def get(session: Session, event_id: int) -> JourneyEventRow | None:
    """Find an event by id."""
    return session.get(JourneyEventRow, event_id)


def live(session: Session, client_id: int) -> list[JourneyEventRow]:
    """List a client's events that were not withdrawn, as they were entered."""
    query = select(JourneyEventRow).where(JourneyEventRow.client_id == client_id, _LIVE)
    return list(session.scalars(query.order_by(JourneyEventRow.id)))


def every(session: Session, client_id: int) -> list[JourneyEventRow]:
    """List a client's events, withdrawn ones too, the latest first."""
    query = select(JourneyEventRow).where(JourneyEventRow.client_id == client_id)
    return list(
        session.scalars(query.order_by(JourneyEventRow.at.desc(), JourneyEventRow.id.desc()))
    )


def of_record(session: Session, record_id: int) -> list[JourneyEventRow]:
    """List the events that an accepted form says, without those withdrawn."""
    query = select(JourneyEventRow).where(JourneyEventRow.record_id == record_id, _LIVE)
    return list(session.scalars(query.order_by(JourneyEventRow.id)))


def stands(session: Session, client_id: int) -> JourneyRow | None:
    """Find where a client stands."""
    return session.get(JourneyRow, client_id)


def clients_with_events(session: Session, *, after_id: int, limit: int) -> list[int]:
    """Give the ids of clients to whom something happened, above the given id."""
    query = select(JourneyEventRow.client_id).where(JourneyEventRow.client_id > after_id).distinct()
    return list(session.scalars(query.order_by(JourneyEventRow.client_id).limit(limit)))


def derive(session: Session, client_id: int) -> Journey:
    """Derive a client's journey from the events as they stand; nothing is kept."""
    history = [event_of(row) for row in live(session, client_id)]
    return journey(history, _places(session, client_id))


def _places(session: Session, client_id: int) -> Places:
    """Tell where the register has a client: the home DAT, and the prison of the latest stay."""
    row = clients.get(session, client_id)
    if row is None:
        return Places()
    stays = [stay for stay in row.episodes if stay.prison]
    return Places(
        home_dat=row.home_dat,
        prison=max(stays, key=_began).prison if stays else "",
    )


def _began(stay: EpisodeRow) -> tuple[str, int]:
    return stay.from_date.isoformat() if stay.from_date else "", stay.id or 0


def rebuild(session: Session, client_id: int) -> None:
    """Make a client's actions those that follow from the events; what is the same stays as it is.

    Raises:
        UnknownHolidaysError: an event lies where bank holidays are not known.
    """
    session.flush()
    held = _hold(session, client_id)
    found = derive(session, client_id)
    held.point = None if found.point is None else int(found.point)
    held.dir_date, held.release_date = found.dir_date, found.release_date
    _replace(session, client_id, {one.key: columns_of(one) for one in found.actions})


def rebuild_known(session: Session, client_id: int) -> None:
    """Derive a client's actions anew where anything has happened to the client at all."""
    session.flush()
    if stands(session, client_id) is not None or live(session, client_id):
        rebuild(session, client_id)


def _hold(session: Session, client_id: int) -> JourneyRow:
    """Hold the row that stands for a client's journey, so that nobody derives it meanwhile."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    added = (postgresql.insert if is_postgresql else sqlite.insert)(JourneyRow)
    session.execute(added.values(client_id=client_id).on_conflict_do_nothing())
    return session.get_one(JourneyRow, client_id, with_for_update=True, populate_existing=True)


_SAME_NAME = {field.name for field in fields(Action)} & set(JourneyActionRow.__table__.c.keys())


def columns_of(action: Action) -> dict[str, Any]:
    """Give an action as the columns that hold it."""
    return {
        **{name: getattr(action, name) for name in _SAME_NAME},
        "point": int(action.point),
        "team": action.who.team,
        "place": action.who.place,
        "to_team": action.to.team,
        "to_place": action.to.place,
        "done_at": action.closed_at,
        "done_by": action.how,
    }


def _replace(session: Session, client_id: int, wanted: dict[str, dict[str, Any]]) -> None:
    known = {row.key: row for row in of_client(session, client_id)}
    if gone := [known[key].id for key in known.keys() - wanted.keys()]:
        session.execute(delete(JourneyActionRow).where(JourneyActionRow.id.in_(gone)))
    new = [
        {"client_id": client_id, **columns} for key, columns in wanted.items() if key not in known
    ]
    if new:
        session.execute(insert(JourneyActionRow), new)
    for key in wanted.keys() & known.keys():
        for name, value in wanted[key].items():
            if getattr(known[key], name) != value:
                setattr(known[key], name, value)
    session.flush()


def of_client(session: Session, client_id: int) -> list[JourneyActionRow]:
    """List all that was and is to be done for a client, in the order in which it arose."""
    query = select(JourneyActionRow).where(JourneyActionRow.client_id == client_id)
    order = (JourneyActionRow.opened_at, JourneyActionRow.id)
    return list(session.scalars(query.order_by(*order)))
