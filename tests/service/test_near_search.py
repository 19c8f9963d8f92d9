"""A search with slips looks at few names and few clients, and finds what looking at all would."""

import random
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import select

from bench.people.registers import register
from forms.written_dates import today_utc
from service.matching.cleaning.nicknames import forms_like
from service.runtime import Runtime
from service.searching.nearness import Nearness, lengths_near, near_names
from service.searching.typed import terms_of
from service.store import candidates
from service.store.engine import looking, unit_of_work
from service.store.matching_models import RegisterTermRow
from service.store.register_models import ClientRow
from service.usecases.clients import add_rows, new_client_row
from service.usecases.searching import look_up
from tests.service.conftest import ACTOR

_CLIENTS, _SEARCHES, _SEED = 300, 120, 7
_LETTERS = "AEINORST"


@pytest.fixture
def peopled(small: Runtime) -> Runtime:
    """An installation with a register of invented people, near namesakes among them."""
    with unit_of_work(small.engine) as session:
        rows = []
        for person in register(_CLIENTS, _SEED):
            row = new_client_row()
            row.given_names, row.surname = person.given_names, person.surname
            rows.append(row)
        add_rows(session, ACTOR, rows)
    return small


def _slipped(chance: random.Random, name: str) -> str:
    """Leave a letter out, double one, write another, or swap two."""
    place = chance.randrange(len(name) - 1)
    first, second = name[place : place + 2]
    slip = chance.choice(("", first * 2 + second, chance.choice(_LETTERS) + second, second + first))
    return name[:place] + (slip or second) + name[place + 2 :]


def _typed(chance: random.Random, names: Sequence[str]) -> Iterator[str]:
    for name in chance.choices(sorted(names), k=_SEARCHES):
        once = _slipped(chance, name)
        yield chance.choice((once, _slipped(chance, once)))


def _names_of(runtime: Runtime) -> list[str]:
    with looking(runtime.engine) as session:
        found = session.scalars(select(RegisterTermRow.term).distinct())
        return [name for name in found if len(name) > 3]


def test_names_of_a_length_are_all_that_slips_can_make(peopled: Runtime) -> None:
    with looking(peopled.engine) as session:
        every = list(session.scalars(select(RegisterTermRow.term).distinct()))
        for typed in _typed(random.Random(_SEED), _names_of(peopled)):
            few = candidates.terms_near(session, lengths_near(typed), forms_like(typed))
            assert near_names(typed, few) == near_names(typed, every), typed
            assert len(few) < len(every)


def test_whoever_comes_nearest_of_the_whole_register_comes_first(peopled: Runtime) -> None:
    names, compared = _names_of(peopled), 0
    with looking(peopled.engine) as session:
        people = [(row.id, row.search_key.split()) for row in session.scalars(select(ClientRow))]
    for typed in _typed(random.Random(_SEED), names):
        found = look_up(peopled, typed, limit=50)
        near = Nearness(terms_of(typed, today_utc()))
        scores = {client_id: near.of(words) for client_id, words in people}
        meant = set(near_names(typed, names))
        best = max((scores[one] for one, words in people if meant.intersection(words)), default=0.0)
        if found.is_close and best:
            assert scores[found.clients[0].id] >= best, typed
            compared += 1
    assert compared > _SEARCHES / 2
