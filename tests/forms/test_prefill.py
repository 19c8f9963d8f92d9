"""What is known goes on the form that asks for it; what only a person can say never does."""

import pytest

from forms.answers import Answer
from forms.definition import Form, Signature
from forms.errors import ValuesError
from forms.prefill import prefill
from forms.registry import load_catalogue

FORMS = tuple(load_catalogue())
ALERT, CONSENT, PLAN = (
    load_catalogue().find(form_id) for form_id in ("alert-form", "dir-consent", "release-plan")
)
FACTS: dict[str, Answer] = {
    "client_name": "Ann Example",
    "date_of_birth": "1979-03-03",
    "prisoner_number": "A1234BC",
    "prison_name": "HMP Leeds",
    "prison_code": "LEI",
    "prison_key_worker": "P Worker",
    "community_spoc_phone": "0113 496 0000",
    "criminal_justice_status": "sentenced",
    "client_reference": "C-0042",
    "shoe_size": "9",
    "community_case_worker": None,
}


def test_the_alert_form_takes_what_it_asks_for() -> None:
    asked = {"client_reference", "shoe_size", "community_case_worker"}
    assert prefill(ALERT, FACTS) == {key: FACTS[key] for key in FACTS if key not in asked}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_nothing_is_invented(form: Form) -> None:
    values = prefill(form, FACTS)
    assert all(FACTS[key] == value for key, value in values.items())
    assert prefill(form, {}) == {}


def test_consent_is_never_carried_over() -> None:
    given: dict[str, Answer] = {
        "client_name": "Ann Example",
        "cjit_share": "yes",
        "monitoring_consent": "yes",
        "refused": True,
        "withdrawn_date": "2009-06-14",
        "cjit_name": "Leeds CJIT",
    }
    assert prefill(CONSENT, given) == {"client_name": "Ann Example", "cjit_name": "Leeds CJIT"}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_no_signature_is_ever_filled_in(form: Form) -> None:
    signatures = {f.key: True for f in form.fields() if isinstance(f.kind, Signature)}
    assert prefill(form, signatures) == {}


def test_the_consent_on_record_reaches_the_plan() -> None:
    facts: dict[str, Answer] = {"cjit_consent": "yes", "cjit_consent_date": "2009-06-14"}
    assert prefill(PLAN, facts) == facts


def test_a_fact_that_does_not_fit_is_refused_by_name() -> None:
    with pytest.raises(ValuesError) as refused:
        prefill(ALERT, {"client_name": "x" * 71, "prison_name": "HMP Leeds"})
    assert set(refused.value.problems) == {"client_name"}
