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
        .select_from(IntakeRow)
        # The sums keep SQLite from walking all records, however old, to find those of the periods.
        .join(DocumentRow, DocumentRow.intake_id == IntakeRow.id + 0)
        .join(RecordRow, RecordRow.document_id == DocumentRow.id + 0)
        .where(IntakeRow.received_at >= starts_utc[0])
        .group_by("period", RecordRow.form_id, IntakeRow.channel)
    )
    for place, form, channel, number, alone in session.execute(query):
        yield place, form, channel, number, int(alone)


def times_to_done(
    session: Session, starts_utc: Sequence[datetime]
) -> Sequence[Row[int, Any, Any, Any]]:
    """Give of the forms done in each period: period, number, minutes of half, of nine in ten.

    Both by nearest rank, in whole minutes: at least so many took no longer, a minute more or less.
    Batches of historic paper are left out.
    """
    counted = (
        select(
            _place_among(RecordRow.accepted_at, starts_utc).label("period"),
            (seconds_between(IntakeRow.received_at, RecordRow.accepted_at) // 60).label("minutes"),
            func.count().label("forms"),
        )
        .join(RecordRow.document)
        .join(DocumentRow.intake)
        .where(RecordRow.accepted_at >= starts_utc[0], _is_of_no_batch())
        .group_by("period", "minutes")
        .subquery()
    )
    same, minutes, forms = counted.c.period, counted.c.minutes, counted.c.forms
    so_far = func.sum(forms).over(partition_by=same, order_by=minutes).label("so_far")
    number = func.sum(forms).over(partition_by=same).label("number")
    ranked = select(same, minutes, so_far, number).subquery()
    at, every = ranked.c.so_far, ranked.c.number
    query = select(
        ranked.c.period,
        every,
        func.min(case((2 * at >= every, ranked.c.minutes))),
        func.min(case((10 * at >= 9 * every, ranked.c.minutes))),
    )
    return session.execute(query.group_by(ranked.c.period, every)).all()


def _is_of_no_batch() -> ColumnElement[bool]:
    """Tell documents that came day by day, in words by which SQLite does not begin with them."""
    return func.coalesce(DocumentRow.batch_id, 0) == 0


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
