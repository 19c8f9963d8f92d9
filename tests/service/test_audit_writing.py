"""Entries of many processes make one chain; what was there before the chain is in it."""

import pytest
from alembic import command
from sqlalchemy import text
from structlog.contextvars import bound_contextvars

from service.auditing.asked import TrailAsked
from service.migrations import _config, upgrade
from service.runtime import Runtime
from service.store import audit
from service.store.engine import unit_of_work
from service.store.states import Role
from service.usecases.accounts import add_user
from service.usecases.auditing import check_trail, search_trail
from tests.service.audit_writers import write_together
from tests.service.conftest import ACTOR

_PROCESSES, _TIMES = 4, 25
_OLD = """INSERT INTO audit_entries (id, at, user_id, action, subject, subject_id, details) VALUES
(1, '2026-01-02 03:04:05', 1, 'record.accepted', 'record', '7', '{"channel": "web"}'),
(2, '2026-01-02 03:04:05.000123', NULL, 'intake.received', 'intake', '1',
'{"documents": 3, "channel": "mail"}'),
(5, '2026-06-30 23:04:05.5', 1, 'client.changed', 'client', '1', '{"fields": ["é", "b"]}')"""


def test_entries_of_many_processes_are_one_chain(runtime: Runtime) -> None:
    for name in ("aled", "branwen", "calum", "dilys"):
        add_user(runtime, ACTOR, name, Role.CJIT_WORKER)
    url = runtime.engine.url.render_as_string(hide_password=False)
    assert write_together(url, _PROCESSES, _TIMES) == [0] * _PROCESSES
    verdict = check_trail(runtime)
    assert verdict.is_sound, verdict
    # A fifth of the transactions was given up, and left nothing, not even a number.
    assert verdict.entries == 4 + 2 * _PROCESSES * _TIMES * 4 // 5
    assert verdict.head is not None
    assert verdict.head.id == verdict.entries
    found = search_trail(runtime, TrailAsked(subject="writer"), limit=1000)
    for number in range(_PROCESSES):
        turns = [one.details["turn"] for one in found if one.subject_id == str(number)]
        assert turns == sorted(turns, reverse=True)


def test_an_entry_knows_the_request_that_it_came_of(runtime: Runtime) -> None:
    with bound_contextvars(request_id="0a1b2c3d"), unit_of_work(runtime.engine) as session:
        audit.write(session, ACTOR, "test.done", "test", 1)
    [entry] = search_trail(runtime, TrailAsked(), limit=2)
    assert (entry.request_id, entry.channel, entry.details) == ("0a1b2c3d", "command_line", {})


@pytest.mark.parametrize("times", [1, 2])
def test_entries_from_before_the_chain_are_chained_as_they_stand(
    runtime: Runtime, times: int
) -> None:
    add_user(runtime, ACTOR, "morag", Role.CJIT_WORKER)
    config = _config()
    with runtime.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0013")
        connection.execute(text("DROP TRIGGER audit_entries_no_DELETE" + _on(runtime)))
        connection.execute(text("DELETE FROM audit_entries"))
        connection.execute(text(_OLD))
        deny = "CREATE TRIGGER audit_entries_no_DELETE BEFORE DELETE ON audit_entries "
        body = "BEGIN SELECT RAISE(ABORT, ''); END"
        if not _is_sqlite(runtime):
            body = "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
        connection.execute(text(deny + body))
    for _ in range(times):
        upgrade(runtime.engine)
    verdict = check_trail(runtime)
    assert verdict.is_sound, verdict
    assert verdict.entries == 4
    found = search_trail(runtime, TrailAsked(), limit=9)
    assert [(one.id, one.action, one.user) for one in found] == [
        (6, "audit.chained", None),
        (5, "client.changed", "morag"),
        (2, "intake.received", None),
        (1, "record.accepted", "morag"),
    ]
    assert found[0].details == {"entries": 3}
    assert found[1].details == {"fields": ["é", "b"]}
    assert found[2].at.isoformat() == "2026-01-02T03:04:05.000123+00:00"
    with unit_of_work(runtime.engine) as session:
        audit.write(session, ACTOR, "test.done", "test", 1)
    after = check_trail(runtime)
    assert after.is_sound
    assert after.head is not None
    assert after.head.id == 7


def _is_sqlite(runtime: Runtime) -> bool:
    return runtime.engine.dialect.name == "sqlite"


def _on(runtime: Runtime) -> str:
    return "" if _is_sqlite(runtime) else " ON audit_entries"
