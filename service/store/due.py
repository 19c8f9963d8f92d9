"""Queries for what is to be done now: by team, by process point, by how soon."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import Session, contains_eager

from service.journey.actions import Standing
from service.journey.duties import Team, Work
from service.store.clients import BARE
from service.store.journey_models import JourneyActionRow

# Written out: SQLite knows only so that its index of open actions holds the row.
_OPEN = JourneyActionRow.standing == literal_column(f"'{Standing.OPEN}'")


class When(StrEnum):
    """How soon something is to be done."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    NO_LIMIT = "no_limit"
    """The guidance sets no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The instants between which something is overdue, due today, soon or later."""

    now: datetime
    end_of_today: datetime
    end_of_soon: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for."""

    when: When | None = None
    team: Team | None = None
    place: str = ""
    """Code of the team's prison or DAT."""
    point: int | None = None


def _is(when: When, bounds: Bounds) -> ColumnElement[bool]:
    due = JourneyActionRow.due_at
    match when:
        case When.OVERDUE:
            # A day to be minded that has passed is no neglect.
            return (due < bounds.now) & (JourneyActionRow.work != Work.WATCH)
        case When.TODAY:
            return due.between(bounds.now, bounds.end_of_today)
        case When.SOON:
            return (due > bounds.end_of_today) & (due <= bounds.end_of_soon)
        case When.LATER:
            return due > bounds.end_of_soon
        case When.NO_LIMIT:
            return due.is_(None)


def _conditions(asked: Asked, bounds: Bounds) -> list[ColumnElement[bool]]:
    row = JourneyActionRow
    found: list[ColumnElement[bool]] = [_OPEN]
    if asked.when is not None:
        found.append(_is(asked.when, bounds))
    if asked.team is not None:
        found.append(row.team == asked.team)
    if asked.place:
        found.append(row.place == asked.place)
    if asked.point is not None:
        found.append(row.point == asked.point)
    return found


def listed(
    session: Session, asked: Asked, bounds: Bounds, *, skip: int = 0, limit: int
) -> list[JourneyActionRow]:
    """List open actions with their clients, the soonest first, those without a limit last."""
    if asked.when is not None:
        return list(session.scalars(_page(asked, bounds, skip, limit)))
    # One kind after the other: each is read from the index in its order.
    found: list[JourneyActionRow] = []
    for when in When:
        if len(found) < limit:
            part = replace(asked, when=when)
            rows = session.scalars(_page(part, bounds, skip, limit - len(found))).all()
            found += rows
            skip = 0 if rows else max(skip - _count(session, part, bounds), 0)
    return found


def _page(asked: Asked, bounds: Bounds, skip: int, limit: int) -> Select[JourneyActionRow]:
    row = JourneyActionRow
    query = (
        select(row)
        .join(row.client)
        .options(contains_eager(row.client).options(*BARE))
        .where(*_conditions(asked, bounds))
    )
    return query.order_by(row.due_at, row.id).offset(skip).limit(limit)


def _count(session: Session, asked: Asked, bounds: Bounds) -> int:
    query = select(func.count()).select_from(JourneyActionRow)
    return session.scalar(query.where(*_conditions(asked, bounds))) or 0


def counts(session: Session, asked: Asked, bounds: Bounds) -> dict[When, int]:
    """Count open actions by how soon they are due; `asked.when` does not matter."""
    return {when: _count(session, replace(asked, when=when), bounds) for when in When}


def counts_by_point(
    session: Session, asked: Asked, bounds: Bounds
) -> Sequence[tuple[int, When, int]]:
    """Count open actions by process point and by how soon they are due."""
    found: list[tuple[int, When, int]] = []
    for when in (When.OVERDUE, When.TODAY, When.SOON):
        one = Asked(when=when, team=asked.team, place=asked.place)
        query = (
            select(JourneyActionRow.point, func.count())
            .where(*_conditions(one, bounds))
            .group_by(JourneyActionRow.point)
        )
        found += [(point, when, number) for point, number in session.execute(query)]
    return found


def teams(session: Session) -> list[tuple[Team, str]]:
    """Name the teams that have something open."""
    row = JourneyActionRow
    query = select(row.team, row.place).where(_OPEN).distinct().order_by(row.team, row.place)
    return [(team, place) for team, place in session.execute(query)]


def get(session: Session, action_id: int) -> JourneyActionRow | None:
    """Find an action by id."""
    return session.get(JourneyActionRow, action_id)
