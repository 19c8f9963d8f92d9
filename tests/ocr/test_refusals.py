"""Each file has one thing wrong with it: what its sender hears, and that the rest is still read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from forms.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileError,
    PageTooLargeError,
    PortfolioError,
    TooManyPagesError,
    UnknownTypeError,
    XfaFormError,
)
from forms.limits import MAX_PAGES
from forms.registry import load_catalogue
from ocr.pipeline import open_file, read_file
from ocr.reading import Channel, PageStatus
from ocr.sheet import Grey, Sheet
from ocr.sheets import page_count, sheets
from tests.ocr.pages import encoded, printed

CATALOGUE = load_catalogue()


def blank(width: int = 400, height: int = 566) -> Grey:
    return np.full((height, width), 255, np.uint8)


def picture(kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(blank()).save(out, kind, **more)
    return out.getvalue()


def refused(data: bytes, error: type[FileError]) -> FileError:
    with pytest.raises(error) as caught:
        open_file("sent.bin", data, CATALOGUE)
    assert caught.value.hint.endswith(".")
    return caught.value


def only_page(data: bytes) -> Sheet | FileError:
    (page,) = sheets(data)
    return page


# Types --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (picture("GIF"), "a GIF picture"),
        (picture("BMP"), "a BMP picture"),
        (picture("WEBP"), "a WebP picture"),
        (b"{\\rtf1 Dear colleague}", "an RTF document"),
        (b"Rar!\x1a\x07\x00", "a RAR archive"),
        (b"MZ\x90\x00 program", "a program"),
        (b"<!doctype html><p>form</p>", "a web page"),
        (b"\x00" * 4_000, "no type that is read"),
    ],
)
def test_a_type_that_is_not_read_is_named_with_those_that_are(data: bytes, words: str) -> None:
    error = refused(data, UnknownTypeError)
    assert words in error.message
    assert all(kind in error.hint for kind in ("PDF", "TIFF", "HEIC", "DOCX", "ZIP"))


# Pictures -----------------------------------------------------------------------------------------


TELEPHONE = Path(__file__).with_name("telephone.heic").read_bytes()
"""A white page of 400 by 566 pixels that says a telephone took it."""


def test_a_photograph_from_a_telephone_is_a_page() -> None:
    page = only_page(TELEPHONE)
    assert isinstance(page, Sheet)
    assert page.grey.shape == (566, 400)
    assert page.channel is Channel.PHOTO
    assert page.grey.min() > 250


def test_heic_that_says_it_is_huge() -> None:
    data = TELEPHONE
    at = data.index(b"ispe") + 8
    data = data[:at] + struct.pack(">II", 20_000, 20_000) + data[at + 8 :]
    with pytest.raises(DamagedFileError):
        list(sheets(data))


def test_heic_cut_short() -> None:
    with pytest.raises(DamagedFileError):
        list(sheets(TELEPHONE[:300]))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("extra", [b"zTXtComment\x00\x00", b"iCCPicc\x00\x00"])
def test_png_with_a_hundred_megabytes_beside_its_pixels(extra: bytes) -> None:
    data = picture("PNG")
    swollen = chunk(extra[:4], extra[4:] + zlib.compress(bytes(100 << 20), 9))
    with pytest.raises(DamagedFileError):
        list(sheets(data[:33] + swollen + data[33:]))


def test_jpeg_drawn_in_a_thousand_passes() -> None:
    out = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (200, 200)).astype(np.uint8)
    page = Image.fromarray(noise).resize((2_400, 2_400))
    # Pillow's buffer must hold the whole of a progressive picture.
    ImageFile.MAXBLOCK = max(ImageFile.MAXBLOCK, 8 << 20)
    page.save(out, "JPEG", progressive=True, quality=10)
    data = out.getvalue()
    assert isinstance(only_page(data), Sheet)
    scan = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(DamagedFileError, match="passes"):
        list(sheets(data[:-2] + scan * 1_000 + b"\xff\xd9"))


def tiff_pages(count: int, *, ring: bool = False) -> bytes:
    """Write a TIFF whose pages all show the same 8 by 8 pixels."""
    tags = [(256, 4, 8), (257, 4, 8), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8)]
    tags += [(277, 3, 1), (278, 4, 8), (279, 4, 64)]
    rows = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    size, first = 2 + len(rows) + 4, 8 + 64
    out = b"II*\x00" + struct.pack("<I", first) + bytes(64)
    for number in range(count):
        last = first if ring else 0
        following = first + size * (number + 1) if number + 1 < count else last
        out += struct.pack("<H", len(tags)) + rows + struct.pack("<I", following)
    return out


def test_tiff_of_as_many_pages_as_may_be() -> None:
    assert page_count(tiff_pages(MAX_PAGES)) == MAX_PAGES


def test_tiff_of_one_page_too_many() -> None:
    assert "Split" in refused(tiff_pages(MAX_PAGES + 1), TooManyPagesError).hint


def test_tiff_whose_pages_go_round_in_a_ring() -> None:
    assert page_count(tiff_pages(3, ring=True)) == 3


# PDFs ---------------------------------------------------------------------------------------------


def pdf(change: Callable[[PdfWriter], None], *, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def scripted(writer: PdfWriter) -> None:
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
    )
    named = ArrayObject([TextStringObject("start"), script])
    tree = DictionaryObject({NameObject("/Names"): named})
    names = DictionaryObject({NameObject("/JavaScript"): tree})
    writer.root_object[NameObject("/Names")] = names


def launching(writer: PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("sh")}
    )
    writer.root_object[NameObject("/OpenAction")] = action


def acting_when_turned(writer: PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
    )
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})


def with_xfa(writer: PdfWriter) -> None:
    form = {NameObject("/XFA"): ArrayObject(), NameObject("/Fields"): ArrayObject()}
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(form)
    writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)


def portfolio(writer: PdfWriter) -> None:
    writer.add_attachment("form.pdf", b"%PDF-1.7")
    writer.root_object[NameObject("/Collection")] = DictionaryObject()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (scripted, "active-content"),
        (launching, "active-content"),
        (acting_when_turned, "active-content"),
        (lambda writer: writer.add_attachment("more.pdf", b"%PDF-1.7"), "files-inside"),
    ],
)
def test_what_a_pdf_would_do_is_not_done_but_told(
    change: Callable[[PdfWriter], None], code: str
) -> None:
    for data in (pdf(change), packed_away(pdf(change))):
        (page,) = read_file("sent.pdf", data, CATALOGUE)
        assert [problem.code for problem in page.problems] == ["blank-page", code]


def packed_away(data: bytes) -> bytes:
    """Write a PDF so that the names of its objects are not in the open."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    out = io.BytesIO()
    writer.write(out)
    return (
        out.getvalue().replace(b"/JavaScript", b"/J#61vaScript").replace(b"/Launch", b"/L#61unch")
    )


