"""Pre-filled copies: what goes in comes out of every reader, and what does not fit is refused."""

import io
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from forms.answers import Answer
from forms.copies import parse_payload
from forms.definition import Signature
from forms.errors import FieldOverflowError, ValuesError
from forms.geometry import HOLLOW_MARK, foot_symbol, head_symbol, registration_marks
from forms.pdf.fill import fill
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from tests.printed.renderings import PX_PER_MM, RENDERERS, poppler_text, qpdf_finds_nothing
from tests.printed.samples import ALERT, FORMS, PRINTABLE, SAMPLE, expected_entry
from tests.returned.values import answers_of, copy_of, few

every_form = pytest.mark.parametrize("form_id", FORMS)
every_renderer = pytest.mark.parametrize("renderer", RENDERERS)


@every_form
@given(data=st.data())
@few(8)
def test_what_is_filled_in_is_read_back(form_id: str, data: st.DataObject) -> None:
    form = FORMS[form_id]
    values = data.draw(answers_of(form))
    filled = fill(pdf_template(form), values, copy_of(form))
    fields = PdfReader(io.BytesIO(filled)).get_fields()
    assert fields is not None
    for field in form.fields():
        value = values.get(field.key)
        read = fields[field.key].get("/V", "")
        if value is None or isinstance(field.kind, Signature):
            assert read in {"", "/Off"}
        else:
            assert str(read) == expected_entry(field, value)


@every_form
def test_a_copy_is_whole_and_names_itself(form_id: str, tmp_path: Path) -> None:
    form = FORMS[form_id]
    copy = copy_of(form, 7)
    filled = fill(pdf_template(form), {}, copy)
    assert qpdf_finds_nothing(filled, tmp_path)
    assert poppler_text(filled, tmp_path).count(f"copy {copy}") == form.pages
    metadata = PdfReader(io.BytesIO(filled)).metadata
    assert metadata is not None
    assert metadata["/CopyId"] == str(copy)


def test_a_filled_copy_is_whole(tmp_path: Path) -> None:
    assert qpdf_finds_nothing(fill(pdf_template(ALERT), SAMPLE, copy_of(ALERT)), tmp_path)


def test_the_same_input_makes_the_same_bytes() -> None:
    template, copy = pdf_template(ALERT), copy_of(ALERT)
    assert fill(template, SAMPLE, copy) == fill(template, dict(reversed(SAMPLE.items())), copy)
    assert fill(template, SAMPLE, copy) != fill(template, SAMPLE, copy_of(ALERT, 1))


@every_renderer
@pytest.mark.parametrize("make", [fill, print_pdf], ids=["fillable", "flat"])
def test_every_value_is_visible(renderer: str, make: type, tmp_path: Path) -> None:
    template, copy = pdf_template(ALERT), copy_of(ALERT)
    show = RENDERERS[renderer]
    blank = show(make(template, {}, copy), 1, tmp_path)
    filled = show(make(template, SAMPLE, copy), 1, tmp_path)
    for zone in template.zones:
        # One pixel more on each side, and the frame of a chosen word lies along its zone's edge.
        rows = slice(int(zone.box.top * PX_PER_MM) - 1, int(zone.box.bottom * PX_PER_MM) + 2)
        columns = slice(int(zone.box.left * PX_PER_MM) - 1, int(zone.box.right * PX_PER_MM) + 2)
        inked = int((blank[rows, columns] > 128).sum()) - int((filled[rows, columns] > 128).sum())
        value = SAMPLE.get(zone.key)
        chosen = zone.option == value
        marked = value is not None and (zone.option is None or chosen == (make is fill))
        assert (inked > 20) == marked, (zone, inked)


def test_welsh_and_polish_letters_are_text(tmp_path: Path) -> None:
    for pdf in (
        fill(pdf_template(ALERT), SAMPLE, copy_of(ALERT)),
        print_pdf(pdf_template(ALERT), SAMPLE, copy_of(ALERT)),
    ):
        text = poppler_text(pdf, tmp_path)
        for key in ("client_name", "prison_key_worker", "community_case_worker"):
            assert SAMPLE[key] in text


@every_renderer
@every_form
def test_symbols_decode_where_they_should_stand(
    form_id: str, renderer: str, tmp_path: Path
) -> None:
    form = FORMS[form_id]
    copy = copy_of(form, 3)
    filled = fill(pdf_template(form), {}, copy)
    page = form.pages
    found = zxingcpp.read_barcodes(
        RENDERERS[renderer](filled, page, tmp_path), zxingcpp.BarcodeFormat.QRCode
    )
    assert len(found) == 2
    for barcode, box in zip(
        sorted(found, key=lambda code: code.position.top_left.y),
        (head_symbol(), foot_symbol()),
        strict=True,
    ):
        mark = parse_payload(barcode.text)
        assert (mark.copy, mark.page) == (copy, page)
        assert barcode.position.top_left.x / PX_PER_MM == pytest.approx(box.left, abs=0.8)
        assert barcode.position.top_left.y / PX_PER_MM == pytest.approx(box.top, abs=0.8)
        assert barcode.position.bottom_right.x / PX_PER_MM == pytest.approx(box.right, abs=0.8)


