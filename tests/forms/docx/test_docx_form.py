"""The fillable document of any form: what a word processor needs to find in it."""

import io
import re
from xml.etree import ElementTree as ET

import docx
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from forms.copies import parse_payload
from forms.definition import Choice, Date, FieldKind, Form, Signature, Text, Tick
from forms.docx import fill_docx
from forms.docx.filling import SYMBOL_PART
from forms.docx.make_master import MASTER_STYLES, make_master
from forms.docx.package import CUSTOM_PROPERTIES
from forms.docx.projection import BODY_TAG, master_document
from forms.errors import ValuesError
from forms.geometry import HEADER_FREE_MM
from tests.returned.docx_writers import DOCUMENT, W, by_docxtpl, parts_of
from tests.returned.values import FORMS, answers_of, copy_of, few

each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
ALERT = next(form for form in FORMS if form.id == "alert-form")


def plain_xml(part: bytes) -> str:
    return re.sub(r'(<wp:docPr [^>]*id=)"\d+"', r"\1", ET.canonicalize(part.decode()))


def test_the_master_has_the_styles_that_forms_rely_on() -> None:
    master = docx.Document(io.BytesIO(master_document()))
    assert set(MASTER_STYLES) <= {style.name for style in master.styles}


def test_the_master_is_the_one_that_is_made() -> None:
    shipped, made = parts_of(master_document()), parts_of(make_master())
    assert shipped.keys() == made.keys()
    assert {name for name in shipped if shipped[name] != made[name]} == set()


def test_the_master_keeps_the_top_of_the_page_for_the_fax_machine() -> None:
    section = docx.Document(io.BytesIO(master_document())).sections[0]
    assert section.header_distance is not None
    assert section.header_distance.mm >= HEADER_FREE_MM
    assert section.page_width is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_every_style_that_a_form_uses_is_in_the_master() -> None:
    master = docx.Document(io.BytesIO(master_document()))
    known = {style.style_id for style in master.styles}
    for form in FORMS:
        document = parts_of(fill_docx(form, {}, copy_of(form)))[DOCUMENT].decode()
        used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', document))
        assert used - known == set()
        assert BODY_TAG not in document


@each_form
def test_there_is_one_tagged_control_a_field(form: Form) -> None:
    root = docx.Document(io.BytesIO(fill_docx(form, {}, copy_of(form)))).element
    tags = root.xpath("//w:sdt/w:sdtPr/w:tag/@w:val")
    assert sorted(tags) == sorted(field.key for field in form.fields())
    numbers = root.xpath("//w:sdt/w:sdtPr/w:id/@w:val")
    assert len(set(numbers)) == len(numbers)
    titles = root.xpath("//w:sdt/w:sdtPr/w:alias/@w:val")
    assert max(map(len, titles)) <= 64
    marks = root.xpath("//w:bookmarkStart/@w:name")
    assert len(set(marks)) == len(marks) == len(tags)
    assert max(map(len, marks)) <= 40


def kind_of_control(kind: FieldKind) -> str:
    match kind:
        case Tick():
            return "w14:checkbox"
        case Date():
            return "w:date"
        case Choice():
            return "w:dropDownList"
        case Signature():
            return "w:richText"
        case Text(lines=lines) if lines > 1:
            return "w:richText"
        case _:
            return "w:text"


@each_form
def test_each_control_is_of_its_fields_kind(form: Form) -> None:
    root = docx.Document(io.BytesIO(fill_docx(form, {}, copy_of(form)))).element
    for field in form.fields():
        (settings,) = root.xpath(f"//w:sdtPr[w:tag/@w:val='{field.key}']")
        prefix, local = kind_of_control(field.kind).split(":")
        assert settings.find(f"{{{W[prefix]}}}{local}") is not None, field.key


@each_form
def test_a_list_offers_every_option(form: Form) -> None:
    root = docx.Document(io.BytesIO(fill_docx(form, {}, copy_of(form)))).element
    for field in form.fields():
        if isinstance(field.kind, Choice):
            path = f"//w:sdtPr[w:tag/@w:val='{field.key}']//w:listItem/@w:value"
            assert root.xpath(path) == [option.key for option in field.kind.options]


@each_form
def test_the_copy_is_named_in_words_in_the_symbol_and_in_the_properties(form: Form) -> None:
    copy = copy_of(form)
    parts = parts_of(fill_docx(form, {}, copy))
    for part in ("word/header1.xml", "word/footer1.xml", "docProps/custom.xml"):
        assert str(copy) in parts[part].decode()
    assert {"PAGE", "NUMPAGES"} <= set(re.findall(r"[A-Z]{4,}", parts["word/footer1.xml"].decode()))
    assert all(name in parts["docProps/custom.xml"].decode() for name in CUSTOM_PROPERTIES)
    symbol = zxingcpp.read_barcode(Image.open(io.BytesIO(parts[SYMBOL_PART])).convert("L"))
    assert symbol is not None
    assert parse_payload(symbol.text).copy == copy


@each_form
@few(2)
@given(data=st.data())
def test_the_same_input_makes_the_same_bytes(form: Form, data: st.DataObject) -> None:
    values = data.draw(answers_of(form))
    assert fill_docx(form, values, copy_of(form)) == fill_docx(form, values, copy_of(form))


@few(3)
@given(values=answers_of(ALERT))
def test_docxtpl_alone_makes_the_same_document(values: dict[str, str]) -> None:
    copy = copy_of(ALERT)
    ours, theirs = (
        parts_of(fill_docx(ALERT, values, copy)),
        parts_of(by_docxtpl(ALERT, values, copy)),
    )
    for part in (DOCUMENT, "word/header1.xml", "word/footer1.xml"):
        assert plain_xml(ours[part]) == plain_xml(theirs[part])


def test_no_tag_of_the_template_is_left() -> None:
    for form in FORMS:
        for name, part in parts_of(fill_docx(form, {}, copy_of(form))).items():
            if name.endswith(".xml"):
                assert b"{{" not in part, name
                assert b"{%" not in part, name


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"no_such_field": "x"}, {"no_such_field"}),
        ({"date_of_birth": "14/06/1980", "client_name": True}, {"date_of_birth", "client_name"}),
        ({"criminal_justice_status": "escaped"}, {"criminal_justice_status"}),
        ({"client_name": "bell\x07"}, {"client_name"}),
        ({"death": "yes"}, {"death"}),
    ],
    ids=["unknown field", "wrong kinds", "unknown option", "control character", "words for a tick"],
)
def test_values_that_do_not_fit_are_refused_by_name(
    values: dict[str, str | bool], named: set[str]
) -> None:
    with pytest.raises(ValuesError) as refused:
        fill_docx(ALERT, values, copy_of(ALERT))
    assert set(refused.value.problems) == named
