"""How long lists of what is due take with 10,000 clients: `python -m bench.due`.

Clients have random histories (bench.histories). Printed are the pure function on all of them, the
tables filled from it, and then lists of several kinds out of the tables, in wall time.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.histories import histories
from service.clock import now_utc
from service.entities import Actor
from service.journey.actions import Standing
from service.journey.due import journey
from service.journey.duties import Team
from service.journey.events import Event
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import journeys
from service.store.due import Asked, When
from service.store.engine import looking, unit_of_work
from service.store.journey_models import JourneyActionRow, JourneyEventRow
from service.store.states import Channel
from service.usecases.clients import add_rows, new_client_row
from service.usecases.due import count_by_point, list_due, list_teams

_SEED = 20
_TOGETHER = 500
_ACTOR = Actor(user_id=None, channel=Channel.COMMAND_LINE)
_AT = datetime(2010, 6, 15, 12, tzinfo=UTC)


@click.command()
@click.option("--clients", "number", default=10_000, show_default=True)
def main(number: int) -> None:
    """Measure."""
    told = list(histories(number, _SEED))
    _print("the pure function on all clients", lambda: [journey(*one) for one in told])
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_runtime(Settings.from_env({"THROUGHCARE_DATA_DIR": folder}))
        upgrade(runtime.engine)
        _print(
            "events entered and actions derived", lambda: _fill(runtime, [one[0] for one in told])
        )
        _lists(runtime)
        print(f"database: {(Path(folder) / 'throughcare.db').stat().st_size / 1e6:.0f} MB")
        runtime.engine.dispose()


def _fill(runtime: Runtime, told: list[list[Event]]) -> None:
    for start in range(0, len(told), _TOGETHER):
        with unit_of_work(runtime.engine) as session:
            portion = told[start : start + _TOGETHER]
            rows = [new_client_row() for _ in portion]
            for ordinal, row in enumerate(rows, start):
                row.given_names, row.surname = "Aled", f"Severn{ordinal:05d}"
            add_rows(session, _ACTOR, rows)
            for row, history in zip(rows, portion, strict=True):
                _enter(session, row.id, history)
                journeys.rebuild(session, row.id)


def _enter(session: Session, client_id: int, history: list[Event]) -> None:
    session.add_all(
        JourneyEventRow(
            client_id=client_id,
            kind=event.kind,
            at=event.at,
            day=event.day,
            prison=event.prison,
            form=event.form,
            says=sorted(event.says),
            action=event.action,
            entered_at=now_utc(),
            channel=Channel.COMMAND_LINE,
        )
        for event in history
    )


def _lists(runtime: Runtime) -> None:
    with looking(runtime.engine) as session:
        still_open = select(func.count()).where(JourneyActionRow.standing == Standing.OPEN)
        print(f"open actions: {session.scalar(still_open):,}")
    asked = {
        "all": Asked(),
        "overdue": Asked(when=When.OVERDUE),
        "overdue, one prison": Asked(when=When.OVERDUE, team=Team.SMT, place="LEI"),
        "soon, process point 7": Asked(when=When.SOON, point=7),
        "no limit": Asked(when=When.NO_LIMIT),
    }
    for name, one in asked.items():
        _print(f"list: {name}", lambda one=one: list_due(runtime, one, at_utc=_AT))  # type: ignore[misc]
    _print("list: all, page 100", lambda: list_due(runtime, Asked(), skip=5_000, at_utc=_AT))
    _print("counts by process point", lambda: count_by_point(runtime, Asked(), at_utc=_AT))
    _print("teams", lambda: list_teams(runtime))


def _print(name: str, work: Callable[[], object]) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    work()
    wall, spent = time.perf_counter() - start, time.process_time() - cpu
    print(f"{name:<42}{1000 * wall:>9.0f} ms {1000 * spent:>9.0f} ms CPU")


if __name__ == "__main__":
    main()
