"""Zones read back from the widgets of a PDF, so that what is read is what was issued."""

import io
from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from forms.geometry import POINTS_PER_MM, BoxMm
from forms.pdf.objects import below, items
from forms.zones import Zone

_QUARTER = 90
_DEEPEST_FIELD = 32
"""Fields in fields; programs make three."""


def _parents(widget: DictionaryObject) -> Iterator[DictionaryObject]:
    """Yield the widget and the fields above it, which strangers may put in a ring."""
    current = widget
    for _ in range(_DEEPEST_FIELD):
        yield current
        if "/Parent" not in current:
            return
        current = below(current, "/Parent")


def field_name(widget: DictionaryObject) -> str:
    """Give the full name of a widget's field; a radio button takes it from its parent."""
    parts = [str(level["/T"]) for level in _parents(widget) if "/T" in level]
    return ".".join(reversed(parts))


def on_state(widget: DictionaryObject) -> str | None:
    """Give the state of one option of a choice; None for any other widget."""
    if "/T" in widget or "/Parent" not in widget or "/AP" not in widget:
        return None
    normal = below(widget, "/AP", "/N")
    states = [str(state)[1:] for state in normal if str(state) != "/Off"]
    return states[0] if states else None


def shown_box(page: PageObject, rect: list[float]) -> BoxMm:
    """Give a rectangle as it shows: inside the crop box, after the page's rotation."""
    crop = page.cropbox
    width, height = float(crop.width), float(crop.height)
    corners = [
        _turned(x - float(crop.left), y - float(crop.bottom), width, height, page.rotation)
        for x, y in ((rect[0], rect[1]), (rect[2], rect[3]))
    ]
    (x0, x1), (y0, y1) = (sorted(axis) for axis in zip(*corners, strict=True))
    return BoxMm(x0 / POINTS_PER_MM, y0 / POINTS_PER_MM, x1 / POINTS_PER_MM, y1 / POINTS_PER_MM)


def _turned(x: float, y: float, width: float, height: float, degrees: int) -> tuple[float, float]:
    """Give a point from the top left corner of the page as shown, y down."""
    match degrees // _QUARTER % 4:
        case 0:
            return x, height - y
        case 1:
            return y, x
        case 2:
            return width - x, y
        case _:
            return height - y, width - x


def page_widgets(page: PageObject) -> Iterator[DictionaryObject]:
    """Yield the form widgets of a page in tab order."""
    for annotation in items(page, "/Annots"):
        widget = below(annotation)
        if widget.get("/Subtype") == "/Widget":
            yield widget


def read_zones(pdf: bytes) -> tuple[Zone, ...]:
    """Read the zones of a fillable PDF, in the order of its pages and widgets."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return tuple(
        Zone(
            key=field_name(widget),
            option=on_state(widget),
            page=number,
            box=shown_box(page, [float(edge) for edge in items(widget, "/Rect")]),
        )
        for number, page in enumerate(pages, 1)
        for widget in page_widgets(page)
    )
