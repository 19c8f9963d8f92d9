"""Keeps the words that clients are found by in a search, and looks them up by how they begin."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    CompoundSelect,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    intersect,
    select,
    tuple_,
    union,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from service.searching.words import INSIDE, entries_of
from service.store.matching_models import ClientWordRow
from service.store.register_models import ClientRow

_PAST = "\N{REPLACEMENT CHARACTER}"
"""Comes after all signs that a word has."""
_LEAST_INSIDE = 3
_WORDS, _CLIENTS = (cast("Table", row.__table__) for row in (ClientWordRow, ClientRow))
_STAGED = Table(
    "staged_words",
    MetaData(),
    Column("word", String(64)),
    Column("client_id", BigInteger),
    prefixes=["TEMPORARY"],
)
_NEW_KEY = (
    update(_CLIENTS)
    .where(_CLIENTS.c.id == bindparam("of_client"))
    .values(search_key=bindparam("new_key"))
)


def change(session: Session, client_id: int, before: str, now: str) -> None:
    """Have a client found by the words of one search key, and no longer by those of another."""
    known, wanted = entries_of(before), entries_of(now)
    if gone := known - wanted:
        same = tuple_(ClientWordRow.word, ClientWordRow.client_id)
        pairs = [(word, client_id) for word in gone]
        session.execute(delete(ClientWordRow).where(same.in_(pairs)))
    _add(session, _WORDS, [(word, client_id) for word in sorted(wanted - known)])


def _add(session: Session, table: Table, pairs: Sequence[tuple[str, int]]) -> None:
    """Add words; in each driver's own way, which is many times faster where they are many."""
    if not pairs:
        return
    if session.get_bind().dialect.name == "postgresql":
        lists = (bindparam("words", type_=ARRAY(String)), bindparam("ids", type_=ARRAY(BigInteger)))
        both = select(*(func.unnest(one) for one in lists))
        words, ids = zip(*pairs, strict=True)
        query = insert(table).from_select(["word", "client_id"], both)
        session.execute(query, {"words": list(words), "ids": list(ids)})
    else:
        session.connection().exec_driver_sql(
            f"INSERT INTO {table.name} (word, client_id) VALUES (?, ?)",  # noqa: S608 - a name of ours
            list(pairs),
        )


class NewWords:
    """The words of all clients, gathered anew."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, keys: Mapping[int, str]) -> None:
        """Take clients with their search keys."""
        pairs = [(word, client) for client, key in keys.items() for word in entries_of(key)]
        _add(self._session, _STAGED, pairs)
        changed = [{"of_client": client, "new_key": key} for client, key in keys.items()]
        if changed:
            self._session.connection().execute(_NEW_KEY, changed)


@contextmanager
def made_anew(session: Session) -> Iterator[NewWords]:
    """Empty the index of words, and fill it with those that are gathered within.

    Words come as the clients do, which is any order: sorted first, they go in many times faster.
    """
    session.flush()
    session.execute(delete(_WORDS))
    _STAGED.create(session.connection())
    yield NewWords(session)
    columns = (_STAGED.c.word, _STAGED.c.client_id)
    ordered = select(*columns).order_by(*columns)
    session.execute(insert(_WORDS).from_select(["word", "client_id"], ordered))
    _STAGED.drop(session.connection())


def find(session: Session, terms: Sequence[Collection[str]], *, most: int) -> list[int]:
    """Find clients who have a word for each term, whole, begun or further in.

    Args:
        session: what to ask.
        terms: for each, how a word of it may begin, folded.
        most: no more ids than that; of a single term those come first who have it as a whole word.
    """
    query = _first_of(terms[0], most) if len(terms) == 1 else _of_all(terms, most)
    found = session.connection().execute(query)
    return list(dict.fromkeys(client_id for (client_id,) in found))


_Ids = Select[int] | CompoundSelect[int]


def _first_of(ways: Collection[str], most: int) -> _Ids:
    """Give clients in the order of their words, so that of many whole words come first."""
    word, client = ClientWordRow.word, ClientWordRow.client_id
    ordered = (
        _beginning(start).order_by(word, client).limit(most).subquery() for start in _starts(ways)
    )
    return union_all(*(select(one.c.client_id) for one in ordered))


def _of_all(terms: Sequence[Collection[str]], most: int) -> _Ids:
    every = (union(*map(_beginning, _starts(ways))).subquery() for ways in terms)
    return intersect(*(select(one.c.client_id) for one in every)).limit(most)


def _starts(ways: Collection[str]) -> list[str]:
    """Give how words begin: those ways, and from three signs on, further in too."""
    inside = (INSIDE + way for way in ways if len(way) >= _LEAST_INSIDE)
    return [*ways, *inside]


def _beginning(start: str) -> Select[int]:
    word = ClientWordRow.word
    return select(ClientWordRow.client_id).where(word >= start, word < start + _PAST)


def keys_of(session: Session, client_ids: Iterable[int]) -> list[tuple[int, str, str, str]]:
    """Give the ids, surnames, given names and search keys of clients."""
    columns = (ClientRow.id, ClientRow.surname, ClientRow.given_names, ClientRow.search_key)
    rows = session.connection().execute(select(*columns).where(ClientRow.id.in_(list(client_ids))))
    return [(client_id, surname, given, key) for client_id, surname, given, key in rows]
