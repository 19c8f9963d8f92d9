import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.migrations import is_current, upgrade
from service.runtime import Runtime
from service.settings import Settings
from service.store import (
    audit,
    matching_models,  # noqa: F401 - declares its tables
    work_models,  # noqa: F401 - declares its tables
)
from service.store.engine import open_engine, unit_of_work
from service.store.models import Base
from tests.service.conftest import ACTOR


def test_the_tables_are_those_of_the_models(runtime: Runtime) -> None:
    with runtime.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_upgrade_is_done_once(settings: Settings) -> None:
    engine = open_engine(settings.database_url)
    assert not is_current(engine)
    assert upgrade(engine)
    assert not upgrade(engine)
    engine.dispose()


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"]
)
def test_audit_entries_stay_as_they_were_written(runtime: Runtime, change: str) -> None:
    with unit_of_work(runtime.engine) as session:
        audit.write(session, ACTOR, "test.done", "test", 1)
    with pytest.raises(DBAPIError), runtime.engine.begin() as connection:
        connection.execute(text(change))


def test_sqlite_is_set_to_lose_nothing(small: Runtime) -> None:
    with small.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