@every_renderer
def test_marks_stand_where_registration_looks(renderer: str, tmp_path: Path) -> None:
    picture = RENDERERS[renderer](pdf_template(ALERT).blank, 1, tmp_path)
    for index, box in enumerate(registration_marks()):
        edges = [round(edge * PX_PER_MM) for edge in (box.left, box.top, box.right, box.bottom)]
        left, top, right, bottom = edges
        inside = picture[top + 1 : bottom - 1, left + 1 : right - 1]
        ring = picture[top - 6 : bottom + 6, left - 6 : right + 6].copy()
        ring[5:-5, 5:-5] = 255
        assert ring.min() > 200
        middle = inside[len(inside) // 2, len(inside) // 2]
        assert middle == (255 if index == HOLLOW_MARK else 0)
        assert np.median(inside[0]) == np.median(inside[:, 0]) == 0


OVERFLOWING: list[tuple[str, Answer]] = [
    ("client_name", "W" * 70),
    ("change_treatment_detail", "Wide words " * 60),
    ("change_treatment_detail", "\n".join("abcdefgh")),
    ("client_name", "two\nlines"),
    ("client_name", "i" * 71),
    ("prisoner_number", "A1234BC56"),
]


@pytest.mark.parametrize(("key", "value"), OVERFLOWING)
@pytest.mark.parametrize("make", [fill, print_pdf], ids=["fillable", "flat"])
def test_what_does_not_fit_is_refused_by_name(make: type, key: str, value: str) -> None:
    with pytest.raises(FieldOverflowError) as refused:
        make(pdf_template(ALERT), {**SAMPLE, key: value}, copy_of(ALERT))
    assert set(refused.value.problems) == {key}
    assert value not in str(refused.value)


WRONG: list[tuple[str, Answer, str]] = [
    ("no_such_field", "x", "no such field"),
    ("client_name", True, "must be a text"),
    ("client_name", "小林", "characters that cannot be printed: U+5C0F, U+6797"),
    ("client_name", "tab\there", "U\\+0009"),
    ("date_of_birth", "28/02/1979", "not a date"),
    ("date_of_birth", "1979-02-30", "not a date"),
    ("criminal_justice_status", "escaped", "one of remand, sentenced, released"),
    ("death", "yes", "true or false"),
]


@pytest.mark.parametrize(("key", "value", "reason"), WRONG)
def test_what_cannot_be_written_is_refused_by_name(key: str, value: Answer, reason: str) -> None:
    with pytest.raises(ValuesError, match=reason.replace("+5", "\\+5").replace("+6", "\\+6")):
        fill(pdf_template(ALERT), {key: value}, copy_of(ALERT))


def test_all_values_that_do_not_fit_are_named_at_once() -> None:
    with pytest.raises(FieldOverflowError) as refused:
        fill(pdf_template(ALERT), {"client_name": "W" * 70, "dat_name": "a\nb"}, copy_of(ALERT))
    assert set(refused.value.problems) == {"client_name", "dat_name"}


@given(st.text(st.sampled_from(PRINTABLE), max_size=200))
@few(8)
def test_a_long_text_is_shown_whole_or_refused(text: str) -> None:
    """Every letter of a value is in the appearance: nothing is cut."""
    try:
        filled = print_pdf(pdf_template(ALERT), {"other_detail": text}, copy_of(ALERT))
    except FieldOverflowError:
        return
    shown = PdfReader(io.BytesIO(filled)).pages[0].extract_text()
    blank = print_pdf(pdf_template(ALERT), {}, copy_of(ALERT))
    before = PdfReader(io.BytesIO(blank)).pages[0].extract_text()
    for char in set(text) - {" ", "\xa0"}:
        assert shown.count(char) - before.count(char) == text.count(char)


def test_a_value_of_its_full_length_fits_its_box() -> None:
    """Average English words of the longest length that the definition allows."""
    words = (
        "the client has moved to another wing and will see the nurse on Monday at noon as well as "
    )
    for form in FORMS.values():
        for field in form.fields():
            if longest := getattr(field.kind, "max_length", None):
                text = (words * 12)[:longest].strip()
                fill(pdf_template(form), {field.key: text}, copy_of(form))


def test_line_ends_of_a_browser_are_line_ends() -> None:
    template, copy = pdf_template(ALERT), copy_of(ALERT)
    typed, stored = ({"other_detail": f"one{end}two"} for end in ("\r\n", "\n"))
    assert fill(template, typed, copy) == fill(template, stored, copy)
