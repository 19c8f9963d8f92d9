"""An Alert Form as one team sets it: furniture, sections in some order, everything on one page."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, BoxMm
from tests.foreign.answers import DETAILED, TICKS
from tests.foreign.blocks import section
from tests.foreign.drawing import Drawing
from tests.foreign.faces import width_mm
from tests.foreign.rows import Item
from tests.foreign.style import GROUPS, Style, any_style
from tests.foreign.ticks import Change, changes
from tests.foreign.wordings import (
    AGENCIES,
    EXTRA_LABELS,
    FOOTERS,
    LABELS,
    NOTES,
    PLACES,
    SECTIONS,
    TITLES,
    wording,
)

COMBS = {"prisoner_number": 8, "prison_code": 3, "dat_code": 4, "date": 8}
KEPT = frozenset({"client_name", "date_of_birth", "prisoner_number", "date_completed"})
_LOWEST = PAGE_HEIGHT_MM - 14
_SCALES = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62)


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


def _item(rng: random.Random, style: Style, key: str) -> Item:
    cells = COMBS.get("date" if "date" in key else key, 0) if style.comb else 0
    return Item(key, wording(rng, key), cells, choice=key == "criminal_justice_status")


def _extra(rng: random.Random, used: set[str]) -> Item:
    key = rng.choice([name for name in EXTRA_LABELS if name not in used])
    used.add(key)
    return Item(f"extra:{key}", rng.choice(EXTRA_LABELS[key]))


def _distinct(items: list[Item], key: str) -> str:
    """Reword a question that another one already has word for word."""
    taken = {item.label.casefold() for item in items}
    return next(words for words in LABELS[key] if words.casefold() not in taken)


def _sections(rng: random.Random, style: Style) -> list[tuple[str, str, tuple[Item, ...]]]:
    found: list[tuple[str, str, tuple[Item, ...]]] = []
    seen: list[Item] = []
    used: set[str] = set()
    for name, keys in GROUPS.items():
        items = []
        for key in keys:
            if key not in KEPT and rng.random() < style.missing:
                continue
            item = _item(rng, style, key)
            if item.label.casefold() in {other.label.casefold() for other in seen}:
                item = replace(item, label=_distinct(seen, key))
            items.append(item)
            seen.append(item)
        if name == "client":
            items += [_extra(rng, used) for _ in range(style.extras)]
        if items:
            found.append((name, rng.choice(SECTIONS[name]), tuple(items)))
    if rng.random() < 0.5:
        first, *rest = found
        rng.shuffle(rest)
        found = [first, *rest]
    return found


def _changes(rng: random.Random, style: Style) -> tuple[Change, ...]:
    asked = []
    keys = [key for key in TICKS if key == "other" or rng.random() >= style.missing]
    for number, key in enumerate(keys, 1):
        words = wording(rng, key)
        detail = f"{key}_detail"
        has = key in DETAILED and (style.ticks.family == "table" or rng.random() > style.missing)
        asked.append(Change(key, words, number, wording(rng, detail) if has else None))
    return tuple(asked)


def any_plan(rng: random.Random, style: Style) -> Plan:
    """Choose the words of a form."""
    sections = _sections(rng, style)
    date = Item("date_completed", wording(rng, "date_completed"), 8 if style.comb else 0)
    labels = {item.label.casefold() for _, _, items in sections for item in items}
    if date.label.casefold() in labels:
        date = replace(date, label="Date form completed")
    if style.date_at == "client":
        name, heading, items = sections[0]
        sections[0] = (name, heading, (date, *items))
    return Plan(
        title=rng.choice(TITLES),
        agency=rng.choice(AGENCIES).format(rng.choice(PLACES)),
        note=rng.choice(NOTES),
        footer=rng.choice(FOOTERS).format(rng.randrange(1, 9)),
        sections=tuple(sections),
        changes_heading=rng.choice(SECTIONS["changes"]),
        changes=_changes(rng, style),
        date=None if style.date_at == "client" else date,
    )


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


def _date(
    drawing: Drawing, style: Style, item: Item, top: float, left: float, width: float
) -> float:
    one = replace(style, columns=1)
    return section(drawing, one, (item,), (left, width, top), 0.9) + 1.0


def _narrow(style: Style) -> Style:
    return replace(style, columns=1)


def _details(drawing: Drawing, style: Style, plan: Plan, top: float, scale: float) -> float:
    """Set the sections to write on: one below the other, or two beside each other."""
    left, width = style.margin, PAGE_WIDTH_MM - 2 * style.margin
    gap = 1.5
    beside = style.side_by_side and width > 150
    groups: Sequence[tuple[tuple[str, str, tuple[Item, ...]], ...]] = (
        [plan.sections[at : at + 2] for at in range(0, len(plan.sections), 2)]
        if beside
        else [(one,) for one in plan.sections]
    )
    for group in groups:
        unit = width / len(group)
        ends = []
        for place, (_, words, items) in enumerate(group):
            inner = unit - (0 if len(group) == 1 or place else 2.0)
            x = left + place * unit
            low = heading(drawing, style, words, (x, inner, top))
            look = _narrow(style) if len(group) > 1 else style
            ends.append(section(drawing, look, items, (x, inner, low), scale))
        top = max(ends) + gap
    return top


def _signature(drawing: Drawing, style: Style, plan: Plan, top: float) -> float:
    left, right = style.margin, PAGE_WIDTH_MM - style.margin
    base = top + 8
    end = drawing.text(left, base, "Signed" + style.colon, style.label, style.size)
    middle = left + (right - left) * 0.55
    drawing.line(end + 2, base + 0.4, middle - 4, base + 0.4, style.rule)
    if plan.date is None or style.date_at != "signature":
        return base + 2
    return _date(drawing, style, plan.date, base - style.row * 0.9 + 1.6, middle, right - middle)


def foot(drawing: Drawing, style: Style, plan: Plan) -> None:
    size = 7.5
    wide = width_mm(style.face.regular, size, plan.footer)
    drawing.text(
        (PAGE_WIDTH_MM - wide) / 2, PAGE_HEIGHT_MM - 8, plan.footer, style.face.regular, size
    )


def _set(style: Style, plan: Plan, scale: float) -> tuple[Drawing, float]:
    drawing = Drawing()
    left, width = style.margin, PAGE_WIDTH_MM - 2 * style.margin
    top = head(drawing, style, plan)
    if plan.date is not None and style.date_at == "top":
        top = _date(drawing, style, plan.date, top, left + width * 0.45, width * 0.55)
    box = (left, width, top)
    if style.changes_first:
        low = heading(drawing, style, plan.changes_heading, box)
        top = changes(drawing, style, plan.changes, (left, width, low), scale) + 2
        top = _details(drawing, style, plan, top, scale)
    else:
        top = _details(drawing, style, plan, top, scale) + 0.5
        low = heading(drawing, style, plan.changes_heading, (left, width, top))
        top = changes(drawing, style, plan.changes, (left, width, low), scale) + 1
    if plan.date is not None and style.date_at == "end":
        top = _date(drawing, style, plan.date, top, left, width * 0.6)
    if style.date_at == "signature":
        top = _signature(drawing, style, plan, top)
    foot(drawing, style, plan)
    return drawing, top


def any_alert_form(
    rng: random.Random, *, hand: bool, fonts: Sequence[Path] = ()
) -> tuple[Style, Drawing]:
    """Design a team's Alert Form that fits on one page.

    Args:
        rng: of all choices.
        hand: it is meant to be filled in by hand: taller rows.
        fonts: folders of typefaces beside the system's.
    """
    for _ in range(200):
        style = any_style(rng, hand=hand, fonts=fonts)
        plan = any_plan(rng, style)
        for scale in _SCALES:
            if style.row * scale < (7.5 if hand else 5.0):
                break
            drawing, end = _set(style, plan, scale)
            if end <= _LOWEST:
                return style, drawing
    raise AssertionError("no style fits on a page")
