"""Measure how soon every page answers on a well-filled register, and how large it is.

    python -m bench.page_times [--clients 100000] [--documents 50000] [--rounds 20] [--keep FOLDER]

Prints for each page: milliseconds to its last byte (the first time, the median, the 95th percentile
of the times after it), those of them that the processor worked (the first time, and the 95th
percentile of the others), the statements that the database was asked, and its size.
The application is asked in its own process: the time of the network is not in it. A search is
measured by what is typed.
"""

import argparse
import json
import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text
from werkzeug.test import TestResponse

from bench.filling_tables import fill_tables
from bench.matching.online import fill
from bench.people.registers import register
from service.app import create_app
from service.cli.context import console_actor
from service.clock import now_utc
from service.logs import set_up_logs
from service.migrations import is_current
from service.permission.asking import asked_by
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.base import Base
from service.store.states import Role
from service.usecases.accounts import add_user
from service.warming import warm_up
from tests.service.every_role import hold_roles
from tests.service.full_house import House, furnish
from tests.service.readings import ScriptedReader
from tests.service.visitor import Visitor
from tests.service.visits import VISITS

_PASSWORD = "nine-rivers-run-deep"  # noqa: S105 - of the measured database alone
_SEED = 11
_FURNISHED = "furnished.json"
_SEARCHES = (
    *("smith", "john smith", "j", "son", "sevren", "jon smiht", "27/3/1974", "smith 3/1974"),
    *("a1234", "A1234BC", "943 476 5919", "81/34U", "mohamed", "bob jones", "qqqq zzzz"),
)


def open_filled(
    folder: Path,
    documents: int,
    *,
    days: int,
    clients: int = 0,
    database_url: str | None = None,
) -> tuple[Runtime, House]:
    """Open an installation with so much in it; a folder that has it is used again."""
    names = {"THROUGHCARE_DATA_DIR": str(folder), "THROUGHCARE_RATE_LIMITS": "no"}
    names |= {"THROUGHCARE_DATABASE_URL": database_url} if database_url else {}
    reader, kept = ScriptedReader(), folder / _FURNISHED
    runtime = open_runtime(Settings.from_env(names), read_file=reader)
    if is_current(runtime.engine):
        return runtime, House(**json.loads(kept.read_text(encoding="utf-8")))
    fill(runtime.engine, list(register(clients, _SEED)))
    # The first account, as in the tests, whose visits name it by its number.
    add_user(runtime, console_actor(), "morag", Role.TEAM_MANAGER, _PASSWORD)
    hold_roles(runtime, "morag")
    fill_tables(runtime, documents, now_utc=now_utc(), days=days, clients=clients)
    _count_on(runtime.engine)
    house = furnish(runtime, reader, compare=False)
    kept.write_text(json.dumps(asdict(house)), encoding="utf-8")
    return runtime, house


def _count_on(engine: Engine) -> None:
    """Have PostgreSQL number new rows after those that were put in with their numbers."""
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        for table in Base.metadata.tables.values():
            if "id" in table.columns:
                connection.execute(text(_SET_NEXT.format(table.name)))


_SET_NEXT = (
    "SELECT setval(s, m) FROM (SELECT pg_get_serial_sequence('{0}', 'id') AS s, "
    "max(id) AS m FROM {0}) one WHERE s IS NOT NULL AND m IS NOT NULL"
)


def signed_in(runtime: Runtime) -> FlaskClient:
    """Give a browser that somebody has signed in on."""
    app = create_app(runtime)
    warm_up(app)
    client = app.test_client()
    visitor = Visitor(client)
    visitor.post("/sign-in", name="morag", password=_PASSWORD)
    return client


def _p95(sorted_times: list[float]) -> float:
    return sorted_times[int(0.95 * (len(sorted_times) - 1))]


@dataclass(frozen=True, slots=True)
class Times:
    """How soon a page answered, in milliseconds."""

    first: float
    later: list[float]
    """In order of size."""
    worked_first: float
    """Of the first, what the processor worked."""
    worked_later: list[float]
    """The same of the others, in order of size."""
    size: int
    """Bytes."""

    statements: int
    """That the database was asked."""

    def __str__(self) -> str:
        """Write them as a row of the table."""
        shown = (
            *(self.first, statistics.median(self.later), _p95(self.later)),
            *(self.worked_first, _p95(self.worked_later)),
        )
        times = " ".join(f"{one:8.1f}" for one in shown)
        return f"{times} {self.statements:6} {self.size / 1000:8.1f}"


@dataclass(frozen=True, slots=True)
class Ask:
    """A page, and what is typed into it."""

    path: str
    words: str | None = None

    def of(self, client: FlaskClient, token: str) -> TestResponse:
        """Ask for it."""
        if self.words is None:
            return client.get(self.path)
        return client.post(self.path, data={"csrf_token": token, "words": self.words})

    def __str__(self) -> str:
        """Name it."""
        return self.path if self.words is None else f"{self.path} with {self.words!r}"


def asks(house: House) -> Iterator[Ask]:
    """Give every page once, then searches."""
    paths = (v.where(house) for v in VISITS if v.sent is None and v.signed_in and v.status == 200)
    yield from map(
        Ask, dict.fromkeys([*paths, "/clients?after=50", "/clients/1", "/forms/prison?prison=HHI"])
    )
    yield from (Ask("/clients", words) for words in _SEARCHES)


def times_of(runtime: Runtime, client: FlaskClient, ask: Ask, rounds: int) -> Times:
    """Ask for a page again and again."""
    found, size = [], 0
    asked: list[str] = []
    token = Visitor(client).token() if ask.words is not None else ""
    worked = [time.process_time()]

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        asked.append(statement)

    event.listen(runtime.engine, "before_cursor_execute", note)
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        answer = ask.of(client, token)
        found.append(1000 * (time.perf_counter() - begun))
        worked.append(time.process_time())
        size = len(answer.data)
        if not answer.status.startswith("200"):
            raise SystemExit(f"{ask.path} answered {answer.status_code}")
    event.remove(runtime.engine, "before_cursor_execute", note)
    cpu = [1000 * (after - before) for before, after in pairwise(worked)]
    return Times(
        first=found[0],
        later=sorted(found[1:]),
        worked_first=cpu[0],
        worked_later=sorted(cpu[1:]),
        size=size,
        statements=len(asked) // (rounds + 1),
    )


@asked_by(console_actor())
def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--days", type=int, default=730, help="Over how many they came.")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="A folder for the database, used again.")
    parser.add_argument("--database-url", help="PostgreSQL, empty; without it SQLite.")
    asked = parser.parse_args()
    set_up_logs(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        runtime, house = open_filled(
            asked.keep or Path(folder),
            asked.documents,
            days=asked.days,
            clients=asked.clients,
            database_url=asked.database_url,
        )
        client = signed_in(runtime)
        print(f"{'ms':50}   first   median      p95   CPU, 1      p95    SQL       kB")
        for ask in asks(house):
            print(f"{ask!s:50}{times_of(runtime, client, ask, asked.rounds)}", flush=True)
        runtime.engine.dispose()


if __name__ == "__main__":
    main()
