"""The transaction in which steps are taken: alone, and without an error for whoever reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from service.errors import UnavailableError

_UPGRADES = 0x7468726F
"""Of PostgreSQL's advisory locks, that which an upgrade holds."""
_PATIENCE = "500ms"
"""For all tables at once. Less than PostgreSQL's `deadlock_timeout`, so that we give way, and never
somebody who reads."""
_TRIES, _PAUSE = 240, 0.25


@contextmanager
def stepping(engine: Engine) -> Iterator[Connection]:
    """Open the transaction of all steps; whoever else would take them waits until it is over.

    Raises:
        UnavailableError: others hold tables for minutes.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            with connection.begin():
                _lock_all(connection)
                yield connection
        else:
            with _unreferenced(connection), connection.begin():
                yield connection
                _check_references(connection)


def _lock_all(connection: Connection) -> None:
    """Take all tables at once: table by table, a reader and we could each wait for the other."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADES})
    names = [f'"{name}"' for name in inspect(connection).get_table_names()]
    if not names:
        return
    connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
    for _ in range(_TRIES):
        try:
            with connection.begin_nested():
                connection.execute(text(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE"))
        except OperationalError:
            sleep(_PAUSE)
        else:
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            return
    raise UnavailableError(
        "the database is held by others", hint="Stop the other programs that use it, and try again."
    )


@contextmanager
def _unreferenced(connection: Connection) -> Iterator[None]:
    """Have SQLite not look at references: a table is made anew under those that refer to it."""
    # It is no part of a transaction, so it goes past SQLAlchemy, which would begin one.
    driver = connection.connection.driver_connection
    if driver is None:
        raise UnavailableError("the database cannot be used")
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _check_references(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise AssertionError(f"a step left a reference to nothing in {broken[0]}")
