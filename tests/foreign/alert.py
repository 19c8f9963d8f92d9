"""An Alert Form as one team sets it: furniture, sections in some order, everything on one page."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM
from tests.foreign.answers import DETAILED, TICKS
from tests.foreign.blocks import section
from tests.foreign.drawing import Drawing
from tests.foreign.furniture import Plan, foot, head, heading
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
_LEAST_MM = 13.0
_LOWEST = PAGE_HEIGHT_MM - 14
_SCALES = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62)


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


def _changes_part(drawing: Drawing, style: Style, plan: Plan, top: float, scale: float) -> float:
    left, width = style.margin, PAGE_WIDTH_MM - 2 * style.margin
    low = heading(drawing, style, plan.changes_heading, (left, width, top))
    return changes(drawing, style, plan.changes, (left, width, low), scale) + 1


def _end_part(drawing: Drawing, style: Style, plan: Plan, top: float) -> float:
    left, width = style.margin, PAGE_WIDTH_MM - 2 * style.margin
    if plan.date is not None and style.date_at == "end":
        top = _date(drawing, style, plan.date, top, left, width * 0.6)
    if style.date_at == "signature":
        top = _signature(drawing, style, plan, top)
    foot(drawing, style, plan)
    return top


def _top_part(drawing: Drawing, style: Style, plan: Plan) -> float:
    left, width = style.margin, PAGE_WIDTH_MM - 2 * style.margin
    top = head(drawing, style, plan)
    if plan.date is not None and style.date_at == "top":
        top = _date(drawing, style, plan.date, top, left + width * 0.45, width * 0.55)
    return top


def _set(style: Style, plan: Plan, scale: float) -> tuple[Drawing, float]:
    drawing = Drawing()
    top = _top_part(drawing, style, plan)
    parts = (_changes_part, _details) if style.changes_first else (_details, _changes_part)
    for number, part in enumerate(parts):
        top = part(drawing, style, plan, top + number, scale)
    return drawing, _end_part(drawing, style, plan, top)


def _set_on_two(style: Style, plan: Plan) -> tuple[Drawing, Drawing, float]:
    first, second = Drawing(), Drawing()
    end = _details(first, style, plan, _top_part(first, style, plan), 1.0)
    foot(first, style, replace(plan, footer="Page 1 of 2"))
    words = f"{plan.title} (continued)" if len(plan.note) % 2 else plan.agency
    second.text(style.margin, 16, words, style.face.regular, style.size)
    top = _changes_part(second, style, plan, 20, 1.0)
    low = _end_part(second, style, replace(plan, footer="Page 2 of 2"), top)
    return first, second, max(end, low)


def _has_room(drawing: Drawing) -> bool:
    """Tell whether there is room to write for every question, within the page."""
    areas = [slot.area for slot in drawing.slots]
    return all(area.width > _LEAST_MM and area.right < PAGE_WIDTH_MM - 6 for area in areas)


def two_page_form(
    rng: random.Random, *, hand: bool, fonts: Sequence[Path] = ()
) -> tuple[Style, Drawing, Drawing]:
    """Design an Alert Form that takes two pages: details, then changes; see `any_alert_form`."""
    while True:
        style = any_style(rng, hand=hand, fonts=fonts)
        first, second, end = _set_on_two(style, any_plan(rng, style))
        if end <= _LOWEST and _has_room(first) and _has_room(second):
            return style, first, second


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
            if end <= _LOWEST and _has_room(drawing):
                return style, drawing
    raise AssertionError("no style fits on a page")
