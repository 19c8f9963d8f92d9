"""Queries for monitoring: all is counted by the database, and no row of a client comes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from service.journey.actions import Standing
from service.journey.duties import Work
from service.store.journey_models import JourneyActionRow
from service.store.models import DocumentRow, IntakeRow, IssuedCopyRow, RecordRow
from service.store.register_models import ClientRow
from service.store.states import RecordState


@dataclass(frozen=True, slots=True)
class Within:
    """From one instant to before another, in UTC."""

    start: datetime
    end: datetime


class Split(StrEnum):
    """What forms, or the clients behind them, are told apart by."""

    FORM = "form"
    PRISON = "prison"
    DAT = "dat"
    AGE = "age"
    SEX = "sex"
    ETHNICITY = "ethnicity"


class Outcome(StrEnum):
    """What became of something that was due."""

    IN_TIME = "in_time"
    LATE = "late"
    OPEN_LATE = "open_late"
    """Not done, and its limit has passed."""
    OPEN = "open"
    """Not done; its limit has not passed."""
    LAPSED = "lapsed"
    """There was no sense in it any more."""


_OPEN_RECORDS = (RecordState.REVIEW, RecordState.RETURNED)


def _text(key: str) -> ColumnElement[str]:
    """Give an answer of a form as a code: trimmed, in capitals, empty where there is none."""
    return func.upper(func.trim(func.coalesce(RecordRow.values[key].as_string(), "")))


def _age(born_after: Sequence[tuple[str, date]]) -> ColumnElement[str]:
    """Give the age band: the first whose day the birth is not before."""
    born = ClientRow.date_of_birth
    bands = [(born >= day, literal(band, literal_execute=True)) for band, day in born_after]
    return case((born.is_(None), literal("", literal_execute=True)), *bands, else_="older")


_SAID = {
    Split.PRISON: _text("prison_code"),
    Split.DAT: _text("dat_code"),
    Split.ETHNICITY: func.lower(_text("ethnicity")),
}
"""What forms say themselves; the rest the register says of their clients."""


def _received(
    within: Within, states: Sequence[RecordState], *counted: ColumnElement[Any]
) -> Select[Any]:
    """Ask about the forms that came in day by day; batches of historic paper are left out."""
    return (
        select(*counted)
        .select_from(IntakeRow)
        # The sums and the words keep SQLite from beginning with all records of a state, however
        # old, rather than with what came in: one index after the other, and few rows.
        .join(DocumentRow, DocumentRow.intake_id == IntakeRow.id + 0)
        .join(RecordRow, RecordRow.document_id == DocumentRow.id + 0)
        .where(
            IntakeRow.received_at >= within.start,
            IntakeRow.received_at < within.end,
            func.coalesce(DocumentRow.batch_id, 0) == 0,
            func.coalesce(RecordRow.state, "").in_(states),
        )
    )


Counts = dict[Split, list[tuple[str, int]]]
"""By what they are told apart by: of each kind, how many."""
_FORMS, _CLIENTS = "forms", "clients"


def forms_and_clients(
    session: Session,
    within: Within,
    splits: Sequence[Split],
    of_clients: Sequence[Split],
    born_after: Sequence[tuple[str, date]],
) -> tuple[Counts, Counts]:
    """Count the accepted forms that came in, and the clients of those forms, each once.

    They are looked up once, however many ways there are to tell them apart.

    Args:
        session: what to ask.
        within: when they came in.
        splits: what the forms are told apart by.
        of_clients: what the clients are told apart by.
        born_after: the age bands.
    """
    known = _known(within, [split for split in splits if split in _SAID], born_after)
    parts = [*_by_form(known, splits), *_by_client(known, of_clients)]
    forms: Counts = {split: [] for split in splits}
    clients: Counts = {split: [] for split in of_clients}
    for what, split, key, number in session.execute(union_all(*parts)):
        counts = forms if what == _FORMS else clients
        counts[Split(split)].append((str(key or ""), int(number)))
    return forms, clients


def _known(within: Within, said: Sequence[Split], born_after: Sequence[tuple[str, date]]) -> CTE:
    """Give what came in, alike forms of one client together, with what is known of that client."""
    columns: list[ColumnElement[Any]] = [
        RecordRow.client_id.label("client"),
        RecordRow.form_id.label(Split.FORM),
        *(_SAID[split].label(split) for split in said),
    ]
    came = _received(within, [RecordState.ACCEPTED], *columns).cte("came")
    # Put together first, so that each client is looked up once, and in order.
    alike = select(*came.c, func.count().label("number")).group_by(*came.c).cte("alike")
    of_client = (
        func.upper(func.trim(func.coalesce(ClientRow.home_dat, ""))).label("home"),
        _age(born_after).label(Split.AGE),
        func.lower(func.trim(func.coalesce(ClientRow.sex, ""))).label(Split.SEX),
    )
    query = select(*alike.c, *of_client).select_from(alike)
    return query.outerjoin(ClientRow, ClientRow.id == alike.c.client).cte("known")


def _by_form(known: CTE, splits: Sequence[Split]) -> Iterator[Select[Any]]:
    for split in splits:
        key: ColumnElement[Any] = known.c[split]
        if split is Split.DAT:
            key = func.coalesce(func.nullif(key, ""), known.c.home)
        yield _part(_FORMS, split, key, func.sum(known.c.number))


def _by_client(known: CTE, splits: Sequence[Split]) -> Iterator[Select[Any]]:
    """Where a client lives is what the register says, not a form."""
    names = {split: "home" if split is Split.DAT else split.value for split in splits}
    columns = [known.c[name] for name in names.values()]
    is_known = known.c.client.is_not(None)
    people = select(known.c.client, *columns).where(is_known).distinct().cte("people")
    for split, name in names.items():
        yield _part(_CLIENTS, split, people.c[name], func.count())


def _part(
    what: str, split: Split, key: ColumnElement[Any], number: ColumnElement[Any]
) -> Select[Any]:
    named = [literal(one, literal_execute=True) for one in (what, split.value)]
    columns: list[ColumnElement[Any]] = [*named, key, number]
    return select(*columns).group_by(key)


def ticks(session: Session, within: Within, form_id: str, keys: Sequence[str]) -> dict[str, int]:
    """Count the accepted forms of one kind on which each box is ticked."""
    sums = [
        func.coalesce(func.sum(case((RecordRow.values[key].as_boolean(), 1), else_=0)), 0)
        for key in keys
    ]
    query = _received(within, [RecordState.ACCEPTED], *sums).where(RecordRow.form_id == form_id)
    found = session.execute(query).one()
    return {key: int(count) for key, count in zip(keys, found, strict=True)}


def waiting(session: Session, within: Within) -> int:
    """Count the forms that came in and are not accepted yet."""
    return session.scalar(_received(within, _OPEN_RECORDS, func.count())) or 0


def copies(session: Session, within: Within) -> Iterator[tuple[bool, str, int]]:
    """Count the copies that went out: whether one came back, form, number."""
    came_back = exists().where(
        RecordRow.copy_id == IssuedCopyRow.copy_id, RecordRow.state != RecordState.WITHDRAWN
    )
    returned = case((came_back, 1), else_=0).label("returned")
    query = (
        select(returned, IssuedCopyRow.form_id, func.count())
        .where(IssuedCopyRow.issued_at >= within.start, IssuedCopyRow.issued_at < within.end)
        .group_by("returned", IssuedCopyRow.form_id)
    )
    return ((bool(returned), form, count) for returned, form, count in session.execute(query))


def _outcome(now: datetime) -> ColumnElement[str]:
    row = JourneyActionRow
    is_done, is_open = row.standing == Standing.DONE, row.standing == Standing.OPEN
    return case(
        (and_(is_done, row.done_at <= row.due_at), str(Outcome.IN_TIME)),
        (is_done, str(Outcome.LATE)),
        (and_(is_open, row.due_at < now), str(Outcome.OPEN_LATE)),
        (is_open, str(Outcome.OPEN)),
        else_=str(Outcome.LAPSED),
    )


def _due(within: Within, now: datetime, *columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of any type
    """Ask about what was due in the period; a day to be minded is no duty."""
    outcome = _outcome(now).label("outcome")
    return (
        select(outcome, *columns, func.count())
        .where(
            JourneyActionRow.due_at >= within.start,
            JourneyActionRow.due_at < within.end,
            JourneyActionRow.work != Work.WATCH,
        )
        .group_by("outcome", *columns)
    )


def due_by_duty(
    session: Session, within: Within, now: datetime
) -> Iterator[tuple[Outcome, str, int]]:
    """Count what was due: outcome, duty, number."""
    query = _due(within, now, JourneyActionRow.duty)
    return ((Outcome(outcome), duty, count) for outcome, duty, count in session.execute(query))


def due_by_team(
    session: Session, within: Within, now: datetime
) -> Iterator[tuple[Outcome, str, int]]:
    """Count what was due: outcome, team as `smt:LEI`, number."""
    query = _due(within, now, JourneyActionRow.team, JourneyActionRow.place)
    return (
        (Outcome(outcome), f"{team}:{place}".rstrip(":"), count)
        for outcome, team, place, count in session.execute(query)
    )
