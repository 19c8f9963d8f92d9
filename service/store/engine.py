"""Opens the database: SQLite made safe against power cuts, or PostgreSQL by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from service.errors import ConflictError, StaleError, UnavailableError
from service.folders import make_folder

_BUSY_WAIT = timedelta(seconds=30)
_LOOKING = "throughcare_looking"


def open_engine(database_url: str) -> Engine:
    """Make the engine; no connection is opened before it is needed."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(database_url, url.database)
    return create_engine(url, pool_pre_ping=True, hide_parameters=True)


def _open_sqlite(database_url: str, path: str | None) -> Engine:
    if path:
        make_folder(Path(path).parent)
    arguments = {"timeout": _BUSY_WAIT.total_seconds()}
    engine = create_engine(database_url, connect_args=arguments, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    # In KiB. With the 2 MB of the driver, counting over 50,000 records read most pages twice.
    "cache_size = -16000",
)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN would come late and take no lock: _begin_sqlite sends it instead.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    looking = connection.get_execution_options().get(_LOOKING)
    # Takes the write lock at once: a transaction that reads before it writes could fail else.
    connection.exec_driver_sql("BEGIN" if looking else "BEGIN IMMEDIATE")


_BROKEN_SQLITE = frozenset(
    {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)

_READ_ONLY_TRANSACTION = "25006"
"""PostgreSQL's code for it: after a failover, of a standby that was not made the first yet."""


@contextmanager
def database_errors() -> Iterator[None]:
    """Translate what a person can do something about; anything else is a bug and stays as it is.

    Raises:
        StaleError: a row was changed by somebody else meanwhile.
        ConflictError: the database stayed locked for half a minute.
        UnavailableError: the database cannot be reached or written.
    """
    try:
        yield
    except StaleDataError as error:
        raise StaleError("the record was changed by somebody else meanwhile") from error
    except DBAPIError as error:
        # Extended codes carry the plain one in their low byte.
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_BUSY:
            raise ConflictError("the database is busy", hint="Try again in a minute.") from error
        if code in _BROKEN_SQLITE or _is_out_of_use(error):
            raise UnavailableError("the database cannot be used") from error
        raise


def _is_out_of_use(error: DBAPIError) -> bool:
    """Tell of another database than SQLite that it is away, full, or a standby that only reads."""
    if getattr(error.orig, "sqlite_errorcode", 0):
        return False
    return isinstance(error, OperationalError) or (
        getattr(error.orig, "sqlstate", None) == _READ_ONLY_TRANSACTION
    )


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """Open the one transaction of a use case: all of it is kept, or nothing.

    Raises:
        StaleError: a row that it changes was changed by somebody else meanwhile.
        ConflictError: the database stayed locked for half a minute.
        UnavailableError: the database cannot be reached or written.
    """
    with database_errors(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def looking(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads: it holds up nobody who writes.

    Raises:
        UnavailableError: the database cannot be reached.
    """
    looking_engine = engine.execution_options(**{_LOOKING: True})
    with database_errors(), Session(looking_engine) as session:
        yield session
