"""Finds faces of clients by their keys, and how common a name is; nothing here scans a table."""

import json
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session, aliased

from service.store.matching_models import ClientFaceRow, ClientKeyRow, RegisterTermRow

_LAST = 2**63 - 1
_BETWEEN = "\n"
"""No name has it."""


@cache
def _numbers(dialect: str) -> Any:  # noqa: ANN401 - a table of one column, by each engine's own way
    """Give a list of numbers, bound as one parameter, as a table: each statement compiles once."""
    if dialect == "postgresql":
        wanted = bindparam("numbers", type_=ARRAY(BigInteger))
        return func.unnest(wanted).table_valued("value", name="wanted").render_derived()
    return func.json_each(bindparam("numbers")).table_valued("value", name="wanted")


def _bound(session: Session, numbers: Iterable[int]) -> object:
    wanted = sorted(numbers)
    return wanted if _dialect(session) == "postgresql" else json.dumps(wanted)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


@cache
def keys_query(dialect: str) -> Select[int, int]:
    """Give the statement that looks keys up, of each as many faces as asked and one.

    The place of the last of them is found first: no key is read further, however many share it.
    """
    wanted = _numbers(dialect)
    key, beyond = ClientKeyRow, aliased(ClientKeyRow)
    last = (
        select(beyond.face_id)
        .where(beyond.key == wanted.c.value)
        .order_by(beyond.face_id)
        .offset(bindparam("most", type_=Integer))
        .limit(literal(1))
        .scalar_subquery()
    )
    own = (key.key == wanted.c.value) & (key.face_id <= func.coalesce(last, literal(_LAST)))
    return select(key.key, key.face_id).select_from(wanted).join(key, own)


@cache
def faces_query(dialect: str) -> Select[int, int, str]:
    """Give the statement that fetches faces by their ids."""
    wanted, face = _numbers(dialect), ClientFaceRow
    found = select(face.id, face.client_id, face.content)
    return found.select_from(wanted).join(face, face.id == wanted.c.value)


def by_keys(session: Session, keys: Collection[int], *, most: int) -> dict[int, list[int]]:
    """Find the ids of the faces that have a key, for each key.

    A key that more than `most` share has `most` + 1.
    """
    parameters = {"numbers": _bound(session, keys), "most": most}
    found: dict[int, list[int]] = {}
    for key, face_id in session.connection().execute(keys_query(_dialect(session)), parameters):
        found.setdefault(key, []).append(face_id)
    return found


def faces(session: Session, face_ids: Collection[int]) -> list[tuple[int, str]]:
    """Fetch faces as they are kept, with the ids of their clients."""
    parameters = {"numbers": _bound(session, face_ids)}
    rows = session.connection().execute(faces_query(_dialect(session)), parameters)
    return [(client_id, content) for _, client_id, content in rows]


def faces_of(session: Session, client_ids: Collection[int]) -> list[tuple[int, str]]:
    """Fetch all faces of clients as they are kept, with the ids of their clients."""
    wanted, face = _numbers(_dialect(session)), ClientFaceRow
    query = select(face.client_id, face.content).select_from(wanted)
    query = query.join(face, face.client_id == wanted.c.value)
    rows = session.connection().execute(query, {"numbers": _bound(session, client_ids)})
    return [(client_id, content) for client_id, content in rows]


_TERM = select(RegisterTermRow.count).where(
    RegisterTermRow.column == bindparam("of"), RegisterTermRow.term == bindparam("name")
)


def term_count(session: Session, column: str, term: str) -> int:
    """Count the faces on the register that have a name."""
    return session.connection().scalar(_TERM, {"of": column, "name": term}) or 0


def terms_near(session: Session, lengths: tuple[int, int], or_one_of: Collection[str]) -> list[str]:
    """Give every name that the register has of such a length, or one of some others, once.

    Args:
        session: what to ask.
        lengths: letters at least, and at most.
        or_one_of: names of any length.
    """
    term = RegisterTermRow.term
    asked = func.length(term).between(*lengths) | term.in_(or_one_of)
    names = select(term).where(asked).distinct().subquery()
    # As one text: tens of thousands of rows take many times as long to come one by one.
    joined = select(func.aggregate_strings(names.c.term, _BETWEEN))
    found = session.connection().scalar(joined)
    return found.split(_BETWEEN) if found else []
