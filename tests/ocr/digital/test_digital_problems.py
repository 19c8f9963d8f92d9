"""What comes back changed, mixed, locked or broken: nothing is lost, no doubt passes."""

import io
import subprocess
from pathlib import Path

import docx
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Rectangle
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from forms.answers import Answers
from forms.docx import fill_docx
from forms.docx.markup import qualified
from forms.errors import DamagedFileError, EncryptedFileError
from forms.geometry import PAGE_HEIGHT_MM, POINTS_PER_MM
from forms.pdf.fill import fill
from forms.pdf.template import pdf_template
from ocr.digital import read_digital
from ocr.reading import FieldState, Method, PageReading, PageStatus
from tests.returned.docx_writers import control, edited
from tests.returned.pdf_writers import flattened_by_pdfium, printed_by_ghostscript
from tests.returned.values import CATALOGUE, copy_of

ALERT, PLAN, CONSENT = (
    CATALOGUE.find(name) for name in ("alert-form", "release-plan", "dir-consent")
)
VALUES: Answers = {
    "client_name": "Siân O'Neill",
    "criminal_justice_status": "remand",
    "death": True,
}
A4 = (PAGE_HEIGHT_MM / 297 * 210 * POINTS_PER_MM, PAGE_HEIGHT_MM * POINTS_PER_MM)


def filled() -> bytes:
    return fill(pdf_template(ALERT), VALUES, copy_of(ALERT))


def rewritten(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def copied(data: bytes) -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(io.BytesIO(data)))


def field(writer: PdfWriter, key: str) -> DictionaryObject:
    form = writer.root_object["/AcroForm"].get_object()
    return next(f.get_object() for f in form["/Fields"] if f.get_object()["/T"] == key)


def only_page(data: bytes, name: str = "a.pdf") -> PageReading:
    pages = read_digital(name, data, CATALOGUE)
    assert pages is not None
    (page,) = pages
    assert page is not None
    return page


def scan() -> bytes:
    out = io.BytesIO()
    Image.new("L", (827, 1169), 200).save(out, format="PDF", resolution=100)
    return out.getvalue()


def merged(*parts: bytes) -> bytes:
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    return rewritten(writer)


def codes(page: PageReading) -> set[str]:
    return {problem.code for problem in page.problems}


def test_a_scan_is_no_digital_return() -> None:
    assert read_digital("scan.pdf", scan(), CATALOGUE) is None


@pytest.mark.parametrize("data", [b"", b"II*\x00", b"\xff\xd8\xff", b"PK\x03\x04xl/", b"hello"])
def test_other_types_are_left_to_others(data: bytes) -> None:
    assert read_digital("upload", data, CATALOGUE) is None


def test_a_scan_behind_a_form_filled_on_screen() -> None:
    pages = read_digital("mixed.pdf", merged(filled(), scan()), CATALOGUE)
    assert pages is not None
    first, second = pages
    assert second is None
    assert first is not None
    assert (first.page, first.form, first.copy) == (1, "alert-form", copy_of(ALERT))
    assert first.fields["client_name"].value == VALUES["client_name"]


def test_two_forms_in_one_file_are_told_apart_by_their_pages() -> None:
    other = flattened_by_pdfium(
        fill(pdf_template(CONSENT), {"client_name": "Jo"}, copy_of(CONSENT))
    )
    pages = read_digital("two.pdf", merged(filled(), other), CATALOGUE)
    assert pages is not None
    found = [(p.form, p.form_page, p.copy) for p in pages if p]
    assert found == [
        ("alert-form", 1, copy_of(ALERT)),
        ("dir-consent", 1, copy_of(CONSENT)),
        ("dir-consent", 2, copy_of(CONSENT)),
    ]


def test_two_copies_of_one_form_put_together_by_qpdf(tmp_path: Path) -> None:
    names = ("Siân O'Neill", "Jo Example")
    for number, name in enumerate(names):
        data = fill(pdf_template(ALERT), {"client_name": name}, copy_of(ALERT, number))
        (tmp_path / f"{number}.pdf").write_bytes(data)
    both = tmp_path / "both.pdf"
    sources = ["--empty", "--pages", tmp_path / "0.pdf", tmp_path / "1.pdf", "--", both]
    subprocess.run(["qpdf", *map(str, sources)], check=True)
    pages = read_digital("both.pdf", both.read_bytes(), CATALOGUE)
    assert pages is not None
    found = [(p.fields["client_name"].value, p.copy, p.problems) for p in pages if p]
    assert found == [(name, copy_of(ALERT, number), ()) for number, name in enumerate(names)]


