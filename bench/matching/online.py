"""Measures matching one form at a time: who is found and first, what is linked, and how long."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from bench.matching.cases import TODAY
from bench.people.clients import Client
from bench.people.queries import NAME, Query, queries
from bench.people.registers import register
from service.clock import now_utc
from service.matching.person import Person
from service.matching.query import Written, query_of
from service.matching.readings import Alternative, alternatives
from service.matching.ruling import Outcome, Ruling
from service.migrations import upgrade
from service.store import client_faces
from service.store.engine import looking, open_engine, unit_of_work
from service.store.models import ClientRow
from service.usecases.finding import find_candidates
from service.usecases.indexing import rebuild

_SEED, _FORMS_SEED = 11, 12
_TOGETHER = 10_000
_WARM = 200
"""Forms asked before any is timed."""


@dataclass(slots=True)
class Figures:
    """What one size of register came to."""

    clients: int
    forms: int = 0
    matchable: int = 0
    found: int = 0
    first: int = 0
    linked: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    candidates: int = 0
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def add(self, form: Query, ruling: Ruling, right: frozenset[int]) -> None:
        """Count one form; `right` are the entries that are its client."""
        self.forms += 1
        self.candidates += len(ruling.ranked)
        ids = [one.candidate.client_id for one in ruling.ranked]
        linked = ruling.outcome is Outcome.LINK
        if linked and ids[0] not in right:
            self.wrong.append(f"{form.record_id}:{form.about}")
        if not right:
            return
        self.matchable += 1
        self.linked += linked
        self.found += not right.isdisjoint(ids)
        self.first += bool(ids) and ids[0] in right
        if right.isdisjoint(ids):
            self.missed.append(form.record_id)
        if not linked:
            self.reasons[ruling.reason] = self.reasons.get(ruling.reason, 0) + 1

    def line(self) -> str:
        """Give the figures as a row."""
        shares = (self.found, self.first, self.linked)
        found, first, linked = (100 * one / self.matchable for one in shares)
        wall, cpu = sorted(self.wall_ms), sorted(self.cpu_ms)
        times = "".join(f"{_quantile(wall, q):8.1f}" for q in (0.5, 0.95, 0.99))
        return (
            f"{self.clients:>9,}{self.forms:>8,}{found:9.2f}{first:8.2f}{linked:8.2f}"
            f"{1e4 * len(self.wrong) / self.forms:10.2f}{times}{_quantile(cpu, 0.95):9.1f}"
            f"{self.candidates / self.forms:12.1f}"
        )


HEADING = (
    "  clients   forms  among %  first %  link %  wrong/10k"
    "  p50 ms  p95 ms  p99 ms  p95 CPU  candidates"
)


def _quantile(values: Sequence[float], q: float) -> float:
    return values[min(len(values) - 1, int(q * len(values)))]


def written(form: Query) -> Written:
    """Give the identity of a form as the reader gives it."""

    def read(column: str) -> tuple[Alternative, ...]:
        one = form.fields.get(column)
        return alternatives(((one.text, one.confidence), *one.alternatives)) if one else ()

    def plain(column: str) -> tuple[str, ...]:
        return (form.text(column),) if form.text(column) else ()

    aliases = [alias for alias in form.text("aliases").split(";") if alias.strip()]
    return Written(
        names=(read(NAME), *((Alternative(alias, 1.0),) for alias in aliases)),
        births=read("date_of_birth"),
        numbers=read("prisoner_number"),
        rest=Person(
            names=(),
            pncs=plain("pnc"),
            cros=plain("cro"),
            nhs_numbers=plain("nhs_number"),
            postcodes=plain("postcode"),
            address=form.text("address"),
            sex=form.text("sex"),
        ),
    )


def measure(engine: Engine, clients: Sequence[Client], forms: int) -> Figures:
    """Ask the register about forms, one by one."""
    entries: dict[int, set[int]] = {}
    for number, client in enumerate(clients, 1):
        entries.setdefault(client.person_id, set()).add(number)
    figures = Figures(len(clients))
    for number, form in enumerate(queries(clients, forms + _WARM, _FORMS_SEED)):
        wall, cpu = time.perf_counter(), time.process_time()
        with looking(engine) as session:
            ruling = find_candidates(session, query_of(written(form), TODAY))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if number < _WARM:
            continue
        right = frozenset(entries[form.person_id]) if form.person_id is not None else frozenset()
        figures.add(form, ruling, right)
        figures.wall_ms.append(1000 * wall)
        figures.cpu_ms.append(1000 * cpu)
    return figures


def fill(engine: Engine, clients: Sequence[Client]) -> float:
    """Put a register into an empty database; give the seconds that its index took."""
    upgrade(engine)
    with unit_of_work(engine) as session:
        if client_faces.state(session).clients:
            return 0.0
        _insert(session, clients)
    began = time.perf_counter()
    with unit_of_work(engine) as session:
        rebuild(session)
    seconds = time.perf_counter() - began
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return seconds


def _insert(session: Session, clients: Sequence[Client]) -> None:
    rows = ((number, client) for number, client in enumerate(clients, 1))
    while portion := list(islice(rows, _TOGETHER)):
        session.execute(insert(ClientRow), [_row(number, client) for number, client in portion])


def _row(number: int, client: Client) -> dict[str, object]:
    born = date.fromisoformat(client.date_of_birth) if client.date_of_birth else None
    columns = ("given_names", "surname", "aliases", "sex", "prisoner_number", "pnc", "cro")
    made = {name: getattr(client, name) for name in (*columns, "nhs_number", "address")}
    return made | {
        "id": number,
        "reference": client.client_ref,
        "postcode": client.postcode[:10],
        "date_of_birth": born,
        "search_key": "",
        "created_at": now_utc(),
    }


def _sqlite(folder: Path, size: int) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder}/online-{size}.db"


def _databases(url: str | None, folder: Path, sizes: Sequence[int]) -> Iterator[tuple[int, str]]:
    for size in sizes:
        yield size, f"{url}_{size}" if url else _sqlite(folder, size)


def measure_online(sizes: Sequence[int], forms: int, url: str | None, folder: Path) -> None:
    """Measure registers of some sizes, and print a line for each.

    Args:
        sizes: clients of each.
        forms: asked of each.
        url: of PostgreSQL databases, whose names end in `_` and the size; else SQLite.
        folder: for SQLite, and kept for the next run.
    """
    print(HEADING)
    for size, where in _databases(url, folder, sizes):
        clients = list(register(size, _SEED))
        engine = open_engine(where)
        seconds = fill(engine, clients)
        figures = measure(engine, clients, forms)
        engine.dispose()
        print(figures.line(), flush=True)
        print(f"          index made in {seconds:.0f} s; not linked: {json.dumps(figures.reasons)}")
        print(f"          wrong: {figures.wrong[:20]}; missed: {figures.missed[:20]}", flush=True)
