"""How long lists of what is due take with 10,000 clients: `python -m bench.due`.

Clients have random histories (bench.histories). Printed are the pure function on all of them, the
tables filled from it, and then lists of several kinds out of the tables, in wall time.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, insert, select

from bench.histories import histories
from service.cli.context import console_actor
from service.journey.actions import Standing
from service.journey.due import journey
from service.journey.duties import Team
from service.journey.events import Event, Places
from service.migrations import upgrade
from service.permission.asking import asked_by
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
_APART = 1000
_PLACES = Places(home_dat="D05B", prison="LEI")
_ACTOR = console_actor()
_AT = datetime(2010, 6, 15, 12, tzinfo=UTC)


@click.command()
@click.option("--clients", "number", default=10_000, show_default=True)
@asked_by(console_actor())
def main(number: int) -> None:
    """Measure."""
    told = list(histories(number, _SEED))
    _print("the pure function on all clients", lambda: [journey(*one) for one in told])
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_runtime(Settings.from_env({"THROUGHCARE_DATA_DIR": folder}))
        upgrade(runtime.engine)
        _print("the tables filled", lambda: _fill(runtime, [one[0] for one in told]))
        _lists(runtime)
        print(f"database: {(Path(folder) / 'throughcare.db').stat().st_size / 1e6:.0f} MB")
        runtime.engine.dispose()


def _fill(runtime: Runtime, told: list[list[Event]]) -> None:
    """Put clients, events and actions straight into the tables, by the pure function."""
    for start in range(0, len(told), _TOGETHER):
        portion = [
            [_renumbered(event, ordinal) for event in history]
            for ordinal, history in enumerate(told[start : start + _TOGETHER], start + 1)
        ]
        with unit_of_work(runtime.engine) as session:
            rows = [new_client_row() for _ in portion]
            for ordinal, row in enumerate(rows, start):
                row.given_names, row.surname = "Aled", f"Severn{ordinal:05d}"
            add_rows(session, _ACTOR, rows)
            ids = [row.id for row in rows]
            events = [
                _event(key, one) for key, some in zip(ids, portion, strict=True) for one in some
            ]
            session.execute(insert(JourneyEventRow), events)
            actions = [
                {"client_id": key, **journeys.columns_of(one)}
                for key, some in zip(ids, portion, strict=True)
                for one in journey(some, _PLACES).actions
            ]
            session.execute(insert(JourneyActionRow), actions)


def _renumbered(event: Event, client: int) -> Event:
    """Give the event an id that no other client's has, also where an answer names its action."""
    duty, _, number = event.action.partition(".")
    number, dot, call = number.partition(".")
    action = f"{duty}.{client * _APART + int(number)}{dot}{call}" if number else ""
    return replace(event, id=client * _APART + event.id, action=action)


def _event(client_id: int, event: Event) -> dict[str, Any]:
    known = ("id", "kind", "at", "day", "prison", "form", "action")
    return {
        **{name: getattr(event, name) for name in known},
        "client_id": client_id,
        "says": sorted(event.says),
        "entered_at": event.at,
        "channel": Channel.COMMAND_LINE,
    }


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
