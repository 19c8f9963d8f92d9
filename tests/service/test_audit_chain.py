"""One changed byte anywhere in the audit trail is found, and named."""

# ruff: noqa: S608 - what somebody who owns the database may type

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.auditing.chain import GENESIS, StoredEntry, details_text, hash_of
from service.auditing.verifying import Anchor, BreachKind, read_anchors, verify
from service.entities import Actor
from service.errors import BadRequestError, NotFoundError
from service.runtime import Runtime
from service.store import audit
from service.store.audit_chain import is_guarded, stored_entries
from service.store.engine import looking, unit_of_work
from service.store.models import AuditRow
from service.store.states import Channel, Role
from service.usecases.accounts import add_user
from service.usecases.auditing import (
    check_trail,
    last_verification,
    take_anchor,
    verify_trail,
)
from tests.service.conftest import ACTOR, of_sqlite_alone

_ENTRIES = 6


@pytest.fixture
def trail(runtime: Runtime) -> Runtime:
    """An installation in whose trail six entries stand, of two users and of nobody."""
    users = [
        add_user(runtime, ACTOR, name, Role.CJIT_WORKER).user.id for name in ("morag", "idris")
    ]
    for number in range(_ENTRIES - 2):
        actor = Actor(user_id=[*users, None][number % 3], channel=Channel.WEB)
        with unit_of_work(runtime.engine) as session:
            audit.write(session, actor, "test.done", "test", number, fields=["b", "a"], z=None)
    return runtime


_GUARDS = ("no_update", "no_delete", "only_at_end", "no_truncate")


@contextmanager
def tampering(runtime: Runtime) -> Iterator[Connection]:
    """Change the table as somebody would who owns the database: the guards are away meanwhile."""
    with runtime.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
            yield connection
            connection.execute(text("ALTER TABLE audit_entries ENABLE TRIGGER USER"))
            return
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = connection.execute(text(query)).all()
        for name, _ in guards:
            connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection
        for _, statement in guards:
            connection.exec_driver_sql(statement)


def _breach(runtime: Runtime, anchors: Sequence[Anchor] = ()) -> tuple[BreachKind, int] | None:
    found = check_trail(runtime, anchors).breach
    return found and (found.kind, found.entry_id)


class _PutBackError(Exception):
    """What was tampered with is as it was."""


def _after(
    runtime: Runtime, *changes: str, anchors: Sequence[Anchor] = ()
) -> tuple[BreachKind, int] | None:
    """Tell what is found after changes, which are undone again."""
    found = None
    with suppress(_PutBackError), tampering(runtime) as connection:
        for change in changes:
            assert connection.execute(text(change)).rowcount
        with Session(connection) as session, closing(stored_entries(session)) as entries:
            found = verify(entries, anchors).breach
        raise _PutBackError
    return found and (found.kind, found.entry_id)


def test_a_trail_that_nobody_touched_is_sound(trail: Runtime) -> None:
    verdict = check_trail(trail)
    assert verdict.is_sound
    assert verdict.entries == _ENTRIES
    assert verdict.head == take_anchor(trail)


def test_somebody_else_comes_to_the_same_hashes_by_what_is_written_down(trail: Runtime) -> None:
    with looking(trail.engine) as session:
        at = (
            "at"
            if session.get_bind().dialect.name == "sqlite"
            else ("to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')")
        )
        columns = f"id, {at}, user_id, action, subject, subject_id, details, hash"
        rows = session.execute(text(f"SELECT {columns} FROM audit_entries ORDER BY id")).all()
    before = "0" * 64
    for row in rows:
        written = json.dumps([before, *row[:-1]]).replace('", "', '","')
        compact = json.dumps(json.loads(written), separators=(",", ":"))
        before = hashlib.sha256(compact.encode()).hexdigest()
        assert before == row.hash
    assert len(rows) == _ENTRIES


