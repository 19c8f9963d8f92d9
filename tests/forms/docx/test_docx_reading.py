"""Documents that people changed: typed around, moved, ticked by hand, copied, broken."""

import io
import zipfile

import docx
import pytest
from lxml import etree

from forms.answers import Answers
from forms.docx import fill_docx, read_docx
from forms.docx.markup import Element, qualified, run, tag
from forms.errors import DamagedFileError, EncryptedFileError, UnknownFormError
from forms.returned import Note, WrittenAnswer
from forms.written import canonical
from tests.returned.docx_writers import DOCUMENT, W, control, edited, package, parts_of
from tests.returned.values import CATALOGUE, copy_of

ALERT = CATALOGUE.find("alert-form")
VALUES: Answers = {
    "client_name": "Siân O'Neill",
    "date_of_birth": "1979-02-28",
    "criminal_justice_status": "sentenced",
    "change_worker": True,
    "change_worker_detail": "Jo Example",
    "change_treatment_detail": "First line\nSecond line",
}


def issued(values: Answers = VALUES) -> bytes:
    return fill_docx(ALERT, values, copy_of(ALERT))


def read(data: bytes) -> dict[str, WrittenAnswer]:
    found = read_docx(data, CATALOGUE)
    assert found is not None
    assert found.form == ALERT
    return dict(found.answers)


def values_of(data: bytes) -> dict[str, object]:
    answers = read(data).items()
    values = {key: canonical(ALERT.field(key), answer.text) for key, answer in answers}
    return {key: value for key, value in values.items() if value}


def body(root: Element) -> Element:
    found = root.find(qualified("w:body"))
    assert found is not None
    return found


def test_typed_around_the_controls() -> None:
    def edit(root: Element) -> None:
        note = tag(
            "w:p", run("Please ring me about this one. Name of client: see below. Date: today.")
        )
        table = tag(
            "w:tbl",
            tag("w:tr", tag("w:tc", tag("w:p", run("Name"))), tag("w:tc", tag("w:p", run("x")))),
        )
        body(root).insert(0, note)
        body(root).insert(3, table)

    assert values_of(edited(issued(), edit)) == VALUES


def test_a_control_moved_to_another_place() -> None:
    def edit(root: Element) -> None:
        sdt = control(root, "client_name")
        body(root).insert(0, tag("w:p", run("Moved here: "), sdt))

    assert values_of(edited(issued(), edit)) == VALUES


def test_a_control_in_a_text_box_and_in_the_header() -> None:
    data = issued()

    def edit(root: Element) -> None:
        box = tag("w:txbxContent", tag("w:p", control(root, "client_name")))
        body(root).insert(0, tag("w:p", tag("w:r", tag("w:pict", box))))

    assert values_of(edited(data, edit)) == VALUES
    parts = parts_of(data)
    root = etree.fromstring(parts[DOCUMENT])
    head = etree.fromstring(parts["word/header1.xml"])
    head.append(tag("w:p", control(root, "client_name")))
    parts |= {DOCUMENT: etree.tostring(root), "word/header1.xml": etree.tostring(head)}
    assert values_of(package(parts)) == VALUES


@pytest.mark.parametrize(
    "written", ["3 March 1981", "3/3/81", "03.03.1981", "3rd Mar 81", "03031981"]
)
def test_dates_in_british_styles(written: str) -> None:
    def edit(root: Element) -> None:
        control(root, "date_of_birth").xpath(".//w:t", namespaces=W)[0].text = written

    assert values_of(edited(issued(), edit))["date_of_birth"] == "1981-03-03"


@pytest.mark.parametrize("sign", ["x", "X", "☒", "✓", "[x]"])
def test_a_check_box_typed_over(sign: str) -> None:
    def edit(root: Element) -> None:
        sdt = control(root, "death")
        home = sdt.getparent()
        assert home is not None
        home.replace(sdt, run(sign))

    assert values_of(edited(issued(), edit)) == VALUES | {"death": True}


def test_words_struck_out_and_deletions_with_tracking_are_not_read() -> None:
    def edit(root: Element) -> None:
        sdt = control(root, "client_name").find(qualified("w:sdtContent"))
        assert sdt is not None
        struck = run("Mistaken ")
        struck.insert(0, tag("w:rPr", tag("w:strike")))
        sdt.insert(0, struck)
        sdt.insert(1, tag("w:del", tag("w:r", tag("w:delText", "Gone"))))
        sdt.append(tag("w:ins", run(" Jones")))

    assert values_of(edited(issued(), edit))["client_name"] == "Siân O'Neill Jones"


def test_an_answer_typed_beside_its_empty_control_goes_to_a_person() -> None:
    def edit(root: Element) -> None:
        home = control(root, "court_name").getparent()
        assert home is not None
        home.append(run("Llandudno Magistrates"))

    answer = read(edited(issued(), edit))["court_name"]
    assert (answer.text, answer.certain) == ("Llandudno Magistrates", False)


def test_a_copied_control_that_says_something_else_goes_to_a_person() -> None:
    def edit(root: Element) -> None:
        copied = etree.fromstring(etree.tostring(control(root, "client_name")))
        copied.xpath(".//w:t", namespaces=W)[0].text = "Another Person"
        body(root).insert(0, tag("w:p", copied))

    assert not read(edited(issued(), edit))["client_name"].certain


