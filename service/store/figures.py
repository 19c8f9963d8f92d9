"""Queries for the figures of the work; all is counted by the database, a row a group comes out."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.quality import Outcome
from service.store.durations import seconds_between
from service.store.models import DocumentRow, IntakeRow, RecordRow
from service.store.states import Channel, DocumentState, RecordState
from service.store.work_models import QualityCheckRow

_Instant = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


def _place_among(instant: _Instant, starts_utc: Sequence[datetime]) -> ColumnElement[int]:
    """Give the place of the last start, counted from 0, that an instant is not before."""
    places = reversed(list(enumerate(starts_utc)))
    return case(
        *((instant >= start, literal(place, literal_execute=True)) for place, start in places),
        else_=literal(-1, literal_execute=True),
    )


def came_in(
    session: Session, starts_utc: Sequence[datetime]
) -> Iterator[tuple[int, str, Channel, int, int]]:
    """Count the forms that came in: period, form, channel, number, accepted without a person."""
    is_alone = (RecordRow.state == RecordState.ACCEPTED) & RecordRow.accepted_by_id.is_(None)
    period = _place_among(IntakeRow.received_at, starts_utc).label("period")
    query = (
        select(
            period,
            RecordRow.form_id,
            IntakeRow.channel,
            func.count(),
            func.sum(case((is_alone, 1), else_=0)),
        )
        .join(RecordRow.document)
        .join(DocumentRow.intake)
        .where(IntakeRow.received_at >= starts_utc[0])
        .group_by("period", RecordRow.form_id, IntakeRow.channel)
    )
    for place, form, channel, number, alone in session.execute(query):
        yield place, form, channel, number, int(alone)


def times_to_done(
    session: Session, starts_utc: Sequence[datetime]
) -> Sequence[Row[int, Any, Any, Any]]:
    """Give of the forms done in each period: period, number, seconds of half, of nine in ten.

    Both by nearest rank: at least so many took no longer. Batches of historic paper are left out.
    """
    taken = (
        select(
            _place_among(RecordRow.accepted_at, starts_utc).label("period"),
            seconds_between(IntakeRow.received_at, RecordRow.accepted_at).label("seconds"),
        )
        .join(RecordRow.document)
        .join(DocumentRow.intake)
        .where(RecordRow.accepted_at >= starts_utc[0], DocumentRow.batch_id.is_(None))
        .subquery()
    )
    same = taken.c.period
    rank = func.row_number().over(partition_by=same, order_by=taken.c.seconds).label("rank")
    number = func.count().over(partition_by=same).label("number")
    ranked = select(same, taken.c.seconds, rank, number).subquery()
    of_all = ranked.c.number
    half, nine_of_ten = (of_all + 1) // 2, (9 * of_all + 9) // 10
    query = select(
        ranked.c.period,
        of_all,
        func.max(case((ranked.c.rank == half, ranked.c.seconds))),
        func.max(case((ranked.c.rank == nine_of_ten, ranked.c.seconds))),
    )
    return session.execute(query.group_by(ranked.c.period, of_all)).all()


def looked_at(session: Session, starts_utc: Sequence[datetime]) -> Sequence[Row[int, Outcome, int]]:
    """Count the checks that persons answered: period, outcome, number."""
    period = _place_among(QualityCheckRow.seen_at, starts_utc).label("period")
    query = select(period, QualityCheckRow.outcome, func.count())
    query = query.where(QualityCheckRow.seen_at >= starts_utc[0])
    return session.execute(query.group_by("period", QualityCheckRow.outcome)).all()


def waiting(
    session: Session, states: Collection[DocumentState], ages_utc: Sequence[datetime]
) -> Sequence[Row[DocumentState, int, int]]:
    """Count files in these states by when they came: state, place among the ages, number.

    Args:
        session: what to ask.
        states: which.
        ages_utc: the oldest first; what came before all of them has the place -1.
    """
    age = _place_among(IntakeRow.received_at, ages_utc).label("age")
    query = select(DocumentRow.state, age, func.count()).join(DocumentRow.intake)
    query = query.where(DocumentRow.state.in_(states))
    return session.execute(query.group_by(DocumentRow.state, "age")).all()
