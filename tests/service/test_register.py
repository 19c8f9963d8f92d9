"""What is known of a client changes, by the use cases; each change is in the history."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from service.clock import now_utc
from service.entities import Actor, Client, Episode, KeyWorker, PersonName
from service.errors import BadRequestError, ConflictError, NotFoundError, StaleError
from service.identifiers.numbers import NumberKind
from service.register.names import parse_name, parse_names, write_names
from service.runtime import Runtime
from service.store import clients
from service.store.engine import looking
from service.store.states import ClientAction, CustodyStatus, WorkerRole
from service.usecases.client_parts import (
    Change,
    add_birth,
    add_name,
    add_number,
    add_postcode,
    change_parts,
    keep_episode,
    keep_worker,
    remove_birth,
    remove_episode,
    remove_name,
    remove_number,
    remove_postcode,
    remove_worker,
)
from service.usecases.clients import (
    add_client,
    change_client,
    client_history_of,
    find_client,
    search_clients,
)
from tests.service.conftest import LAURA, of_sqlite_alone

LORNA = PersonName(given_names="Lorna", surname="Wye")
STAY = Episode(prison="LEI", status=CustodyStatus.REMAND, from_date=date(2026, 1, 2))
MORAG = KeyWorker(name="Morag Tweed", agency="CARATs", role=WorkerRole.PRISON)


def test_a_change_is_kept_with_what_was_before(
    runtime: Runtime, actor: Actor, laura: Client
) -> None:
    changed = replace(LAURA, surname="Wye", aliases="Laura O'Severn", nhs_number="9434765919")
    now = change_client(runtime, actor, laura.id, changed, revision=laura.revision)
    assert (now.name, now.reference, now.revision) == ("Laura Jane Wye", laura.reference, 2)
    entry = client_history_of(runtime, laura.id)[0]
    assert (entry.action, entry.by) == (ClientAction.CHANGED, None)
    assert {change.key: (change.before, change.after) for change in entry.changes} == {
        "surname": ("O'Severn", "Wye"),
        "nhs_number": ("", "943 476 5919"),
        "other_names": ([], ["Laura O'Severn"]),
    }
    assert search_clients(runtime, "wye 9434765919 o'severn") == [now]


def test_what_changes_nothing_leaves_no_trace(
    runtime: Runtime, actor: Actor, laura: Client
) -> None:
    assert change_client(runtime, actor, laura.id, LAURA) == laura
    assert len(client_history_of(runtime, laura.id)) == 1


def test_two_who_change_one_client_do_not_overwrite_each_other(
    runtime: Runtime, actor: Actor, laura: Client
) -> None:
    change_parts(runtime, actor, laura.id, add_name(LORNA), revision=laura.revision)
    for stale in (
        lambda: change_client(runtime, actor, laura.id, LAURA, revision=laura.revision),
        lambda: change_parts(
            runtime, actor, laura.id, add_postcode("LS1 4AP"), revision=laura.revision
        ),
    ):
        with pytest.raises(StaleError):
            stale()


def test_a_reference_of_somebody_else_is_refused(
    runtime: Runtime, actor: Actor, laura: Client
) -> None:
    other = add_client(runtime, actor, replace(LAURA, reference="R7"))
    with pytest.raises(ConflictError):
        change_client(runtime, actor, other.id, replace(LAURA, reference=laura.reference))
    assert find_client(runtime, other.id).reference == "R7"


@pytest.mark.parametrize(
    ("add", "remove", "field", "words"),
    [
        (add_name(LORNA), remove_name(LORNA), "other_names", "lorna wye"),
        (add_birth(date(1974, 7, 3)), remove_birth(date(1974, 7, 3)), "other_births", "03071974"),
        (
            add_number(NumberKind.UNKNOWN, "ab 12345"),
            remove_number(NumberKind.OLDER, "ab 12345"),
            *("numbers", "AB12345"),
        ),
        (
            add_number(NumberKind.NHS, "9434765918"),
            remove_number(NumberKind.NHS, "9434765918"),
            *("numbers", "9434765918"),
        ),
        (add_postcode("ls14ap"), remove_postcode("LS1 4AP"), "postcodes", None),
    ],
)
def test_what_is_added_is_found_and_what_is_removed_is_not(
    runtime: Runtime,
    actor: Actor,
    laura: Client,
    add: Change,
    remove: Change,
    field: str,
    words: str | None,
) -> None:
    more = change_parts(runtime, actor, laura.id, add)
    assert len(getattr(more, field)) == 1
    assert change_parts(runtime, actor, laura.id, add) == more
    assert words is None or search_clients(runtime, words) == [more]
    less = change_parts(runtime, actor, laura.id, remove)
    assert getattr(less, field) == ()
    assert words is None or search_clients(runtime, words) == []
    kept = [entry.changes[0] for entry in client_history_of(runtime, laura.id)[:2]]
    assert kept[0].before == kept[1].after != []


def test_stays_and_workers_are_added_changed_and_removed(
    runtime: Runtime, actor: Actor, laura: Client
) -> None:
    first = change_parts(runtime, actor, laura.id, keep_episode(STAY), keep_worker(MORAG))
    [stay], [worker] = first.episodes, first.workers
    assert (stay, worker) == (replace(STAY, id=stay.id), replace(MORAG, id=worker.id))
    released = replace(stay, status=CustodyStatus.RELEASED, to_date=date(2026, 3, 4))
    then = change_parts(runtime, actor, laura.id, keep_episode(released))
    assert then.episodes == (released,)
    last = change_parts(runtime, actor, laura.id, remove_episode(stay.id), remove_worker(worker.id))
    assert (last.episodes, last.workers) == ((), ())
    with pytest.raises(NotFoundError):
        change_parts(runtime, actor, laura.id, keep_episode(replace(STAY, id=99)))


def test_what_cannot_be_known_is_refused() -> None:
    for wrong in (
        lambda: add_name(PersonName(given_names="Lorna", surname=" ")),
        lambda: add_birth(now_utc().date() + timedelta(days=2)),
        lambda: add_number(NumberKind.PNC, " "),
        lambda: add_postcode("NF1 1NF"),
        lambda: keep_episode(replace(STAY, to_date=date(2025, 1, 1))),
        lambda: keep_episode(Episode()),
        lambda: keep_worker(replace(MORAG, name="")),
    ):
        with pytest.raises(BadRequestError) as caught:
            wrong()
        assert caught.value.problems


def test_the_history_cannot_be_rewritten(runtime: Runtime, laura: Client) -> None:
    del laura
    with pytest.raises(DBAPIError), runtime.engine.begin() as connection:
        connection.execute(text("UPDATE client_history SET action = 'x'"))


def test_the_audit_trail_knows_fields_and_no_values(
    runtime: Runtime, actor: Actor, laura: Client
) -> None:
    change_client(runtime, actor, laura.id, replace(LAURA, surname="Wye"))
    change_parts(runtime, actor, laura.id, add_name(LORNA))
    with runtime.engine.connect() as connection:
        details = str(connection.execute(text("SELECT details FROM audit_entries")).all())
    assert "surname" in details
    assert not any(word in details for word in ("Wye", "Severn", "Lorna"))


@pytest.mark.parametrize(
    ("written", "given_names", "surname"),
    [
        ("Ali Wye", "Ali", "Wye"),
        ("Wye", "", "Wye"),
        ("van der Usk, Jan Piet", "Jan Piet", "van der Usk"),
        ("Usk,", "", "Usk"),
    ],
)
def test_a_name_is_taken_apart(written: str, given_names: str, surname: str) -> None:
    assert parse_name(written) == PersonName(given_names=given_names, surname=surname)


def test_names_are_written_so_that_they_are_read_as_the_same() -> None:
    names = parse_names("Ali Wye; van der Usk, Jan;; Ali  Wye; Usk,")
    assert len(names) == 3
    assert parse_names(write_names(names)) == names


@of_sqlite_alone
def test_candidates_are_looked_up_and_the_register_is_not_read_through(small: Runtime) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(small.engine, "before_cursor_execute", lambda *said: asked.append(said[2:4]))
    with looking(small.engine) as session:
        clients.by_names(session, [("Severn", "Aled"), ("Wye", "Siân"), ("Usk", "")])
        clients.by_number_and_birth(session, "A1234BC", date(1974, 3, 27))
        clients.by_references(session, ["R1", "R2"])
        clients.merged_into(session, 1)
        clients.listed(session, limit=50)
    queries = [(query, values) for query, values in asked if "FROM clients" in query]
    with small.engine.connect() as connection:
        for query, values in queries:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values).all()
            steps = [row[3] for row in plan if "clients" in row[3]]
            assert all(" INDEX " in step or " PRIMARY KEY " in step for step in steps), steps
    assert len(queries) == 6
