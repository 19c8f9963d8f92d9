"""Figures of the work, against a little database that was counted by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from service.figures import AGES, TimeToDone, WorkFigures
from service.periods import Period, Span, last_periods
from service.quality import Outcome
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.models import BatchRow, DocumentRow, IntakeRow, OriginalRow, RecordRow, UserRow
from service.store.states import Channel, DocumentState, RecordState, Role
from service.store.work_models import QualityCheckRow
from service.usecases.figures import work_figures

_NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
"""A Thursday: the week that is running began on the 23rd."""
_SHA256 = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One form as it came in; minutes tell how long it took, None that it waits."""

    at: datetime
    form: str = "alert-form"
    channel: Channel = Channel.FOLDER
    minutes: float | None = None
    by_person: bool = False
    in_batch: bool = False


_LAST_WEEK, _THIS_WEEK = (
    datetime(2026, 11, 17, 9, tzinfo=UTC),
    datetime(2026, 11, 24, 9, tzinfo=UTC),
)
_CAME = (
    Came(at=_LAST_WEEK, minutes=10),
    Came(at=_LAST_WEEK, minutes=20, form="release-plan"),
    Came(at=_LAST_WEEK, minutes=30, by_person=True),
    Came(at=_LAST_WEEK, minutes=40, by_person=True, channel=Channel.MAIL),
    Came(at=_LAST_WEEK, minutes=1000.9, by_person=True),
    Came(at=_LAST_WEEK, minutes=1, channel=Channel.COMMAND_LINE, in_batch=True),
    Came(at=_THIS_WEEK, channel=Channel.MAIL),
    # Too long ago for a picture of weeks, not for one of months.
    Came(at=_NOW - timedelta(days=100), minutes=5),
)


def _fill(runtime: Runtime) -> None:
    with unit_of_work(runtime.engine) as session:
        session.add(
            UserRow(
                id=9,
                name="nasreen",
                roles=frozenset({Role.TEAM_MANAGER}),
                password_hash="",
                session_stamp="",
                active=True,
                created_at=_NOW,
            )
        )
        session.add(BatchRow(id=1, name="Leeds 2009 box 14", created_at=_NOW))
        session.add(OriginalRow(sha256=_SHA256, size=1, media_type="image/tiff", received_at=_NOW))
        session.flush()
        for one in _CAME:
            session.add(_record(one))


def _record(came: Came) -> RecordRow:
    is_done = came.minutes is not None
    document = DocumentRow(
        intake=IntakeRow(channel=came.channel, received_at=came.at),
        original_sha256=_SHA256,
        name_given="fax.tif",
        state=DocumentState.DONE if is_done else DocumentState.REVIEW,
        batch_id=1 if came.in_batch else None,
    )
    return RecordRow(
        document=document,
        form_id=came.form,
        form_version="1",
        values={},
        doubts={},
        concerns=[],
        state=RecordState.ACCEPTED if is_done else RecordState.REVIEW,
        match_note="nobody",
        created_at=came.at,
        accepted_at=came.at + timedelta(minutes=came.minutes) if came.minutes else None,
        accepted_by_id=9 if came.by_person else None,
    )


@pytest.fixture
def figures(runtime: Runtime) -> WorkFigures:
    _fill(runtime)
    return work_figures(runtime, Span.WEEK, at_utc=_NOW)


def test_forms_are_counted_by_form_and_by_how_they_came(figures: WorkFigures) -> None:
    *_, before, last, running = figures.periods
    assert len(figures.periods) == 12
    assert before.forms == 0
    assert last.by_form == {"alert-form": 5, "release-plan": 1}
    assert last.by_channel == {Channel.FOLDER: 4, Channel.MAIL: 1, Channel.COMMAND_LINE: 1}
    assert (last.forms, running.forms) == (6, 1)
    assert running.by_channel == {Channel.MAIL: 1}
    assert figures.by_form == {"alert-form": 6, "release-plan": 1}


def test_the_share_without_a_person_is_of_all_that_came(figures: WorkFigures) -> None:
    before, last, running = figures.periods[-3:]
    assert (last.alone, last.share_alone) == (3, 0.5)
    assert (running.alone, running.share_alone) == (0, 0.0)
    assert before.share_alone is None


def test_times_are_of_daily_work_alone_by_nearest_rank(figures: WorkFigures) -> None:
    before, last, running = figures.periods[-3:]
    assert last.time_to_done == TimeToDone(
        forms=5, median=timedelta(minutes=30), nine_of_ten=timedelta(minutes=1000)
    )
    assert before.time_to_done is None
    assert running.time_to_done is None


