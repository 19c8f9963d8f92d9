from dataclasses import replace

import pytest

from forms.copies import new_copy_id
from forms.definition import Form
from forms.reference import shipped_lists
from forms.registry import load_catalogue
from ocr.reading import FieldState, PageReading, Problem
from service.assembly import Concern, Doubt, Draft, assemble
from tests.service.invented import ALERT
from tests.service.readings import page, reading, unidentified


def _drafts(*pages: PageReading) -> list[Draft]:
    return assemble(pages, load_catalogue(), shipped_lists())


@pytest.fixture(scope="module")
def plan() -> Form:
    return load_catalogue().find("release-plan")


def test_a_clean_page_is_a_draft_without_doubt(alert_form: Form) -> None:
    [draft] = _drafts(page(alert_form, ALERT))
    assert draft.values["client_name"] == ALERT["client_name"]
    assert (draft.doubts, draft.concerns) == ({}, ())


@pytest.mark.parametrize("key", ["client_name", "disengaged", "prison_code"])
def test_what_is_not_accepted_is_in_doubt(alert_form: Form, key: str) -> None:
    [draft] = _drafts(page(alert_form, ALERT, doubtful=[key]))
    assert draft.doubts == {key: Doubt.UNSURE}


def test_unreadable_missing_and_not_asked_stay_three_things(alert_form: Form) -> None:
    clean = page(alert_form, ALERT)
    fields = {
        **clean.fields,
        "court_name": reading(None, accepted=False, state=FieldState.UNREADABLE),
        "dat_name": reading(None, state=FieldState.NOT_ASKED),
    }
    del fields["prison_key_worker"]
    [draft] = _drafts(replace(clean, fields=fields))
    assert draft.doubts == {"court_name": Doubt.UNREADABLE, "prison_key_worker": Doubt.NOT_READ}


def test_a_value_against_the_rules_is_in_doubt_though_it_was_read_well(alert_form: Form) -> None:
    [draft] = _drafts(page(alert_form, {**ALERT, "change_prison": True}))
    assert draft.doubts == {"change_prison_detail": Doubt.INVALID}


def test_pages_of_one_copy_make_one_draft_wherever_they_stand(plan: Form) -> None:
    first, second = new_copy_id(plan.code), new_copy_id(plan.code)
    order = [(second, 2), (first, 1), (second, 1), (first, 3), (first, 2), (second, 3)]
    pages = [
        page(plan, {}, copy=copy, number=number, form_page=form_page)
        for number, (copy, form_page) in enumerate(order, 1)
    ]
    drafts = _drafts(*pages)
    assert [(draft.copy, draft.pages) for draft in drafts] == [
        (second, (1, 3, 6)),
        (first, (2, 4, 5)),
    ]
    assert all(Concern.MISSING_PAGES not in draft.concerns for draft in drafts)


def test_missing_and_repeated_pages_are_concerns(plan: Form) -> None:
    copy = new_copy_id(plan.code)
    [draft] = _drafts(
        page(plan, {}, copy=copy, number=1, form_page=1),
        page(plan, {}, copy=copy, number=2, form_page=1),
    )
    assert {Concern.MISSING_PAGES, Concern.REPEATED_PAGES} <= set(draft.concerns)


def test_pages_without_a_copy_go_together_only_while_their_numbers_rise(plan: Form) -> None:
    numbers = [1, 2, 3, 1, 3]
    pages = [page(plan, {}, number=n, form_page=p) for n, p in enumerate(numbers, 1)]
    assert [draft.pages for draft in _drafts(*pages)] == [(1, 2, 3), (4, 5)]


def test_a_page_problem_is_a_concern(alert_form: Form) -> None:
    problem = Problem(code="two-copies", message="The symbols disagree.")
    [draft] = _drafts(page(alert_form, ALERT, problems=(problem,)))
    assert draft.concerns == (Concern.PAGE_PROBLEMS,)


def test_a_page_that_is_not_ours_makes_no_draft() -> None:
    assert _drafts(unidentified()) == []
