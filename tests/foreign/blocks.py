"""Sections of questions to write on: cells, leaders, boxes; labels left, inside or above."""

from collections.abc import Callable, Sequence

from forms.geometry import BoxMm
from tests.foreign.choices import choice_line
from tests.foreign.drawing import Drawing, Slot
from tests.foreign.faces import width_mm
from tests.foreign.rows import Item, Place, label_width, put_label, put_two_line_label, rows
from tests.foreign.style import Style

_MM_PER_PT = 25.4 / 72


def _comb(drawing: Drawing, style: Style, item: Item, area: BoxMm) -> Slot:
    """Print squares; a comb that does not fit becomes a plain area."""
    side = min(5.6, area.height - 1.0, area.width / item.cells)
    if side < 4.2:
        return Slot(item.key, area)
    top = area.centre[1] - side / 2
    cells = []
    for number in range(item.cells):
        x = area.left + number * side
        cells.append(BoxMm(x, top, x + side, top + side))
        drawing.box(cells[-1], style.rule)
    return Slot(item.key, area, cells=tuple(cells))


def _in_area(drawing: Drawing, style: Style, item: Item, area: BoxMm, lines: int = 1) -> None:
    slot = _comb(drawing, style, item, area) if item.cells else Slot(item.key, area, lines=lines)
    drawing.slots.append(slot)


def grid(drawing: Drawing, style: Style, row: list[Place], top: float, height: float) -> float:
    """Cells with the label small in the top left corner, the value beneath."""
    size = min(style.size, 8.5)
    line = size * _MM_PER_PT * 1.25
    bottom = top + height * 0.85 + line
    for place in row:
        drawing.box(BoxMm(place.left, top, place.right, bottom), style.rule)
        base = top + line
        if place.item.choice:
            put_label(drawing, style, place.item, place.left + 1.0, base, size, place.width - 2)
            low = (base + bottom + line * 0.6) / 2
            choice_line(drawing, style, place.item.key, place.left + 2, place.right - 1, low)
            continue
        put_label(drawing, style, place.item, place.left + 1.0, base, size, place.width - 2)
        area = BoxMm(place.left + 0.8, base + 0.5, place.right - 0.8, bottom - 0.4)
        _in_area(drawing, style, place.item, area)
    return bottom


def inline(drawing: Drawing, style: Style, row: list[Place], top: float, height: float) -> float:
    """Cells with the label at the left and the value behind it, or below where it is short."""
    size = style.size
    line = size * _MM_PER_PT * 1.3
    short = any(
        p.width - label_width(style, p.item, size) < p.item.need + 3
        for p in row
        if not p.item.choice
    )
    bottom = top + (height + line if short else height)
    base = top + line if short else top + height / 2 + size * 0.12
    for place in row:
        drawing.box(BoxMm(place.left, top, place.right, bottom), style.rule)
        right = put_label(drawing, style, place.item, place.left + 1.5, base, size, place.width - 2)
        if place.item.choice:
            choice_line(
                drawing, style, place.item.key, right + 2, place.right - 1, base, place.left + 2
            )
        elif place.width - (right - place.left) < place.item.need:
            area = BoxMm(place.left + 1, base + 0.8, place.right - 1, bottom - 0.3)
            _in_area(drawing, style, place.item, area)
        else:
            area = BoxMm(right + 1.5, top + 0.4, place.right - 0.8, bottom - 0.4)
            _in_area(drawing, style, place.item, area)
    return bottom


def pairs(drawing: Drawing, style: Style, row: list[Place], top: float, height: float) -> float:
    """A cell for the label and a cell for the value."""
    size = style.size
    line = size * _MM_PER_PT * 1.2
    bottom = top + height
    for place in row:
        wide = label_width(style, place.item, size) + 3
        share = min(max(wide, place.width * 0.34), place.width * 0.62)
        split = place.left + share
        drawing.box(BoxMm(place.left, top, split, bottom), style.rule, fill=style.shade)
        drawing.box(BoxMm(split, top, place.right, bottom), style.rule)
        base = top + height / 2 + size * 0.12
        if wide > share:
            put_two_line_label(drawing, style, place.item, place.left + 1.2, base, share - 2, line)
        else:
            put_label(drawing, style, place.item, place.left + 1.2, base, size, share - 2)
        if place.item.choice:
            choice_line(drawing, style, place.item.key, split + 2, place.right - 1, base)
        else:
            area = BoxMm(split + 0.8, top + 0.4, place.right - 0.8, bottom - 0.4)
            _in_area(drawing, style, place.item, area)
    return bottom


def leader(
    drawing: Drawing, style: Style, kind: str, left: float, right: float, base: float
) -> None:
    """Print what people write on."""
    match kind:
        case "dotted":
            step = 0.7 + style.rule * 1.6
            drawing.dots(left, right, base, step, 0.22 + style.rule * 0.3)
        case "underscore":
            size = style.size
            count = int((right - left) / width_mm(style.face.regular, size, "_" * 20) * 20)
            drawing.text(left, base, "_" * count, style.face.regular, size)
        case "rule":
            drawing.line(left, base + 0.3, right, base + 0.3, style.rule)
        case _:
            pass


