from datetime import timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from forms.definition import Form
from service.clock import now_utc
from service.migrations import _config, is_current, upgrade
from service.runtime import Runtime
from service.settings import Settings
from service.store import (
    audit,
    checking_models,  # noqa: F401 - declares its tables
    effect_models,  # noqa: F401 - declares its tables
    identity_models,  # noqa: F401 - declares its tables
    journey_models,  # noqa: F401 - declares its tables
    matching_models,  # noqa: F401 - declares its tables
    records,
    rights_models,  # noqa: F401 - declares its tables
    sureness,
    users,
    work_models,  # noqa: F401 - declares its tables
)
from service.store.base import Base
from service.store.engine import open_engine, unit_of_work
from service.store.models import PageRow
from service.store.states import Role
from service.usecases.quality import answer_check, draw_sample, error_rates, list_checks
from tests.service.conftest import ACTOR, of_sqlite_alone
from tests.service.invented import ALERT
from tests.service.stored import store_record


def test_the_tables_are_those_of_the_models(runtime: Runtime) -> None:
    with runtime.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@of_sqlite_alone
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


@of_sqlite_alone
def test_sqlite_is_set_to_lose_nothing(small: Runtime) -> None:
    with small.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@of_sqlite_alone
def test_accounts_of_before_get_roles_that_let_them_work(settings: Settings) -> None:
    engine = open_engine(settings.database_url)
    _bring_to(engine, "0013")
    added = text(
        """INSERT INTO users (name, role, password_hash, session_stamp, active, created_at)
        VALUES (:name, :role, '', '', true, '2026-01-02 03:04:05')"""
    )
    with engine.begin() as connection:
        for name, role in (("ada", "administrator"), ("morag", "worker")):
            connection.execute(added, {"name": name, "role": role})
    upgrade(engine)
    with unit_of_work(engine) as session:
        found = {row.name: row.roles for row in users.listed(session)}
    assert found == {
        "ada": {Role.TEAM_MANAGER, Role.ADMINISTRATOR},
        "morag": {Role.CJIT_WORKER},
    }
    with engine.begin() as connection:
        connection.execute(text("UPDATE users SET roles = 'auditor' WHERE name = 'morag'"))
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0013")
    with engine.begin() as connection:
        back = connection.execute(text("SELECT name, role, active FROM users ORDER BY name"))
        assert back.all() == [("ada", "administrator", 1), ("morag", "worker", 0)]
    engine.dispose()


_AT_0003 = (
    """INSERT INTO clients (id, reference, given_names, surname, aliases, date_of_birth, sex,
    postcode, prisoner_number, pnc, cro, nhs_number, address, search_key, created_at)
    VALUES (1, 'R1', 'Aled', 'Severn', 'Ali Severn; Severn-Wye ;', '1979-04-17', '', '', '', '',
    '', '', '', 'ALED SEVERN', '2026-01-02 03:04:05'),
    (2, 'R2', 'Errol', 'Humber', '', NULL, '', '', '', '', '', '', '', '',
    '2026-01-02 03:04:05')""",
    """INSERT INTO issued_copies (id, copy_id, form_id, form_version, artefact, "values", client_id,
    issued_at) VALUES (1, 'AAAAAAAAAAAAAA', 'alert-form', '1', 'pdf', '{}', 1,
    '2026-01-02 03:04:05')""",
)


def _bring_to(engine: Engine, step: str) -> None:
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        if step < "0004":
            command.downgrade(config, step)
        else:
            command.upgrade(config, step)


def test_clients_are_carried_over_with_all_that_refers_to_them(either_settings: Settings) -> None:
    engine = open_engine(either_settings.database_url)
    upgrade(engine)
    _bring_to(engine, "0003")
    with engine.begin() as connection:
        for statement in _AT_0003:
            connection.execute(text(statement))
    upgrade(engine)
    with engine.connect() as connection:
        names = connection.execute(
            text("SELECT client_id, given_names, surname FROM client_names ORDER BY id")
        )
        assert names.all() == [(1, "Ali", "Severn"), (1, "", "Severn-Wye")]
        of_copy = text("SELECT surname FROM issued_copies JOIN clients c ON c.id = client_id")
        assert connection.execute(of_copy).scalars().all() == ["Severn"]
        history = text("SELECT client_id, action FROM client_history ORDER BY client_id")
        assert connection.execute(history).all() == [(1, "added"), (2, "added")]
    _bring_to(engine, "0003")
    with engine.connect() as connection:
        aliases = connection.execute(text("SELECT aliases FROM clients ORDER BY id"))
        assert aliases.scalars().all() == ["Ali Severn; Severn-Wye", ""]
    engine.dispose()


def test_the_outcomes_of_checks_that_were_answered_before_are_noted(
    runtime: Runtime, alert_form: Form
) -> None:
    record_id = store_record(runtime, alert_form, ALERT)
    with unit_of_work(runtime.engine) as session:
        row = records.get(session, record_id)
        assert row is not None
        draw_sample(session, row, 100, b"a key of the tests")
    drawn = {check.key: check.id for check in list_checks(runtime, limit=100)}
    answer_check(runtime, ACTOR, drawn["client_name"], str(ALERT["client_name"]).lower())
    answer_check(runtime, ACTOR, drawn["prison_name"], "HMP Hull")
    answer_check(runtime, ACTOR, drawn["court_name"], None, is_clear=False)
    before = error_rates(runtime, ())
    config = _config()
    with runtime.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
    upgrade(runtime.engine)
    assert error_rates(runtime, ()) == before
    [rate] = before
    assert (rate.checked, rate.wrong, rate.unclear) == (2, 1, 1)


def test_how_sure_the_reader_was_is_noted_of_the_last_month(
    runtime: Runtime, alert_form: Form
) -> None:
    now = now_utc()
    for content in (b"II*\x00 new", b"II*\x00 old"):
        store_record(runtime, alert_form, ALERT, content=content)
    with unit_of_work(runtime.engine) as session:
        new, old = session.scalars(select(PageRow).order_by(PageRow.id))
        assert new.sureness is not None
        new.read_at = new.sureness.read_at = now
        old.read_at, old.sureness = now - timedelta(days=90), None
        session.flush()
        [before] = sureness.of_pages(session, now - timedelta(days=365))
    with runtime.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0021")
    upgrade(runtime.engine)
    with unit_of_work(runtime.engine) as session:
        assert list(sureness.of_pages(session, now - timedelta(days=365))) == [before]
    assert before[1] == len(before[0]) == len(ALERT)
