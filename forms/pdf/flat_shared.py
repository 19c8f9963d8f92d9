"""What the flat pages of one form share: fonts, and each page's printed part as one drawing."""

import io
from collections.abc import Callable
from copy import copy

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
)

from forms.pdf.background import background
from forms.pdf.content import REGULAR, STRONG, Fonts
from forms.pdf.fonts import embed, type0_font
from forms.pdf.objects import PAGE_BOX, add, dictionary, floats, name, stream
from forms.pdf.template import PdfTemplate

PAGE = "Page"
"""Name of the shared drawing in a page's resources."""


def _font_resources(writer: PdfWriter, fonts: Fonts) -> DictionaryObject:
    regular = type0_font(writer, embed(writer, fonts.regular))
    strong = type0_font(writer, embed(writer, fonts.strong))
    return dictionary(**{REGULAR: regular, STRONG: strong})


def _page_resources(
    writer: PdfWriter, content: bytes, fonts: DictionaryObject, theirs: DictionaryObject
) -> IndirectObject:
    drawing = stream(
        content,
        Type=name("XObject"),
        Subtype=name("Form"),
        BBox=floats(PAGE_BOX),
        Resources=dictionary(Font=fonts, **({"XObject": theirs} if theirs else {})),
    )
    shared = dictionary(**{PAGE: add(writer, drawing)})
    return add(writer, dictionary(Font=fonts, XObject=shared))


def _renumbered(source: PdfObject, number: Callable[[int], int], writer: PdfWriter) -> PdfObject:
    """Copy an object with every reference in it renumbered; a stream keeps its data."""
    if isinstance(source, IndirectObject):
        return IndirectObject(number(source.idnum), 0, writer)
    if isinstance(source, ArrayObject):
        return ArrayObject(_renumbered(item, number, writer) for item in source)
    if isinstance(source, DictionaryObject):
        renumbered = copy(source)
        for key, value in source.items():
            renumbered[key] = _renumbered(value, number, writer)
        return renumbered
    return source


def shared_objects(template: PdfTemplate, first: int) -> tuple[list[bytes], list[int]]:
    """Write a form's shared objects, numbered from `first`; give them and each page's resources."""
    writer = PdfWriter()
    own = len(writer._objects)  # noqa: SLF001 - what pypdf puts into every file
    fonts = _font_resources(writer, template.fonts)
    pages = [
        _page_resources(writer, content, fonts, background(writer, template.form, number))
        for number, content in enumerate(template.flat_pages, 1)
    ]

    def number(before: int) -> int:
        return before - own - 1 + first

    written = []
    for source in writer._objects[own:]:  # noqa: SLF001 - to write them under other numbers
        out = io.BytesIO()
        if source is not None:
            _renumbered(source, number, writer).write_to_stream(out)
        written.append(out.getvalue())
    return written, [number(page.idnum) for page in pages]
