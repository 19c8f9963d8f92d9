"""Keeps the index by which clients are found: their faces, the keys of these, and common names.

All of it is changed in the transaction that changes the client. Whoever changes it holds its one
row first, so that two at once never wait for each other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    MetaData,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.matching.face import MOST_FACES, Face
from service.matching.keys import keys_of
from service.matching.packing import VERSION, pack, unpack
from service.matching.weights.model import COLUMNS
from service.store.matching_models import (
    ClientFaceRow,
    ClientIndexRow,
    ClientKeyRow,
    RegisterTermRow,
)

Faces = Sequence[Face]
"""Of one client; none for one who is not to be found."""
_FACES, _KEYS = (cast("Table", row.__table__) for row in (ClientFaceRow, ClientKeyRow))
_STAGED = Table(
    "staged_keys",
    MetaData(),
    Column("key", BigInteger),
    Column("face_id", BigInteger),
    prefixes=["TEMPORARY"],
)
_TOGETHER = 5_000
"""Clients that a new index takes in at once."""
_APART = 16
"""Between the ids of the first faces of two clients."""
if MOST_FACES > _APART:
    raise AssertionError("faces of two clients would share their ids")

_Terms = Counter[tuple[str, str]]


def state(session: Session) -> ClientIndexRow:
    """Give what the index holds."""
    return session.get_one(ClientIndexRow, 1)


_COUNTS = select(ClientIndexRow.faces, ClientIndexRow.clients)


def counts(session: Session) -> tuple[int, int]:
    """Tell how many faces and how many clients the index holds."""
    faces, clients = session.connection().execute(_COUNTS).one()
    return faces, clients


def is_old(session: Session) -> bool:
    """Tell whether the index was made by another version of the cleaning."""
    return state(session).version != VERSION


def put(session: Session, client_id: int, faces: Faces) -> None:
    """Have a client found by these faces alone."""
    put_all(session, {client_id: faces})


def put_all(session: Session, people: Mapping[int, Faces]) -> None:
    """Have clients, by id, found by these faces alone."""
    session.flush()
    held = _hold(session)
    terms = _remove(session, list(people), held)
    keys: list[tuple[int, int]] = []
    terms.update(_insert(session, people, held, keys))
    _add_pairs(session, _KEYS, sorted(keys))
    _count(session, terms)


def rebuild(session: Session, people: Iterable[tuple[int, Faces]]) -> int:
    """Make the index anew of all clients; tell how many there are."""
    session.flush()
    held = _hold(session)
    _empty(session)
    held.version, held.faces, held.clients = VERSION, 0, 0
    terms: _Terms = Counter()
    rows = iter(people)
    # Keys come as the clients do, which is any order: sorted first, they go in many times faster.
    _STAGED.create(session.connection())
    while portion := dict(islice(rows, _TOGETHER)):
        keys: list[tuple[int, int]] = []
        terms.update(_insert(session, portion, held, keys))
        _add_pairs(session, _STAGED, keys)
    ordered = select(_STAGED.c.key, _STAGED.c.face_id).order_by(_STAGED.c.key, _STAGED.c.face_id)
    session.execute(insert(_KEYS).from_select(["key", "face_id"], ordered))
    _STAGED.drop(session.connection())
    _count(session, terms)
    return held.clients


def _hold(session: Session) -> ClientIndexRow:
    return session.get_one(ClientIndexRow, 1, with_for_update=True, populate_existing=True)


def _empty(session: Session) -> None:
    for table in (ClientKeyRow, ClientFaceRow, RegisterTermRow):
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text(f"TRUNCATE {table.__tablename__}"))
        else:
            session.execute(delete(table))


def _insert(
    session: Session,
    people: Mapping[int, Faces],
    held: ClientIndexRow,
    keys: list[tuple[int, int]],
) -> _Terms:
    """Add faces; put their keys into the list, and give their terms."""
    rows, terms = [], Counter[tuple[str, str]]()
    for client_id, faces in people.items():
        for face_id, face in enumerate(faces, client_id * _APART):
            rows.append({"id": face_id, "client_id": client_id, "content": pack(face)})
            keys += [(key, face_id) for key in keys_of(face).all]
            terms.update(_terms(face))
    if rows:
        session.execute(insert(_FACES), rows)
    held.faces += len(rows)
    held.clients += sum(bool(faces) for faces in people.values())
    return terms


def _remove(session: Session, client_ids: Sequence[int], held: ClientIndexRow) -> _Terms:
    """Take away the faces that clients have; give their terms, counted below zero."""
    mine = ClientFaceRow.client_id.in_(client_ids)
    query = select(ClientFaceRow.id, ClientFaceRow.client_id, ClientFaceRow.content).where(mine)
    known = session.execute(query).all()
    terms: _Terms = Counter()
    for face_id, _, content in known:
        face = unpack(content)
        terms.subtract(_terms(face))
        pairs = ClientKeyRow.key.in_(keys_of(face).all)
        session.execute(delete(ClientKeyRow).where(ClientKeyRow.face_id == face_id, pairs))
    if known:
        session.execute(delete(ClientFaceRow).where(mine))
    held.faces -= len(known)
    held.clients -= len({client_id for _, client_id, _ in known})
    return terms


def _terms(face: Face) -> Iterator[tuple[str, str]]:
    for column in COLUMNS:
        if term := getattr(face, column):
            yield column, term


def _count(session: Session, terms: _Terms) -> None:
    """Add to the counts of terms; those that come to nothing go."""
    rows = [
        {"column": column, "term": term, "count": count}
        for (column, term), count in sorted(terms.items())
        if count
    ]
    if not rows:
        return
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    added = (postgresql.insert if is_postgresql else sqlite.insert)(RegisterTermRow)
    both = RegisterTermRow.count + added.excluded.count
    keys = (RegisterTermRow.column, RegisterTermRow.term)
    upsert = added.on_conflict_do_update(index_elements=keys, set_={"count": both})
    session.connection().execute(upsert, rows)
    if gone := [term for term, count in terms.items() if count < 0]:
        none_left = (tuple_(*keys).in_(gone), RegisterTermRow.count <= 0)
        session.execute(delete(RegisterTermRow).where(*none_left))


def _add_pairs(session: Session, table: Table, pairs: Sequence[tuple[int, int]]) -> None:
    """Add keys, each with its face; on PostgreSQL as two lists, which is many times faster."""
    if not pairs:
        return
    if session.get_bind().dialect.name == "postgresql":
        lists = [bindparam(name, type_=ARRAY(BigInteger)) for name in ("keys", "faces")]
        both = select(*(func.unnest(one) for one in lists))
        keys, faces = zip(*pairs, strict=True)
        query = insert(table).from_select(["key", "face_id"], both)
        session.execute(query, {"keys": list(keys), "faces": list(faces)})
    else:
        session.connection().exec_driver_sql(
            f"INSERT INTO {table.name} (key, face_id) VALUES (?, ?)",  # noqa: S608 - a name of ours
            list(pairs),
        )