_CHANGES = {
    "user_id": "CASE user_id WHEN 1 THEN 2 ELSE 1 END",
    "action": "'T' || substr(action, 2)",
    "subject": "subject || 's'",
    "subject_id": "subject_id || '0'",
    "details": "replace(details, '\"channel\"', '\"Channel\"')",
    "previous_hash": "'f' || substr(previous_hash, 1, 63)",
    "hash": "substr(hash, 2) || substr(hash, 1, 1)",
}


def test_a_change_of_any_column_of_any_entry_is_found(trail: Runtime) -> None:
    later = {"sqlite": "replace(at, '.', '.0')", "postgresql": "at + interval '1 microsecond'"}
    changes = {**_CHANGES, "at": later[trail.engine.dialect.name]}
    assert changes.keys() == set(AuditRow.__table__.columns.keys()) - {"id"}
    for column, change in changes.items():
        for entry_id in range(1, _ENTRIES + 1):
            changed = f"UPDATE audit_entries SET {column} = {change} WHERE id = {entry_id}"
            assert _after(trail, changed) == (BreachKind.CHANGED, entry_id), column


def test_another_number_of_any_entry_is_found(trail: Runtime) -> None:
    for entry_id in range(1, _ENTRIES + 1):
        moved = f"UPDATE audit_entries SET id = id + 100 WHERE id = {entry_id}"
        is_last = entry_id == _ENTRIES
        wanted = (BreachKind.CHANGED, 106) if is_last else (BreachKind.MISSING, entry_id + 1)
        assert _after(trail, moved) == wanted


@of_sqlite_alone
@pytest.mark.parametrize(
    "change",
    [
        "at = replace(at, ' ', 'T')",
        "details = replace(details, ':', ': ')",
        "details = CAST(details AS BLOB)",
        "action = CAST(action AS BLOB)",
        "hash = upper(hash)",
        "subject_id = NULL",
    ],
)
def test_a_byte_that_means_the_same_to_us_is_found_too(small: Runtime, change: str) -> None:
    with unit_of_work(small.engine) as session:
        audit.write(session, ACTOR, "test.done", "test", "abc")
    with tampering(small) as connection:
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        nullable = "UPDATE sqlite_master SET sql = replace(sql, 'subject_id VARCHAR(64) NOT NULL', "
        connection.execute(text("PRAGMA writable_schema = ON"))
        connection.execute(
            text(nullable + "'subject_id VARCHAR(64)') WHERE name = 'audit_entries'")
        )
        connection.execute(text("PRAGMA writable_schema = RESET"))
        connection.execute(text(f"UPDATE audit_entries SET {change}"))
    assert _breach(small) == (BreachKind.CHANGED, 1)


def test_an_entry_that_is_gone_is_missed(trail: Runtime) -> None:
    for entry_id in range(1, _ENTRIES):
        gone = f"DELETE FROM audit_entries WHERE id = {entry_id}"
        assert _after(trail, gone) == (BreachKind.MISSING, entry_id + 1)


def test_an_end_that_was_cut_off_is_missed_where_it_was_noted(trail: Runtime) -> None:
    anchor = take_anchor(trail)
    cut = "DELETE FROM audit_entries WHERE id >= 5"
    assert _after(trail, cut) is None
    assert _after(trail, cut, anchors=[anchor]) == (BreachKind.CUT_OFF, _ENTRIES)


def test_entries_that_changed_places_are_found(trail: Runtime) -> None:
    moves = ((3, 100), (4, 3), (100, 4))
    swap = [f"UPDATE audit_entries SET id = {b} WHERE id = {a}" for a, b in moves]
    assert _after(trail, *swap) == (BreachKind.CHANGED, 3)


def _rows(connection: Connection) -> list[dict[str, Any]]:
    found = connection.execute(text("SELECT * FROM audit_entries ORDER BY id")).mappings()
    return [dict(row) for row in found]


_PARTS = ("id", "at", "user_id", "action", "subject", "subject_id", "details")


