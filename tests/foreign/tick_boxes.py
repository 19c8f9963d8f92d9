"""Printed places to tick: squares of several makes, brackets and signs of a font."""

from PIL import ImageDraw

from forms.geometry import BoxMm
from tests.foreign.drawing import Drawing, TickBox
from tests.foreign.faces import PX_PER_MM, font, print_faces
from tests.foreign.style import Style

_BALLOT = "\N{BALLOT BOX}"
_YES_NO_MM = 4.0


def _sign(drawing: Drawing, box: BoxMm) -> BoxMm:
    """Print the sign of an empty box; its ink is narrower than its type."""
    path = next(face.regular for face in print_faces() if face.name == "DejaVu Sans")
    size = box.width / 0.75 * 72 / 25.4
    ink = font(path, size).getbbox(_BALLOT, anchor="ls")
    left, top, right, bottom = (value / PX_PER_MM for value in ink)
    drawing.text(box.left - left, box.bottom - bottom, _BALLOT, path, size)
    return BoxMm(box.left, box.bottom - bottom + top, box.left + right - left, box.bottom)


def _bracket(drawing: Drawing, style: Style, box: BoxMm) -> BoxMm:
    path, size = style.face.regular, max(style.size, 9.0)
    base = box.bottom - size * 0.06
    first = drawing.text(box.left, base, "[", path, size)
    gap = max(box.width - 2 * (first - box.left), 2.6)
    drawing.text(first + gap, base, "]", path, size)
    return BoxMm(first - 0.3, base - size * 0.28, first + gap + 0.3, base + size * 0.06)


def _shadow(drawing: Drawing, box: BoxMm) -> None:
    at = [value * PX_PER_MM for value in (box.left + 0.7, box.top + 0.7)]
    to = [value * PX_PER_MM for value in (box.right + 0.7, box.bottom + 0.7)]

    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.rectangle((*at, *to), fill=0)

    drawing.picture(draw)


def square(drawing: Drawing, style: Style, key: str, box: BoxMm, says: bool = True) -> None:
    """Print one place to tick."""
    match style.ticks.shape:
        case "bracket":
            box = _bracket(drawing, style, box)
        case "glyph":
            box = _sign(drawing, box)
        case "thick":
            drawing.box(box, 0.6)
        case "rounded":
            drawing.box(box, 0.3, radius=0.8)
        case "shadow":
            _shadow(drawing, box)
            drawing.box(box, 0.25, fill=255)
        case _:
            drawing.box(box, max(0.2, style.rule))
    drawing.ticks.append(TickBox(key, box, says))


def tick_width(style: Style) -> float:
    """Give the width that a place to tick takes."""
    return 26.0 if style.ticks.yes_no else style.ticks.size + 1.5


def tick_place(drawing: Drawing, style: Style, key: str, x: float, middle: float) -> float:
    """Print the place to tick of one question, its left edge at `x`; gives its right end."""
    if not style.ticks.yes_no:
        side = style.ticks.size
        square(drawing, style, key, BoxMm(x, middle - side / 2, x + side, middle + side / 2))
        return x + side
    path, size = style.face.regular, min(style.size, 9.0)
    for word, says in (("Yes", True), ("No", False)):
        end = drawing.text(x, middle + size * 0.12, word, path, size) + 1.0
        half = _YES_NO_MM / 2
        box = BoxMm(end, middle - half, end + _YES_NO_MM, middle + half)
        square(drawing, style, key, box, says)
        x = end + _YES_NO_MM + 2.0
    return x - 2.0
