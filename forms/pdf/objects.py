"""Short makers of PDF objects, and the step from millimetres to points."""

from collections.abc import Iterable

from pypdf import PdfWriter
from pypdf.errors import PdfReadError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, POINTS_PER_MM, BoxMm

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the bottom left corner of the page."""


def name(text: str) -> NameObject:
    """Make a PDF name, given without its slash."""
    return NameObject(f"/{text}")


def numbers(values: Iterable[float]) -> ArrayObject:
    """Make an array of whole numbers."""
    return ArrayObject(NumberObject(round(value)) for value in values)


def dictionary(**entries: PdfObject) -> DictionaryObject:
    """Make a PDF dictionary from its entries."""
    return DictionaryObject({name(key): value for key, value in entries.items()})


def stream(data: bytes, *, pack: bool = True, **entries: PdfObject) -> StreamObject:
    """Make a stream, deflated unless it is to stay readable."""
    made = StreamObject()
    made.set_data(data)
    if pack:
        made = made.flate_encode()
    made.update(dictionary(**entries))
    return made


def floats(values: Iterable[float]) -> ArrayObject:
    """Make an array of numbers to a thousandth of a point."""
    return ArrayObject(FloatObject(round(value, 3)) for value in values)


def points(length_mm: float) -> float:
    """Turn a length into points."""
    return length_mm * POINTS_PER_MM


def height_pt(y_mm: float) -> float:
    """Turn a distance from the top of the page into a height above its bottom, in points."""
    return (PAGE_HEIGHT_MM - y_mm) * POINTS_PER_MM


PAGE_BOX: Rect = (0.0, 0.0, points(PAGE_WIDTH_MM), points(PAGE_HEIGHT_MM))


def rect(box: BoxMm) -> Rect:
    """Give a box of the page in points from its bottom left corner."""
    return points(box.left), height_pt(box.bottom), points(box.right), height_pt(box.top)


def add(writer: PdfWriter, made: PdfObject) -> IndirectObject:
    """Make an object one of the file's own, that others refer to."""
    return writer._add_object(made)  # noqa: SLF001 - pypdf has no public way to add an object


def below(source: PdfObject, *keys: str) -> DictionaryObject:
    """Follow a path of keys from one dictionary to another, through references."""
    current = source.get_object()
    for key in keys:
        current = _as_dictionary(current)[key].get_object()
    return _as_dictionary(current)


def _as_dictionary(source: PdfObject | None) -> DictionaryObject:
    if not isinstance(source, DictionaryObject):
        raise PdfReadError("a dictionary was expected")
    return source


def items(source: DictionaryObject, key: str) -> ArrayObject:
    """Give an array in a dictionary; an empty one where there is none."""
    found = source.get(key)
    resolved = found.get_object() if found is not None else None
    return resolved if isinstance(resolved, ArrayObject) else ArrayObject()