def _at(row: dict[str, Any]) -> str:
    at = row["at"]
    return at if isinstance(at, str) else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _forge(connection: Connection, before: str, row: dict[str, Any]) -> str:
    """Put in an entry that is chained to another as it ought to be; give its hash."""
    parts = [_at(row) if name == "at" else row[name] for name in _PARTS]
    forged = {**row, "previous_hash": before, "hash": hash_of(before, *parts)}
    names = ", ".join(forged)
    values = ", ".join(f":{name}" for name in forged)
    connection.execute(text(f"INSERT INTO audit_entries ({names}) VALUES ({values})"), forged)
    return str(forged["hash"])


def test_an_entry_that_was_put_in_with_a_right_hash_is_found_at_the_next(trail: Runtime) -> None:
    with tampering(trail) as connection:
        rows = _rows(connection)
        connection.execute(text("DELETE FROM audit_entries WHERE id = 3"))
        _forge(connection, rows[1]["hash"], {**rows[2], "action": "test.harmless"})
    assert _breach(trail) == (BreachKind.OUT_OF_PLACE, 4)


def test_a_trail_that_was_written_anew_from_some_entry_on_does_not_have_the_noted_hash(
    trail: Runtime,
) -> None:
    anchor = take_anchor(trail)
    with tampering(trail) as connection:
        rows = _rows(connection)
        connection.execute(text("DELETE FROM audit_entries WHERE id >= 3"))
        before = rows[1]["hash"]
        for row in rows[2:]:
            before = _forge(connection, before, {**row, "subject_id": "999"})
    assert check_trail(trail).is_sound
    assert _breach(trail, [anchor]) == (BreachKind.REWRITTEN, _ENTRIES)


_COPIED = "INSERT INTO audit_entries SELECT {}, at, user_id, action, subject, subject_id, details, "


def test_the_database_refuses_what_does_not_add_at_the_end(trail: Runtime) -> None:
    last = "FROM audit_entries WHERE id = 6"
    for change in (
        "UPDATE audit_entries SET action = 'x'",
        "UPDATE audit_entries SET hash = hash",
        "DELETE FROM audit_entries",
        "DELETE FROM audit_entries WHERE id = 6",
        f"{_COPIED.format(7)} previous_hash, hash {last}",
        f"{_COPIED.format(9)} hash, hash {last}",
        f"{_COPIED.format(0)} hash, hash {last}",
    ):
        with pytest.raises(DBAPIError, match="only ever added"), trail.engine.begin() as connection:
            connection.execute(text(change))
    assert check_trail(trail).is_sound


def test_an_engines_own_ways_of_exchanging_rows_are_refused(trail: Runtime) -> None:
    if trail.engine.dialect.name == "sqlite":
        again = "REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE id = 2"
    else:
        again = "TRUNCATE audit_entries"
    with pytest.raises(DBAPIError, match="only ever added"), trail.engine.begin() as connection:
        connection.execute(text(again))


def test_a_guard_that_is_gone_is_missed(runtime: Runtime) -> None:
    on = "" if runtime.engine.dialect.name == "sqlite" else " ON audit_entries"
    for guard in ("no_update", "no_delete", "only_at_end"):
        with runtime.engine.connect() as connection:
            connection.execute(text(f"DROP TRIGGER audit_entries_{guard}{on}"))
            with Session(connection) as session:
                assert not is_guarded(session)
            connection.rollback()
    with runtime.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER audit_entries_no_update{on}"))
    assert _breach(runtime) == (BreachKind.UNGUARDED, 0)


@of_sqlite_alone
def test_an_index_that_hides_an_entry_is_found(small: Runtime) -> None:
    with unit_of_work(small.engine) as session:
        audit.write(session, ACTOR, "test.done", "test", "abc")
    with tampering(small) as connection:
        connection.execute(text("PRAGMA writable_schema = ON"))
        hidden = "WHERE name = 'ix_audit_entries_action'"
        connection.execute(text(f"UPDATE sqlite_master SET sql = sql || ' WHERE id < 0' {hidden}"))
        connection.execute(text("PRAGMA writable_schema = RESET"))
    assert _breach(small) == (BreachKind.INDEX, 1)