def test_a_harmless_pdf_has_nothing_told_of_it() -> None:
    (page,) = read_file("sent.pdf", pdf(lambda _writer: None), CATALOGUE)
    assert [problem.code for problem in page.problems] == ["blank-page"]


def test_pdf_that_only_adobe_s_programs_can_draw() -> None:
    assert "scan" in refused(pdf(with_xfa), XfaFormError).hint


def test_pdf_that_is_a_wrapper_around_others() -> None:
    refused(pdf(portfolio), PortfolioError)


def own_parent(writer: PdfWriter) -> None:
    field = DictionaryObject({NameObject("/Subtype"): NameObject("/Widget")})
    field[NameObject("/FT")], field[NameObject("/T")] = NameObject("/Tx"), TextStringObject("a")
    field[NameObject("/Rect")] = ArrayObject(map(NumberObject, (0, 0, 90, 20)))
    placed = writer._add_object(field)
    field[NameObject("/Parent")] = placed
    writer.pages[0][NameObject("/Annots")] = ArrayObject([placed])


def test_pdf_whose_field_is_its_own_parent() -> None:
    (page,) = read_file("sent.pdf", pdf(own_parent), CATALOGUE)
    assert page.problems[0].code == "blank-page"


def test_encrypted_pdf_says_what_to_ask_for() -> None:
    data = pdf(lambda writer: writer.encrypt("secret"))
    assert "without a password" in refused(data, EncryptedFileError).hint


def test_pdf_of_one_page_too_many() -> None:
    refused(pdf(lambda _writer: None, pages=MAX_PAGES + 1), TooManyPagesError)


def test_pdf_page_of_a_square_mile() -> None:
    writer = PdfWriter()
    writer.add_blank_page(4_500_000, 4_500_000)
    out = io.BytesIO()
    writer.write(out)
    assert isinstance(only_page(out.getvalue()), PageTooLargeError)


# Documents ----------------------------------------------------------------------------------------

_WORDS = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
_TEMPLATE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" TargetMode="External" Target="%s" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    b"</Relationships>"
)


def docx(words: bytes = _WORDS, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        package.writestr("word/document.xml", words)
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


SETTINGS = "word/_rels/settings.xml.rels"


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ({}, []),
        ({"word/vbaProject.bin": b"macros"}, ["active-content"]),
        ({SETTINGS: _TEMPLATE % b"https://x.example/t.dotm"}, ["active-content"]),
        ({SETTINGS: _TEMPLATE % b"file:///\\\\agency\\share\\letter.dotx"}, []),
        ({"word/embeddings/sheet.xlsx": b"PK"}, ["files-inside"]),
    ],
)
def test_what_a_document_would_do_is_not_done_but_told(
    parts: dict[str, bytes], codes: list[str]
) -> None:
    (page,) = read_file("sent.docx", docx(**parts), CATALOGUE)
    assert [problem.code for problem in page.problems] == ["not-our-form", *codes]
    assert page.status is PageStatus.UNIDENTIFIED


@pytest.mark.parametrize(
    "words",
    [
        b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w>&b;</w>',
        b'<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]><w>&f;</w>',
        b"<w>" * 5_000 + b"</w>" * 5_000,
        b"<w><v></w>",
    ],
)
def test_xml_that_would_grow_fetch_or_never_end(words: bytes) -> None:
    refused(docx(words), DamagedFileError)


def test_docx_that_lost_bytes_in_its_middle() -> None:
    data = docx(**{"docProps/core.xml": b"<x/>"})
    at = data.index(b"docProps")
    refused(data[:40] + data[at + 9 :], DamagedFileError)


def test_a_page_of_ours_in_a_file_that_acts_goes_to_a_person() -> None:
    grey, _ = printed(CATALOGUE.find("alert-form"))
    (before,) = read_file("scan.tif", encoded([grey]), CATALOGUE)
    assert before.status is PageStatus.READ
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "PDF", resolution=203.2)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(out.getvalue())))
    scripted(writer)
    acting = io.BytesIO()
    writer.write(acting)
    (page,) = read_file("scan.pdf", acting.getvalue(), CATALOGUE)
    assert page.form == before.form
    assert page.status is PageStatus.REVIEW
    assert [problem.code for problem in page.problems] == ["active-content"]
