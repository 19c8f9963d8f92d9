"""Events in the database: entered, withdrawn, implied by forms; the actions kept are those due."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy
from sqlalchemy import select

from bench.histories import histories
from forms.answers import Answer
from forms.artefacts import ArtefactFormat
from forms.definition import Form
from forms.registry import load_catalogue
from service.clock import LONDON, now_utc
from service.entities import Actor, Client, Episode
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.journey.actions import How, Standing
from service.journey.events import Event, EventKind, Places, Point
from service.permission.asking import acting
from service.runtime import Runtime
from service.store import journeys
from service.store.due import Asked, When
from service.store.engine import looking, unit_of_work
from service.store.journey_models import JourneyActionRow, JourneyEventRow
from service.store.models import AuditRow, RecordRow
from service.store.states import Role
from service.usecases.accounts import add_user
from service.usecases.client_parts import change_parts, keep_episode
from service.usecases.clients import change_client
from service.usecases.deciding import assign_client
from service.usecases.due import answer_action, count_by_point, list_due, list_teams
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.journey_forms import follow_record
from service.usecases.journeys import (
    NewEvent,
    client_events,
    client_journey,
    rebuild_all,
    record_event,
    withdraw_event,
)
from service.usecases.merging import merge_clients, unmerge_client
from service.usecases.records import accept_record, correct_record, find_record
from tests.service.conftest import ACTOR, LAURA, add_laura, of_sqlite_alone
from tests.service.invented import ALERT
from tests.service.prisons import add_inmate
from tests.service.stored import store_record

_FRIDAY = datetime(2009, 7, 17, 16, 59, tzinfo=LONDON)


def _record(runtime: Runtime, client: Client, kind: EventKind, **more: object) -> int:
    at = more.pop("at", _FRIDAY)
    event = NewEvent(kind=kind, at=at, **more)  # type: ignore[arg-type]
    return record_event(runtime, ACTOR, client.id, event).id


def _open_keys(runtime: Runtime, client_id: int) -> set[str]:
    with looking(runtime.engine) as session:
        rows = journeys.of_client(session, client_id)
        return {row.key for row in rows if row.standing is Standing.OPEN}


def test_an_event_is_entered_and_what_it_asks_for_is_due(runtime: Runtime, laura: Client) -> None:
    event_id = _record(runtime, laura, EventKind.REMANDED, prison="LEI")
    found = client_journey(runtime, laura.id)
    assert found.point is Point.BEFORE_ENTRY
    assert [one.duty.key for one in found.actions] == ["send-dir", "send-dir"]
    assert {one.due_at for one in found.actions} == {datetime(2009, 7, 20, 8, tzinfo=UTC)}
    assert [event.id for event in client_events(runtime, laura.id)] == [event_id]
    with looking(runtime.engine) as session:
        notes = session.scalars(select(AuditRow).where(AuditRow.action == "event.recorded")).all()
        assert [(note.subject_id, note.details["kind"]) for note in notes] == [
            (str(event_id), "remanded")
        ]


def test_a_withdrawn_event_stays_on_the_list_and_asks_for_nothing(
    runtime: Runtime, laura: Client
) -> None:
    event_id = _record(runtime, laura, EventKind.REMANDED, prison="LEI")
    withdraw_event(runtime, ACTOR, event_id)
    found = client_journey(runtime, laura.id)
    assert (found.actions, found.finished) == ((), ())
    [event] = client_events(runtime, laura.id)
    assert event.withdrawn_at is not None
    with pytest.raises(ConflictError):
        withdraw_event(runtime, ACTOR, event_id)
    with pytest.raises(NotFoundError):
        withdraw_event(runtime, ACTOR, 999)


@pytest.mark.parametrize(
    ("kind", "at", "problem"),
    [
        (EventKind.REMANDED, now_utc() + timedelta(hours=1), "at"),
        (EventKind.REMANDED, datetime(2004, 12, 31, tzinfo=UTC), "at"),
        (EventKind.RELEASE_DATE_KNOWN, _FRIDAY, "day"),
        (EventKind.CALLED, _FRIDAY, "kind"),
    ],
)
def test_what_cannot_be_is_not_entered(
    small: Runtime, kind: EventKind, at: datetime, problem: str
) -> None:
    laura = add_laura(small)
    with pytest.raises(BadRequestError) as caught:
        record_event(small, ACTOR, laura.id, NewEvent(kind=kind, at=at))
    assert set(caught.value.problems) == {problem}
    assert client_events(small, laura.id) == ()


def test_nobody_has_events_who_is_not_on_the_register(small: Runtime) -> None:
    with pytest.raises(NotFoundError):
        record_event(small, ACTOR, 99, NewEvent(kind=EventKind.DIED, at=_FRIDAY))
    with pytest.raises(NotFoundError):
        client_journey(small, 99)


@pytest.mark.guidance("P0.6")
def test_a_call_is_recorded_and_only_once(runtime: Runtime, laura: Client) -> None:
    _record(runtime, laura, EventKind.REMANDED, prison="LEI")
    form, call = client_journey(runtime, laura.id).actions
    done = answer_action(runtime, ACTOR, call.id, EventKind.CALLED)
    assert (done.standing, done.done_by) == (Standing.DONE, How.CALLED)
    with pytest.raises(ConflictError):
        answer_action(runtime, ACTOR, call.id, EventKind.CALLED)
    with pytest.raises(BadRequestError):
        answer_action(runtime, ACTOR, form.id, EventKind.CALLED)
    with pytest.raises(BadRequestError):
        answer_action(runtime, ACTOR, form.id, EventKind.FORM_SENT, _FRIDAY - timedelta(hours=1))
    with pytest.raises(NotFoundError):
        answer_action(runtime, ACTOR, 999, EventKind.CALLED)
    answer_action(runtime, ACTOR, form.id, EventKind.FORM_SENT, _FRIDAY + timedelta(hours=1))
    assert client_journey(runtime, laura.id).actions == ()


def test_undoing_an_answer_opens_the_action_again(runtime: Runtime, laura: Client) -> None:
    _record(runtime, laura, EventKind.REMANDED, prison="LEI")
    call = client_journey(runtime, laura.id).actions[1]
    answer_action(runtime, ACTOR, call.id, EventKind.CALLED)
    withdraw_event(runtime, ACTOR, client_events(runtime, laura.id)[0].id)
    again = client_journey(runtime, laura.id).actions[1]
    assert (again.id, again.standing) == (call.id, Standing.OPEN)


def _issue(runtime: Runtime, client: Client, action_id: int | None, **values: Answer) -> None:
    request = IssueRequest(
        form_id="alert-form",
        artefact=ArtefactFormat.PRINT,
        client_id=client.id,
        values=values,
        action_id=action_id,
    )
    issue_form(runtime, ACTOR, request)


def test_a_form_that_is_issued_for_an_action_closes_it(runtime: Runtime, laura: Client) -> None:
    _record(runtime, laura, EventKind.PLAN_CHANGED)
    form, call = client_journey(runtime, laura.id).actions
    _issue(runtime, laura, None)
    assert len(client_journey(runtime, laura.id).actions) == 2, "an empty form says nothing"
    with pytest.raises(NotFoundError):
        _issue(runtime, laura, call.id)
    _issue(runtime, laura, form.id)
    [left] = client_journey(runtime, laura.id).actions
    assert left.id == call.id
    [closed] = client_journey(runtime, laura.id).finished
    assert closed.done_by is How.FORM_SENT


def test_a_form_that_is_issued_says_by_its_ticks_what_it_answers(
    runtime: Runtime, laura: Client
) -> None:
    _record(runtime, laura, EventKind.PLAN_CHANGED)
    _issue(runtime, laura, None, disengaged=True)
    assert len(client_journey(runtime, laura.id).actions) == 2
    _issue(runtime, laura, None, change_release_plan=True)
    assert len(client_journey(runtime, laura.id).actions) == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_kept_is_what_follows_from_the_events(runtime: Runtime, seed: int) -> None:
    laura = add_laura(runtime)
    for history, _ in histories(6, seed):
        with unit_of_work(runtime.engine) as session:
            _add(session, laura.id, history)
            journeys.rebuild(session, laura.id)
            _assert_derived(session, laura.id)
    before = _open_keys(runtime, laura.id)
    assert rebuild_all(runtime) == 1
    assert _open_keys(runtime, laura.id) == before


def _add(session: object, client_id: int, history: list[Event]) -> None:
    for event in history:
        session.add(  # type: ignore[attr-defined]
            JourneyEventRow(
                client_id=client_id,
                kind=event.kind,
                at=event.at,
                day=event.day,
                prison=event.prison,
                form=event.form,
                says=sorted(event.says),
                action=event.action,
                entered_at=event.at,
                channel=ACTOR.channel,
            )
        )


def _assert_derived(session: object, client_id: int) -> None:
    wanted = {one.key: one for one in journeys.derive(session, client_id).actions}  # type: ignore[arg-type]
    rows = {row.key: row for row in journeys.of_client(session, client_id)}  # type: ignore[arg-type]
    assert rows.keys() == wanted.keys()
    for key, row in rows.items():
        one = wanted[key]
        assert (row.due_at, row.standing, row.done_at, row.done_by) == (
            one.due_at,
            one.standing,
            one.closed_at and one.closed_at.astimezone(UTC),
            one.how,
        )
        assert (row.team, row.place, row.to_team, row.to_place) == (
            one.who.team,
            one.who.place,
            one.to.team,
            one.to.place,
        )


def test_where_the_register_has_a_client_tells_whose_actions_they_are(runtime: Runtime) -> None:
    client = add_inmate(runtime, "Severn", prison="LEI", home_dat="D05B")
    _record(runtime, client, EventKind.PLAN_CHANGED)
    [form, _] = client_journey(runtime, client.id).actions
    assert (form.who.place, form.to.place) == ("LEI", "D05B")
    change_parts(
        runtime, ACTOR, client.id, keep_episode(Episode(prison="HLI", from_date=date(2009, 7, 1)))
    )
    assert client_journey(runtime, client.id).actions[0].who.place == "HLI"
    details = LAURA.__class__(given_names="Aled", surname="Severn", home_dat="A12B")
    change_client(runtime, ACTOR, client.id, details)
    assert client_journey(runtime, client.id).actions[0].to.place == "A12B"


def test_events_go_over_with_a_merge_and_come_back(runtime: Runtime, laura: Client) -> None:
    other = add_inmate(runtime, "O'Severn")
    _record(runtime, other, EventKind.PLAN_CHANGED)
    _record(runtime, laura, EventKind.MET_IN_CUSTODY)
    merge_clients(runtime, ACTOR, other.id, laura.id)
    assert {one.duty.key for one in client_journey(runtime, laura.id).actions} == {
        "plan-changed",
        "courtesy",
    }
    unmerge_client(runtime, ACTOR, other.id)
    assert {one.duty.key for one in client_journey(runtime, laura.id).actions} == {"courtesy"}
    assert {one.duty.key for one in client_journey(runtime, other.id).actions} == {"plan-changed"}


_CHANGE: dict[str, Answer] = {
    "disengaged": None,
    "change_treatment": True,
    "change_treatment_detail": "Methadone 40 ml a day",
}


def _accepted(runtime: Runtime, form: Form, client: Client | None, **values: Answer) -> int:
    record_id = store_record(
        runtime, form, {**ALERT, **_CHANGE, **values}, client_id=client and client.id
    )
    with unit_of_work(runtime.engine) as session:
        follow_record(session, session.get_one(RecordRow, record_id))
    return record_id


def _kinds(runtime: Runtime, client: Client) -> list[tuple[EventKind, bool]]:
    events = reversed(client_events(runtime, client.id))
    return [(event.kind, event.withdrawn_at is None) for event in events]


def test_an_accepted_alert_form_says_what_happened_and_answers_it(
    runtime: Runtime, laura: Client, alert_form: Form
) -> None:
    _record(runtime, laura, EventKind.MAIN_PRISON, at=datetime(2009, 6, 1, tzinfo=UTC))
    record_id = _accepted(runtime, alert_form, laura)
    assert _kinds(runtime, laura)[1:] == [
        (EventKind.TREATMENT_CHANGED, True),
        (EventKind.FORM_RECEIVED, True),
    ]
    finished = client_journey(runtime, laura.id).finished
    assert [(one.duty.key, one.done_by) for one in finished] == [("care-change", How.FORM_RECEIVED)]
    changed, *_ = (e for e in client_events(runtime, laura.id) if e.kind != "form_received")
    assert changed.at.astimezone(LONDON) == datetime(2009, 6, 14, tzinfo=LONDON)
    assert changed.record_id == record_id


def test_a_record_that_waits_again_says_nothing_any_more(
    runtime: Runtime, laura: Client, alert_form: Form
) -> None:
    record_id = _accepted(runtime, alert_form, laura)
    record = find_record(runtime, record_id)
    record = correct_record(
        runtime, ACTOR, record_id, revision=record.revision, changes={"disengaged": True}
    )
    assert [is_live for _, is_live in _kinds(runtime, laura)] == [False, False]
    record = assign_client(runtime, ACTOR, record_id, revision=record.revision, client_id=laura.id)
    accept_record(runtime, ACTOR, record_id, revision=record.revision, concerns_seen=True)
    live = [kind for kind, is_live in _kinds(runtime, laura) if is_live]
    assert live == [EventKind.DISENGAGED, EventKind.TREATMENT_CHANGED, EventKind.FORM_RECEIVED]


def test_what_a_worker_entered_before_is_not_said_twice(
    runtime: Runtime, laura: Client, alert_form: Form
) -> None:
    entered = datetime(2009, 6, 14, 11, tzinfo=UTC)
    _record(runtime, laura, EventKind.TREATMENT_CHANGED, at=entered)
    _accepted(runtime, alert_form, laura)
    assert [kind for kind, _ in _kinds(runtime, laura)] == [
        EventKind.TREATMENT_CHANGED,
        EventKind.FORM_RECEIVED,
    ]


def test_old_paper_asks_for_nothing(small: Runtime, alert_form: Form) -> None:
    laura = add_laura(small)
    record_id = store_record(small, alert_form, ALERT, client_id=laura.id, batch="Box 14")
    with unit_of_work(small.engine) as session:
        follow_record(session, session.get_one(RecordRow, record_id))
    assert client_events(small, laura.id) == ()


@contextmanager
def _caseload(runtime: Runtime) -> Iterator[dict[str, Client]]:
    """Clients with something overdue, due today, soon, later and without a limit."""
    now = datetime(2010, 3, 24, 12, tzinfo=UTC)
    found = {name: add_inmate(runtime, name, home_dat="D05B") for name in ("Ouse", "Tamar")}
    leeds, other = found["Ouse"], found["Tamar"]
    _record(runtime, leeds, EventKind.PLAN_CHANGED, at=now - timedelta(hours=30))
    _record(runtime, leeds, EventKind.REFERRED, at=now - timedelta(days=3))
    known = {"at": now - timedelta(days=9), "day": date(2010, 5, 10)}
    _record(runtime, other, EventKind.RELEASE_DATE_KNOWN, **known)
    _record(runtime, other, EventKind.DIR_RECEIVED, at=now, day=date(2010, 3, 1))
    yield found


def test_lists_tell_overdue_from_today_and_soon(runtime: Runtime) -> None:
    now = datetime(2010, 3, 24, 12, tzinfo=UTC)
    with _caseload(runtime):
        every = list_due(runtime, Asked(), at_utc=now)
        assert every.counts == {
            When.OVERDUE: 2,
            When.TODAY: 2,
            When.SOON: 1,
            When.LATER: 1,
            When.NO_LIMIT: 1,
        }
        assert [one.when for one in every.actions] == sorted(
            (one.when for one in every.actions), key=list(When).index
        )
        for when in When:
            found = list_due(runtime, Asked(when=when), at_utc=now).actions
            assert {one.when for one in found} == {when}
            assert len(found) == every.counts[when]
        assert list_teams(runtime) == [("cjit", "D05B"), ("smt", "LEI")]


def test_lists_are_by_team_and_process_point_and_a_page_at_a_time(small: Runtime) -> None:
    now = datetime(2010, 3, 24, 12, tzinfo=UTC)
    with _caseload(small):
        of_prison = list_due(small, Asked(team="smt", place="LEI"), at_utc=now)  # type: ignore[arg-type]
        assert {one.who.team for one in of_prison.actions} == {"smt"}
        assert list_due(small, Asked(place="HLI"), at_utc=now).actions == ()
        planning = list_due(small, Asked(point=7), at_utc=now).actions
        assert {one.duty.point for one in planning} == {Point.RELEASE_PLANNING}
        every = list_due(small, Asked(), at_utc=now).actions
        pages = [
            list_due(small, Asked(), skip=n, limit=2, at_utc=now).actions for n in (0, 2, 4, 6)
        ]
        assert [one.id for part in pages for one in part] == [one.id for one in every]
        assert count_by_point(small, Asked(), at_utc=now)[7, When.OVERDUE] == 2


@pytest.mark.guidance("P7.4")
def test_a_dir_that_has_become_too_old_is_not_called_overdue(small: Runtime) -> None:
    with _caseload(small):
        later = datetime(2010, 9, 2, tzinfo=UTC)
        shown = list_due(small, Asked(), at_utc=later).actions
        assert "dir-in-use" not in {one.duty.key for one in shown}


@pytest.mark.guidance("P7.5", "P7.6", "P9.3")
def test_the_release_plan_form_asks_what_the_guidance_wants_agreed() -> None:
    plan = load_catalogue().find("release-plan")
    keys = {field.key for field in plan.fields()}
    assert {"meeting_mode", "pick_up_priority", "treatment_continues"} <= keys
    assert {"housing_referred_answer", "benefits_referred_answer", "other_support_answer"} <= keys


def test_events_and_actions_show_nobody(small: Runtime) -> None:
    laura = add_laura(small)
    _record(small, laura, EventKind.RELEASE_DATE_KNOWN, day=date(2010, 3, 12))
    shown = repr(client_journey(small, laura.id)) + repr(Places(home_dat="D05B"))
    assert "Severn" not in shown
    assert "2010, 3, 12" not in shown


def test_rows_of_actions_are_not_made_anew(small: Runtime, actor: Actor) -> None:
    laura = add_laura(small)
    _record(small, laura, EventKind.PLAN_CHANGED)
    with looking(small.engine) as session:
        before = set(session.scalars(select(JourneyActionRow.id)))
    record_event(small, actor, laura.id, NewEvent(kind=EventKind.RE_ENGAGED, at=_FRIDAY))
    with looking(small.engine) as session:
        assert before < set(session.scalars(select(JourneyActionRow.id)))


def test_a_death_is_believed_only_where_a_person_has_accepted_the_form(
    small: Runtime, alert_form: Form
) -> None:
    laura = add_laura(small)
    _record(small, laura, EventKind.PLAN_CHANGED, at=datetime(2009, 6, 1, tzinfo=UTC))
    record_id = _accepted(small, alert_form, laura, death=True)
    assert EventKind.DIED not in {kind for kind, _ in _kinds(small, laura)}
    assert len(client_journey(small, laura.id).actions) > 1
    morag = add_user(small, ACTOR, "morag", Role.TEAM_MANAGER).user
    worker = acting(morag, ACTOR.channel)
    revision = find_record(small, record_id).revision
    record = assign_client(small, worker, record_id, revision=revision, client_id=laura.id)
    accept_record(small, worker, record_id, revision=record.revision)
    assert (EventKind.DIED, True) in _kinds(small, laura)
    assert client_journey(small, laura.id).actions == ()


@of_sqlite_alone
def test_lists_are_read_from_an_index_on_sqlite(small: Runtime) -> None:
    asked: list[tuple[str, object]] = []

    def note(_c: object, _k: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    sqlalchemy.event.listen(small.engine, "before_cursor_execute", note)
    list_due(small, Asked(when=When.OVERDUE))
    sqlalchemy.event.remove(small.engine, "before_cursor_execute", note)
    told = [(one, values) for one, values in asked if "FROM journey_actions" in one]
    assert len(told) == 1 + len(When)
    with small.engine.connect() as connection:
        for statement, values in told:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert "INDEX ix_journey_actions_open" in str(plan), plan
            assert "TEMP B-TREE" not in str(plan), "it is sorted by the index"
