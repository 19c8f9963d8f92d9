"""Pictures of the pages of a file, laid on the issued page, so that crops go by millimetres."""

from collections.abc import Iterable

from forms.registry import Catalogue
from ocr.evidence import upright_sheet
from ocr.pdf_pages import render_print
from ocr.pictures import png_bytes
from ocr.reading import Layout, Method, PageReading
from ocr.sheet import Sheet
from ocr.sheets import sheets

_PER_MM = 8.0
"""As the upright pages of paper have it."""


def page_pictures(
    data: bytes, pages: Iterable[PageReading], catalogue: Catalogue
) -> dict[int, bytes]:
    """Make a PNG of each page that has a picture to show, by page number in the file."""
    pages = list(pages)
    pictures = {
        page.page: png_bytes(render_print(data, page.page, _PER_MM))
        for page in pages
        if _is_printed_text(page)
    }
    from_paper = {page.page for page in pages if page.layout is not Layout.DIGITAL}
    for sheet in sheets(data) if from_paper else ():
        if isinstance(sheet, Sheet) and sheet.number in from_paper:
            pictures[sheet.number] = upright_sheet(sheet, catalogue).png()
    return pictures


def _is_printed_text(page: PageReading) -> bool:
    """Tell whether the values stand on the page itself: those of form fields are not drawn."""
    return any(reading.method is Method.TEXT_LAYER for reading in page.fields.values())
