"""What is filled into a document comes back exactly, whatever program filled it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answers
from forms.definition import Form
from forms.docx import fill_docx
from ocr.digital import read_digital
from ocr.reading import Layout, Method
from tests.returned.docx_writers import (
    by_libreoffice,
    by_paragraphs,
    by_word,
    without_controls,
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


def assert_comes_back(form: Form, values: Answers, data: bytes) -> None:
    pages = read_digital("returned.docx", data, CATALOGUE)
    assert read_values(pages) == full(form, values)
    assert pages is not None
    (page,) = pages
    assert page is not None
    identity = (page.form, page.version, page.copy, page.layout)
    assert identity == (form.id, form.version, copy_of(form), Layout.DIGITAL)
    assert {reading.method for reading in page.fields.values()} == {Method.DOCX}


@each_form
@few(4)
@given(data=st.data())
def test_filled_by_ourselves(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    assert_comes_back(form, values, fill_docx(form, values, copy_of(form)))


@each_form
@few(3)
@given(data=st.data())
def test_typed_into_the_controls_in_word(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    assert_comes_back(form, values, by_word(form, values, fill_docx(form, {}, copy_of(form))))


@each_form
@few(2)
@given(data=st.data())
def test_long_texts_typed_as_paragraphs(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    assert_comes_back(form, values, by_paragraphs(form, values, fill_docx(form, {}, copy_of(form))))


@few(2)
@given(answers=all_answers())
def test_saved_again_by_libreoffice(
    answers: dict[str, Answers], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("libreoffice")
    filled = {f.id: fill_docx(f, answers[f.id], copy_of(f)) for f in FORMS}
    typed = {
        f"{f.id}-typed": by_word(f, answers[f.id], fill_docx(f, {}, copy_of(f))) for f in FORMS
    }
    saved = by_libreoffice(filled | typed, folder)
    for form in FORMS:
        assert_comes_back(form, answers[form.id], saved[form.id])
        assert_comes_back(form, answers[form.id], saved[f"{form.id}-typed"])


@each_form
@few(3)
@given(data=st.data())
def test_read_by_labels_where_all_controls_were_lost(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    bare = without_controls(fill_docx(form, values, copy_of(form)))
    assert_comes_back(form, values, bare)