def led(drawing: Drawing, style: Style, row: list[Place], top: float, height: float) -> float:
    """A label and a dotted line, underscores, a rule or nothing to write on."""
    size = style.size
    line = size * _MM_PER_PT * 1.3
    kind = style.family
    extra = 0.0
    for place in row:
        wide = label_width(style, place.item, size)
        base = top + height - 1.6
        below = not place.item.choice and place.width - wide - 4 < place.item.need
        if below:
            extra = max(extra, line)
            put_label(drawing, style, place.item, place.left, top + line, size, place.width - 2)
            left, base = place.left + 2.0, base + line
        else:
            right = put_label(drawing, style, place.item, place.left, base, size, place.width - 2)
            tab = place.left + place.width * 0.4
            at_tab = style.leader_from == "tab" and tab > right
            left = tab if at_tab and place.right - tab > place.item.need else right + 1.5
        if place.item.choice:
            choice_line(drawing, style, place.item.key, left + 1, place.right, base, place.left + 2)
            continue
        end = place.right - 2.5
        leader(drawing, style, kind, left, end, base)
        area = BoxMm(left, base - height + 2.2, end, base + 1.0)
        drawing.slots.append(Slot(place.item.key, area, base=base))
    return top + height + extra


def boxed(drawing: Drawing, style: Style, row: list[Place], top: float, height: float) -> float:
    """A label and a box of its own, or squares for dates and codes."""
    size, gap = style.size, 1.2
    line = size * _MM_PER_PT * 1.3
    short = any(
        p.width - label_width(style, p.item, size) - 4 < p.item.need
        for p in row
        if not p.item.choice
    )
    extra = line if short else 0.0
    for place in row:
        base = top + line if short else top + height / 2 + size * 0.12
        right = put_label(drawing, style, place.item, place.left, base, size, place.width - 2)
        if place.item.choice:
            choice_line(
                drawing, style, place.item.key, right + 2, place.right, base, place.left + 2
            )
            continue
        left = place.left if short else max(right + 1.5, place.left + place.width * 0.35)
        if place.right - left < place.item.need:
            left = right + 1.5
        low = top + height + extra - gap
        area = BoxMm(left, top + extra + gap / 2, place.right - 2.5, low)
        if place.item.cells and area.width / place.item.cells > 4.2:
            _in_area(drawing, style, place.item, area)
        else:
            drawing.box(area, style.rule)
            drawing.slots.append(Slot(place.item.key, area))
    return top + height + extra


def above(drawing: Drawing, style: Style, row: list[Place], top: float, height: float) -> float:
    """A label, and below it a box or a line over the whole width."""
    size = style.size
    line = size * _MM_PER_PT * 1.25
    bottom = top + line + height * 0.95
    for place in row:
        put_label(drawing, style, place.item, place.left, top + line * 0.85, size, place.width - 2)
        if place.item.choice:
            base = (top + line + bottom) / 2 + size * 0.12
            choice_line(drawing, style, place.item.key, place.left + 2, place.right, base)
            continue
        area = BoxMm(place.left, top + line + 0.3, place.right - 3, bottom - 1.0)
        if place.item.cells and area.width / place.item.cells > 4.2:
            _in_area(drawing, style, place.item, area)
        elif style.shade is None:
            drawing.line(area.left, area.bottom, area.right, area.bottom, style.rule)
            drawing.slots.append(Slot(place.item.key, area, base=area.bottom - 0.4))
        else:
            drawing.box(area, style.rule)
            drawing.slots.append(Slot(place.item.key, area))
    return bottom


_Row = Callable[[Drawing, Style, list[Place], float, float], float]
_FAMILIES: dict[str, _Row] = {
    "grid": grid,
    "inline": inline,
    "pairs": pairs,
    "dotted": led,
    "underscore": led,
    "rule": led,
    "bare": led,
    "boxed": boxed,
    "above": above,
}


_CELLS = frozenset({"grid", "inline", "pairs"})
_BELOW_MM = 1.2


def _set_row(drawing: Drawing, style: Style, row: list[Place], top: float, height: float) -> float:
    """Set one row; options that take two lines make it taller."""
    set_row = _FAMILIES[style.family]
    if not any(place.item.choice for place in row):
        return set_row(drawing, style, row, top, height)
    lowest = end = 0.0
    for _ in range(6):
        trial = Drawing()
        end = set_row(trial, style, row, top, height)
        lowest = max(one.box.bottom for one in trial.written_on()) + _BELOW_MM
        if lowest <= end or style.family not in _CELLS:
            break
        height += 0.6 + lowest - end
    return max(set_row(drawing, style, row, top, height), lowest)


def section(
    drawing: Drawing,
    style: Style,
    items: Sequence[Item],
    box: tuple[float, float, float],
    scale: float,
) -> float:
    """Set a section's items.

    Args:
        drawing: is drawn on.
        style: of the form.
        items: in their order.
        box: left, width and top in millimetres.
        scale: of the height of rows.

    Returns:
        The lower end.
    """
    left, width, top = box
    beside = style.family not in {"grid", "above"}
    for row in rows(style, items, left, width, beside=beside):
        top = _set_row(drawing, style, row, top, style.row * scale)
    return top
