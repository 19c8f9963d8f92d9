"""Measure how soon pages answer on a well-filled database, and how large they are.

    python -m bench.page_times [--documents 50000] [--days 730] [--rounds 40] [--keep FOLDER]

Prints for each page: milliseconds to its last byte (the first time, the median, the 95th percentile
of the times after it), those of them that the processor worked, and its size. The application is
asked in its own process: the time of the network is not in it.
"""

import argparse
import logging
import statistics
import tempfile
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from flask.testing import FlaskClient

from bench.filling_tables import fill_tables
from service.app import create_app
from service.cli.context import console_actor
from service.clock import now_utc
from service.logs import set_up_logs
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import Role
from service.usecases.accounts import add_user
from tests.service.visitor import Visitor

_PASSWORD = "nine-rivers-run-deep"  # noqa: S105 - of the measured database alone
PAGES = (
    "/batches",
    "/batches/3",
    "/batches/3/exceptions",
    "/batches/3/exceptions?state=unidentified",
    "/work",
    "/work?by=month",
    "/quality",
)


def open_filled(
    folder: Path, documents: int, *, days: int, database_url: str | None = None
) -> Runtime:
    """Open an installation with so many documents in it; a folder that has them is used again."""
    names = {"THROUGHCARE_DATA_DIR": str(folder)}
    names |= {"THROUGHCARE_DATABASE_URL": database_url} if database_url else {}
    runtime = open_runtime(Settings.from_env(names))
    if upgrade(runtime.engine):
        fill_tables(runtime, documents, now_utc=now_utc(), days=days)
        add_user(runtime, console_actor(), "morag", Role.WORKER, _PASSWORD)
    return runtime


def signed_in(runtime: Runtime) -> FlaskClient:
    """Give a browser that somebody has signed in on."""
    client = create_app(runtime).test_client()
    visitor = Visitor(client)
    visitor.post("/sign-in", name="morag", password=_PASSWORD)
    return client


@dataclass(frozen=True, slots=True)
class Times:
    """How soon a page answered, in milliseconds."""

    first: float
    later: list[float]
    """In order of size."""
    processor: float
    """Of the first, what the processor worked."""
    size: int
    """Bytes."""

    def __str__(self) -> str:
        """Write them as a row of the table."""
        p95 = self.later[int(0.95 * (len(self.later) - 1))]
        median = statistics.median(self.later)
        times = f"{self.first:8.1f} {self.processor:8.1f} {median:8.1f} {p95:8.1f}"
        return f"{times} {self.size / 1000:8.1f}"


def times_of(client: FlaskClient, path: str, rounds: int) -> Times:
    """Ask for a page again and again."""
    found, size, worked = [], 0, [time.process_time()]
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        answer = client.get(path)
        found.append(1000 * (time.perf_counter() - begun))
        worked.append(time.process_time())
        size = len(answer.data)
        if answer.status_code != HTTPStatus.OK:
            raise SystemExit(f"{path} answered {answer.status_code}")
    return Times(found[0], sorted(found[1:]), 1000 * (worked[1] - worked[0]), size)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--days", type=int, default=730, help="Over how many they came.")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="A folder for the database, used again.")
    parser.add_argument("--database-url", help="PostgreSQL, empty; without it SQLite.")
    asked = parser.parse_args()
    set_up_logs(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_filled(
            asked.keep or Path(folder),
            asked.documents,
            days=asked.days,
            database_url=asked.database_url,
        )
        client = signed_in(runtime)
        print(f"{'ms':44}   first  worked   median     p95       kB")
        for path in PAGES:
            print(f"{path:44}{times_of(client, path, asked.rounds)}")
        runtime.engine.dispose()


if __name__ == "__main__":
    main()
