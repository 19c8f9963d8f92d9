"""A form that is one new file, the documentation's example, through every document and back."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms import definition as d
from forms.answers import Answer, Answers
from forms.artefacts import ArtefactFormat, make_document
from forms.bulk import heading_row, read_rows
from forms.copies import derived_copy_id
from forms.json_schema import json_schema
from forms.layout import lay_out
from forms.pdf.template import pdf_template
from forms.pdf.zones import read_zones
from forms.registry import Catalogue, load_catalogue
from forms.schema import check_answers, load_answers
from ocr.digital import read_digital

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "form-definitions.md"
LETTERS = st.characters(codec="latin-1", categories=["Lu", "Ll", "Nd"]) | st.sampled_from("ŴŵŶŷ")
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=7), min_size=1, max_size=3).map(" ".join)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Drop the file into a folder, as an agency would; there is no other step."""
    found = re.search(r"```toml\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    folder = tmp_path_factory.mktemp("local-forms")
    (folder / "arrival-note-1.toml").write_text(found[1], encoding="utf-8")
    return load_catalogue(folder)


@pytest.fixture(scope="module")
def form(catalogue: Catalogue) -> d.Form:
    return catalogue.find("arrival-note")


def answers_to(field: d.Field) -> st.SearchStrategy[Answer]:
    """Draw canonical answers, or none."""
    some: st.SearchStrategy[Answer]
    match field.kind:
        case d.Text():
            some = WORDS
        case d.Comb(length=length):
            some = st.text("ABCDEFGHJK23456789", min_size=2, max_size=length)
        case d.Date():
            some = st.dates().map(lambda day: day.replace(year=1900 + day.year % 200).isoformat())
        case d.Time():
            some = st.times().map(lambda time: time.strftime("%H:%M"))
        case d.Choice(options=options):
            some = st.sampled_from([option.key for option in options])
        case d.Tick():
            some = st.just(True)
        case d.Signature():
            return st.none()
    return st.none() | some


def test_it_asks_with_every_kind_and_layout(form: d.Form) -> None:
    kinds = {type(field.kind) for field in form.fields()}
    marks = {field.kind.mark for field in form.fields() if isinstance(field.kind, d.Choice)}
    assert kinds == {d.Text, d.Comb, d.Date, d.Time, d.Choice, d.Tick, d.Signature}
    assert marks == set(d.ChoiceMark)
    assert {section.layout for section in form.sections} == set(d.SectionLayout)
    assert {section.width for section in form.sections} == set(d.SectionWidth)


def test_it_has_a_page_and_zones_for_every_field(form: d.Form) -> None:
    keys = {field.key for field in form.fields()}
    template = pdf_template(form)
    assert len(lay_out(form).pages) == form.pages
    assert {zone.key for zone in template.zones} == keys
    assert {zone.key for zone in read_zones(template.blank)} == keys


@pytest.mark.parametrize("kind", list(ArtefactFormat))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_what_goes_out_comes_back(
    catalogue: Catalogue, form: d.Form, kind: ArtefactFormat, data: st.DataObject
) -> None:
    drawn = data.draw(st.fixed_dictionaries({f.key: answers_to(f) for f in form.fields()}))
    values: Answers = {key: value for key, value in drawn.items() if value is not None}
    copy = derived_copy_id(form.code, values)

    document = make_document(kind, form, values, copy)
    pages = read_digital(f"back{kind.suffix}", document, catalogue)

    assert pages
    (page,) = pages
    assert page
    assert (page.form, page.version, page.copy) == (form.id, form.version, copy)
    read = {key: reading.value for key, reading in page.fields.items() if reading.value}
    assert read == values
    assert all(reading.accepted for reading in page.fields.values())


def test_its_answers_are_checked(form: d.Form) -> None:
    written = {
        "client_name": "Siân Example",
        "date_of_birth": "3/3/79",
        "arrived_date": "14 June 2009",
        "needs_prescribing": "x",
    }
    problems = check_answers(form, written)
    assert set(problems) == {"needs_prescribing_detail"}
    loaded = load_answers(form, written)
    assert loaded["arrived_date"] == "2009-06-14"
    assert load_answers(form, loaded) == loaded


def test_its_table_is_read(form: d.Form) -> None:
    out = io.StringIO()
    table = csv.DictWriter(out, next(csv.reader([heading_row(form)])), restval="")
    table.writeheader()
    table.writerow({"client_name": "Ann", "dir_received": "No answer provided", "visit_2_by": "B"})
    (row,) = read_rows(io.BytesIO(out.getvalue().encode()), form)
    assert row.values == {"client_name": "Ann", "dir_received": "no_answer", "visit_2_by": "B"}


def test_it_is_described_for_other_programmes(form: d.Form) -> None:
    assert set(json_schema(form)["properties"]) == {field.key for field in form.fields()}


def test_the_documentation_names_every_key_that_a_file_may_have() -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    for kind in ("text", "comb", "date", "time", "choice", "tick", "signature"):
        assert f"| `{kind}` |" in text
    for names in (d.Party, d.TextStyle, d.LabelPlace, d.ReferencePart):
        assert all(f"`{name}`" in text or f'`"{name}"`' in text for name in names)
    for name in ("in_order", "not_after_today", "any_of", "by_hand", "required_with_tick"):
        assert f"`{name}" in text
