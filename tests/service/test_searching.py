"""Searching the register as people type: parts, days in any style, numbers, slips."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, text

from service.entities import Actor, Client, ClientDetails
from service.identifiers.numbers import NumberKind
from service.runtime import Runtime
from service.searching.nearness import near_names
from service.searching.typed import TermKind, terms_of
from service.searching.words import entries_of
from service.store.engine import looking
from service.store.matching_models import ClientWordRow
from service.store.register_models import ClientRow
from service.usecases.client_parts import add_number, change_parts
from service.usecases.clients import add_client, list_clients
from service.usecases.indexing import reindex
from service.usecases.merging import merge_clients, unmerge_client
from service.usecases.searching import look_up
from service.web.search_words import show_searched
from tests.service.conftest import LAURA
from tests.service.prisons import fill_prison

_TODAY = date(2026, 11, 27)
_ROBERT = ClientDetails(
    given_names="Robert",
    surname="Humber",
    date_of_birth=date(1968, 8, 21),
    nhs_number="9434765919",
    pnc="81/34U",
)


@pytest.fixture
def robert(runtime: Runtime, actor: Actor) -> Client:
    return add_client(runtime, actor, _ROBERT)


def _found(runtime: Runtime, words: str) -> tuple[list[str], bool]:
    found = look_up(runtime, words, limit=50)
    return [client.surname for client in found.clients], found.is_close


@pytest.mark.parametrize(
    "words",
    [
        *("hum", "HUMBER robert", "umbe", "rob hum", "Mr Humber", "humber, robert"),
        *("21/8/1968", "21.08.68", "21st August 1968", "21081968", "1968", "8/1968"),
        *("humber 21 Aug 1968", "1968-08-21"),
        *("943 476 5919", "9434765919", "4765", "81/34U", "1981/34u", "1981/0000034U"),
    ],
)
def test_a_client_is_found_by_any_part_as_people_type_it(
    runtime: Runtime, laura: Client, robert: Client, words: str
) -> None:
    del laura, robert
    assert _found(runtime, words) == (["Humber"], False)


@pytest.mark.parametrize(
    "words",
    [
        *("humbre", "hunber", "hmber", "humbber", "bob", "bob humber", "robert humbr"),
        *("humber 12/8/1968", "humber 22/8/1968"),
        *("943 476 5918", "943 476 5991", "robbert hummber 21/8/1968"),
    ],
)
def test_slips_are_forgiven_and_said(
    runtime: Runtime, laura: Client, robert: Client, words: str
) -> None:
    del laura, robert
    assert _found(runtime, words) == (["Humber"], True)


@pytest.mark.parametrize(
    "words", ["smith", "humber 1/1/1990", "humber smith", "%", "_", "qq 12345"]
)
def test_who_has_not_all_of_it_is_not_found(
    runtime: Runtime, laura: Client, robert: Client, words: str
) -> None:
    del laura, robert
    assert _found(runtime, words)[0] == []


def test_names_written_in_one_or_apart_are_the_same(runtime: Runtime, actor: Actor) -> None:
    for surname in ("Mc Donald", "Smith-Jones", "O'Severn"):
        add_client(runtime, actor, replace(_ROBERT, surname=surname))
    assert _found(runtime, "mcdonald") == (["Mc Donald"], False)
    assert _found(runtime, "smithjones") == (["Smith-Jones"], False)
    assert _found(runtime, "smith jones") == (["Smith-Jones"], False)
    assert _found(runtime, "severn") == (["O'Severn"], False)


def test_whole_words_come_before_beginnings_and_these_before_parts(
    runtime: Runtime, actor: Actor
) -> None:
    for surname in ("Annable", "Hannan", "Ann"):
        add_client(runtime, actor, ClientDetails(given_names="Zoe", surname=surname))
    assert _found(runtime, "ann")[0] == ["Ann", "Annable", "Hannan"]


def test_a_changed_client_is_found_by_what_is_true_now(
    runtime: Runtime, actor: Actor, laura: Client, robert: Client
) -> None:
    change_parts(runtime, actor, robert.id, add_number(NumberKind.OLDER, "AB12345"))
    assert _found(runtime, "ab12345") == (["Humber"], False)
    merge_clients(runtime, actor, robert.id, laura.id)
    assert _found(runtime, "humber") == (["O'Severn"], False)
    unmerge_client(runtime, actor, robert.id)
    assert _found(runtime, "ab12345") == (["Humber"], False)
    assert _found(runtime, "laura")[0] == ["O'Severn"]


def _words(runtime: Runtime) -> set[tuple[str, int]]:
    with looking(runtime.engine) as session:
        rows = session.execute(select(ClientWordRow.word, ClientWordRow.client_id))
        return {(word, client_id) for word, client_id in rows}


def test_an_index_made_anew_holds_the_same(
    runtime: Runtime, actor: Actor, laura: Client, robert: Client
) -> None:
    again = add_client(runtime, actor, LAURA)
    merge_clients(runtime, actor, again.id, laura.id)
    before = _words(runtime)
    with runtime.engine.begin() as connection:
        connection.execute(text("UPDATE clients SET search_key = '' WHERE id = 2"))
    reindex(runtime, actor)
    assert _words(runtime) == before
    with looking(runtime.engine) as session:
        assert session.get_one(ClientRow, robert.id).search_key.startswith("ROBERT HUMBER")


def test_a_search_comes_a_page_at_a_time(runtime: Runtime) -> None:
    fill_prison(runtime, 60)
    first = look_up(runtime, "aled", limit=50)
    second = look_up(runtime, "aled", skip=50, limit=50)
    assert (first.total, len(first.clients), len(second.clients)) == (60, 50, 10)
    surnames = [client.surname for client in (*first.clients, *second.clients)]
    assert surnames == sorted(set(surnames))
    listed = list_clients(runtime, limit=50)
    rest = list_clients(runtime, after=listed[-1].id, limit=50)
    assert [client.surname for client in (*listed, *rest)] == surnames


def test_no_search_reads_the_register_through(small: Runtime, actor: Actor) -> None:
    add_client(small, actor, _ROBERT)
    asked: list[tuple[str, Any]] = []
    event.listen(small.engine, "before_cursor_execute", lambda *said: asked.append(said[2:4]))
    for words in ("humber", "robert humber 81/34U", "humbre 1968"):
        look_up(small, words, limit=50)
    queries = [one for one in asked if "client_words" in one[0]]
    assert len(queries) == 4
    with small.engine.connect() as connection:
        for query, values in queries:
            plan = _plan(connection, query, values)
            assert "SCAN client_words" not in plan, plan
            assert "Seq Scan on client_words" not in plan, plan


def _plan(connection: Connection, query: str, values: Any) -> str:
    """Tell how a query is answered; PostgreSQL would read a table of a few rows through."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return "\n".join(connection.exec_driver_sql(f"EXPLAIN {query}", values).scalars())
    found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
    return "\n".join(row[3] for row in found)


def test_what_was_typed_is_said_in_words() -> None:
    terms = terms_of("severn 27/3/74 a1234 bc 8/1968", _TODAY)
    assert {term.kind for term in terms} == set(TermKind)
    said = show_searched(terms)
    for part in ("27 March 1974", "August 1968", "“SEVERN”", "“A1234 BC”"):
        assert part in said


def test_a_short_name_has_no_neighbours() -> None:
    assert near_names("US", ["USK", "UST"]) == []
    assert near_names("SEVREN", ["SEVERN", "HUMBER", "SEVEN"]) == ["SEVERN", "SEVEN"]
    assert "ROBERT" in near_names("BOB", ["ROBERT", "HUMBER"])


def test_no_part_of_a_day_is_an_entry() -> None:
    assert entries_of("27031974") == {"27031974"}
    assert entries_of("A1234BC") == {"A1234BC", "~1234BC", "~234BC", "~34BC"}
    assert entries_of("USK") == {"USK"}
