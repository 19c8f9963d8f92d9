"""Pictures of the pages of a file, laid on the issued page, so that crops go by millimetres."""

from forms.registry import Catalogue
from ocr.identify import Unidentified, identify
from ocr.pdf_pages import render_print
from ocr.pictures import png_bytes
from ocr.reading import Layout, Method, PageReading
from ocr.sheet import Sheet
from ocr.sheets import sheets

_PER_MM = 6.0
"""About 150 dpi: what a person needs to read a crop."""


def page_pictures(data: bytes, pages: list[PageReading], catalogue: Catalogue) -> dict[int, bytes]:
    """Make a PNG of each page that has one, by page number in the file."""
    pictures = {
        page.page: png_bytes(render_print(data, page.page, _PER_MM))
        for page in pages
        if _is_printed_text(page)
    }
    wanted = {page.page for page in pages if page.layout is not Layout.DIGITAL}
    if wanted:
        for sheet in sheets(data):
            if isinstance(sheet, Sheet) and sheet.number in wanted:
                pictures[sheet.number] = _picture(sheet, catalogue)
    return pictures


def _is_printed_text(page: PageReading) -> bool:
    """Tell whether the values stand on the page itself: those of form fields are not drawn."""
    return any(reading.method is Method.TEXT_LAYER for reading in page.fields.values())


def _picture(sheet: Sheet, catalogue: Catalogue) -> bytes:
    found = None if sheet.is_blank else identify(sheet, catalogue)
    if found is None or isinstance(found, Unidentified):
        return png_bytes(sheet.grey)
    return png_bytes(found.placement.flat)
