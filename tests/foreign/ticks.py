"""The list of changes to tick, each with room for its details."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from forms.geometry import BoxMm
from tests.foreign.blocks import leader
from tests.foreign.choices import choice_line
from tests.foreign.drawing import Drawing, Slot
from tests.foreign.faces import width_mm
from tests.foreign.style import Style
from tests.foreign.tick_boxes import tick_place, tick_width

_MM_PER_PT = 25.4 / 72
_LONG = frozenset({"change_treatment_detail", "change_release_plan_detail", "other_detail"})
_DETAIL_MM = 32.0
_STATUS = "change_release_status_detail"


@dataclass(frozen=True, slots=True)
class Change:
    """One question to tick."""

    key: str
    label: str
    number: int
    detail: str | None
    """Wording of the question for its details, where they are asked."""

    @property
    def detail_key(self) -> str:
        """Key of its details."""
        return f"{self.key}_detail"


@dataclass(frozen=True, slots=True)
class _Room:
    """Where one question stands: the question from `left` to `split`, its details to `right`."""

    left: float
    split: float
    right: float
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def _number(style: Style, change: Change) -> str:
    return style.ticks.numbers.format(change.number)


def question(
    drawing: Drawing, style: Style, change: Change, left: float, right: float, middle: float
) -> None:
    """Print number, words and place to tick between two edges."""
    path, size = style.label, style.size
    base = middle + size * 0.12
    number, words = _number(style, change), style.cased(change.label)
    x = left
    side = style.ticks.side
    if side == "left":
        x = tick_place(drawing, style, change.key, x, middle) + 1.8
    if number:
        drawing.text(x, base, number, path, size)
        x += max(6.0, width_mm(path, size, number) + 1.2)
    room = right - x - (tick_width(style) if side != "left" else 0)
    while width_mm(path, size, words) > room and size > 6.5:
        size -= 0.5
    end = drawing.text(x, base, words, path, size)
    drawing.labels[change.key] = BoxMm(x, base - size * 0.26, end, base + size * 0.08)
    if side == "after":
        tick_place(drawing, style, change.key, end + 2.0, middle)
    elif side == "right":
        tick_place(drawing, style, change.key, right - tick_width(style), middle)


def _hint(
    drawing: Drawing, style: Style, change: Change, x: float, base: float, size: float
) -> float:
    words = change.detail or ""
    words = words if change.detail_key == _STATUS else words + style.colon
    right = drawing.text(x, base, words, style.face.italic, size)
    drawing.labels[change.detail_key] = BoxMm(x, base - size * 0.26, right, base + size * 0.08)
    return right


def _fitting_hint(style: Style, change: Change, size: float, room: float) -> float:
    """Give a size at which a hint leaves room for its details."""
    while size > 6 and width_mm(style.face.italic, size, change.detail or "") > room:
        size -= 0.5
    return size


def _detail_cell(drawing: Drawing, style: Style, change: Change, room: _Room) -> None:
    """Details in a cell: a small hint at its top, or nothing but room."""
    if change.detail is None:
        return
    size, top = min(style.size, 8.0), room.top + 0.3
    left, right = room.split + 1.2, room.right - 0.8
    if change.detail_key == _STATUS:
        tall = room.height > 8.0
        base = room.top + 3.0 if tall else room.middle + size * 0.12
        end = _hint(drawing, style, change, left, base, size)
        low = base + style.size * _MM_PER_PT * 1.3
        choice_line(
            drawing, style, _STATUS, left if tall else end + 2, right, low if tall else base
        )
        return
    if style.ticks.hints:
        end = _hint(drawing, style, change, left, top + size * _MM_PER_PT, size)
        if room.height > 7.5:
            top += size * _MM_PER_PT + 0.8
        else:
            left = end + 1.5
    area = BoxMm(left, top, right, room.top + room.height - 0.3)
    lines = 2 if area.height > 8.5 else 1
    drawing.slots.append(Slot(change.detail_key, area, lines=lines))


def _detail_line(drawing: Drawing, style: Style, change: Change, room: _Room) -> None:
    """Details on a leader or in a box, behind their hint."""
    if change.detail is None:
        return
    size = min(style.size, 9.0)
    base = room.top + room.height - 1.5
    left = room.split
    if style.ticks.hints or change.detail_key == _STATUS:
        size = _fitting_hint(style, change, size, room.right - left - _DETAIL_MM)
        left = _hint(drawing, style, change, left, base, size) + 1.5
    if change.detail_key == _STATUS:
        choice_line(drawing, style, _STATUS, left + 1, room.right, base, room.split)
        return
    if style.ticks.leader == "box":
        area = BoxMm(left, room.top + 0.5, room.right, room.top + room.height - 0.5)
        drawing.box(area, style.rule)
        drawing.slots.append(Slot(change.detail_key, area))
        return
    leader(drawing, style, style.ticks.leader, left, room.right, base)
    area = BoxMm(left, room.top + 0.5, room.right, base + 1.0)
    drawing.slots.append(Slot(change.detail_key, area, base=base))


def _table_row(drawing: Drawing, style: Style, change: Change, room: _Room) -> float:
    for left, right in ((room.left, room.split), (room.split, room.right)):
        drawing.box(BoxMm(left, room.top, right, room.top + room.height), style.rule)
    question(drawing, style, change, room.left + 1.5, room.split - 1.0, room.middle)
    _detail_cell(drawing, style, change, room)
    return room.top + room.height


def _columns_row(drawing: Drawing, style: Style, change: Change, room: _Room) -> float:
    """A column of its own for the ticks."""
    wide = tick_width(style) + 5
    first, second = (
        (room.left, room.left + wide)
        if style.ticks.side == "left"
        else (room.split - wide, room.split)
    )
    words = (second, room.split) if style.ticks.side == "left" else (room.left, first)
    for left, right in ((first, second), words, (room.split, room.right)):
        drawing.box(BoxMm(left, room.top, right, room.top + room.height), style.rule)
    path, size = style.label, style.size
    text = f"{_number(style, change)} {style.cased(change.label)}".strip()
    while width_mm(path, size, text) > words[1] - words[0] - 2.5 and size > 6.5:
        size -= 0.5
    base = room.middle + size * 0.12
    end = drawing.text(words[0] + 1.5, base, text, path, size)
    drawing.labels[change.key] = BoxMm(words[0] + 1.5, base - 2.5, end, base + 0.7)
    tick_place(drawing, style, change.key, first + 2.5, room.middle)
    _detail_cell(drawing, style, change, room)
    return room.top + room.height


def _list_row(drawing: Drawing, style: Style, change: Change, room: _Room) -> float:
    question(drawing, style, change, room.left, room.split - 2.0, room.middle)
    _detail_line(drawing, style, change, room)
    return room.top + room.height


def _under_row(drawing: Drawing, style: Style, change: Change, room: _Room) -> float:
    """The details on a line of their own below."""
    question(drawing, style, change, room.left, room.right, room.middle)
    if change.detail is None:
        return room.top + room.height
    indent = room.left + 8.0
    below = _Room(room.left, indent, room.right, room.top + room.height * 0.94, room.height * 0.9)
    _detail_line(drawing, style, change, below)
    return below.top + below.height


_ROWS: dict[str, Callable[[Drawing, Style, Change, _Room], float]] = {
    "table": _table_row,
    "columns": _columns_row,
    "list": _list_row,
    "under": _under_row,
}


def _heads(drawing: Drawing, style: Style, room: _Room) -> float:
    """Print headings over the columns of a table without hints."""
    words = "Details" if style.row < 8 else "Details of change (please specify)"
    base = room.top + room.height * 0.7
    for left, right, text in ((room.left, room.split, "Change"), (room.split, room.right, words)):
        box = BoxMm(left, room.top, right, room.top + room.height)
        drawing.box(box, style.rule, fill=style.shade)
        drawing.text(left + 1.5, base, text, style.face.bold, style.size)
    return room.top + room.height


def changes(
    drawing: Drawing,
    style: Style,
    asked: Sequence[Change],
    box: tuple[float, float, float],
    scale: float,
) -> float:
    """Set the list of changes; gives its lower end. `box` is left, width and top in millimetres."""
    left, width, top = box
    family = style.ticks.family
    height = style.row * scale * (1.25 if family in {"table", "columns"} else 1.0)
    wide = max(width_mm(style.label, style.size, style.cased(c.label)) for c in asked)
    wide = min(max(wide + 10 + tick_width(style) + 8, width * 0.38), width * 0.55)
    if not style.ticks.hints and family in {"table", "columns"}:
        top = _heads(drawing, style, _Room(left, left + wide, left + width, top, 6.0))
    for change in asked:
        tall = 1.35 if change.detail_key in _LONG and family in {"table", "columns"} else 1.0
        room = _Room(left, left + wide, left + width, top, height * tall)
        trial = Drawing()
        end = _ROWS[family](trial, style, change, room)
        low = max((o.box.bottom for o in trial.options), default=0.0) + 0.8
        if family in {"table", "columns"}:
            room = replace(room, height=room.height + max(0.0, low - end))
        top = max(_ROWS[family](drawing, style, change, room), low)
    return top
