"""What a fillable PDF asks: its fields with names, tooltips, kinds and places. Scripts are not run.

A field of a stranger's file is told by the entries of ISO 32000-1, 12.7: /FT, /Ff, /MaxLen, /Opt.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from forms.errors import AdoptionError, DamagedFileError, EncryptedFileError
from forms.geometry import BoxMm
from forms.pdf.objects import below, items
from forms.pdf.returned_fields import inherited, text_of
from forms.pdf.zones import field_name, page_widgets, shown_box

_MULTI_LINE, _PASSWORD = 1 << 12, 1 << 13
_RADIO, _PUSH_BUTTON = 1 << 15, 1 << 16
_COMB = 1 << 24
_HIDDEN = 1 << 1 | 1 << 5
_PYPDF_ERRORS = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


class RawKind(Enum):
    """What a field of the PDF is."""

    TEXT = auto()
    LIST = auto()
    TICK = auto()
    CHOICE = auto()
    SIGNATURE = auto()


@dataclass(frozen=True, slots=True)
class RawPlace:
    """One widget of a field, on the page as it shows."""

    page: int
    box: BoxMm
    state: str = ""
    """What the field says when this button is on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawField:
    """One field of the PDF."""

    name: str
    tooltip: str
    kind: RawKind
    places: tuple[RawPlace, ...]
    longest: int = 0
    """Characters that may be typed; 0: as many as one likes."""
    comb: bool = False
    lines: bool = False
    """Takes several lines."""


@dataclass(slots=True)
class RawForm:
    """A fillable PDF: its fields in reading order and what of it is left behind."""

    title: str
    pages: int
    fields: list[RawField] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _flags(widget: DictionaryObject, key: str = "/Ff") -> int:
    found = inherited(widget, key)
    return int(found) if isinstance(found, int) else 0


def _on_state(widget: DictionaryObject) -> str:
    if "/AP" not in widget or "/N" not in below(widget, "/AP"):
        return ""
    normal = below(widget, "/AP", "/N")
    states = [str(state)[1:] for state in normal if str(state) != "/Off"]
    return states[0] if states else ""


def _kind(widget: DictionaryObject) -> RawKind | None:
    """Tell a widget's kind; None for a button that only does something."""
    flags = _flags(widget)
    match text_of(inherited(widget, "/FT")):
        case "Tx":
            return None if flags & _PASSWORD else RawKind.TEXT
        case "Ch":
            return RawKind.LIST
        case "Sig":
            return RawKind.SIGNATURE
        case "Btn" if flags & _PUSH_BUTTON:
            return None
        case "Btn":
            return RawKind.CHOICE if flags & _RADIO else RawKind.TICK
        case _:
            return None


def _first(widget: DictionaryObject, place: RawPlace, kind: RawKind) -> RawField:
    flags = _flags(widget)
    longest = inherited(widget, "/MaxLen")
    return RawField(
        name=field_name(widget),
        tooltip=" ".join(text_of(inherited(widget, "/TU")).split()),
        kind=kind,
        places=(place,),
        longest=int(longest) if isinstance(longest, int) else 0,
        comb=bool(flags & _COMB) and kind is RawKind.TEXT,
        lines=bool(flags & _MULTI_LINE) and kind is RawKind.TEXT,
    )


def _joined(one: RawField, place: RawPlace) -> RawField:
    """Add a widget to its field: buttons with other states make it a choice."""
    states = {known.state for known in one.places}
    is_choice = one.kind in {RawKind.TICK, RawKind.CHOICE} and place.state not in states
    if not is_choice:
        return one
    return RawField(
        name=one.name,
        tooltip=one.tooltip,
        kind=RawKind.CHOICE,
        places=(*one.places, place),
    )


def _widgets(reader: PdfReader) -> Iterator[tuple[int, DictionaryObject, BoxMm]]:
    for number, page in enumerate(reader.pages, 1):
        for widget in page_widgets(page):
            rect = [float(edge) for edge in items(widget, "/Rect")]
            if len(rect) == 4 and not _flags(widget, "/F") & _HIDDEN:
                yield number, widget, shown_box(page, rect)


def _collect(reader: PdfReader, form: RawForm) -> None:
    known: dict[str, RawField] = {}
    left_out = 0
    for number, widget, box in _widgets(reader):
        kind = _kind(widget)
        if kind is None or box.width < 1 or box.height < 1:
            left_out += 1
            continue
        place, name = RawPlace(number, box, _on_state(widget)), field_name(widget)
        own = known.get(name)
        known[name] = _joined(own, place) if own else _first(widget, place, kind)
    form.fields = sorted(known.values(), key=_reading_order)
    if left_out:
        form.notes.append(f"{left_out} buttons or fields without a place were left out.")


def _reading_order(one: RawField) -> tuple[int, int, float]:
    place = one.places[0]
    return place.page, round(place.box.centre[1] / 4), place.box.left


def _has_scripts(reader: PdfReader) -> bool:
    root = reader.root_object
    names = below(root, "/Names") if "/Names" in root else DictionaryObject()
    in_document = "/JavaScript" in names or "/OpenAction" in root or "/AA" in root
    return in_document or any("/AA" in w or "/A" in w for _, w, _ in _widgets(reader))


def _read(reader: PdfReader) -> RawForm:
    root = reader.root_object
    acroform = below(root, "/AcroForm") if "/AcroForm" in root else DictionaryObject()
    title = reader.metadata.title if reader.metadata else None
    form = RawForm(title or "", len(reader.pages))
    _collect(reader, form)
    if "/XFA" in acroform and not form.fields:
        raise AdoptionError(
            "the PDF is an XFA form, which shows its questions in one program only",
            hint="Ask the agency for a plain fillable PDF, or print it to PDF and adopt the paper.",
        )
    if not form.fields:
        raise AdoptionError(
            "the PDF has no fields that could be filled in",
            hint="Only fillable PDFs can be adopted: ask the agency for that version.",
        )
    if "/XFA" in acroform:
        form.notes.append("The PDF's XFA part was left behind; its plain fields were taken.")
    if _has_scripts(reader):
        form.notes.append("The PDF's scripts and actions were left behind: what they checked or ")
        form.notes[-1] += "calculated is not checked or calculated any more."
    return form


def read_acroform_fields(data: bytes) -> RawForm:
    """Take the fields out of a fillable PDF.

    Raises:
        EncryptedFileError: it is protected, with or without a password to open it.
        AdoptionError: it has no plain fields.
        DamagedFileError: it cannot be read.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise EncryptedFileError(
                "the PDF is protected against being changed or opened",
                hint="Ask the agency for a copy without protection.",
            )
        return _read(reader)
    except _PYPDF_ERRORS as error:
        raise DamagedFileError("the PDF is damaged or cut short") from error
