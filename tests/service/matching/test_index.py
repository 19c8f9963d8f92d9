"""The index by which clients are found is what the clients are, on each engine."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from forms.written_dates import today_utc
from service.matching.cleaning import whole_names
from service.matching.face import Face, faces_of
from service.matching.keys import keys_of
from service.matching.packing import VERSION, pack
from service.matching.person import Person, PersonName
from service.matching.weights.model import COLUMNS
from service.migrations import upgrade
from service.runtime import Runtime
from service.store import candidates, client_faces
from service.store.engine import looking, unit_of_work
from service.store.matching_models import (
    ClientFaceRow,
    ClientIndexRow,
    ClientKeyRow,
    RegisterTermRow,
)
from service.store.models import ClientRow
from service.usecases.clients import add_client
from service.usecases.indexing import has_old_index, reindex
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.matching.people import KIERAN

_AT = datetime(2009, 6, 14, tzinfo=UTC)
_KNOWN = (
    1,
    (
        "BOB|SION|MACDONALDONEILL|27031974|M|BOB|MCOMAIOMEI|MACDONALD,MACDONALDONEILL,ONEILL|"
        "A1234BC|AB12345|070033190Z||9434765919|LS11AA|LS1|2,72,FL,LEEDS,RD,STATION"
    ),
    236420335,
)
_PEOPLE = 4
_NAMES = st.sampled_from(("Ann Lee", "Anne Leigh", "Kieran Calder", "Kez Ouse", "Mary O'Neill"))
_FACES = st.lists(_NAMES, max_size=3, unique=True).map(
    lambda names: (
        [*faces_of(Person(names=tuple(map(_name, names)), births=("1974-03-27",)), today_utc())]
        if names
        else []
    )
)
_CHANGES = st.lists(
    st.dictionaries(st.integers(1, _PEOPLE), _FACES, min_size=1), min_size=1, max_size=6
)


def _name(whole: str) -> PersonName:
    given_names, surname = whole_names.split_name(whole)
    return PersonName(given_names=given_names, surname=surname)


@pytest.fixture
def people(runtime: Runtime) -> Runtime:
    for number in range(_PEOPLE):
        add_client(runtime, ACTOR, replace(KIERAN, reference=f"X{number}"))
    return runtime


def _held(
    session: Session,
) -> tuple[list[str], set[int], Counter[tuple[str, str]], tuple[int, int]]:
    rows = session.execute(
        select(RegisterTermRow.column, RegisterTermRow.term, RegisterTermRow.count)
    )
    terms = Counter({(column, term): count for column, term, count in rows})
    faces = sorted(session.scalars(select(ClientFaceRow.content)))
    return (
        faces,
        set(session.scalars(select(ClientKeyRow.key))),
        terms,
        client_faces.counts(session),
    )


def _wanted(
    everybody: dict[int, list[Face]],
) -> tuple[list[str], set[int], Counter[tuple[str, str]], tuple[int, int]]:
    faces = [face for some in everybody.values() for face in some]
    terms = Counter(
        (column, getattr(face, column))
        for face in faces
        for column in COLUMNS
        if getattr(face, column)
    )
    keys = set[int]().union(*(keys_of(face).all for face in faces))
    counts = len(faces), sum(bool(some) for some in everybody.values())
    return sorted(map(pack, faces)), keys, terms, counts


@given(changes=_CHANGES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_index_is_what_the_clients_are_after_any_changes(
    people: Runtime, changes: list[dict[int, list[Face]]]
) -> None:
    everybody: dict[int, list[Face]] = {number: [] for number in range(1, _PEOPLE + 1)}
    with unit_of_work(people.engine) as session:
        client_faces.put_all(session, everybody)
    for change in changes:
        with unit_of_work(people.engine) as session:
            client_faces.put_all(session, change)
        everybody |= change
    with looking(people.engine) as session:
        assert _held(session) == _wanted(everybody)


def test_an_index_made_anew_is_the_one_that_grew(people: Runtime) -> None:
    with looking(people.engine) as session:
        grown = _held(session)
    assert reindex(people, ACTOR) == _PEOPLE
    with looking(people.engine) as session:
        assert _held(session) == grown
        assert grown[3] == (2 * _PEOPLE, _PEOPLE)


def test_clients_of_before_the_index_are_in_it_after_the_upgrade(people: Runtime) -> None:
    with looking(people.engine) as session:
        grown = _held(session)
    with unit_of_work(people.engine) as session:
        client_faces.put_all(session, {number: [] for number in range(1, _PEOPLE + 1)})
        session.get_one(ClientIndexRow, 1).version = 0
    assert has_old_index(people.engine)
    assert upgrade(people.engine)
    assert not has_old_index(people.engine)
    with looking(people.engine) as session:
        assert _held(session) == grown


def test_a_client_who_could_not_be_added_is_not_in_the_index(runtime: Runtime) -> None:
    with pytest.raises(RuntimeError):
        _add_and_fail(runtime)
    with looking(runtime.engine) as session:
        assert _held(session) == _wanted({})


def _add_and_fail(runtime: Runtime) -> None:
    with unit_of_work(runtime.engine) as session:
        session.add(_row())
        session.flush()
        client_faces.put(session, 1, [Face(given="ANN", surname="LEE")])
        raise RuntimeError


def _row() -> ClientRow:
    texts = ("reference", "given_names", "surname", "aliases", "sex", "postcode", "prisoner_number")
    others = ("pnc", "cro", "nhs_number", "address", "search_key")
    return ClientRow(**dict.fromkeys((*texts, *others), ""), id=1, created_at=_AT)


def test_a_search_goes_by_the_indexes(runtime: Runtime) -> None:
    dialect = runtime.engine.dialect.name
    numbers: object = [1, 2] if dialect == "postgresql" else "[1, 2]"
    for query in (candidates.keys_query(dialect), candidates.faces_query(dialect)):
        parameters = {"numbers": numbers, "most": 100}
        assert not _scanned(runtime, query, parameters) & {"client_keys", "client_faces"}


def _scanned(runtime: Runtime, query: object, parameters: dict[str, object]) -> set[str]:
    """Name the tables that a statement goes through row by row."""
    compiled = query.compile(runtime.engine)  # type: ignore[attr-defined]
    values = {**compiled.params, **parameters}
    given_values = {name: values[name] for name in compiled.params}
    with runtime.engine.connect() as connection:
        if runtime.engine.dialect.name == "postgresql":
            # A table of a few rows is always scanned, unless that is made dear.
            connection.execute(text("SET enable_seqscan = off"))
            rows = connection.exec_driver_sql(f"EXPLAIN {compiled}", given_values)
            return {line.split(" on ")[1].split()[0] for (line,) in rows if "Seq Scan on" in line}
        ordered = tuple(given_values[name] for name in compiled.positiontup)
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", ordered)
        return {row[3].split()[1] for row in rows if row[3].startswith("SCAN")}


def test_the_command_makes_the_index_anew(console: Console) -> None:
    console.run("clients", "add", "--given-names", "Ann", "--surname", "Lee")
    assert console.run("clients", "reindex")[:2] == (0, "1 clients indexed\n")


def test_a_change_of_what_the_index_is_made_of_needs_a_new_version() -> None:
    """Should this fail, raise `VERSION`, then set both here to what they are now."""
    person = Person(
        names=(PersonName(given_names="Bob Siôn", surname="MacDonald-O'Neill"),),
        births=("1974-03-27",),
        prisoner_numbers=("A1234BC", "AB 12345"),
        pncs=("2007/33190Z",),
        nhs_numbers=("943 476 5919",),
        postcodes=("LS1 1AA",),
        address="Flat 2, 72 Station Road, Leeds",
        sex="male",
    )
    [face] = faces_of(person, today_utc())
    made = pack(face), sum(keys_of(face).all) % 1_000_000_007
    assert (VERSION, *made) == _KNOWN
