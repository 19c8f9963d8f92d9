"""Pages out of files: by content, at their true size, and one bad page never costs the others."""

import io

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from forms.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    FileError,
    PageTooLargeError,
    UnknownTypeError,
)
from ocr.reading import Channel
from ocr.sheet import Density, Grey, Sheet, page_density
from ocr.sheets import sheets
from tests.ocr.pages import encoded


def grey_page(width: int = 400, height: int = 566) -> Grey:
    return np.random.default_rng(1).integers(0, 255, (height, width)).astype(np.uint8)


def pages_of(data: bytes) -> list[Sheet]:
    found = list(sheets(data))
    assert all(isinstance(page, Sheet) for page in found)
    return [page for page in found if isinstance(page, Sheet)]


def pdf_with(image: Image.Image, *, rotate: int = 0, password: str | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(out.getvalue())))
    if rotate:
        writer.pages[0].rotate(rotate)
    if password:
        writer.encrypt(password)
    again = io.BytesIO()
    writer.write(again)
    return again.getvalue()


@pytest.mark.parametrize("kind", ["TIFF", "PNG"])
def test_pictures_come_out_pixel_by_pixel(kind: str) -> None:
    page = grey_page()
    (sheet,) = pages_of(encoded([page], kind))
    assert np.array_equal(sheet.grey, page)


def test_jpeg_is_read() -> None:
    (sheet,) = pages_of(encoded([grey_page()], "JPEG"))
    assert sheet.grey.shape == (566, 400)


def test_all_pages_of_a_tiff_in_order() -> None:
    found = pages_of(encoded([grey_page(), grey_page(500, 707), grey_page()]))
    assert [page.number for page in found] == [1, 2, 3]
    assert found[1].grey.shape == (707, 500)


@pytest.mark.parametrize(
    ("size", "claimed", "lines"),
    [
        ((1728, 1146), None, 3.85),
        ((1728, 2292), None, 7.7),
        ((1728, 1146), Density(8.03, 8.03), 3.85),
        ((1728, 2292), Density(8.03, 3.86), 7.7),
        ((1728, 1146), Density(8.03, 3.86), 3.86),
        ((1654, 2339), None, 7.87),
        ((2339, 1654), None, 7.87),
        ((2480, 3508), Density(2.8, 2.8), 11.8),
    ],
)
def test_density_follows_the_paper_not_the_claim(
    size: tuple[int, int], claimed: Density | None, lines: float
) -> None:
    assert page_density(*size, claimed).y == pytest.approx(lines, rel=0.01)


def test_two_levels_on_a_fax_grid_are_a_fax() -> None:
    page = np.full((1146, 1728), 255, np.uint8)
    page[100:120] = 0
    data = io.BytesIO()
    Image.fromarray(page).convert("1").save(data, "TIFF", compression="group4", dpi=(204, 98))
    (sheet,) = pages_of(data.getvalue())
    assert sheet.channel is Channel.FAX


def test_transparent_png_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 141), (0, 0, 0, 0)).save(out, "PNG")
    (sheet,) = pages_of(out.getvalue())
    assert sheet.grey.min() == 255


def test_scan_in_a_pdf_is_taken_untouched() -> None:
    page = grey_page(827, 1170)
    (sheet,) = pages_of(pdf_with(Image.fromarray(page)))
    assert np.array_equal(sheet.grey, page)
    assert sheet.density.x == pytest.approx(827 / 210, rel=0.01)


def test_pdf_page_rotation_is_obeyed() -> None:
    page = grey_page(827, 1170)
    (sheet,) = pages_of(pdf_with(Image.fromarray(page), rotate=90))
    assert np.array_equal(sheet.grey, np.rot90(page, -1))


def test_drawn_pdf_page_is_rendered_at_its_size() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595.3, 841.9))
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()
    (sheet,) = pages_of(out.getvalue())
    assert sheet.grey.shape[0] / sheet.density.y == pytest.approx(297, abs=0.2)
    assert sheet.grey.min() == 0


def test_no_bytes() -> None:
    with pytest.raises(EmptyFileError):
        sheets(b"")


def test_text_renamed_pdf() -> None:
    with pytest.raises(UnknownTypeError):
        sheets(b"Dear colleague, please find attached")


def test_encrypted_pdf() -> None:
    with pytest.raises(EncryptedFileError):
        list(sheets(pdf_with(Image.fromarray(grey_page()), password="secret")))


@pytest.mark.parametrize("keep", [9, 60, 300])
def test_pdf_cut_short(keep: int) -> None:
    with pytest.raises(DamagedFileError):
        list(sheets(pdf_with(Image.fromarray(grey_page()))[:keep]))


def test_tiff_cut_short_keeps_its_whole_pages() -> None:
    whole, cut = grey_page(), grey_page()
    data = encoded([whole, cut])
    found = list(sheets(data[: len(data) // 2 + 20_000]))
    assert isinstance(found[0], Sheet)
    assert all(isinstance(page, FileError) for page in found[1:])


def test_png_cut_short() -> None:
    (page,) = list(sheets(encoded([grey_page()], "PNG")[:5_000]))
    assert isinstance(page, DamagedFileError)


def test_header_alone_is_damage() -> None:
    with pytest.raises(DamagedFileError):
        list(sheets(b"\x89PNG\r\n\x1a\n"))


def test_too_many_pixels_are_refused_before_decoding() -> None:
    out = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    (page,) = list(sheets(out.getvalue()))
    assert isinstance(page, PageTooLargeError)
    assert "megapixels" in page.message


def test_blank_page_is_told_from_a_written_one() -> None:
    blank = np.full((1146, 1728), 255, np.uint8)
    blank[np.random.default_rng(2).random(blank.shape) < 0.005] = 0
    written = blank.copy()
    written[300:400, 300:900] = 0
    verdicts = [page.is_blank for page in pages_of(encoded([blank, written]))]
    assert verdicts == [True, False]
