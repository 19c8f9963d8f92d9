"""How long the figures for monitoring take: `python -m bench.figures`, in CPU and wall time."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import click
from sqlalchemy import insert

from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import unit_of_work
from service.store.models import DocumentRow, IntakeRow, OriginalRow, RecordRow
from service.store.register_models import ClientRow
from service.store.states import Channel, DocumentState, RecordState
from service.usecases.clients import new_client_row
from service.usecases.monitoring_figures import monitoring_figures_of

_FIRST, _LAST = date(2026, 1, 1), date(2026, 12, 31)
_AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
_SHA256 = "0" * 64
PRISONS, DATS, SEXES = (
    ("LEI", "HHI", "BXI", "PVI", ""),
    ("A12B", "D01B", ""),
    ("male", "female", ""),
)
Rows = Iterator[dict[str, Any]]


@click.command()
@click.option("--forms", default=100_000, show_default=True)
def main(forms: int) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_runtime(Settings.from_env({"THROUGHCARE_DATA_DIR": folder}))
        upgrade(runtime.engine)
        fill(runtime, forms, _AT)
        for _ in range(3):
            wall, cpu = time.perf_counter(), time.process_time()
            monitoring_figures_of(runtime, _FIRST, _LAST)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            print(f"{forms:,} forms: {wall:.2f} s, {cpu:.2f} s CPU")
        runtime.engine.dispose()


def fill(runtime: Runtime, many: int, at: datetime) -> None:
    """Put accepted forms straight into the tables, ten a client, within seven weeks."""
    people = max(many // 10, 1)
    ids = range(1, many + 1)
    with unit_of_work(runtime.engine) as session:
        session.execute(insert(ClientRow), list(_clients(people)))
        session.add(OriginalRow(sha256=_SHA256, size=1, media_type="image/tiff", received_at=at))
        session.flush()
        session.execute(insert(IntakeRow), list(_intakes(ids, at)))
        session.execute(insert(DocumentRow), list(_documents(ids)))
        session.execute(insert(RecordRow), list(_records(ids, people, at)))


def _clients(people: int) -> Rows:
    blank = new_client_row()
    columns = {one.key: getattr(blank, one.key) for one in ClientRow.__mapper__.column_attrs}
    for number in range(1, people + 1):
        yield {
            **columns,
            "id": number,
            "reference": f"TC{number}",
            "surname": "Severn",
            "sex": SEXES[number % len(SEXES)],
            "home_dat": DATS[number % len(DATS)],
            "date_of_birth": date(1960 + number % 48, 1 + number % 12, 1),
        }


def _came_at(number: int, at: datetime) -> datetime:
    return at + timedelta(seconds=number % (7 * 7 * 24 * 60 * 60))


def _intakes(ids: Iterable[int], at: datetime) -> Rows:
    for number in ids:
        came = _came_at(number, at)
        yield {"id": number, "channel": Channel.FOLDER, "received_at": came}


def _documents(ids: Iterable[int]) -> Rows:
    for number in ids:
        yield {
            "id": number,
            "intake_id": number,
            "original_sha256": _SHA256,
            "name_given": "fax.tif",
            "state": DocumentState.DONE,
        }


def _records(ids: Iterable[int], people: int, at: datetime) -> Rows:
    for number in ids:
        yield {
            "id": number,
            "document_id": number,
            "form_id": "alert-form",
            "form_version": "1",
            "values": _values(number),
            "doubts": {},
            "concerns": [],
            "state": RecordState.ACCEPTED,
            "match_note": "agrees",
            "client_id": 1 + number % people,
            "created_at": _came_at(number, at),
            "accepted_at": _came_at(number, at),
            "urgency": 0,
            "revision": 1,
        }


def _values(number: int) -> dict[str, object]:
    return {
        "date_completed": "2026-03-01",
        "client_name": "Aled Severn",
        "prison_code": PRISONS[number % len(PRISONS)],
        "dat_code": "",
        "disengaged": number % 7 == 0,
        "change_treatment": number % 11 == 0,
        "change_treatment_detail": "Methadone 30 ml to 40 ml daily, supervised" * 2,
        "death": False,
    }


if __name__ == "__main__":
    main()
