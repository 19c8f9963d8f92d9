"""Measure what the audit trail costs: a chained entry, a noted view, and the check of it all.

    python -m bench.audit_cost [--database-url URL] [--writers 4]

The database is to be empty; without one, SQLite in a temporary folder. CPU is this process's own;
the clock has the database in it.

    entry     an entry more in a transaction that changes a row anyway
    view      a client's page with its view noted, and with views left out
    writers   transactions a second of threads that all write an entry, and that write none
    verify    entries checked a second
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Thread

import structlog
from sqlalchemy import text

from service import view_log
from service.app import create_app
from service.cli.context import console_actor
from service.entities import ClientDetails
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import audit
from service.store.engine import unit_of_work
from service.store.states import Role
from service.usecases.accounts import add_user
from service.usecases.auditing import check_trail
from service.usecases.clients import add_client
from tests.service.tokens import token_for

_TIMES = 400
_ENTRIES = 20_000
_A_TRANSACTION = 500


def _transaction(runtime: Runtime, entries: int, user_id: int = 1) -> None:
    with unit_of_work(runtime.engine) as session:
        changed = text("UPDATE users SET session_stamp = :stamp WHERE id = :id")
        session.execute(changed, {"stamp": str(time.perf_counter_ns())[-12:], "id": user_id})
        for number in range(entries):
            audit.write(session, console_actor(), "bench.done", "bench", number, of="the bench")


def _cost(what: Callable[[], object]) -> tuple[float, float]:
    """Give the CPU and the clock's milliseconds of one time."""
    what()
    spent, began = time.process_time(), time.perf_counter()
    for _ in range(_TIMES):
        what()
    return (
        1000 * (time.process_time() - spent) / _TIMES,
        1000 * (time.perf_counter() - began) / _TIMES,
    )


def _show_entries(runtime: Runtime) -> None:
    costs = {number: _cost(partial(_transaction, runtime, number)) for number in (0, 1, 11)}
    for number, (cpu, clock) in costs.items():
        print(f"transaction with {number:>2} entries: {cpu:.2f} ms CPU, {clock:.2f} ms")
    more = [(costs[11][at] - costs[1][at]) / 10 for at in (0, 1)]
    print(f"each further entry: {more[0]:.3f} ms CPU, {more[1]:.3f} ms", flush=True)


@contextmanager
def _without_views() -> Iterator[None]:
    noting = view_log._note_all  # noqa: SLF001 - what is measured
    view_log._note_all = lambda response: None  # noqa: SLF001, ARG005
    try:
        yield
    finally:
        view_log._note_all = noting  # noqa: SLF001


def _show_views(runtime: Runtime) -> None:
    details = ClientDetails(given_names="Aled", surname="Severn")
    client = add_client(runtime, console_actor(), details)
    headers = {"Authorization": f"Bearer {token_for(runtime, 'writer0')}"}
    program = create_app(runtime).test_client()

    def look() -> None:
        program.get(f"/api/v1/clients/{client.id}", headers=headers)

    with _without_views():
        plain = _cost(look)
    noted = _cost(look)
    print(f"view: {noted[0] - plain[0]:.2f} ms CPU, {noted[1] - plain[1]:.2f} ms", flush=True)


def _rate(runtime: Runtime, writers: int, entries: int) -> float:
    def write(user_id: int) -> None:
        for _ in range(_TIMES):
            _transaction(runtime, entries, user_id)

    threads = [Thread(target=write, args=(number + 1,)) for number in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return writers * _TIMES / (time.perf_counter() - began)


def _show_check(runtime: Runtime) -> None:
    for _ in range(_ENTRIES // _A_TRANSACTION):
        _transaction(runtime, _A_TRANSACTION)
    spent, began = time.process_time(), time.perf_counter()
    verdict = check_trail(runtime)
    cpu, clock = time.process_time() - spent, time.perf_counter() - began
    print(f"verify: {verdict.entries} entries in {clock:.2f} s, {cpu:.2f} s CPU; {verdict.breach}")


def main() -> None:
    """Measure and print."""
    layout = argparse.RawTextHelpFormatter
    words = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    words.add_argument("--database-url")
    words.add_argument("--writers", type=int, default=4)
    options = words.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="throughcare-bench-") as folder:
        known = {"THROUGHCARE_DATA_DIR": folder}
        if options.database_url:
            known["THROUGHCARE_DATABASE_URL"] = options.database_url
        runtime = open_runtime(Settings.from_env(known))
        upgrade(runtime.engine)
        for number in range(options.writers):
            add_user(runtime, console_actor(), f"writer{number}", Role.CJIT_WORKER)
        _show_entries(runtime)
        _show_views(runtime)
        for entries in (0, 1):
            rate = _rate(runtime, options.writers, entries)
            print(f"{options.writers} writers, {entries} entries each: {rate:.0f} a second")
        _show_check(runtime)
        runtime.engine.dispose()


if __name__ == "__main__":
    main()
