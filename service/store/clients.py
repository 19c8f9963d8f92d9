"""Queries for clients. Lists and candidates are of those who stand for themselves."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session, lazyload

from service.entities import PRISONER_KINDS
from service.searching.words import fold
from service.store.register_models import (
    ClientBirthRow,
    ClientMergeRow,
    ClientNumberRow,
    ClientRow,
)

CLIENT_COLUMNS = (
    *("reference", "given_names", "surname", "date_of_birth", "sex", "postcode"),
    *("prisoner_number", "pnc", "cro", "nhs_number", "address", "home_dat", "is_ppo"),
)
"""The columns that hold a client's main values."""
CLIENT_PARTS = ("names", "births", "numbers", "postcodes", "episodes", "workers")
"""The relationships that hold what else is known."""
BARE = tuple(lazyload(getattr(ClientRow, part)) for part in CLIENT_PARTS)
"""For whoever asks who it is: what else is known is loaded only when it is asked for."""
_TOGETHER = 100
_STANDS = ClientRow.merged_into_id.is_(None)
_BY_NAME = (ClientRow.surname, ClientRow.given_names, ClientRow.id)


def search_key_of(client: ClientRow) -> str:
    """Gather names, numbers, and the digits of dates of birth as DDMMYYYY and ISO.

    Nothing of a client for whom another stands.
    """
    if client.merged_into_id is not None:
        return ""
    names = [client.given_names, client.surname]
    names += [f"{name.given_names} {name.surname}" for name in client.names]
    surnames = [client.surname, *(name.surname for name in client.names)]
    numbers = [client.reference, client.prisoner_number, client.pnc, client.cro, client.nhs_number]
    numbers += [number.canonical or number.text for number in client.numbers]
    births = [client.date_of_birth, *(birth.date_of_birth for birth in client.births)]
    dates = [born.strftime(form) for born in births if born for form in ("%d%m%Y", "%Y%m%d")]
    in_one = (fold(text).replace(" ", "") for text in (*surnames, *numbers))
    folded = [*map(fold, names), *in_one, *dates]
    return " ".join(dict.fromkeys(" ".join(folded).split()))


def get(session: Session, client_id: int, *, to_change: bool = False) -> ClientRow | None:
    """Find a client by id, also a merged one; to change it, nobody else may hold it meanwhile."""
    return session.get(ClientRow, client_id, with_for_update=to_change or None)


def standing(session: Session, client_id: int, *, to_link: bool = False) -> ClientRow | None:
    """Find who stands for a client now: itself, or the one that it was merged into.

    To link something to it, it is held, so that nobody merges it away meanwhile.
    """
    held = {"read": True} if to_link else None
    row = session.get(ClientRow, client_id, with_for_update=held, options=BARE)
    while row is not None and row.merged_into_id is not None:
        row = session.get(ClientRow, row.merged_into_id, with_for_update=held, options=BARE)
    return row


def by_reference(session: Session, reference: str) -> ClientRow | None:
    """Find who stands for the client with the agency's reference."""
    row = session.scalar(select(ClientRow).where(ClientRow.reference == reference))
    while row is not None and row.merged_into_id is not None:
        row = session.get(ClientRow, row.merged_into_id)
    return row


def by_request(session: Session, request_key: str) -> ClientRow | None:
    """Find who stands for the client that a page sent before has added."""
    row = session.scalar(select(ClientRow).where(ClientRow.request_key == request_key))
    return row and standing(session, row.id)


def by_references(session: Session, references: Collection[str]) -> list[ClientRow]:
    """Find the clients with these references, merged ones too."""
    return list(session.scalars(select(ClientRow).where(ClientRow.reference.in_(references))))


def references(session: Session, client_ids: Collection[int]) -> dict[int, str]:
    """Give the references of clients."""
    query = select(ClientRow.id, ClientRow.reference).where(ClientRow.id.in_(client_ids))
    return dict(session.execute(query).all())


def added_at(session: Session, client_ids: Collection[int]) -> dict[int, datetime]:
    """Tell when clients were added."""
    query = select(ClientRow.id, ClientRow.created_at).where(ClientRow.id.in_(client_ids))
    return dict(session.execute(query).all())


