"""Questions in rows: how wide each has to be, and its label."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.geometry import BoxMm
from tests.foreign.drawing import Drawing
from tests.foreign.faces import width_mm
from tests.foreign.style import Style

_NEED = {"name": 48.0, "court_name": 74.0, "prison_name": 50.0, "date": 27.0, "code": 24.0}
_PAD = 1.6


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a section."""

    key: str
    label: str
    cells: int = 0
    """Squares of a comb, where the form has one for it."""
    choice: bool = False

    @property
    def need(self) -> float:
        """Millimetres that its value wants at least."""
        if self.key in _NEED:
            return _NEED[self.key]
        if "date" in self.key:
            return _NEED["date"]
        if "code" in self.key or "number" in self.key:
            return _NEED["code"]
        return 36.0 if "phone" in self.key else _NEED["name"]


@dataclass(frozen=True, slots=True)
class Place:
    """The room of one item in a row."""

    item: Item
    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left


def _label(style: Style, item: Item) -> str:
    words = style.cased(item.label)
    return words if words.endswith(("?", ":", ".")) else words + style.colon


def label_width(style: Style, item: Item, size: float) -> float:
    """Measure a label with its colon."""
    return width_mm(style.label, size, _label(style, item))


def rows(
    style: Style, items: Sequence[Item], left: float, width: float, *, beside: bool
) -> Iterator[list[Place]]:
    """Share out the items over rows of equal columns; `beside` puts labels left of values."""
    unit = width / style.columns
    row: list[Place] = []
    used = 0
    for item in items:
        need = item.need + 2 * _PAD
        if beside:
            need += label_width(style, item, style.size)
        span = style.columns if item.choice else min(style.columns, 1 + int(need // unit))
        if used + span > style.columns:
            yield _stretched(row, left + width)
            row, used = [], 0
        row.append(Place(item, left + used * unit, left + (used + span) * unit))
        used += span
    if row:
        yield _stretched(row, left + width)


def _stretched(row: list[Place], right: float) -> list[Place]:
    last = row[-1]
    return [*row[:-1], Place(last.item, last.left, right)]


def put_label(
    drawing: Drawing, style: Style, item: Item, x: float, base: float, size: float, room: float
) -> float:
    """Print a label, smaller where it has too little room; gives its right end."""
    while label_width(style, item, size) > room and size > 6:
        size -= 0.5
    right = drawing.text(x, base, _label(style, item), style.label, size)
    drawing.labels[item.key] = BoxMm(x, base - size * 0.26, right, base + size * 0.08)
    return right


def put_two_line_label(
    drawing: Drawing, style: Style, item: Item, x: float, base: float, room: float, line: float
) -> None:
    """Print a label that is too long for its cell on two lines."""
    words, size = _label(style, item).split(), min(style.size, 9.0)
    first: list[str] = []
    while words and width_mm(style.label, size, " ".join((*first, words[0]))) <= room:
        first.append(words.pop(0))
    right = drawing.text(x, base - line / 2, " ".join(first), style.label, size)
    drawing.text(x, base + line / 2, " ".join(words), style.label, size)
    drawing.labels[item.key] = BoxMm(x, base - line * 1.3, right, base + line * 0.8)
