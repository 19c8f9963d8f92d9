"""A form's template: the blank PDF that is issued, parsed once, ready to be filled many times."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from forms import definition as d
from forms.copies import neutral_copy_id
from forms.layout import lay_out
from forms.pdf.blank import blank_pdf, form_fonts
from forms.pdf.content import COPY_TEXT, REGULAR, STRONG, SYMBOL, Fonts, flat_content
from forms.pdf.objects import below, items
from forms.pdf.zones import field_name, on_state, page_widgets, read_zones
from forms.zones import Zone


@dataclass(frozen=True, slots=True)
class Widget:
    """One widget of the template, as the raw beginning of its next version."""

    number: int
    """Of its object in the file."""
    head: bytes
    """Its dictionary without the value, left open."""
    appearance: int
    """Object number of a text's appearance; 0 for buttons."""
    page: int
    left: float
    bottom: float
    width: float
    height: float
    """In points from the bottom left corner of the page."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of the template: one widget, or a group with one widget an option."""

    field: d.Field
    widgets: Mapping[str | None, Widget]
    """By option; None where the field has no options."""
    group: int = 0
    """Object number of a choice's field above its widgets."""
    group_head: bytes = b""


@dataclass(frozen=True, slots=True)
class Trailer:
    """What an update of the file must repeat or point at (ISO 32000-1, 7.5.6)."""

    size: int
    root: int
    info: int
    previous_xref: int
    file_id: bytes


@dataclass(frozen=True, slots=True)
class PdfTemplate:
    """One form's blank PDF and all that filling needs to know of it."""

    form: d.Form
    blank: bytes = field(repr=False)
    zones: tuple[Zone, ...] = field(repr=False)
    slots: Mapping[str, Slot] = field(repr=False)
    fonts: Fonts = field(repr=False)
    trailer: Trailer = field(repr=False)
    symbols: tuple[int, ...] = field(repr=False)
    """Object number of each page's symbol."""
    copy_text: int = field(repr=False)
    regular_font: int = field(repr=False)
    strong_font: int = field(repr=False)
    flat_pages: tuple[bytes, ...] = field(repr=False)
    """What all flat copies of each page share."""


def _open_dictionary(source: DictionaryObject, *without: str) -> bytes:
    """Write a dictionary without some entries and without its end."""
    kept = DictionaryObject({key: value for key, value in source.items() if key not in without})
    out = io.BytesIO()
    kept.write_to_stream(out)
    return out.getvalue().rstrip().removesuffix(b">>").rstrip()


def _number(source: DictionaryObject, key: str) -> int:
    reference = source.raw_get(key)
    if not isinstance(reference, IndirectObject):
        raise TypeError(f"{key} of the template is not an object of its own")
    return reference.idnum


def _widget(source: DictionaryObject, page: int) -> Widget:
    left, bottom, right, top = (float(edge) for edge in items(source, "/Rect"))
    is_text = source.get("/FT") == "/Tx"
    reference = source.indirect_reference
    return Widget(
        number=reference.idnum if reference else 0,
        head=_open_dictionary(source, "/V", "/AS", *(["/DA"] if is_text else [])),
        appearance=_number(below(source, "/AP"), "/N") if is_text else 0,
        page=page,
        left=left,
        bottom=bottom,
        width=right - left,
        height=top - bottom,
    )


def _slots(form: d.Form, reader: PdfReader) -> dict[str, Slot]:
    widgets: dict[str, dict[str | None, Widget]] = {}
    groups: dict[str, DictionaryObject] = {}
    for number, page in enumerate(reader.pages, 1):
        for source in page_widgets(page):
            key, option = field_name(source), on_state(source)
            widgets.setdefault(key, {})[option] = _widget(source, number)
            if option is not None:
                groups[key] = below(source, "/Parent")
    slots = {}
    for key, own in widgets.items():
        group = groups.get(key)
        reference = group.indirect_reference if group else None
        slots[key] = Slot(
            field=form.field(key),
            widgets=own,
            group=reference.idnum if reference else 0,
            group_head=_open_dictionary(group, "/V") if group else b"",
        )
    return slots


def _trailer(reader: PdfReader, blank: bytes) -> Trailer:
    trailer = reader.trailer
    return Trailer(
        size=max(reader.xref[0]) + 1,
        root=_number(trailer, "/Root"),
        info=_number(trailer, "/Info"),
        previous_xref=int(blank.rsplit(b"startxref", 1)[1].split()[0]),
        file_id=items(trailer, "/ID")[0].original_bytes,
    )


@lru_cache(maxsize=64)
def pdf_template(form: d.Form) -> PdfTemplate:
    """Make the template of a form; cached, because it takes as long as 300 copies.

    Raises:
        DefinitionError: the form does not fit its pages.
    """
    layout = lay_out(form)
    blank = blank_pdf(form, layout, neutral_copy_id(form.code))
    reader = PdfReader(io.BytesIO(blank))
    resources = [below(page, "/Resources") for page in reader.pages]
    drawings = [below(own, "/XObject") for own in resources]
    fonts_used = below(resources[0], "/Font")
    fonts = form_fonts(layout)
    return PdfTemplate(
        form=form,
        blank=blank,
        zones=read_zones(blank),
        slots=_slots(form, reader),
        fonts=fonts,
        trailer=_trailer(reader, blank),
        symbols=tuple(_number(own, f"/{SYMBOL}") for own in drawings),
        copy_text=_number(drawings[0], f"/{COPY_TEXT}"),
        regular_font=_number(fonts_used, f"/{REGULAR}"),
        strong_font=_number(fonts_used, f"/{STRONG}"),
        flat_pages=tuple(flat_content(form, page, fonts) for page in layout.pages),
    )
