"""A database with data in it, at each step that was ever released, is brought to the present one.

Somebody reads all the while, and several programs may be started at once.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from service.app import create_app
from service.errors import NewerDatabaseError
from service.migrations import _config, is_current, steps, upgrade
from service.migrations.stepping import stepping
from service.runtime import Runtime
from service.settings import Settings
from service.store.base import Base
from service.store.engine import looking, open_engine
from service.store.states import Role
from service.usecases.accounts import add_user
from tests.service.conftest import ACTOR
from tests.service.full_house import furnish
from tests.service.readings import ScriptedReader

_KEPT = ("clients", "documents", "pages", "records", "issued_copies", "users", "audit_entries")


def _bring_down(engine: Engine, step: str) -> None:
    config = _config()
    with stepping(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, step)


def _contents(engine: Engine) -> dict[str, list[int]]:
    with looking(engine) as session:
        return {
            table: list(session.scalars(text(f"SELECT id FROM {table} ORDER BY id")))  # noqa: S608 - ours
            for table in _KEPT
        }


def _are_kept(before: dict[str, list[int]], after: dict[str, list[int]]) -> bool:
    """Tell whether all is there as before; the trail alone may end with a word of the upgrade."""
    trail = "audit_entries"
    lost = {**after, trail: after[trail][: len(before[trail])]} != before
    return not lost and len(after[trail]) - len(before[trail]) in (0, 1)


@contextmanager
def _read_all_the_while(settings: Settings) -> Iterator[list[dict[str, list[int]]]]:
    """Read again and again, over a connection of its own."""
    engine, over, seen = open_engine(settings.database_url), Event(), list[dict[str, list[int]]]()

    def read() -> None:
        while not over.is_set():
            seen.append(_contents(engine))

    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(read)
        yield seen
        over.set()
        reading.result()
    engine.dispose()


def test_each_step_ever_released_is_brought_up_while_somebody_reads(
    runtime: Runtime, reader: ScriptedReader
) -> None:
    furnish(runtime, reader, compare=False)
    add_user(runtime, ACTOR, "morag", Role.CJIT_WORKER)
    there = _contents(runtime.engine)
    assert all(there.values())
    for step in reversed(steps()[:-1]):
        # On the way down what the later steps brought is lost, as it was before them.
        _bring_down(runtime.engine, step)
        at_step = _contents(runtime.engine)
        with _read_all_the_while(runtime.settings) as seen:
            assert upgrade(runtime.engine)
        assert is_current(runtime.engine)
        assert _are_kept(at_step, _contents(runtime.engine)), step
        assert seen, step
        assert all(_are_kept(at_step, once) for once in seen), step
    with runtime.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    answer = create_app(runtime).test_client().get("/readyz")
    assert answer.status_code == 200


def test_several_programs_may_bring_it_up_at_once(runtime: Runtime) -> None:
    _bring_down(runtime.engine, "base")
    engines = [open_engine(runtime.settings.database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as programs:
        list(programs.map(upgrade, engines))
    assert is_current(runtime.engine)
    for engine in engines:
        engine.dispose()


def test_what_a_newer_version_has_changed_is_left_alone(runtime: Runtime) -> None:
    with runtime.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError):
        upgrade(runtime.engine)
    answer = create_app(runtime).test_client().get("/readyz")
    assert (answer.status_code, list(answer.get_json()["problems"])) == (503, ["database"])
