"""Snapshots of the database while it is used, and how they come back: SQLite and PostgreSQL.

SQLite's own back-up copies it in one read transaction; `pg_dump` reads the very snapshot that the
names are listed in. What they write goes straight to whoever keeps it.
"""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Engine, create_engine, func, inspect, select, table, text
from sqlalchemy.orm import Session

from service.errors import UnavailableError
from service.jobs.scratch import Scratch, sweep
from service.originals import Originals
from service.store.engine import database_errors

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_CLIENT_HINT = "apt-get install postgresql-client, of the server's version or a later one"
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
_PLAIN = ("--no-owner", "--no-privileges")
"""Who owns what is the business of the server that it comes back to."""


@dataclass(frozen=True, slots=True)
class SqliteSnapshot:
    """A copy of the database file."""

    session: Session
    """Sees the instant that was copied."""
    copy: Path

    def keep_in(self, store: Originals) -> str:
        """Keep the snapshot; give its SHA-256."""
        with self.copy.open("rb") as stream:
            return store.keep(stream).sha256


@dataclass(frozen=True, slots=True)
class PostgresqlSnapshot:
    """A snapshot that the server holds as long as the session's transaction is open."""

    session: Session
    """Sees that instant."""
    url: URL
    name: str

    def keep_in(self, store: Originals) -> str:
        """Keep what `pg_dump` makes of it; give its SHA-256.

        Raises:
            UnavailableError: there is no `pg_dump`, or it failed.
        """
        words = ("pg_dump", "--format=custom", *_PLAIN, f"--snapshot={self.name}")
        with _program(self.url, *words, stdout=subprocess.PIPE) as program:
            if program.stdout is None:
                raise UnavailableError("pg_dump gives nothing")
            sha256 = store.keep(program.stdout).sha256
            try:
                _check(program)
            except UnavailableError:
                store.discard(sha256)
                raise
        return sha256


Snapshot = SqliteSnapshot | PostgresqlSnapshot


def rows_of(session: Session) -> dict[str, int]:
    """Count the rows of each table."""
    names = sorted(inspect(session.connection()).get_table_names())
    queries = {name: select(func.count()).select_from(table(name)) for name in names}
    return {name: session.scalar(query) or 0 for name, query in queries.items()}


@contextmanager
def snapshot(engine: Engine, data_dir: Path) -> Iterator[Snapshot]:
    """Take a snapshot; nobody who writes waits for it.

    Raises:
        UnavailableError: the database cannot be read.
    """
    take = _sqlite if engine.url.get_backend_name() == SQLITE else _postgresql
    with database_errors(), take(engine, data_dir) as taken:
        yield taken


@contextmanager
def _sqlite(engine: Engine, data_dir: Path) -> Iterator[Snapshot]:
    # Beside the database, not in memory: it is as large.
    root = data_dir / "scratch"
    root.mkdir(exist_ok=True, mode=0o700)
    sweep(root)
    scratch = Scratch.make(root)
    copy = scratch.path / "snapshot.db"
    looking = create_engine(f"sqlite:///{copy}", hide_parameters=True)
    try:
        _copy(Path(engine.url.database or ""), copy)
        with Session(looking) as session:
            yield SqliteSnapshot(session, copy)
    finally:
        looking.dispose()
        scratch.remove()


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
        # One file by itself from now on, whoever looks into it.
        here.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _postgresql(engine: Engine, data_dir: Path) -> Iterator[Snapshot]:
    del data_dir
    apart = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(apart) as session:
        name = session.scalar(text("SELECT pg_export_snapshot()"))
        yield PostgresqlSnapshot(session, engine.url, str(name))


def is_empty(engine: Engine) -> bool:
    """Tell whether there is no table yet, or no database file."""
    path = engine.url.database
    if engine.url.get_backend_name() == SQLITE and not (path and Path(path).exists()):
        return True
    with database_errors(), engine.connect() as connection:
        return not inspect(connection).get_table_names()


def bring_back(engine: Engine, store: Originals, sha256: str) -> None:
    """Fill an empty database with a snapshot, whole or not at all.

    Args:
        engine: of that database, of the kind that the snapshot is of.
        store: where the snapshot is kept.
        sha256: of the snapshot.

    Raises:
        UnavailableError: it cannot be written, or there is no `pg_restore`, or that failed.
        DamagedError: the snapshot is no longer what it was.
    """
    if engine.url.get_backend_name() == SQLITE:
        _bring_back_sqlite(Path(engine.url.database or ""), store, sha256)
        return
    # A snapshot that is cut short would be noticed too late: it is read through before.
    for _ in store.pieces(sha256):
        pass
    words = ("pg_restore", "--single-transaction", "--exit-on-error", *_PLAIN)
    with _program(engine.url, *words, stdin=subprocess.PIPE) as program:
        # Where it ends early, what it says tells more than that it listens no longer.
        with suppress(BrokenPipeError):
            if program.stdin is not None:
                program.stdin.writelines(store.pieces(sha256))
                program.stdin.close()
        _check(program)


def _bring_back_sqlite(path: Path, store: Originals, sha256: str) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, _WRITE_NEW, 0o600), "wb") as file:
            file.writelines(store.pieces(sha256))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise UnavailableError(f"the database cannot be written ({error.strerror})") from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _program(
    url: URL, *words: str, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> "Iterator[subprocess.Popen[bytes]]":
    """Start a program of PostgreSQL's on a database; it is ended with this at the latest."""
    # The password goes where no other user of this machine can see it.
    environment = {**os.environ, "PGPASSWORD": url.password or ""}
    try:
        program = subprocess.Popen(
            [*words, f"--dbname={_connection_words(url)}"],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=environment,
        )
    except FileNotFoundError as error:
        raise UnavailableError(f"{words[0]} is not installed", hint=_CLIENT_HINT) from error
    with program:
        try:
            yield program
        finally:
            program.kill()


def _connection_words(url: URL) -> str:
    more = {key: value for key, value in url.query.items() if isinstance(value, str)}
    named = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    return make_conninfo("", **{key: value for key, value in named.items() if value}, **more)


def _check(program: "subprocess.Popen[bytes]") -> None:
    """Wait for the end of a program, which says in its first line what went wrong, if anything.

    Raises:
        UnavailableError: something did.
    """
    said = program.stderr.read() if program.stderr else b""
    if program.wait() != 0:
        # The lines behind it may quote a row.
        why = said.decode(errors="replace").splitlines()[:1]
        raise UnavailableError(f"the database says: {' '.join(why)}", hint=_CLIENT_HINT)
