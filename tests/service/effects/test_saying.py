"""What forms say of their clients, form by form; and what is left to a person."""

import pytest

from forms.answers import Answer
from forms.reference import shipped_lists
from forms.registry import load_catalogue
from service.effects.facts import SILENT, SOURCES, Fact
from service.effects.register import touched
from service.effects.saying import same_text, statements
from service.store.states import WorkerRole


def _said(form_id: str, **values: Answer) -> dict[str, tuple[str, bool]]:
    found = statements(form_id, values, shipped_lists())
    return {str(one.fact): (one.value, one.is_likely) for one in found}


@pytest.mark.parametrize("form_id", SOURCES)
def test_every_field_of_the_table_is_on_its_form(form_id: str) -> None:
    asked = {field.key for field in load_catalogue().find(form_id).fields()}
    for source in SOURCES[form_id]:
        assert source.field in asked
        assert not source.tick or source.tick in asked


def test_an_alert_form_says_what_its_ticked_boxes_say_and_no_more() -> None:
    details: dict[str, Answer] = {
        "change_prison_detail": "HMP Hull (HLI)",
        "change_court_venue_detail": "Hull Crown Court",
        "change_release_status_detail": "released",
        "change_treatment_detail": "Methadone 40 ml",
        "change_release_plan_detail": "Lives with his sister",
    }
    assert _said("alert-form", **details) == {}
    ticks: dict[str, Answer] = {key.removesuffix("_detail"): True for key in details}
    assert _said("alert-form", **details, **ticks) == {
        "prison": ("HLI", True),
        "court": ("Hull Crown Court", True),
        "status": ("released", True),
        "treatment": ("Methadone 40 ml", True),
        "release_plan": ("Lives with his sister", True),
    }


@pytest.mark.parametrize(
    ("values", "likely"),
    [
        ({"criminal_justice_status": "sentenced"}, "release_date"),
        ({"criminal_justice_status": "remand"}, "court_date"),
        ({"criminal_justice_status": "sentenced", "change_court_venue": True}, None),
        ({"criminal_justice_status": "remand", "change_court_venue": True}, "court_date"),
        (
            {"criminal_justice_status": "remand", "change_release_status_detail": "sentenced"},
            "release_date",
        ),
        ({"criminal_justice_status": "released"}, None),
        ({}, None),
    ],
)
def test_box_1_is_read_by_the_status(values: dict[str, Answer], likely: str | None) -> None:
    box: dict[str, Answer] = {
        "change_release_or_court_date": True,
        "change_release_or_court_date_detail": "2009-09-01",
    }
    found = _said("alert-form", **box, **values)
    dates = {key: found[key] for key in ("release_date", "court_date")}
    assert {value for value, _ in dates.values()} == {"2009-09-01"}
    assert [key for key, (_, is_likely) in dates.items() if is_likely] == ([likely] * bool(likely))


def test_the_head_of_a_form_is_heard_where_no_box_says_otherwise() -> None:
    head: dict[str, Answer] = {
        "prison_name": "HMP Leeds",
        "prison_key_worker": "Morag Tweed",
        "initial_release_date": "2009-09-01",
        "dat_code": "D05B",
        "prisoner_number": "a1234bc",
    }
    assert _said("alert-form", **head) == {
        "prison": ("LEI", True),
        "prison_worker": ("Morag Tweed", True),
        "release_date": ("2009-09-01", True),
        "home_dat": ("D05B", True),
        "number": ("A1234BC", True),
    }


def test_a_release_plan_says_date_plan_treatment_and_where_the_client_will_live() -> None:
    plan: dict[str, Answer] = {
        "date_completed": "2009-06-14",
        "plan_version": "2",
        "release_date": "2009-09-01",
        "prescribed_drug": "Methadone",
        "dose_mg": "40",
        "supervised": "yes",
        "housing_plan": "new_address",
        "housing_address": "1 Ouse Street, York",
    }
    assert {key: value for key, (value, _) in _said("release-plan", **plan).items()} == {
        "release_date": "2009-09-01",
        "treatment": "Methadone, 40 mg a day, supervised",
        "release_plan": "plan of 2009-06-14, version 2",
        "address": "1 Ouse Street, York",
    }
    plan["housing_plan"] = "nowhere"
    assert "address" not in _said("release-plan", **plan)


def test_a_form_that_is_in_no_table_is_read_by_the_keys_that_it_shares() -> None:
    assert _said("leeds-note", release_date="2009-09-01", prison_code="LEI") == {
        "release_date": ("2009-09-01", True),
        "prison": ("LEI", True),
    }


@pytest.mark.parametrize("form_id", SILENT)
def test_some_forms_say_nothing_of_the_register(form_id: str) -> None:
    assert _said(form_id, prison_code="LEI", prisoner_number="A1234BC") == {}


@pytest.mark.parametrize("written", ["31 June", "Tuesday", ""])
def test_what_is_no_day_is_not_said(written: str) -> None:
    assert _said("release-plan", release_date=written) == {}


def test_texts_are_the_same_but_for_capitals_spaces_and_stops() -> None:
    assert same_text("H.M.P.  Leeds", "h m p leeds")
    assert not same_text("", "")


def test_an_entry_of_the_history_touches_just_what_it_changed() -> None:
    worker = {"name": "Morag Tweed", "role": str(WorkerRole.PRISON)}
    changes = [
        {"field": "address", "before": "", "after": "York"},
        {"field": "episodes", "before": [{"prison": "LEI"}], "after": [{"prison": "HLI"}]},
        {"field": "workers", "before": [], "after": [worker]},
    ]
    assert touched(changes) == {Fact.ADDRESS, Fact.PRISON, Fact.PRISON_WORKER}
    dates = [{"prison": "LEI"}], [{"prison": "LEI", "release_date": "2009-09-01"}]
    moved = {"field": "episodes", "before": dates[0], "after": dates[1]}
    assert touched([moved]) == {Fact.RELEASE_DATE}