def test_pages_in_another_order_and_one_missing() -> None:
    source = copied(fill(pdf_template(PLAN), {"client_name": "Jo"}, copy_of(PLAN)))
    writer = PdfWriter()
    for number in (2, 0):
        writer.add_page(source.pages[number])
    pages = read_digital("plan.pdf", rewritten(writer), CATALOGUE)
    assert pages is not None
    assert [page and page.form_page for page in pages] == [3, 1]


def test_a_file_without_properties_is_known_by_its_foot_and_fields() -> None:
    writer = copied(filled())
    writer.metadata = None
    page = only_page(rewritten(writer))
    assert (page.form, page.copy) == ("alert-form", copy_of(ALERT))


def test_an_unknown_form_is_kept_and_named() -> None:
    writer = copied(filled())
    writer.add_metadata({"/FormId": "no-such-form", "/FormVersion": "77"})
    for reference in writer.pages[0]["/Annots"]:
        widget = reference.get_object()
        owner = widget if "/T" in widget else widget["/Parent"].get_object()
        owner[NameObject("/T")] = TextStringObject(f"no_such_{id(owner)}")
    page = only_page(rewritten(writer))
    assert page.status is PageStatus.UNIDENTIFIED
    assert codes(page) == {"unknown-form"}


def test_words_laid_over_the_form_are_noted() -> None:
    writer = copied(filled())
    note = FreeText(text="see letter", rect=(200, 500, 300, 520))
    writer.add_annotation(0, note)
    page = only_page(rewritten(writer))
    assert codes(page) == {"annotations-added"}
    assert page.status is PageStatus.REVIEW


def test_words_typed_on_a_flattened_form_are_noted() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawString(120, 480, "see letter")
    canvas.save()
    writer = copied(flattened_by_pdfium(filled()))
    writer.pages[0].merge_page(PdfReader(io.BytesIO(out.getvalue())).pages[0])
    page = only_page(rewritten(writer))
    assert codes(page) == {"annotations-added"}
    assert page.fields["client_name"].value == VALUES["client_name"]


def test_a_stamp_in_a_signatures_space_is_a_signature() -> None:
    key = next(z.key for z in pdf_template(CONSENT).zones if "signature" in z.key)
    zone = next(z for z in pdf_template(CONSENT).zones if z.key == key)
    x, y = (middle * POINTS_PER_MM for middle in zone.box.centre)
    writer = copied(fill(pdf_template(CONSENT), {}, copy_of(CONSENT)))
    height = PAGE_HEIGHT_MM * POINTS_PER_MM
    drawn = Rectangle(rect=(x - 20, height - y - 5, x + 20, height - y + 5))
    writer.add_annotation(zone.page - 1, drawn)
    pages = read_digital("signed.pdf", rewritten(writer), CATALOGUE)
    assert pages is not None
    page = pages[zone.page - 1]
    assert page is not None
    assert (page.fields[key].value, codes(page)) == (True, set())


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("date_completed", "14/06/2009", "2009-06-14"),
        ("date_completed", "14 June 2009", "2009-06-14"),
        ("prisoner_number", "a 1234 bc", "A1234BC"),
        ("client_name", "Siân  O\u2019Neill ", "Siân O'Neill"),
    ],
)
def test_what_a_viewer_lets_people_type_is_put_in_order(key: str, written: str, value: str) -> None:
    writer = copied(filled())
    field(writer, key)[NameObject("/V")] = TextStringObject(written)
    reading = only_page(rewritten(writer)).fields[key]
    assert (reading.value, reading.raw, reading.accepted) == (value, written, True)


@pytest.mark.parametrize(
    ("key", "written"), [("date_completed", "31022009"), ("prisoner_number", "12")]
)
def test_what_does_not_fit_is_kept_and_goes_to_a_person(key: str, written: str) -> None:
    writer = copied(filled())
    field(writer, key)[NameObject("/V")] = TextStringObject(written)
    page = only_page(rewritten(writer))
    reading = page.fields[key]
    assert (reading.value, reading.raw, reading.accepted) == (None, written, False)
    assert (reading.state, page.status) == (FieldState.UNREADABLE, PageStatus.REVIEW)


