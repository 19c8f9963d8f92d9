"""Pages of our own print as pixels, for tests of single stages."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from forms.answers import Answers
from forms.copies import CopyId, PageMark, derived_copy_id
from forms.definition import Form
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from ocr.pdf_pages import render_print
from ocr.reading import Channel
from ocr.sheet import Density, Grey, Sheet

PER_MM = 8.0


def printed(form: Form, values: Answers | None = None, page: int = 1) -> tuple[Grey, CopyId]:
    """Print a copy and render a page of it."""
    values = values or {}
    copy = derived_copy_id(form.code, values)
    return render_print(print_pdf(pdf_template(form), values, copy), page, PER_MM), copy


def as_sheet(grey: Grey, density: Density | None = None) -> Sheet:
    """Take pixels for a scanned page."""
    return Sheet(1, grey, density or Density(PER_MM, PER_MM), Channel.SCAN)


def encoded(
    pages: Sequence[Grey], kind: str = "TIFF", dpi: tuple[float, float] = (203.2, 203.2)
) -> bytes:
    """Put pages into a picture file."""
    images = [Image.fromarray(page) for page in pages]
    out = io.BytesIO()
    more = {"save_all": True, "append_images": images[1:]} if kind == "TIFF" else {}
    images[0].save(out, format=kind, dpi=dpi, **more)
    return out.getvalue()


def two_level(grey: Grey) -> Grey:
    """Make a page black and white, as a fax does."""
    return np.where(grey < 140, 0, 255).astype(np.uint8)


def mark_of(copy: CopyId, page: int = 1) -> PageMark:
    """Give what the symbols of a page say."""
    return PageMark(copy, page)
