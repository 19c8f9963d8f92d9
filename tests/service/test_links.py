"""Links to other machines: by TLS, proven on a real server; else the doctor warns."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from service.backup.summary import summaries_in
from service.errors import UnavailableError
from service.links import database_remedy, is_here, queue_remedy
from service.migrations import upgrade
from service.runtime import open_runtime
from service.settings import Settings
from service.store.engine import looking
from service.usecases.backing_up import back_up
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.database import CERTIFICATE, Server, postgresql_server

_PG = "postgresql+psycopg://tc:secret-word@"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgresql_server(is_tls=True) as server:
        yield server


def _url(server: Server, mode: str, ca: Path | None = None) -> str:
    root = f"&sslrootcert={ca or server.folder / CERTIFICATE}"
    return f"postgresql+psycopg://tc@localhost:{server.port}/postgres?sslmode={mode}{root}"


def test_the_database_is_used_and_backed_up_by_tls(
    server: Server, settings: Settings, tmp_path: Path
) -> None:
    runtime = open_runtime(replace(settings, database_url=_url(server, "verify-full")))
    upgrade(runtime.engine)
    with looking(runtime.engine) as session:
        query = text("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert session.execute(query).one() == (True, "TLSv1.3")
    back_up(runtime, ACTOR, tmp_path / "backup")
    assert len(summaries_in(tmp_path / "backup")) == 1
    runtime.engine.dispose()


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(
    server: Server, settings: Settings, tmp_path: Path
) -> None:
    with postgresql_server(is_tls=True) as stranger:
        other = tmp_path / "other.crt"
        other.write_bytes((stranger.folder / CERTIFICATE).read_bytes())
    runtime = open_runtime(replace(settings, database_url=_url(server, "verify-full", other)))
    with pytest.raises(UnavailableError):
        upgrade(runtime.engine)
    by_number = _url(server, "verify-full").replace("localhost", "127.0.0.1")
    runtime = open_runtime(replace(settings, database_url=by_number))
    with pytest.raises(UnavailableError):
        upgrade(runtime.engine)


def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for(
    postgresql_url: str, settings: Settings
) -> None:
    runtime = open_runtime(replace(settings, database_url=f"{postgresql_url}?sslmode=require"))
    with pytest.raises(UnavailableError):
        upgrade(runtime.engine)


@pytest.mark.parametrize(
    ("url", "is_well"),
    [
        ("sqlite:///throughcare.db", True),
        (f"{_PG}localhost/tc", True),
        (f"{_PG}127.0.0.1/tc", True),
        ("postgresql+psycopg:///tc?host=/run/postgresql", True),
        (f"{_PG}db.example.org/tc?sslmode=verify-full", True),
        (f"{_PG}db.example.org/tc", False),
        (f"{_PG}db.example.org/tc?sslmode=prefer", False),
        (f"{_PG}db.example.org/tc?sslmode=require", False),
        (f"{_PG}10.0.0.7/tc", False),
    ],
)
def test_a_link_to_the_database_that_can_be_listened_to_is_found(url: str, is_well: bool) -> None:
    remedy = database_remedy(url)
    assert (remedy is None) is is_well
    assert "secret-word" not in str(remedy)


@pytest.mark.parametrize(
    ("url", "is_well"),
    [
        ("", True),
        ("redis://localhost/0", True),
        ("unix:///run/redis.sock", True),
        ("rediss://queue.example.org/0", True),
        ("redis://queue.example.org/0", False),
        ("rediss://queue.example.org/0?ssl_cert_reqs=none", False),
    ],
)
def test_a_link_to_the_queue_that_can_be_listened_to_is_found(url: str, is_well: bool) -> None:
    assert (queue_remedy(url) is None) is is_well


def test_only_this_machine_is_here() -> None:
    assert [is_here(one) for one in (None, "/run/pg", "::1", "example.org", "192.0.2.1")] == [
        *(True, True, True, False, False)
    ]


def test_the_doctor_says_where_the_keys_are_and_warns_of_an_open_link(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, said, _ = console.run("doctor")
    assert "not a lost disk that has both" in said
    assert "Temporary files are private" in said
    monkeypatch.setenv("THROUGHCARE_QUEUE_URL", "redis://queue.example.org/0")
    monkeypatch.setenv("THROUGHCARE_KEY", console.run("keys", "new")[1].strip())
    code, said, _ = console.run("doctor")
    assert (code, "use rediss://" in said) == (1, True)
    assert "kept apart from the data" in said