def test_a_choice_that_says_one_thing_and_shows_another_goes_to_a_person() -> None:
    writer = copied(filled())
    field(writer, "criminal_justice_status")[NameObject("/V")] = NameObject("/released")
    assert not only_page(rewritten(writer)).fields["criminal_justice_status"].accepted


def test_two_options_struck_in_a_flattened_choice() -> None:
    writer = copied(filled())
    for reference in field(writer, "criminal_justice_status")["/Kids"]:
        kid = reference.get_object()
        on = next(state for state in kid["/AP"]["/N"] if state != "/Off")
        kid[NameObject("/AS")] = NameObject(on)
    reading = only_page(flattened_by_pdfium(rewritten(writer))).fields["criminal_justice_status"]
    assert (reading.accepted, reading.state) == (False, FieldState.UNREADABLE)


def test_a_field_that_was_removed_is_unreadable_and_not_blank() -> None:
    writer = copied(filled())
    gone = field(writer, "court_name")
    page = writer.pages[0]
    page[NameObject("/Annots")] = ArrayObject(
        reference for reference in page["/Annots"] if reference.get_object() != gone
    )
    reading = only_page(rewritten(writer)).fields["court_name"]
    assert (reading.state, reading.accepted) == (FieldState.UNREADABLE, False)


def test_printed_a_little_smaller_and_shifted(tmp_path: Path) -> None:
    smaller = "<</BeginPage{0.94 0.94 scale 14 22 translate}>> setpagedevice"
    printed = printed_by_ghostscript(filled(), tmp_path, "-c", smaller, "-f")
    page = only_page(printed)
    assert page.fields["client_name"].method is Method.TEXT_LAYER
    read = {key: reading.value for key, reading in page.fields.items() if reading.value}
    assert read == VALUES


def test_text_that_a_scanner_put_behind_its_picture_is_not_believed() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("L", (827, 1169), 200)), 0, 0, *A4)
    canvas.save()
    writer = copied(flattened_by_pdfium(filled()))
    writer.pages[0].merge_page(PdfReader(io.BytesIO(out.getvalue())).pages[0])
    assert read_digital("scan.pdf", rewritten(writer), CATALOGUE) is None


def test_locked_for_reading() -> None:
    writer = copied(filled())
    writer.encrypt("secret", algorithm="AES-256")
    with pytest.raises(EncryptedFileError):
        read_digital("locked.pdf", rewritten(writer), CATALOGUE)


def test_locked_for_changes_only() -> None:
    writer = copied(filled())
    writer.encrypt("", "owner", algorithm="AES-256")
    assert only_page(rewritten(writer)).fields["client_name"].value == VALUES["client_name"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_short_is_refused_and_not_read_as_blank(share: float) -> None:
    data = filled()
    with pytest.raises(DamagedFileError):
        read_digital("cut.pdf", data[: int(len(data) * share)], CATALOGUE)


def test_a_document_that_is_none_of_ours_is_kept_as_unidentified() -> None:
    document = docx.Document()
    document.add_paragraph("Dear colleague")
    saved = io.BytesIO()
    document.save(saved)
    page = only_page(saved.getvalue(), "letter.docx")
    assert (page.status, codes(page)) == (PageStatus.UNIDENTIFIED, {"not-our-form"})


def test_a_document_with_a_day_that_does_not_exist() -> None:
    def edit(root: object) -> None:
        text = control(root, "date_of_birth").find(f".//{qualified('w:t')}")
        text.text = "30 February 1980"

    data = fill_docx(ALERT, {**VALUES, "date_of_birth": "1980-02-03"}, copy_of(ALERT))
    reading = only_page(edited(data, edit), "a.docx").fields["date_of_birth"]
    assert (reading.value, reading.raw, reading.accepted) == (None, "30 February 1980", False)


def test_readings_know_where_they_stand_on_the_page() -> None:
    boxes = {key: reading.box for key, reading in only_page(filled()).fields.items()}
    assert all(box is not None and box.width > 3 for box in boxes.values())
