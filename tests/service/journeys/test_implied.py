"""What accepted forms say has happened, and what they leave to a person."""

from datetime import UTC, date, datetime

import pytest

from forms.answers import Answer
from forms.reference import shipped_lists
from service.clock import LONDON
from service.journey.events import Event, EventKind
from service.journey.implied import Implied, implied, is_known, says

_RECEIVED = datetime(2009, 6, 15, 9, tzinfo=UTC)
_MIDNIGHT = datetime(2009, 6, 14, tzinfo=LONDON)


def _said(form_id: str, **values: Answer) -> list[tuple[EventKind, date | None, str]]:
    found = implied(form_id, {"date_completed": "2009-06-14", **values}, _RECEIVED, shipped_lists())
    assert all(one.at == _MIDNIGHT for one in found)
    return [(one.kind, one.day, one.prison) for one in found]


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({"change_treatment": True}, ["treatment_changed"]),
        ({"change_worker": True}, ["worker_changed"]),
        ({"change_court_venue": True}, ["court_changed"]),
        ({"disengaged": True, "other": True}, ["disengaged", "other_change"]),
        ({"death": True, "disengaged": True}, ["disengaged", "died"]),
        ({"change_release_status_detail": "sentenced"}, ["status_changed"]),
        ({"change_release_status": True, "change_release_status_detail": "released"}, []),
        ({"change_release_or_court_date": True}, []),
        ({"change_release_plan": True}, []),
        ({"change_treatment": None}, []),
    ],
)
def test_an_alert_form_says_only_what_is_beyond_doubt(
    values: dict[str, Answer], kinds: list[str]
) -> None:
    assert [kind for kind, _, _ in _said("alert-form", **values)] == kinds


@pytest.mark.parametrize(
    ("own", "detail", "wanted"),
    [
        ("LEI", "HMP Hull HLI", ("transferred", "HLI")),
        ("HLI", "HMP Hull (HLI)", ("from_prison", "HLI")),
        ("LEI", "Hull", ("transferred", "HLI")),
        ("LEI", "", None),
        ("", "HMP Hull HLI", None),
        ("LEI", "somewhere in the north", None),
    ],
)
def test_a_change_of_prison_is_told_by_the_old_or_the_new_one(
    own: str, detail: str, wanted: tuple[str, str] | None
) -> None:
    found = _said("alert-form", change_prison=True, change_prison_detail=detail, prison_code=own)
    assert [(kind, prison) for kind, _, prison in found] == ([wanted] if wanted else [])


def test_a_release_plan_says_release_date_agreement_and_pick_up() -> None:
    found = _said(
        "release-plan", release_date="2009-09-01", client_signature=True, pick_up_requested="yes"
    )
    assert found == [
        (EventKind.RELEASE_DATE_KNOWN, date(2009, 9, 1), ""),
        (EventKind.PLAN_AGREED, None, ""),
        (EventKind.PICK_UP_REQUESTED, None, ""),
    ]
    assert _said("release-plan", client_signature=False, pick_up_requested="no_answer") == []


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (
            {"sender_type": "carat", "case_action": "closed", "closed_because": "released"},
            [(EventKind.RELEASED, None, "")],
        ),
        (
            {
                "sender_type": "carat",
                "case_action": "transferred",
                "transferred_because": "to_prison",
                "to_prison_code": "HLI",
            },
            [(EventKind.TRANSFERRED, None, "HLI")],
        ),
        (
            {
                "sender_type": "cjit",
                "case_action": "closed",
                "dir_status": "opened",
                "closed_because": "entered_prison",
                "dir_date": "2009-06-01",
            },
            [(EventKind.RECEIVED, None, "")],
        ),
        (
            {"sender_type": "prison_clinical", "dir_status": "opened", "dir_date": "2009-06-12"},
            [(EventKind.DIR_OPENED, date(2009, 6, 12), "")],
        ),
        (
            {"sender_type": "cjit", "case_action": "opened", "opened_because": "gate_pick_up"},
            [(EventKind.MET_AT_GATE, None, "")],
        ),
        ({"case_action": "closed", "closed_because": "released_from_court"}, []),
        ({"case_action": "opened", "opened_because": "arrived_from_court"}, []),
    ],
)
def test_an_activity_form_says_what_happened_at_its_sender(
    values: dict[str, Answer], wanted: list[tuple[EventKind, date | None, str]]
) -> None:
    assert _said("activity-form", event_date="2009-06-14", **values) == wanted


def test_other_forms_say_nothing_of_the_journey() -> None:
    assert _said("dir-consent", client_signature=True) == []
    assert says("dir-consent", {}) == frozenset()


def test_a_form_without_its_day_or_of_a_later_one_counts_from_its_coming_in() -> None:
    for written in (None, "2009-06-20"):
        values: dict[str, Answer] = {"death": True, "date_completed": written}
        [found] = implied("alert-form", values, _RECEIVED, shipped_lists())
        assert found.at == _RECEIVED


def test_forms_say_by_ticks_and_by_the_case_what_they_answer() -> None:
    ticks: dict[str, Answer] = {"death": True, "other": False, "change_release_plan": True}
    assert says("alert-form", ticks) == {"death", "change_release_plan"}
    case: dict[str, Answer] = {"sender_type": "carat", "case_action": "closed"}
    assert says("activity-form", case) == {"smt:closed"}
    assert says("activity-form", {"sender_type": "cjit", "case_action": "opened"}) == {
        "cjit:opened"
    }


@pytest.mark.parametrize(
    ("kind", "days", "known"),
    [("treatment_changed", 2, True), ("treatment_changed", 5, False), ("died", 40, True)],
)
def test_what_was_entered_close_by_is_the_same_thing(kind: str, days: int, known: bool) -> None:
    event = Event(id=1, kind=EventKind(kind), at=datetime(2009, 6, 14, tzinfo=UTC))
    found = Implied(kind=EventKind(kind), at=event.at.replace(month=6, day=14))
    later = Implied(kind=found.kind, at=found.at + (found.at - found.at.replace(day=13)) * days)
    assert is_known(later, [event]) is known
    assert not is_known(later, [])
