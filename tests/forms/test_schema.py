"""The schema of any form, from its definition alone."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from forms import definition as d
from forms.answers import Answer
from forms.json_schema import json_schema
from forms.registry import load_catalogue
from forms.schema import FormSchema, check_answers, load_answers, nearest_key, schema_for
from forms.schema_checks import Severity

FORMS = tuple(load_catalogue())
ALERT = load_catalogue().find("alert-form")
NUMBERS = {d.TextStyle.NUMBER: "30", d.TextStyle.PHONE: "0113 496 0000"}


def sample(field: d.Field) -> Answer:
    """Give an answer of the field's kind that any form takes."""
    known = {"prisoner_number": "A1234BC", "prison_code": "LEI", "dat_code": "A12B"}
    match field.kind:
        case d.Text(style=style, max_length=length):
            return NUMBERS.get(style, "Example")[:length]
        case d.Comb(length=length):
            special = {"client_initials": "AB", "plan_version": "2", "page_count": "3"}
            code = "LEI" if field.key.endswith("prison_code") else "A" * length
            return (known | special).get(field.key, code)
        case d.Date():
            return "1979-03-03" if field.key == "date_of_birth" else "2009-06-14"
        case d.Time():
            return "14:30"
        case d.Choice(options=options):
            return options[-1].key
        case d.Tick() | d.Signature():
            return True


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_full_copy_loads_as_it_is(form: d.Form) -> None:
    values = {field.key: sample(field) for field in form.fields()}
    assert load_answers(form, values, complete=True) == values
    assert check_answers(form, values) == {}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_an_empty_copy_lacks_exactly_what_is_required(form: d.Form) -> None:
    required = {field.key for field in form.fields() if field.required}
    either = {rule.fields[0] for rule in form.rules if isinstance(rule, d.AnyOf)}
    assert set(check_answers(form, {})) == required | either
    assert check_answers(form, {}, complete=False) == {}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_each_field_tells_its_words_to_documentation(form: d.Form) -> None:
    schema = schema_for(form)()
    assert list(schema.fields) == [field.key for field in form.fields()]
    for field in form.fields():
        assert schema.fields[field.key].metadata["title"] == field.label
        assert schema.fields[field.key].metadata["description"] == field.help


@pytest.mark.parametrize("wrong", [3, ["x"], {"a": 1}, 2.5])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_what_is_no_answer_is_refused_by_each_field(form: d.Form, wrong: object) -> None:
    keys = [field.key for field in form.fields()]
    found = check_answers(form, dict.fromkeys(keys, wrong), complete=False)
    assert list(found) == keys


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_table_of_answers_is_refused(data: object) -> None:
    with pytest.raises(ValidationError):
        schema_for(ALERT)().load(data)  # type: ignore[arg-type]


def test_problems_come_in_the_order_of_the_form() -> None:
    found = check_answers(ALERT, {"death": "maybe", "nonsense": "x", "prison_code": "?"})
    order = [field.key for field in ALERT.fields()]
    places = [order.index(key) for key in found if key in order]
    assert places == sorted(places)
    assert list(found)[-1] == "nonsense"


@given(st.dictionaries(st.sampled_from([f.key for f in ALERT.fields()]), st.text(max_size=30)))
def test_what_loads_loads_again_unchanged(written: dict[str, str]) -> None:
    problems = check_answers(ALERT, written, complete=False)
    refused = {key for key, found in problems.items() if found.severity is Severity.ERROR}
    good = {key: text for key, text in written.items() if key not in refused}
    once = load_answers(ALERT, good)
    assert load_answers(ALERT, dict(once)) == once


def test_today_can_be_another_day() -> None:
    written = {"date_completed": "2009-06-15"}
    before = check_answers(ALERT, written, complete=False, today=date(2009, 6, 14))
    after = check_answers(ALERT, written, complete=False, today=date(2009, 6, 15))
    assert before["date_completed"].severity is Severity.ERROR
    assert after == {}


def test_the_schema_is_made_once_for_each_form() -> None:
    assert schema_for(ALERT) is schema_for(ALERT)
    assert issubclass(schema_for(ALERT), FormSchema)
    assert schema_for(ALERT).__name__ == "AlertForm1"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Client Name", "client_name"), ("prison-code", "prison_code"), ("zzzz", None), ("", None)],
)
def test_the_nearest_key_is_suggested(written: str, meant: str | None) -> None:
    assert nearest_key(ALERT, written) == meant


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_json_schema_describes_every_field(form: d.Form) -> None:
    made = json_schema(form)
    fields = {field.key: field for field in form.fields()}
    assert list(made["properties"]) == list(fields)
    assert made["required"] == [key for key, field in fields.items() if field.required]
    assert len(made["allOf"]) == sum(field.required_when is not None for field in fields.values())
    assert json.loads(json.dumps(made)) == made
