"""Pages out of PDF files as pixels: the one place that calls PDFium.

No form is initialised on a stranger's file. PDFium may be entered by one thread at a time only, so
every call holds the one lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from forms.errors import DamagedFileError, EncryptedFileError, FileError, PageTooLargeError
from forms.geometry import POINTS_PER_MM
from forms.limits import check_pages
from ocr.pictures import MAX_PIXELS
from ocr.reading import Channel
from ocr.sheet import Density, Grey, Sheet, is_fax_grid, page_density

_LOCK = Lock()
_RENDER_PER_MM = 300 / 25.4
_MAX_SIDE_MM, _MIN_SIDE_MM = 1_000.0, 10.0
_WHOLE_PAGE = 0.85
"""Share of the page's width and height from which on an image is the page."""


@contextmanager
def _document(data: bytes) -> Iterator[pdfium.PdfDocument]:
    with _LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if error.err_code in {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}:
                raise EncryptedFileError("the PDF is protected by a password") from error
            raise DamagedFileError("the PDF is damaged or cut short") from error
        try:
            yield document
        finally:
            document.close()


def _grey(bitmap: pdfium.PdfBitmap) -> Grey:
    pixels = bitmap.to_numpy()
    if pixels.ndim == 2:
        return np.array(pixels, dtype=np.uint8)
    if pixels.shape[2] == 1:
        return np.array(pixels[:, :, 0], dtype=np.uint8)
    blue, green, red = (pixels[:, :, i].astype(np.float32) for i in range(3))
    return np.asarray((0.114 * blue + 0.587 * green + 0.299 * red).round(), dtype=np.uint8)


def _render(page: pdfium.PdfPage, per_mm: float) -> Grey:
    bitmap = page.render(scale=per_mm / POINTS_PER_MM, grayscale=True, may_draw_forms=False)
    return _grey(bitmap)


def _is_invisible_text(item: pdfium.PdfObject) -> bool:
    invisible = pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
    return bool(
        item.type == pdfium_c.FPDF_PAGEOBJ_TEXT
        and pdfium_c.FPDFTextObj_GetTextRenderMode(item) == invisible
    )


def _only_image(page: pdfium.PdfPage) -> pdfium.PdfImage | None:
    """Find the upright image that is all there is to see on a scanned page."""
    seen = [item for item in page.get_objects() if not _is_invisible_text(item)]
    if len(seen) != 1 or not isinstance(seen[0], pdfium.PdfImage):
        return None
    image = seen[0]
    across, skewed, slanted, up = image.get_matrix().get()[:4]
    width, height = page.get_size()
    if page.get_rotation() in {90, 270}:
        width, height = height, width
    upright = across >= _WHOLE_PAGE * width and up >= _WHOLE_PAGE * height
    if not upright or abs(skewed) > 0.01 * up or abs(slanted) > 0.01 * across:
        return None
    return image


def _embedded(page: pdfium.PdfPage) -> tuple[Grey, Density] | None:
    """Take the scan out of the page untouched, turned by the page's own rotation only."""
    image = _only_image(page)
    if image is None:
        return None
    across, down = image.get_px_size()
    metadata = image.get_metadata()
    stencil = metadata.bits_per_pixel == 1 and metadata.colorspace == 0
    if across * down > MAX_PIXELS or min(across, down) < 8 or stencil:
        return None
    matrix = image.get_matrix().get()
    density = Density(across / matrix[0] * POINTS_PER_MM, down / matrix[3] * POINTS_PER_MM)
    turns = page.get_rotation() // 90
    if turns % 2:
        density = Density(density.y, density.x)
    grey = np.ascontiguousarray(np.rot90(_grey(image.get_bitmap()), -turns))
    return grey, page_density(grey.shape[1], grey.shape[0], density)


def _rendered(page: pdfium.PdfPage, number: int) -> tuple[Grey, Density]:
    width_mm, height_mm = (side / POINTS_PER_MM for side in page.get_size())
    # Written so that a size that is no number is none either.
    if not (max(width_mm, height_mm) <= _MAX_SIDE_MM and min(width_mm, height_mm) >= _MIN_SIDE_MM):
        raise PageTooLargeError(f"page {number} is of no paper size")
    # A poster is read at what resolution a page's worth of pixels gives.
    per_mm = min(_RENDER_PER_MM, (MAX_PIXELS / (width_mm * height_mm)) ** 0.5)
    return _render(page, per_mm), Density(per_mm, per_mm)


def _with_fields(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """Open a page with what its fields show drawn into it.

    PDFium leaves fields out unless their form is started, which strangers' files must not be.
    """
    page = document[number - 1]
    flattened = pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
    if flattened != pdfium_c.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[number - 1]


def _sheet(document: pdfium.PdfDocument, number: int) -> Sheet:
    page = _with_fields(document, number)
    try:
        grey, density = _embedded(page) or _rendered(page, number)
    finally:
        page.close()
    channel = Channel.FAX if is_fax_grid(grey, density) else Channel.SCAN
    return Sheet(number, grey, density, channel)


def pdf_page_count(data: bytes) -> int:
    """Count the pages of a PDF.

    Raises:
        EncryptedFileError: a password is needed.
        DamagedFileError: it cannot be opened, or has no pages.
        TooManyPagesError: more than are read.
    """
    with _document(data) as document:
        count = len(document)
    if not count:
        raise DamagedFileError("the PDF has no pages")
    check_pages(count)
    return count


def pdf_sheets(data: bytes, first: int = 1) -> Iterator[Sheet | FileError]:
    """Yield the pages of a PDF in order; a damaged page as its error.

    The lock is free between pages: the file is opened again for each.

    Args:
        data: the file.
        first: page to begin with, counted from 1.

    Raises:
        EncryptedFileError: a password is needed.
        DamagedFileError: the file as a whole cannot be opened.
    """
    for number in range(first, pdf_page_count(data) + 1):
        try:
            with _document(data) as document:
                yield_page: Sheet | FileError = _sheet(document, number)
        except FileError as error:
            yield_page = error
        except (pdfium.PdfiumError, ValueError, MemoryError):
            yield_page = DamagedFileError(f"page {number} of the PDF is damaged")
        yield yield_page


def render_print(data: bytes, page: int, per_mm: float) -> Grey:
    """Render a page of one of our own prints.

    Args:
        data: the PDF.
        page: counted from 1.
        per_mm: pixels per millimetre.
    """
    with _document(data) as document:
        sheet = document[page - 1]
        try:
            return _render(sheet, per_mm)
        finally:
            sheet.close()
