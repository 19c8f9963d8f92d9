"""AcroForm fields and their widgets: one for each answer space (ISO 32000-1, 12.7)."""

from collections.abc import Sequence
from typing import assert_never

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NumberObject,
    TextStringObject,
)

from forms import definition as d
from forms.layout import Shape, Space
from forms.layout.answers import cell_groups
from forms.pdf import appearance
from forms.pdf.content import REGULAR
from forms.pdf.objects import add, dictionary, floats, items, name, rect, stream

DA_FONT = "F"
_LONGEST_DATE = 20
"""As people type it on a line: `14 September 2009`."""
OFF = "Off"
TICKED = "Yes"
_PRINTED = 4
_READ_ONLY = 1
_MULTI_LINE = 1 << 12
_RADIO = 1 << 15
_NO_SCROLL = 1 << 23
"""A person cannot type more than the box shows, and so more than its print would show."""
_COMB = 1 << 24
_TEXT_FLAGS = {
    Shape.LINE: _NO_SCROLL,
    Shape.LINES: _MULTI_LINE | _NO_SCROLL,
    Shape.COMB: _COMB | _NO_SCROLL,
    Shape.SIGNATURE: _READ_ONLY,
}
"""A signature is written by hand: its widget only says where, and viewers leave it alone."""
_TEXT_SIZES = {
    Shape.LINE: appearance.LINE_PT,
    Shape.LINES: appearance.LINES_PT,
    Shape.COMB: appearance.COMB_PT,
    Shape.SIGNATURE: appearance.LINE_PT,
}


def default_appearance(size_pt: float) -> str:
    """Say how viewers set what a person types."""
    return f"/{DA_FONT} {size_pt:g} Tf 0 g"


class FormFields:
    """The document's fields, in the order of the questions."""

    def __init__(
        self, writer: PdfWriter, font: IndirectObject, typing_font: IndirectObject
    ) -> None:
        self._writer, self._font = writer, font
        self._typing_font = typing_font
        self._fields = ArrayObject()
        self._groups: dict[str, DictionaryObject] = {}

    def add(self, space: Space, page: DictionaryObject) -> DictionaryObject:
        """Make the widget of an answer space; a choice's first also makes the field above it."""
        left, bottom, right, top = rect(space.box)
        widget = dictionary(
            Type=name("Annot"),
            Subtype=name("Widget"),
            Rect=floats((left, bottom, right, top)),
            F=NumberObject(_PRINTED),
            P=page.indirect_reference or page,
        )
        reference = add(self._writer, widget)
        size = (round(right - left, 3), round(top - bottom, 3))
        match space.shape:
            case Shape.TICK:
                widget.update(self._tick(space.field, size))
                self._fields.append(reference)
            case Shape.OPTION_BOX | Shape.OPTION_WORD:
                widget.update(self._option(space, reference, size))
            case Shape.LINE | Shape.LINES | Shape.COMB | Shape.SIGNATURE:
                widget.update(self._text(space, size))
                self._fields.append(reference)
            case _:
                assert_never(space.shape)
        return widget

    def _text(self, space: Space, size: tuple[float, float]) -> DictionaryObject:
        field, shape = space.field, space.shape
        entries = dictionary(
            FT=name("Tx"),
            T=TextStringObject(field.key),
            TU=TextStringObject(field.help),
            Ff=NumberObject(_TEXT_FLAGS[shape]),
            DA=TextStringObject(default_appearance(_TEXT_SIZES[shape])),
            AP=dictionary(N=self._drawn("/Tx BMC EMC", size)),
        )
        if longest := max_length(field):
            entries.update(dictionary(MaxLen=NumberObject(longest)))
        return entries

    def _tick(self, field: d.Field, size: tuple[float, float]) -> DictionaryObject:
        return dictionary(
            FT=name("Btn"),
            T=TextStringObject(field.key),
            TU=TextStringObject(field.help),
            V=name(OFF),
            AS=name(OFF),
            MK=dictionary(CA=TextStringObject("8")),
            AP=self._two_states(TICKED, appearance.cross(*size), size),
        )

    def _option(
        self, space: Space, reference: IndirectObject, size: tuple[float, float]
    ) -> DictionaryObject:
        group = self._group(space.field)
        items(group, "/Kids").append(reference)
        is_word = space.shape is Shape.OPTION_WORD
        drawn = appearance.word_frame(*size) if is_word else appearance.cross(*size)
        option = space.option or OFF
        label = next(o.label for o in options(space.field) if o.key == option)
        return dictionary(
            Parent=group.indirect_reference or group,
            AS=name(OFF),
            TU=TextStringObject(f"{space.field.help}: {label}"),
            MK=dictionary(CA=TextStringObject("8")),
            AP=self._two_states(option, drawn, size),
        )

    def _group(self, field: d.Field) -> DictionaryObject:
        if field.key not in self._groups:
            group = dictionary(
                FT=name("Btn"),
                Ff=NumberObject(_RADIO),
                T=TextStringObject(field.key),
                TU=TextStringObject(field.help),
                V=name(OFF),
                Kids=ArrayObject(),
            )
            self._groups[field.key] = group
            self._fields.append(add(self._writer, group))
        return self._groups[field.key]

    def _two_states(self, on: str, drawn: str, size: tuple[float, float]) -> DictionaryObject:
        states = {on: self._drawn(drawn, size), OFF: self._drawn("", size)}
        return dictionary(N=dictionary(**states))

    def _drawn(self, operators: str, size: tuple[float, float]) -> IndirectObject:
        made = stream(
            operators.encode(),
            pack=False,
            Type=name("XObject"),
            Subtype=name("Form"),
            BBox=floats((0.0, 0.0, *size)),
            Resources=dictionary(Font=dictionary(**{REGULAR: self._font})),
        )
        return add(self._writer, made)

    def form(self) -> DictionaryObject:
        """Give the document's interactive form."""
        return dictionary(
            Fields=self._fields,
            DR=dictionary(Font=dictionary(**{DA_FONT: self._typing_font, REGULAR: self._font})),
            DA=TextStringObject(default_appearance(appearance.LINE_PT)),
        )


def options(field: d.Field) -> Sequence[d.Option]:
    """Give the options of a choice; none for other kinds."""
    return field.kind.options if isinstance(field.kind, d.Choice) else ()


def cells(field: d.Field) -> int:
    """Count the cells that a field is written in; 0 for a line."""
    if field.places:
        return field.places[0].cells
    return sum(cell_groups(field.kind) or ())


def max_length(field: d.Field) -> int | None:
    """Give how many characters may be typed."""
    if count := cells(field):
        return count
    match field.kind:
        case d.Text(max_length=longest) | d.Comb(length=longest):
            return longest
        case d.Date():
            return _LONGEST_DATE
        case _:
            return None
