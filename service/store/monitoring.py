"""Queries for monitoring: of a client, only what rows are made of is fetched, and never a name."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.journey_models import JourneyEventRow
from service.store.register_models import ClientRow


class Followed(NamedTuple):
    """What is kept of a client and told in rows."""

    id: int
    born: date | None
    sex: str
    home_dat: str
    is_ppo: bool


class Happened(NamedTuple):
    """One event of a client."""

    kind: str
    at: datetime
    prison: str


def everybody(session: Session) -> list[int]:
    """Give the ids of all who stand for themselves."""
    return list(session.scalars(select(ClientRow.id).where(ClientRow.merged_into_id.is_(None))))


def followed(session: Session, ids: Collection[int]) -> list[Followed]:
    """Give what is kept of these clients."""
    columns = (ClientRow.id, ClientRow.date_of_birth, ClientRow.sex, ClientRow.home_dat)
    query = select(*columns, ClientRow.is_ppo).where(ClientRow.id.in_(ids))
    return [Followed(*row) for row in session.execute(query)]


def happened(session: Session, ids: Collection[int]) -> Mapping[int, Sequence[Happened]]:
    """Give the events of these clients that stand, by client, in the order of time."""
    of, kind = JourneyEventRow.client_id, JourneyEventRow.kind
    query = select(of, kind, JourneyEventRow.at, JourneyEventRow.prison).where(
        of.in_(ids), JourneyEventRow.withdrawn_at.is_(None)
    )
    found: defaultdict[int, list[Happened]] = defaultdict(list)
    in_order = query.order_by(JourneyEventRow.at, JourneyEventRow.id)
    for client_id, what, at, prison in session.execute(in_order):
        found[client_id].append(Happened(what, at, prison))
    return found
