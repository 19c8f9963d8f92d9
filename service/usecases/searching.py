"""Searches the register: whoever has all that was typed, else whoever comes close to it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from forms.written_dates import today_utc
from service.entities import Client
from service.matching.cleaning.nicknames import forms_like
from service.matching.face import Face, faces_of
from service.matching.keys import keys_of
from service.matching.person import Person, PersonName
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.searching.nearness import Nearness, exactness, lengths_near, near_names
from service.searching.typed import Term, TermKind, terms_of
from service.store import candidates, client_words, clients
from service.store.engine import looking
from service.usecases.views import client_of

MOST_FOUND = 500
"""Clients that are ranked: who typed what more people have must type more."""
_SHARED_BY = 400
"""Faces that a key may have; one that more share is not asked."""
_MOST_LIKELY = 300
"""Faces that are looked at: those that share the most keys with what was typed."""
_MOST_CLOSE = 100
_Row = tuple[int, str, str, str]
"""Id, surname, given names, words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found."""

    clients: tuple[Client, ...] = field(repr=False)
    """Of the page that was asked for."""
    terms: tuple[Term, ...] = field(default=(), repr=False)
    """What was searched."""
    is_close: bool = False
    """Nobody has all of it as it was typed; these come close."""
    total: int = 0
    """How many were found; `MOST_FOUND` where there may be more."""


@needs(Power.SEE_CLIENTS)
def look_up(runtime: Runtime, words: str, *, skip: int = 0, limit: int) -> Found:
    """Search names, aliases, numbers and dates of birth; a client must have every part.

    Args:
        runtime: the installation.
        words: what was typed.
        skip: how many of the clients found come before the page that is asked for.
        limit: clients on a page.
    """
    terms = terms_of(words, today_utc())
    if not terms:
        return Found(clients=())
    with looking(runtime.engine) as session:
        rows = _exact(session, terms)
        is_close = not rows
        rows = rows or _close(session, terms)
        page = clients.by_ids(session, [row[0] for row in rows[skip : skip + limit]])
        return Found(
            clients=tuple(client_of(row) for row in page),
            terms=terms,
            is_close=is_close,
            total=len(rows),
        )


def _exact(session: Session, terms: Sequence[Term]) -> list[_Row]:
    """Find whoever has all of it, those first who have it as whole words."""
    ids = client_words.find(session, [term.ways for term in terms], most=MOST_FOUND)
    rows = client_words.keys_of(session, ids)
    return _ranked((exactness(terms, row[3].split()), row) for row in rows)


def _close(session: Session, terms: Sequence[Term]) -> list[_Row]:
    """Find whoever comes close: by names that are near, and by keys that survive a slip."""
    ids = {*_by_near_names(session, terms), *_by_keys(session, terms)}
    rows = client_words.keys_of(session, ids)
    near = Nearness(terms)
    return _ranked((near.of(row[3].split()), row) for row in rows)[:_MOST_CLOSE]


def _ranked(scored: Iterable[tuple[float, _Row]]) -> list[_Row]:
    """Put the best first, and of equal ones by surname; who scores nothing is left out."""
    rows = [(score, row) for score, row in scored if score]
    rows.sort(key=lambda one: (-one[0], one[1][1:3], one[1][0]))
    return [row for _, row in rows]


def _by_near_names(session: Session, terms: Sequence[Term]) -> Iterable[int]:
    """Find those who have a near name for each name, and all else as it was typed."""
    if not any(term.kind is TermKind.NAME for term in terms):
        return []
    names = _names_near(session, terms)
    ways = [
        (*term.ways, *near_names(term.ways[0], names)) if term.kind is TermKind.NAME else term.ways
        for term in terms
    ]
    return client_words.find(session, ways, most=MOST_FOUND)


def _names_near(session: Session, terms: Sequence[Term]) -> list[str]:
    """Give the register's names that may be near one of those that were typed."""
    typed = [term.ways[0] for term in terms if term.kind is TermKind.NAME]
    least, most = zip(*map(lengths_near, typed), strict=True)
    same = frozenset[str]().union(*map(forms_like, typed))
    return candidates.terms_near(session, (min(least), max(most)), same)


def _by_keys(session: Session, terms: Sequence[Term]) -> Iterable[int]:
    """Find those who share a key of matching with what was typed."""
    keys = frozenset[int]().union(*(keys_of(face).all for face in _faces(terms)))
    found = candidates.by_keys(session, keys, most=_SHARED_BY)
    shared = Counter(face for faces in found.values() if len(faces) <= _SHARED_BY for face in faces)
    likely = [face for face, _ in shared.most_common(_MOST_LIKELY)]
    return {client_id for client_id, _ in candidates.faces(session, likely)} if likely else ()


def _faces(terms: Sequence[Term]) -> list[Face]:
    """Make of what was typed the faces that it may be of: who knows which name is the surname."""
    names = _ways(terms, TermKind.NAME)
    numbers = _ways(terms, TermKind.NUMBER)
    orders = {(names[0], names[-1]), (names[-1], names[0])} if len(names) > 1 else ()
    written = [PersonName(given_names=given, surname=surname) for given, surname in orders]
    written += [PersonName(given_names="", surname=name) for name in names[:1] if not written]
    person = Person(
        names=tuple(written),
        births=_ways(terms, TermKind.BIRTH),
        prisoner_numbers=numbers,
        pncs=numbers,
        cros=numbers,
        nhs_numbers=numbers,
    )
    return faces_of(person, today_utc())


def _ways(terms: Sequence[Term], kind: TermKind) -> tuple[str, ...]:
    return tuple(way for term in terms if term.kind is kind for way in term.ways)
