"""What every form has around its questions: agency, title, notes, headings, footer."""

from dataclasses import dataclass

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, BoxMm
from tests.foreign.drawing import Drawing
from tests.foreign.faces import width_mm
from tests.foreign.rows import Item
from tests.foreign.style import Style
from tests.foreign.ticks import Change


@dataclass(frozen=True, slots=True)
class Plan:
    """The words of one team's form, apart from how they are set."""

    title: str
    agency: str
    note: str
    footer: str
    sections: tuple[tuple[str, str, tuple[Item, ...]], ...] = ()
    """Key, heading and items of each section but the changes."""
    changes_heading: str = ""
    changes: tuple[Change, ...] = ()
    date: Item | None = None
    """Of the form, where it stands outside the sections."""


def _logo(drawing: Drawing, style: Style, plan: Plan, x: float, top: float) -> None:
    shape = BoxMm(x, top, x + 14, top + 9)
    drawing.box(shape, 0.5, fill=style.shade or 40, radius=2.5)
    grey = 0 if style.shade else 255
    drawing.text(x + 2.2, top + 6.3, plan.agency[:3].upper(), style.face.bold, 11, grey)


def head(drawing: Drawing, style: Style, plan: Plan) -> float:
    """Print the agency, the title and a note; gives the lower end."""
    left, right = style.margin, PAGE_WIDTH_MM - style.margin
    top, size = 15.0, style.size
    pick = len(plan.title) + len(plan.agency)
    if pick % 3 == 0:
        _logo(drawing, style, plan, right - 15, top - 3)
    drawing.text(left, top + 2, plan.agency, style.face.regular, size)
    title_size = min(size * (1.4 + pick % 3 * 0.25), 18)
    wide = width_mm(style.face.bold, title_size, plan.title)
    x = left if pick % 2 else (PAGE_WIDTH_MM - wide) / 2
    drawing.text(x, top + 4 + title_size * 0.42, plan.title, style.face.bold, title_size)
    top += 6 + title_size * 0.42
    if plan.note:
        drawing.text(left, top + size * 0.36, plan.note, style.face.italic, size * 0.85)
        top += size * 0.45
    if pick % 4 == 0:
        drawing.line(left, top + 1, right, top + 1, 0.5)
    return top + 2.5


def heading(drawing: Drawing, style: Style, words: str, box: tuple[float, float, float]) -> float:
    """Print the heading of a section; gives its lower end."""
    left, width, top = box
    size = style.size + 0.5
    line = size * 0.3528
    if style.heading == "none":
        return top + 0.8
    bar = BoxMm(left, top, left + width, top + line * 1.5)
    if style.heading == "bar":
        drawing.box(bar, style.rule, fill=style.shade or 230)
    if style.heading == "black":
        drawing.box(bar, 0, fill=0)
    base = top + line * 1.12
    ink = 255 if style.heading == "black" else 0
    end = drawing.text(left + 1.5, base, words, style.face.bold, size, ink)
    if style.heading == "underlined":
        drawing.line(left + 1.5, base + 0.7, end, base + 0.7, 0.3)
    return top + line * 1.5 + (0.0 if style.heading in {"bar", "black"} else 0.6)


def foot(drawing: Drawing, style: Style, plan: Plan) -> None:
    """Print the footer."""
    size = 7.5
    wide = width_mm(style.face.regular, size, plan.footer)
    drawing.text(
        (PAGE_WIDTH_MM - wide) / 2, PAGE_HEIGHT_MM - 8, plan.footer, style.face.regular, size
    )
