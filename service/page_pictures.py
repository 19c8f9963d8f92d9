"""The picture of a page, laid on the issued page, so that crops go by millimetres."""

from dataclasses import dataclass, field, replace

from forms.registry import Catalogue
from ocr.evidence import upright_sheet
from ocr.likeness import perceptual_hash
from ocr.pdf_pages import render_print
from ocr.pictures import png_bytes
from ocr.reading import Layout, Method, PageReading
from ocr.sheet import Grey, Sheet
from ocr.sheets import sheets

_PER_MM = 8.0
"""As the upright pages of paper have it."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a person sees it, and what it is known by when it comes again."""

    png: bytes = field(repr=False)
    hash: str
    """As `ocr.likeness` gives it."""


def page_picture(
    data: bytes, page: PageReading, catalogue: Catalogue, turn: int = 0
) -> PagePicture | None:
    """Make the picture of a page; None where there is nothing to show.

    Args:
        data: the file that the page is of.
        page: its reading.
        catalogue: the forms in use.
        turn: degrees clockwise by which a person turned it from how it would be read.
    """
    grey = _grey(data, page, catalogue, turn)
    return None if grey is None else PagePicture(png_bytes(grey), perceptual_hash(grey))


def _grey(data: bytes, page: PageReading, catalogue: Catalogue, turn: int) -> Grey | None:
    if _is_printed_text(page):
        return render_print(data, page.page, _PER_MM)
    if page.layout is Layout.DIGITAL:
        return None
    sheet = next(sheets(data, page.page), None)
    if not isinstance(sheet, Sheet):
        return None
    return upright_sheet(replace(sheet, turn=turn), catalogue).grey


def _is_printed_text(page: PageReading) -> bool:
    """Tell whether the values stand on the page itself: those of form fields are not drawn."""
    return any(reading.method is Method.TEXT_LAYER for reading in page.fields.values())
