"""Counts the figures of the work."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.figures import AGES, PeriodFigures, TimeToDone, Waiting, WorkFigures
from service.periods import Period, Span, last_periods
from service.permission.powers import Power
from service.permission.rules import needs
from service.quality import ErrorRate, Outcome
from service.runtime import Runtime
from service.store import figures
from service.store.engine import looking
from service.store.states import NEEDS_A_PERSON, UNFINISHED, Channel, DocumentState

_Key = TypeVar("_Key", str, Channel)
_PERIODS = 12
_WAITING = (*UNFINISHED, *NEEDS_A_PERSON)


@needs(Power.SEE_FIGURES)
def work_figures(runtime: Runtime, span: Span, *, at_utc: datetime | None = None) -> WorkFigures:
    """Count the figures of the last twelve weeks or months, and what waits.

    Args:
        runtime: the installation.
        span: week or month.
        at_utc: the present, if it is not now.
    """
    now = at_utc or now_utc()
    periods = last_periods(span, now, _PERIODS)
    with looking(runtime.engine) as session:
        return WorkFigures(
            span=span,
            counted_at=now,
            periods=tuple(_figures_of(session, periods)),
            waiting=tuple(_waiting(session, now)),
        )


def _figures_of(session: Session, periods: Sequence[Period]) -> list[PeriodFigures]:
    starts = [period.starts_utc for period in periods]
    forms, channels, alone = (
        Counter[tuple[int, str]](),
        Counter[tuple[int, Channel]](),
        Counter[int](),
    )
    for place, form, channel, number, by_itself in figures.came_in(session, starts):
        forms[place, form] += number
        channels[place, channel] += number
        alone[place] += by_itself
    taken = _times(session, starts)
    errors = _errors(session, starts)
    return [
        PeriodFigures(
            period=period,
            by_form=_of_place(forms, place),
            by_channel=_of_place(channels, place),
            alone=alone[place],
            time_to_done=taken.get(place),
            errors=errors[place],
        )
        for place, period in enumerate(periods)
    ]


def _of_place(counts: Counter[tuple[int, _Key]], place: int) -> dict[_Key, int]:
    return {key: number for (at, key), number in counts.items() if at == place}


def _times(session: Session, starts: Sequence[datetime]) -> dict[int, TimeToDone]:
    return {
        place: TimeToDone(
            forms=int(number),
            median=timedelta(minutes=half),
            nine_of_ten=timedelta(minutes=nine_of_ten),
        )
        for place, number, half, nine_of_ten in figures.times_to_done(session, starts)
    }


def _errors(session: Session, starts: Sequence[datetime]) -> list[ErrorRate]:
    counts = Counter[tuple[int, Outcome]]()
    for place, outcome, number in figures.looked_at(session, starts):
        counts[place, outcome] = number
    return [
        ErrorRate.counted({}, {outcome: counts[place, outcome] for outcome in Outcome})
        for place in range(len(starts))
    ]


def _waiting(session: Session, now: datetime) -> list[Waiting]:
    """Count what waits by state and age; a place among the ages counts from the oldest."""
    since = [now - age for age in reversed(AGES)]
    counts = Counter[tuple[DocumentState, int]]()
    for state, place, number in figures.waiting(session, _WAITING, since):
        counts[state, len(AGES) - 1 - place] = number
    return [
        Waiting(state=state, by_age=tuple(counts[state, age] for age in range(len(AGES) + 1)))
        for state in _WAITING
    ]
