"""Queries for who is at a prison now, as the register has it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, distinct, func, or_, select
from sqlalchemy.orm import Session

from service.store.register_models import ClientRow, EpisodeRow, KeyWorkerRow
from service.store.states import CopySetOrder, CustodyStatus, WorkerRole

_ORDER = {
    CopySetOrder.SURNAME: (ClientRow.surname, ClientRow.given_names, ClientRow.id),
    CopySetOrder.NUMBER: (ClientRow.prisoner_number, ClientRow.surname, ClientRow.id),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """Whom of a prison's clients: all of these conditions hold."""

    prison: str
    """As the register has it: mostly a NOMIS code."""
    status: CustodyStatus | None = None
    """None: whoever has not been released."""
    release_weeks: int | None = None
    """To be released from today until so many weeks from now."""
    worker: str = field(default="", repr=False)
    """Name of the key worker in the prison."""
    home_dat: str = field(default="", repr=False)


def _is_current(row: type[EpisodeRow | KeyWorkerRow], today: date) -> ColumnElement[bool]:
    """Tell whether it has begun and has not ended, as far as is known."""
    return and_(
        or_(row.from_date.is_(None), row.from_date <= today),
        or_(row.to_date.is_(None), row.to_date >= today),
    )


def _is_held() -> ColumnElement[bool]:
    return or_(EpisodeRow.status.is_(None), EpisodeRow.status != CustodyStatus.RELEASED)


def _stays(caseload: Caseload, today: date) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [
        EpisodeRow.prison == caseload.prison,
        _is_current(EpisodeRow, today),
        EpisodeRow.status == caseload.status if caseload.status else _is_held(),
    ]
    if caseload.release_weeks is not None:
        until = today + timedelta(weeks=caseload.release_weeks)
        asked.append(EpisodeRow.release_date.between(today, until))
    return asked


def _in_prison(today: date) -> list[ColumnElement[bool]]:
    return [KeyWorkerRow.role == WorkerRole.PRISON, _is_current(KeyWorkerRow, today)]


def _clients(caseload: Caseload, today: date) -> list[ColumnElement[bool]]:
    """Give what holds of a client of this caseload."""
    there = select(EpisodeRow.client_id).where(*_stays(caseload, today))
    asked: list[ColumnElement[bool]] = [ClientRow.merged_into_id.is_(None), ClientRow.id.in_(there)]
    if caseload.worker:
        works = select(KeyWorkerRow.client_id).where(
            KeyWorkerRow.name == caseload.worker, *_in_prison(today)
        )
        asked.append(ClientRow.id.in_(works))
    if caseload.home_dat:
        asked.append(ClientRow.home_dat == caseload.home_dat)
    return asked


def prisons(session: Session, today: date) -> list[tuple[str, int]]:
    """Name the prisons where clients are now, each with how many."""
    number = func.count(distinct(EpisodeRow.client_id))
    query = (
        select(EpisodeRow.prison, number)
        # The stays of a client who was merged went over with it: nobody counts twice.
        .where(EpisodeRow.prison != "", _is_current(EpisodeRow, today), _is_held())
        .group_by(EpisodeRow.prison)
        .order_by(EpisodeRow.prison)
    )
    return [(prison, count) for prison, count in session.execute(query)]


def count(session: Session, caseload: Caseload, today: date) -> int:
    """Count a caseload."""
    query = select(func.count()).select_from(ClientRow).where(*_clients(caseload, today))
    return session.scalar(query) or 0


def count_without(
    session: Session, caseload: Caseload, today: date, columns: Collection[str]
) -> int:
    """Count those of whom nothing is known in at least one of these columns."""
    kept = (getattr(ClientRow, column) for column in columns)
    empty = [
        column.is_(None) if column.type.python_type is date else column == "" for column in kept
    ]
    if not empty:
        return 0
    query = select(func.count()).select_from(ClientRow)
    return session.scalar(query.where(*_clients(caseload, today), or_(*empty))) or 0


def first(
    session: Session, caseload: Caseload, today: date, order: CopySetOrder, *, limit: int
) -> list[ClientRow]:
    """Give the first clients of a caseload."""
    query = select(ClientRow).where(*_clients(caseload, today)).order_by(*_ORDER[order])
    return list(session.scalars(query.limit(limit)))


def ids(
    session: Session, caseload: Caseload, today: date, order: CopySetOrder, *, limit: int
) -> list[int]:
    """Give the ids of a caseload's clients, in order."""
    query = select(ClientRow.id).where(*_clients(caseload, today)).order_by(*_ORDER[order])
    return list(session.scalars(query.limit(limit)))


def workers(session: Session, prison: str, today: date) -> list[tuple[int, str]]:
    """Name the key workers of a prison's clients, each by the id of one entry of the register."""
    query = (
        select(func.min(KeyWorkerRow.id), KeyWorkerRow.name)
        .where(KeyWorkerRow.client_id.in_(_of_prison(prison, today)), *_in_prison(today))
        .group_by(KeyWorkerRow.name)
        .order_by(KeyWorkerRow.name)
    )
    return [(entry, name) for entry, name in session.execute(query)]


def home_dats(session: Session, prison: str, today: date) -> list[str]:
    """List the home DATs of a prison's clients, by code."""
    query = (
        select(ClientRow.home_dat)
        .where(ClientRow.id.in_(_of_prison(prison, today)), ClientRow.home_dat != "")
        .distinct()
        .order_by(ClientRow.home_dat)
    )
    return list(session.scalars(query))


def _of_prison(prison: str, today: date) -> Select[int]:
    return select(EpisodeRow.client_id).where(
        EpisodeRow.prison == prison, _is_current(EpisodeRow, today)
    )


def worker_name(session: Session, entry: int) -> str | None:
    """Give the name that an entry of the register has."""
    return session.scalar(select(KeyWorkerRow.name).where(KeyWorkerRow.id == entry))
