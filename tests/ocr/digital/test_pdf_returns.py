"""What is filled into a PDF on screen comes back exactly, whatever program filled it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answers
from forms.definition import Form, Text
from forms.geometry import BoxMm
from forms.pdf.fill import fill
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from ocr.digital import read_digital
from ocr.reading import Layout, Method
from tests.printed.pdfjs import pdfjs
from tests.returned.pdf_writers import (
    by_pdfium,
    by_pdfjs,
    by_pdftk,
    by_pypdf,
    by_strings,
    flattened_by_pdfium,
    printed_by_ghostscript,
)
from tests.returned.values import (
    CATALOGUE,
    FORMS,
    all_answers,
    answers_of,
    copy_of,
    few,
    full,
    read_values,
)

each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


def issued(form: Form) -> bytes:
    return fill(pdf_template(form), {}, copy_of(form))


def assert_comes_back(form: Form, values: Answers, data: bytes, method: Method) -> None:
    pages = read_digital("returned.pdf", data, CATALOGUE)
    assert read_values(pages) == full(form, values)
    assert pages is not None
    for number, page in enumerate(pages, 1):
        assert page is not None
        identity = (page.form, page.version, page.form_page, page.copy, page.layout)
        assert identity == (form.id, form.version, number, copy_of(form), Layout.DIGITAL)
        assert {reading.method for reading in page.fields.values()} == {method}


@each_form
@few(4)
@given(data=st.data())
def test_filled_by_ourselves(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    filled = fill(pdf_template(form), values, copy_of(form))
    assert_comes_back(form, values, filled, Method.ACROFORM)


@each_form
@few(2)
@given(data=st.data())
def test_filled_by_pypdf(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    assert_comes_back(form, values, by_pypdf(form, values, issued(form)), Method.ACROFORM)


@each_form
@few(2)
@given(data=st.data())
def test_filled_with_strings_for_names(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    assert_comes_back(form, values, by_strings(form, values, issued(form)), Method.ACROFORM)


def seen_whole(form: Form, values: Answers) -> Answers:
    """Keep what is short enough to be typed: a box does not scroll."""
    boxes: dict[str, BoxMm] = {zone.key: zone.box for zone in pdf_template(form).zones}
    return {
        key: value
        for key, value in values.items()
        if not isinstance(form.field(key).kind, Text)
        or all(len(line) * 3.6 < boxes[key].width for line in str(value).split("\n"))
    }


@each_form
@few(4)
@given(data=st.data())
def test_filled_by_mouse_and_keyboard_in_pdfium(form: Form, data: st.DataObject) -> None:
    values = seen_whole(form, data.draw(answers_of(form)))
    assert_comes_back(form, values, by_pdfium(form, values, issued(form)), Method.ACROFORM)


def test_filled_by_pdf_js() -> None:
    with pdfjs() as viewer:

        @few(3)
        @given(answers=all_answers())
        def comes_back(answers: dict[str, Answers]) -> None:
            for form in FORMS:
                filled = by_pdfjs(viewer, form, answers[form.id], issued(form))
                assert_comes_back(form, answers[form.id], filled, Method.ACROFORM)

        comes_back()


@few(2)
@given(answers=all_answers())
def test_filled_by_pdftk(
    answers: dict[str, Answers], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pdftk")
    for form in FORMS:
        filled = by_pdftk(form, answers[form.id], issued(form), folder)
        assert_comes_back(form, answers[form.id], filled, Method.ACROFORM)


@each_form
@few(2)
@given(data=st.data())
def test_our_own_print_file(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    printed = print_pdf(pdf_template(form), values, copy_of(form))
    assert_comes_back(form, values, printed, Method.TEXT_LAYER)


@each_form
@few(2)
@given(data=st.data())
def test_flattened_by_pdfium(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    filled = fill(pdf_template(form), values, copy_of(form))
    assert_comes_back(form, values, flattened_by_pdfium(filled), Method.TEXT_LAYER)


@few(2)
@given(answers=all_answers())
def test_printed_to_a_new_pdf_by_ghostscript(
    answers: dict[str, Answers], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("ghostscript")
    for form in FORMS:
        filled = fill(pdf_template(form), answers[form.id], copy_of(form))
        printed = printed_by_ghostscript(filled, folder)
        assert_comes_back(form, answers[form.id], printed, Method.TEXT_LAYER)