def by_names(session: Session, names: Collection[tuple[str, str]]) -> list[ClientRow]:
    """Find the clients with these surnames and given names; no given names stand for any."""
    whole = [name for name in names if name[1]]
    alone = [surname for surname, given_names in names if not given_names]
    # In ways that SQLite answers by the index: it reads the whole register for a list of pairs.
    asked: list[ColumnElement[bool]] = [ClientRow.surname.in_(alone)]
    for start in range(0, len(whole), _TOGETHER):
        pairs = whole[start : start + _TOGETHER]
        asked.append(or_(*(_is_named(surname, given_names) for surname, given_names in pairs)))
    found: dict[int, ClientRow] = {}
    for same in asked:
        query = select(ClientRow).where(_STANDS, same)
        found |= {row.id: row for row in session.scalars(query)}
    return [found[client_id] for client_id in sorted(found)]


def _is_named(surname: str, given_names: str) -> ColumnElement[bool]:
    return and_(ClientRow.surname == surname, ClientRow.given_names == given_names)


def by_number_and_birth(session: Session, number: str, born: date) -> list[ClientRow]:
    """Find the clients with exactly this prisoner number and date of birth, main or further."""
    of_number = select(ClientNumberRow.client_id).where(
        ClientNumberRow.kind.in_(PRISONER_KINDS), ClientNumberRow.canonical == number
    )
    of_birth = select(ClientBirthRow.client_id).where(ClientBirthRow.date_of_birth == born)
    query = select(ClientRow).where(
        _STANDS,
        or_(ClientRow.prisoner_number == number, ClientRow.id.in_(of_number)),
        or_(ClientRow.date_of_birth == born, ClientRow.id.in_(of_birth)),
    )
    return list(session.scalars(query.order_by(ClientRow.id)))


def listed(session: Session, *, after: int | None = None, limit: int) -> list[ClientRow]:
    """List clients by surname, those behind the given one."""
    query = select(ClientRow).where(_STANDS)
    last = session.get(ClientRow, after) if after is not None else None
    if last is not None:
        query = query.where(tuple_(*_BY_NAME) > (last.surname, last.given_names, last.id))
    return list(session.scalars(query.order_by(*_BY_NAME).limit(limit)))


def by_ids(session: Session, client_ids: Collection[int]) -> list[ClientRow]:
    """Find clients by their ids, in that order."""
    if not client_ids:
        return []
    query = select(ClientRow).where(ClientRow.id.in_(client_ids))
    found = {row.id: row for row in session.scalars(query)}
    return [found[client_id] for client_id in client_ids if client_id in found]


def portion(session: Session, *, after_id: int, limit: int) -> list[ClientRow]:
    """Give some clients in the order of their ids, above the given id."""
    query = select(ClientRow).where(_STANDS, ClientRow.id > after_id).order_by(ClientRow.id)
    return list(session.scalars(query.limit(limit)))


def merged_ids(session: Session, client_id: int) -> list[int]:
    """Name the clients that were merged into this one, directly or by way of another."""
    found: list[int] = []
    looked_at = [client_id]
    while looked_at:
        query = select(ClientRow.id).where(ClientRow.merged_into_id.in_(looked_at))
        looked_at = list(session.scalars(query.order_by(ClientRow.id)))
        found += looked_at
    return found


def merged_into(session: Session, client_id: int) -> list[ClientRow]:
    """List the clients that were merged into this one, directly or by way of another."""
    return by_ids(session, merged_ids(session, client_id))


def open_merge(session: Session, merged_id: int) -> ClientMergeRow | None:
    """Find the merge of this client into another that has not been undone."""
    same = (ClientMergeRow.merged_id == merged_id, ClientMergeRow.undone_at.is_(None))
    return session.scalar(select(ClientMergeRow).where(*same))


def open_merges_into(session: Session, survivor_id: int) -> list[ClientMergeRow]:
    """List the merges of others into this client that have not been undone, oldest first."""
    same = (ClientMergeRow.survivor_id == survivor_id, ClientMergeRow.undone_at.is_(None))
    return list(session.scalars(select(ClientMergeRow).where(*same).order_by(ClientMergeRow.id)))
