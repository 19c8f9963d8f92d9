"""The blank fillable PDF: what viewers, screen readers and the reading of returns rely on."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from forms.copies import neutral_copy_id
from forms.definition import Choice, Form, Signature
from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, BoxMm
from forms.layout import lay_out
from forms.pdf.blank import blank_pdf
from forms.pdf.template import pdf_template
from forms.pdf.widgets import max_length
from forms.pdf.zones import read_zones
from tests.printed.renderings import poppler_text, qpdf_finds_nothing
from tests.printed.samples import ALERT, FORMS

every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def reader_of(form: Form) -> PdfReader:
    return PdfReader(io.BytesIO(pdf_template(form).blank))


def widgets(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        for annotation in page["/Annots"]:
            yield annotation.get_object()


def root_of(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def near(one: BoxMm, other: BoxMm) -> bool:
    edges = zip(
        (one.left, one.top, one.right, one.bottom),
        (other.left, other.top, other.right, other.bottom),
        strict=True,
    )
    return all(abs(a - b) < 0.001 for a, b in edges)


@every_form
def test_zones_are_the_fields(form: Form) -> None:
    assert {zone.key for zone in pdf_template(form).zones} == {f.key for f in form.fields()}
    for field in form.fields():
        if isinstance(field.kind, Choice):
            read = [zone.option for zone in pdf_template(form).zones if zone.key == field.key]
            assert read == [option.key for option in field.kind.options]


@every_form
def test_zones_stand_where_the_layout_put_them(form: Form) -> None:
    spaces = [(page.number, space) for page in lay_out(form).pages for space in page.spaces()]
    for zone, (page, space) in zip(pdf_template(form).zones, spaces, strict=True):
        assert (zone.key, zone.option, zone.page) == (space.field.key, space.option, page)
        assert near(zone.box, space.box)


@every_form
def test_zones_are_inside_the_page_and_disjoint(form: Form) -> None:
    page_box = BoxMm(0, 0, PAGE_WIDTH_MM, PAGE_HEIGHT_MM)
    for zone in pdf_template(form).zones:
        assert page_box.left < zone.box.left < zone.box.right < page_box.right
        assert page_box.top < zone.box.top < zone.box.bottom < page_box.bottom
    for one, other in combinations(pdf_template(form).zones, 2):
        assert one.page != other.page or not one.box.overlaps(other.box), (one, other)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_zones_of_a_turned_and_cropped_page_are_as_shown(degrees: int) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(pdf_template(ALERT).blank))
    page = writer.pages[0]
    page.cropbox = RectangleObject((20, 30, float(page.mediabox.right), float(page.mediabox.top)))
    page.rotate(degrees)
    out = io.BytesIO()
    writer.write(out)
    width, height = PAGE_WIDTH_MM - 20 / 72 * 25.4, PAGE_HEIGHT_MM - 30 / 72 * 25.4
    left = 20 / 72 * 25.4
    for zone, turned in zip(pdf_template(ALERT).zones, read_zones(out.getvalue()), strict=True):
        box = BoxMm(zone.box.left - left, zone.box.top, zone.box.right - left, zone.box.bottom)
        for _ in range(degrees // 90):
            box = BoxMm(height - box.bottom, box.left, height - box.top, box.right)
            width, height = height, width
        assert near(turned.box, box)
        if degrees // 90 % 2:
            width, height = height, width


@every_form
def test_qpdf_finds_nothing_wrong(form: Form, tmp_path: Path) -> None:
    assert qpdf_finds_nothing(pdf_template(form).blank, tmp_path)


@every_form
def test_the_same_form_makes_the_same_bytes(form: Form) -> None:
    again = blank_pdf(form, lay_out(replace(form)), neutral_copy_id(form.code))
    assert again == pdf_template(form).blank


@every_form
def test_the_document_names_its_title_language_form_and_copy(form: Form) -> None:
    reader = reader_of(form)
    root = root_of(reader)
    assert root["/Lang"] == form.language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == form.title
    assert reader.metadata["/FormId"] == form.id
    assert reader.metadata["/FormVersion"] == form.version
    assert reader.metadata["/CopyId"] == str(neutral_copy_id(form.code))


@every_form
def test_every_page_says_form_version_page_and_copy_in_words(form: Form, tmp_path: Path) -> None:
    pages = poppler_text(pdf_template(form).blank, tmp_path).split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        words = (
            f"Form {form.id} version {form.version} · page {number} of {form.pages} "
            f"· copy {neutral_copy_id(form.code)}"
        )
        assert words in " ".join(page.split())


@every_form
def test_widgets_have_tooltips_limits_and_no_scrolling(form: Form) -> None:
    fields = reader_of(form).get_fields()
    assert fields is not None
    for field in form.fields():
        found = fields[field.key]
        assert found["/TU"] == field.help
        if found["/FT"] == "/Tx":
            read_only = int(found["/Ff"]) & 1
            assert bool(read_only) == isinstance(field.kind, Signature)
            assert read_only or int(found["/Ff"]) & (1 << 23)
    for widget in widgets(reader_of(form)):
        if widget.get("/FT") == "/Tx":
            assert widget.get("/MaxLen") == max_length(form.field(widget["/T"]))


@every_form
def test_nothing_runs_and_nothing_is_left_to_the_viewer(form: Form) -> None:
    reader = reader_of(form)
    root = root_of(reader)
    assert "/NeedAppearances" not in root["/AcroForm"]
    assert not {"/OpenAction", "/AA", "/Names"} & root.keys()
    for widget in widgets(reader):
        assert not {"/A", "/AA"} & widget.keys()
        assert "/N" in widget["/AP"]


@every_form
def test_all_fonts_are_embedded(form: Form) -> None:
    reader = reader_of(form)
    fonts = {**root_of(reader)["/AcroForm"]["/DR"]["/Font"]}
    for page in reader.pages:
        fonts |= {f"page{name}": font for name, font in page["/Resources"]["/Font"].items()}
    for font in (font.get_object() for font in fonts.values()):
        simple = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert "/FontFile2" in simple["/FontDescriptor"]
        assert "/ToUnicode" in font


def elements(node: Any) -> Iterator[Any]:
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else []:
        yield from elements(kid.get_object())


@every_form
def test_the_structure_tree_is_whole(form: Form) -> None:
    reader = reader_of(form)
    root = root_of(reader)
    assert root["/MarkInfo"]["/Marked"].value is True
    tree = list(elements(root["/StructTreeRoot"]["/K"]))
    tags = [element["/S"] for element in tree]
    assert tags.count("/Document") == tags.count("/H1") == 1
    assert tags.count("/Figure") == form.pages
    assert tags.count("/Form") == len(pdf_template(form).zones)
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    by_key = {int(key): value.get_object() for key, value in zip(*[iter(numbers)] * 2, strict=True)}
    for key, page in enumerate(reader.pages):
        assert page["/StructParents"] == key
        assert page["/Tabs"] == "/S"
        marked = page.get_contents().get_data().count(b"/MCID")  # type: ignore[union-attr]
        assert marked == len(by_key[key])
        for number, element in enumerate(by_key[key]):
            assert element.get_object()["/K"] == number
    for widget in widgets(reader):
        element = by_key[widget["/StructParent"]]
        assert element["/S"] == "/Form"
        assert element["/K"]["/Obj"].get_object() is widget


@every_form
def test_reading_order_is_the_order_of_questions(form: Form) -> None:
    names = [str(w.get("/T") or w["/Parent"]["/T"]) for w in widgets(reader_of(form))]
    assert list(dict.fromkeys(names)) == [field.key for field in form.fields()]


def test_a_table_has_heads_of_columns_and_rows() -> None:
    root = root_of(reader_of(FORMS["dir-consent"]))
    heads = [e for e in elements(root["/StructTreeRoot"]["/K"]) if e["/S"] == "/TH"]
    assert {head["/A"]["/Scope"] for head in heads} == {"/Column", "/Row"}


def test_words_are_not_joined_across_lines(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(pdf_template(FORMS["dir-consent"]).blank)
    done = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True)
    read_out = " ".join(done.stdout.decode().split())
    for text in FORMS["dir-consent"].sections[1].paragraphs:
        assert text in read_out
