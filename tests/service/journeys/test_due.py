"""What is due: right against the slow reference, and the rules that no story tells."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bench.histories import histories
from service.journey.actions import Action, How, Standing
from service.journey.due import journey
from service.journey.duties import Team, Work, duties, read_duties
from service.journey.events import (
    ALERT_SAYS,
    ANSWERS,
    ASKS_DAY,
    MOVES_TO_PRISON,
    POINTS,
    Event,
    EventKind,
    Places,
    Point,
)
from service.journey.words import CALL, EVENT, GROUPS, HOW, POINT, TEAM, WORK
from tests.service.journeys.reference import Due, reference
from tests.service.journeys.telling import closed, due, story

_AT_LEEDS = Places(home_dat="D05B", prison="LEI")


def _as_reference(one: Action) -> Due:
    shut = one.closed_at.astimezone(UTC) if one.closed_at else None
    return Due(
        key=one.key,
        who=(one.who.team, one.who.place),
        to=(one.to.team, one.to.place),
        due_at=one.due_at,
        closed=f"{one.standing} {one.how} {shut}" if shut else "",
    )


@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_clients_are_right_against_the_slow_reference(seed: int) -> None:
    for history, places in histories(1000, seed):
        found = {one.key: _as_reference(one) for one in journey(history, places).actions}
        assert found == reference(history, places)


def test_the_order_in_which_events_are_given_does_not_matter() -> None:
    chance = random.Random(4)
    for history, places in histories(200, 77):
        mixed = [*history]
        chance.shuffle(mixed)
        assert journey(mixed, places) == journey(history, places)


def test_every_duty_is_asked_for_by_some_random_history() -> None:
    asked = {
        one.duty
        for history, places in histories(1000, 5)
        for one in journey(history, places).actions
    }
    assert asked == set(duties())


def test_an_event_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        Event(id=1, kind=EventKind.DIED, at=datetime(2009, 7, 17))  # noqa: DTZ001 - what is refused


def test_in_doubt_nothing_is_closed() -> None:
    told = story(
        "2010-10-01 09:00 main_prison",
        "2010-10-02 09:00 treatment_changed",
        "2010-10-03 09:00 treatment_changed",
        "2010-10-04 09:00 form_sent alert-form change_treatment",
        "2010-10-05 09:00 form_received alert-form",
        places=_AT_LEEDS,
    )
    assert closed(told) == {}
    named = story(
        "2010-10-01 09:00 main_prison",
        "2010-10-02 09:00 treatment_changed",
        "2010-10-03 09:00 treatment_changed",
        "2010-10-04 09:00 form_sent alert-form =care-change.2",
        places=_AT_LEEDS,
    )
    assert closed(named) == {"care-change.2": "done form_sent"}


def test_a_form_that_says_something_else_answers_nothing() -> None:
    told = story(
        "2010-10-02 09:00 plan_changed",
        "2010-10-04 09:00 form_sent alert-form disengaged",
        places=_AT_LEEDS,
    )
    assert closed(told) == {}


def test_a_form_does_not_stand_for_the_telephone_call() -> None:
    told = story(
        "2010-10-02 09:00 plan_changed",
        "2010-10-02 10:00 form_sent alert-form change_release_plan",
        places=_AT_LEEDS,
    )
    assert [line.split(" | ")[0] for line in due(told)] == ["plan-changed.1.call"]


def test_what_is_answered_before_it_is_asked_stays_open() -> None:
    told = story(
        "2010-10-02 09:00 called =plan-changed.2.call",
        "2010-10-02 10:00 plan_changed",
        places=_AT_LEEDS,
    )
    assert closed(told) == {}


def test_the_same_release_date_again_begins_no_clock() -> None:
    told = story(
        "2010-01-10 09:00 release_date_known 2010-03-12",
        "2010-02-10 09:00 release_date_known 2010-03-12",
        places=_AT_LEEDS,
    )
    assert [line for line in due(told) if line.startswith("release-plan")] == [
        "release-plan.1 | smt LEI to cjit D05B | Fri 29 Jan 2010"
    ]


def test_late_is_told_from_in_time() -> None:
    lines = ("2009-07-17 16:59 plan_changed", "2009-07-18 17:00 form_sent alert-form")
    [form, call] = story(*lines, places=_AT_LEEDS).actions
    assert form.is_late
    assert not call.is_late
    assert not replace(form, closed_at=form.due_at).is_late


def test_codes_have_words() -> None:
    assert set(POINT) == set(Point)
    assert set(EVENT) == set(EventKind)
    assert set(HOW) == set(How)
    assert set(TEAM) == set(Team)
    assert set(WORK) == set(Work)
    assert set(CALL)
    assert {kind for _, kinds in GROUPS for kind in kinds} == set(EventKind) - ANSWERS
    assert {Standing.OPEN, Standing.DONE, Standing.LAPSED} == set(Standing)


def test_tables_speak_of_known_events_alone() -> None:
    happens = set(EventKind) - ANSWERS
    for table in (ALERT_SAYS, ASKS_DAY, POINTS, MOVES_TO_PRISON):
        assert set(table) <= happens
    asked = set().union(*(duty.on for duty in duties().values()))
    quiet = happens - asked - set(POINTS)
    shown = set().union(*(duty.done | duty.lapses | duty.unless for duty in duties().values()))
    assert quiet <= shown, "an event that nothing asks about is no event"


def test_every_duty_has_its_source_and_words() -> None:
    for duty in duties().values():
        assert duty.source.startswith(("Part 1", "Process point", "Annex D"))
        assert not duty.what.endswith(".")


_ROW = {"key": "a", "point": 1, "who": "smt", "what": "x", "on": ["died"], "source": "s"}


def _table(**wrong: object) -> str:
    cells = "\n".join(f"{key} = {json.dumps(value)}" for key, value in (_ROW | wrong).items())
    return f"[[duty]]\n{cells}\nmust = true\n"


@pytest.mark.parametrize("wrong", [{"point": 99}, {"on": ["dyed"]}, {"who": "police"}])
def test_a_wrong_word_in_the_table_of_duties_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        read_duties(_table(**wrong))


def test_a_duty_stands_once() -> None:
    assert set(read_duties(_table())) == {"a"}
    with pytest.raises(ValueError, match="twice"):
        read_duties(_table() * 2)