def test_nothing_is_written_of_what_did_not_happen(runtime: Runtime) -> None:
    with suppress(_PutBackError), unit_of_work(runtime.engine) as session:
        audit.write(session, ACTOR, "test.done", "test", 1)
        raise _PutBackError
    with pytest.raises(NotFoundError):
        take_anchor(runtime)


def test_that_the_trail_was_verified_is_in_it(trail: Runtime) -> None:
    assert last_verification(trail) is None
    assert verify_trail(trail, ACTOR).is_sound
    first = last_verification(trail)
    assert first is not None
    assert first.details == {"entries": _ENTRIES, "breach": None, "breach_at": None}
    with tampering(trail) as connection:
        connection.execute(text("UPDATE audit_entries SET action = 'x' WHERE id = 2"))
    assert not verify_trail(trail, ACTOR).is_sound
    last = last_verification(trail)
    assert last is not None
    assert (last.details["breach"], last.details["breach_at"]) == ("changed", 2)
    # What comes after a breach is chained all the same.
    assert _breach(trail) == (BreachKind.CHANGED, 2)


def _chain(count: int) -> list[StoredEntry]:
    entries, before = [], GENESIS
    for number in range(1, count + 1):
        at = datetime(2026, 11, 27, 6, 46, number, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        parts = (number, at, number % 3 or None, "test.done", "test", f"é{number}")
        details = details_text({"channel": "web", "count": number})
        own = hash_of(before, *parts, details)
        names = ("id", "at", "user_id", "action", "subject", "subject_id")
        known: dict[str, Any] = dict(zip(names, parts, strict=True))
        entries.append(StoredEntry(**known, details=details, previous_hash=before, hash=own))
        before = own
    return entries


_WHOLE = _chain(8)
_TEXTS = ("at", "action", "subject", "subject_id", "details", "previous_hash", "hash")


@given(st.data())
def test_one_changed_character_anywhere_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(_WHOLE) - 1), label="entry")
    name = data.draw(st.sampled_from(_TEXTS), label="column")
    was = getattr(_WHOLE[at], name)
    place = data.draw(st.integers(0, len(was) - 1), label="place")
    instead = data.draw(st.characters().filter(lambda one: one != was[place]), label="character")
    changed = replace(_WHOLE[at], **{name: was[:place] + instead + was[place + 1 :]})
    verdict = verify([*_WHOLE[:at], changed, *_WHOLE[at + 1 :]])
    assert verdict.breach is not None
    assert verdict.breach.entry_id == at + 1
    assert verdict.entries == at


@given(st.permutations(range(len(_WHOLE))).filter(lambda order: order != sorted(order)))
def test_no_other_order_is_sound(order: list[int]) -> None:
    assert not verify(_WHOLE[at] for at in order).is_sound
    renumbered = (replace(_WHOLE[at], id=id_) for id_, at in enumerate(order, 1))
    assert not verify(renumbered).is_sound


@given(st.sets(st.integers(0, 7), min_size=1, max_size=7))
def test_no_part_of_it_is_sound_against_its_head(gone: set[int]) -> None:
    last = _WHOLE[-1]
    head = Anchor(id=last.id, hash=str(last.hash), at=str(last.at))
    left = [entry for at, entry in enumerate(_WHOLE) if at not in gone]
    assert not verify(left, [head]).is_sound


def test_anchors_come_back_from_their_lines() -> None:
    anchor = Anchor(id=7, hash="ab" * 32, at="2026-11-27 06:46:52.000123")
    assert read_anchors([anchor.line(), "\n"]) == [anchor]
    for wrong in ("{}", "7", "no JSON", '{"id": "seven"}'):
        with pytest.raises(BadRequestError, match="line 2"):
            read_anchors([anchor.line(), wrong])


def test_of_two_anchors_of_one_entry_one_is_wrong() -> None:
    last = _WHOLE[-1]
    right = Anchor(id=last.id, hash=str(last.hash), at=str(last.at))
    verdict = verify(_WHOLE, [right, replace(right, hash=GENESIS)])
    assert verdict.breach is not None
    assert verdict.breach.kind is BreachKind.REWRITTEN
