"""Flat print: one file for many copies, each with its own code, nothing cut, memory flat."""

import io
import tracemalloc
from itertools import islice
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from forms.copies import PageMark
from forms.errors import FieldOverflowError
from forms.pdf import flat
from forms.pdf.flat import FlatWriter, print_pdf
from forms.pdf.template import pdf_template
from tests.printed.renderings import pdfium, poppler_text, qpdf_finds_nothing
from tests.printed.samples import ALERT, FORMS, SAMPLE
from tests.returned.values import answers_of, copy_of, few


def written(copies: list[tuple[str, int]]) -> bytes:
    out = io.BytesIO()
    writer = FlatWriter(out)
    for form_id, ordinal in copies:
        form = FORMS[form_id]
        values = SAMPLE if form is ALERT else {}
        writer.add(pdf_template(form), values, copy_of(form, ordinal))
    writer.close()
    return out.getvalue()


MIXED = [("alert-form", 1), ("release-plan", 2), ("alert-form", 3), ("fax-cover", 4)]


def test_forms_are_mixed_in_order_each_page_with_its_own_code(tmp_path: Path) -> None:
    pdf = written(MIXED)
    assert qpdf_finds_nothing(pdf, tmp_path)
    expected = [
        PageMark(copy_of(FORMS[form_id], ordinal), page)
        for form_id, ordinal in MIXED
        for page in range(1, FORMS[form_id].pages + 1)
    ]
    texts = poppler_text(pdf, tmp_path).split("\f")[:-1]
    for number, (mark, text) in enumerate(zip(expected, texts, strict=True), 1):
        assert f"copy {mark.copy}" in text
        found = zxingcpp.read_barcodes(pdfium(pdf, number, tmp_path), zxingcpp.BarcodeFormat.QRCode)
        assert [code.text for code in found] == [mark.payload] * 2


def test_forms_of_one_kind_share_their_fonts_and_their_printed_part() -> None:
    one = len(written([("alert-form", 1)]))
    hundred = len(written([("alert-form", number) for number in range(100)]))
    assert (hundred - one) / 99 < 2500


def test_the_same_input_makes_the_same_bytes() -> None:
    assert written(MIXED) == written(MIXED)


@pytest.mark.parametrize("copies", [1, 3, 4, 10, 28])
def test_the_page_tree_is_balanced_and_in_order(
    copies: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(flat, "_KIDS", 3)
    pdf = written([("alert-form", number) for number in range(copies)])
    assert qpdf_finds_nothing(pdf, tmp_path)
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == copies
    for number, text in enumerate(poppler_text(pdf, tmp_path).split("\f")[:-1]):
        assert str(copy_of(ALERT, number)) in text

    def kids(node: object) -> int:
        below = node.get_object().get("/Kids", ())  # type: ignore[attr-defined]
        assert len(below) <= 3
        return sum(map(kids, below)) if below else 1

    assert kids(reader.trailer["/Root"]["/Pages"]) == copies  # type: ignore[index]


def test_a_file_without_copies_is_still_a_file() -> None:
    assert len(PdfReader(io.BytesIO(written([]))).pages) == 0


def test_a_copy_that_does_not_fit_leaves_no_page() -> None:
    out = io.BytesIO()
    writer = FlatWriter(out)
    template = pdf_template(ALERT)
    writer.add(template, {}, copy_of(ALERT, 1))
    with pytest.raises(FieldOverflowError):
        writer.add(template, {"client_name": "W" * 70}, copy_of(ALERT, 2))
    writer.add(template, {}, copy_of(ALERT, 3))
    writer.close()
    assert len(PdfReader(out).pages) == 2


def test_memory_does_not_grow_with_pages() -> None:
    class Nowhere(io.RawIOBase):
        def write(self, data: object, /) -> int:
            return len(data)  # type: ignore[arg-type]

    writer = FlatWriter(Nowhere())  # type: ignore[arg-type]
    template = pdf_template(ALERT)
    copies = iter(range(10_000))

    def add(count: int) -> int:
        for number in islice(copies, count):
            writer.add(template, {"client_name": "A Client"}, copy_of(ALERT, number))
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        after_some = add(1_000)
        after_more = add(400)
    finally:
        tracemalloc.stop()
    assert (after_more - after_some) / 400 < 60


@pytest.mark.parametrize("form_id", FORMS)
@given(data=st.data())
@few(8)
def test_any_answers_are_printed(form_id: str, data: st.DataObject) -> None:
    form = FORMS[form_id]
    values = data.draw(answers_of(form))
    pdf = print_pdf(pdf_template(form), values, copy_of(form))
    assert len(PdfReader(io.BytesIO(pdf)).pages) == form.pages