def test_the_same_form_typed_afresh_with_colons() -> None:
    document = docx.Document()
    document.add_paragraph("Alert Form")
    for line in (
        "Name: Siân O'Neill",
        "Date of Birth:\t28/2/79",
        "Client Criminal Justice Status: Sentenced",
        "☒ Change of Key / Case worker",
        "Insert new Key / Case worker: Jo Example",
        "☐ Death",
    ):
        document.add_paragraph(line)
    saved = io.BytesIO()
    document.save(saved)
    expected = {key: VALUES[key] for key in VALUES if key != "change_treatment_detail"}
    assert values_of(saved.getvalue()) == expected


def test_without_properties_it_is_known_by_its_foot() -> None:
    parts = parts_of(issued())
    del parts["docProps/custom.xml"]
    found = read_docx(package(parts), CATALOGUE)
    assert found is not None
    assert (found.form, found.copy) == (ALERT, copy_of(ALERT))


def test_without_properties_and_foot_it_is_known_by_its_fields() -> None:
    parts = parts_of(issued())
    del parts["docProps/custom.xml"], parts["word/footer1.xml"], parts["word/header1.xml"]
    found = read_docx(package(parts), CATALOGUE)
    assert found is not None
    assert (found.form, found.copy) == (ALERT, None)


def test_a_signature_is_a_picture_or_words_in_its_space() -> None:
    consent = CATALOGUE.find("dir-consent")
    data = fill_docx(consent, {}, copy_of(consent))
    keys = [f.key for f in consent.fields() if type(f.kind).__name__ == "Signature"]

    def edit(root: Element) -> None:
        content = control(root, keys[0]).find(qualified("w:sdtContent"))
        assert content is not None
        content.append(tag("w:r", tag("w:drawing")))

    found = read_docx(edited(data, edit), CATALOGUE)
    assert found is not None
    assert {key: bool(found.answers[key].text) for key in keys} == {
        key: key == keys[0] for key in keys
    }


def test_an_unknown_version_is_said_by_name() -> None:
    parts = parts_of(issued())
    parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(
        b"<vt:lpwstr>1</vt:lpwstr>", b"<vt:lpwstr>99</vt:lpwstr>"
    )
    with pytest.raises(UnknownFormError, match="99"):
        read_docx(package(parts), CATALOGUE)


def test_a_copy_of_another_form_is_noted() -> None:
    consent = CATALOGUE.find("dir-consent")
    data = fill_docx(ALERT, VALUES, copy_of(consent))
    found = read_docx(data, CATALOGUE)
    assert found is not None
    assert (found.copy, found.notes) == (None, {Note.COPY_UNCLEAR})


def test_a_letter_is_none_of_our_forms() -> None:
    document = docx.Document()
    document.add_paragraph("Dear colleague, thank you for your letter.")
    saved = io.BytesIO()
    document.save(saved)
    assert read_docx(saved.getvalue(), CATALOGUE) is None


def test_cut_short() -> None:
    with pytest.raises(DamagedFileError):
        read_docx(issued()[:9000], CATALOGUE)


def test_text_that_is_no_xml() -> None:
    with pytest.raises(DamagedFileError):
        read_docx(package(parts_of(issued()) | {DOCUMENT: b"<w:document>"}), CATALOGUE)


def test_text_that_declares_entities_is_refused() -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY s SYSTEM '
        b'"file:///etc/hostname">]>'
    )
    text = parts_of(issued())[DOCUMENT].decode()
    declared = text.replace("Siân O", "&b;&s;O").split("?>", 1)[-1]
    data = package(parts_of(issued()) | {DOCUMENT: bomb + declared.encode()})
    with pytest.raises(DamagedFileError):
        read_docx(data, CATALOGUE)


def test_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(DOCUMENT, b" " * (20 * 2**20))
    with pytest.raises(DamagedFileError, match="too large"):
        read_docx(out.getvalue(), CATALOGUE)


def test_more_parts_than_a_form_can_have() -> None:
    parts = {f"word/{number}.xml": b"" for number in range(2001)}
    with pytest.raises(DamagedFileError, match="more inside"):
        read_docx(package(parts), CATALOGUE)


def test_tables_nested_without_end() -> None:
    deep = b"<w:p>" * 3000 + b"</w:p>" * 3000
    text = f'<w:document xmlns:w="{W["w"]}"><w:body>'.encode() + deep + b"</w:body></w:document>"
    with pytest.raises(DamagedFileError):
        read_docx(package(parts_of(issued()) | {DOCUMENT: text}), CATALOGUE)


def test_locked_with_a_password() -> None:
    signature = bytes.fromhex("d0cf11e0a1b11ae1")
    with pytest.raises(EncryptedFileError):
        read_docx(signature + "EncryptedPackage".encode("utf-16-le"), CATALOGUE)


def test_no_answer_shows_when_an_answer_is_printed_in_a_log() -> None:
    found = read_docx(issued(), CATALOGUE)
    assert "Siân" not in repr(found)
