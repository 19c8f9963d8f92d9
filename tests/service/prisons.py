"""Prisons full of invented clients, put straight into the register."""

from datetime import date, timedelta

from forms.written_dates import today_utc
from service.entities import Client, ClientDetails, Episode, KeyWorker
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.register_models import EpisodeRow
from service.store.states import CustodyStatus
from service.usecases.client_parts import change_parts, keep_episode, keep_worker
from service.usecases.clients import add_client, add_rows, new_client_row
from tests.service.conftest import ACTOR


def add_inmate(
    runtime: Runtime,
    surname: str,
    *,
    prison: str = "LEI",
    number: str = "",
    status: CustodyStatus | None = CustodyStatus.SENTENCED,
    release_in: int | None = None,
    left: int | None = None,
    worker: str = "",
    home_dat: str = "",
) -> Client:
    """Add a client at a prison; days are counted from today."""
    today = today_utc()
    details = ClientDetails(
        given_names="Aled",
        surname=surname,
        date_of_birth=date(1979, 4, 17),
        prisoner_number=number,
        home_dat=home_dat,
    )
    stay = Episode(
        prison=prison,
        status=status,
        release_date=None if release_in is None else today + timedelta(days=release_in),
        to_date=None if left is None else today - timedelta(days=left),
    )
    changes = [keep_episode(stay)]
    if worker:
        changes.append(keep_worker(KeyWorker(name=worker)))
    return change_parts(runtime, ACTOR, add_client(runtime, ACTOR, details).id, *changes)


def fill_prison(runtime: Runtime, number: int, *, prison: str = "LEI") -> None:
    """Add many clients at a prison at once."""
    rows = []
    for ordinal in range(number):
        row = new_client_row()
        row.given_names, row.surname = "Aled", f"Severn{ordinal:04d}"
        row.date_of_birth = date(1960, 1, 1) + timedelta(days=ordinal)
        row.prisoner_number = f"A{ordinal:04d}BC"
        stay = EpisodeRow(prison=prison, status=CustodyStatus.SENTENCED, court="")
        row.episodes.append(stay)
        rows.append(row)
    with unit_of_work(runtime.engine) as session:
        add_rows(session, ACTOR, rows)
