"""Installations to test on: a folder, a database on SQLite or PostgreSQL, and a scripted reader."""

import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import create_engine, text

from forms.definition import Form
from forms.registry import load_catalogue
from service.app import create_app
from service.entities import Actor, Client, ClientDetails
from service.migrations import upgrade
from service.outgoing_mail import SmtpServer, SmtpSettings
from service.permission.asking import asked_by
from service.permission.roles import EVERY_POWER
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import open_engine
from service.store.states import Channel, Role
from service.usecases.accounts import NewAccount, add_user
from service.usecases.clients import add_client
from tests.service.console import Console
from tests.service.database import postgresql
from tests.service.readings import ScriptedReader
from tests.service.redis import redis_server
from tests.service.smtp import USER, Box, mail_server
from tests.service.visitor import Visitor

ACTOR = Actor(user_id=None, channel=Channel.COMMAND_LINE, powers=EVERY_POWER)
"""The person at the console."""
ON_SERVERS = os.environ.get("ON_SERVERS") == "yes"
"""Whether all installations, not only those of tests that ask, are on PostgreSQL and Redis."""
of_sqlite_alone = pytest.mark.skipif(ON_SERVERS, reason="about what SQLite alone does")
MoreServers = Callable[[], Mapping[str, str]]


@pytest.fixture(autouse=True, scope="session")
def _console_asks() -> Iterator[None]:
    """Tests call use cases as the person at the console; requests say for themselves who asks."""
    with asked_by(ACTOR):
        yield


@pytest.fixture(autouse=True)
def _quiet_logs() -> Iterator[None]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql() as url:
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        yield url


@pytest.fixture
def fresh_postgresql(postgresql_url: str) -> Iterator[str]:
    """A migrated database of the test's own, copied from the first."""
    yield from _database(postgresql_url, "postgres")


@pytest.fixture
def empty_postgresql(postgresql_url: str) -> Iterator[str]:
    """A database without a table."""
    yield from _database(postgresql_url, "template0")


def _database(postgresql_url: str, template: str) -> Iterator[str]:
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    # The template must have nobody connected: maintenance happens from template1.
    keeper = create_engine(engine.url.set(database="template1"), isolation_level="AUTOCOMMIT")
    with keeper.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield engine.url.set(database=name).render_as_string(hide_password=False)
    with keeper.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    keeper.dispose()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture
def servers(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """What is set beside the data folder: nothing, or an empty database and an empty queue."""
    if not ON_SERVERS:
        return {}
    queue = request.getfixturevalue("redis_url")
    with Redis.from_url(queue) as connection:
        connection.flushall()
    return _named(request.getfixturevalue("fresh_postgresql"), queue)


@pytest.fixture(scope="module")
def more_servers(request: pytest.FixtureRequest) -> Iterator[MoreServers]:
    """Likewise for each of several installations, or for one that many tests share."""
    with ExitStack() as stack:

        def made() -> Mapping[str, str]:
            if not ON_SERVERS:
                return {}
            first = request.getfixturevalue("postgresql_url")
            database = stack.enter_context(contextmanager(_database)(first, "postgres"))
            return _named(database, request.getfixturevalue("redis_url"))

        yield made


def _named(database: str, queue: str) -> Mapping[str, str]:
    return {"THROUGHCARE_DATABASE_URL": database, "THROUGHCARE_QUEUE_URL": queue}


@pytest.fixture
def console(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    servers: Mapping[str, str],
) -> Console:
    for name, value in servers.items():
        monkeypatch.setenv(name, value)
    return Console(monkeypatch, capsys, tmp_path / "var")


@pytest.fixture
def settings(tmp_path: Path, servers: Mapping[str, str]) -> Settings:
    return Settings.from_env({"THROUGHCARE_DATA_DIR": str(tmp_path / "var"), **servers})


@pytest.fixture(params=["postgresql"] if ON_SERVERS else ["sqlite", "postgresql"])
def either_settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    if ON_SERVERS or request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("fresh_postgresql"))


@pytest.fixture
def reader() -> ScriptedReader:
    return ScriptedReader()


def _opened(settings: Settings, reader: ScriptedReader) -> Iterator[Runtime]:
    runtime = open_runtime(settings, read_file=reader)
    upgrade(runtime.engine)
    yield runtime
    runtime.engine.dispose()


@pytest.fixture
def runtime(either_settings: Settings, reader: ScriptedReader) -> Iterator[Runtime]:
    """An installation on each engine in turn."""
    yield from _opened(either_settings, reader)


@pytest.fixture
def small(settings: Settings, reader: ScriptedReader) -> Iterator[Runtime]:
    """An installation on SQLite alone."""
    yield from _opened(settings, reader)


@pytest.fixture
def actor() -> Actor:
    return ACTOR


@pytest.fixture(scope="session")
def alert_form() -> Form:
    return load_catalogue().find("alert-form")


LAURA = ClientDetails(
    given_names="Laura Jane",
    surname="O'Severn",
    date_of_birth=date(1974, 3, 27),
    prisoner_number="A1234BC",
)


def add_laura(runtime: Runtime) -> Client:
    return add_client(runtime, ACTOR, LAURA)


@pytest.fixture
def laura(runtime: Runtime) -> Client:
    return add_laura(runtime)


@pytest.fixture
def app(small: Runtime) -> Flask:
    return create_app(small, testing=True)


@pytest.fixture
def anybody(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def account(small: Runtime) -> NewAccount:
    return add_user(small, ACTOR, "morag", Role.TEAM_MANAGER)


@pytest.fixture
def visitor(anybody: FlaskClient, account: NewAccount) -> Visitor:
    """Somebody signed in on a browser."""
    found = Visitor(anybody)
    assert found.post("/sign-in", name="morag", password=account.password).status_code == 302
    return found


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def mailing(runtime: Runtime, box: Box) -> Iterator[Runtime]:
    with mail_server(box) as port:
        server = SmtpServer(host="127.0.0.1", port=port, tls=False, plain=True)
        smtp = SmtpSettings(server=server, sender=USER)
        yield replace(runtime, settings=replace(runtime.settings, smtp=smtp))