def test_nine_in_ten_of_ten_is_the_ninth(runtime: Runtime) -> None:
    _fill(runtime)
    with unit_of_work(runtime.engine) as session:
        session.add_all(_record(Came(at=_THIS_WEEK, minutes=m)) for m in range(1, 11))
    taken = work_figures(runtime, Span.WEEK, at_utc=_NOW).periods[-1].time_to_done
    assert taken == TimeToDone(
        forms=10, median=timedelta(minutes=5), nine_of_ten=timedelta(minutes=9)
    )


def test_months_reach_further_back(runtime: Runtime) -> None:
    _fill(runtime)
    months = {
        one.period.first_day: one.forms
        for one in work_figures(runtime, Span.MONTH, at_utc=_NOW).periods
    }
    assert months[date(2026, 8, 1)] == 1
    assert months[date(2026, 11, 1)] == 7
    assert len(months) == 12


def test_error_rates_are_of_the_week_in_which_persons_looked(runtime: Runtime) -> None:
    _fill(runtime)
    outcomes = [Outcome.RIGHT] * 3 + [Outcome.WRONG, Outcome.UNCLEAR, Outcome.WAITING]
    with unit_of_work(runtime.engine) as session:
        for at, outcome in enumerate(outcomes):
            is_seen = outcome is not Outcome.WAITING
            session.add(
                QualityCheckRow(
                    record_id=1,
                    field=f"field_{at}",
                    form_id="alert-form",
                    channel="fax",
                    read={"value": "Leeds"},
                    drawn_at=_LAST_WEEK,
                    seen={"value": "Leeds"} if is_seen else None,
                    outcome=outcome,
                    seen_at=_THIS_WEEK if is_seen else None,
                )
            )
    *_, last, running = work_figures(runtime, Span.WEEK, at_utc=_NOW).periods
    assert last.errors.checked == 0
    assert (running.errors.checked, running.errors.wrong, running.errors.unclear) == (4, 1, 1)
    assert running.errors.rate == 0.25


def test_what_waits_is_told_by_its_age(runtime: Runtime) -> None:
    _fill(runtime)
    with unit_of_work(runtime.engine) as session:
        for hours in (1, 23, 25, 80, 200):
            session.add(_record(Came(at=_NOW - timedelta(hours=hours))))
    waiting = {one.state: one for one in work_figures(runtime, Span.WEEK, at_utc=_NOW).waiting}
    # The form of this week came 51 hours ago.
    assert waiting[DocumentState.REVIEW].by_age == (2, 2, 1, 1)
    assert len(waiting[DocumentState.REVIEW].by_age) == len(AGES) + 1
    assert waiting[DocumentState.FAILED].files == 0


def test_however_many_forms_there_are_the_queries_are_as_many(runtime: Runtime) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            asked.append(statement)

    event.listen(runtime.engine, "before_cursor_execute", note)
    work_figures(runtime, Span.WEEK, at_utc=_NOW)
    empty = len(asked)
    _fill(runtime)
    asked.clear()
    work_figures(runtime, Span.WEEK, at_utc=_NOW)
    assert len(asked) == empty == 4
    assert not [statement for statement in asked if "records.values" in statement]


@pytest.mark.parametrize(
    ("span", "now", "days"),
    [
        (Span.WEEK, datetime(2026, 11, 23, 0, 0, tzinfo=UTC), ["2026-11-16", "2026-11-23"]),
        (Span.WEEK, datetime(2026, 11, 22, 23, 59, tzinfo=UTC), ["2026-11-09", "2026-11-16"]),
        # In summer London is an hour ahead: 23:30 UTC on Sunday is Monday there.
        (Span.WEEK, datetime(2026, 7, 5, 23, 30, tzinfo=UTC), ["2026-06-29", "2026-07-06"]),
        (Span.MONTH, datetime(2026, 1, 31, 12, 0, tzinfo=UTC), ["2025-12-01", "2026-01-01"]),
    ],
)
def test_periods_begin_at_midnight_in_london(span: Span, now: datetime, days: list[str]) -> None:
    assert [one.first_day.isoformat() for one in last_periods(span, now, 2)] == days


def test_a_period_in_summer_begins_an_hour_before_midnight_utc() -> None:
    assert Period(Span.MONTH, date(2026, 7, 1)).starts_utc == datetime(2026, 6, 30, 23, tzinfo=UTC)
