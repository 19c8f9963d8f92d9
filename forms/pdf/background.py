"""Another agency's page as a drawing of ours: placed, and cloned with all that it refers to."""

import io
from functools import lru_cache

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, IndirectObject

from forms.definition import Form
from forms.geometry import PAGE_HEIGHT_MM, POINTS_PER_MM
from forms.pdf.objects import add, dictionary, floats, name, points, stream

BACKGROUND = "Theirs"
"""Name of the drawing in a page's resources."""
_QUARTER = 90


@lru_cache(maxsize=8)
def _pages(data: bytes) -> tuple[PageObject, ...]:
    return tuple(PdfReader(io.BytesIO(data)).pages)


def shown_size(page: PageObject) -> tuple[float, float]:
    """Give width and height of a page as it shows, in points."""
    width, height = float(page.cropbox.width), float(page.cropbox.height)
    return (height, width) if page.rotation // _QUARTER % 2 else (width, height)


def _upright(page: PageObject) -> tuple[float, ...]:
    """Give the matrix that stands a page upright, its lower left corner on the origin."""
    crop = page.cropbox
    x, y, width, height = (
        float(edge) for edge in (crop.left, crop.bottom, crop.width, crop.height)
    )
    match page.rotation // _QUARTER % 4:
        case 0:
            return 1, 0, 0, 1, -x, -y
        case 1:
            return 0, -1, 1, 0, -y, width + x
        case 2:
            return -1, 0, 0, -1, width + x, height + y
        case _:
            return 0, 1, -1, 0, height + y, -x


def background(writer: PdfWriter, form: Form, number: int) -> DictionaryObject:
    """Give the drawings of a page, by name: the other agency's print; none on a form of ours."""
    if form.adopted is None:
        return DictionaryObject()
    return dictionary(**{BACKGROUND: _drawing(writer, _pages(form.adopted.print_pdf)[number - 1])})


def _drawing(writer: PdfWriter, page: PageObject) -> IndirectObject:
    content = page.get_contents()
    resources = page.get("/Resources", DictionaryObject()).get_object()
    crop = page.cropbox
    box = (float(edge) for edge in (crop.left, crop.bottom, crop.right, crop.top))
    made = stream(
        content.get_data() if content is not None else b"",
        Type=name("XObject"),
        Subtype=name("Form"),
        BBox=floats(box),
        Matrix=floats(_upright(page)),
        Resources=resources.clone(writer),
    )
    return add(writer, made)


def background_operators(form: Form, number: int) -> list[str]:
    """Draw the other agency's print where it lies on our sheet; nothing on a form of ours."""
    if form.adopted is None:
        return []
    at = form.adopted.pages[number - 1]
    height = shown_size(_pages(form.adopted.print_pdf)[number - 1])[1] * at.scale
    bottom = (PAGE_HEIGHT_MM - at.top) * POINTS_PER_MM - height
    scale = f"{at.scale:.5f} 0 0 {at.scale:.5f}"
    return [f"q {scale} {points(at.left):.3f} {bottom:.3f} cm /{BACKGROUND} Do Q"]
