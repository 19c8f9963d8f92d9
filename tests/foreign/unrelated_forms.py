"""Unrelated pages with questions and columns: other offices' forms and printed lists."""

import random
from dataclasses import replace

from forms.geometry import PAGE_WIDTH_MM, BoxMm
from tests.foreign import marking
from tests.foreign.answers import TOWNS
from tests.foreign.blocks import section
from tests.foreign.entries import any_marker
from tests.foreign.people import name_of, phone_number, prisoner_number
from tests.foreign.rows import Item
from tests.foreign.style import any_style
from tests.foreign.tick_boxes import tick_place
from tests.foreign.unrelated_sheets import Desk, agency, any_day
from tests.foreign.unrelated_words import FORMS, RECORD_HEADS
from tests.foreign.wordings import PLACES
from tests.foreign.writers import Penman, Typist


def _cell(rng: random.Random, head: str) -> str:
    if head in {"Paid out", "Paid in", "Balance", "Unit price", "VAT", "Total"}:
        return f"{rng.randrange(1, 900)}.{rng.randrange(100):02d}"
    if "ate" in head or head == "DOB":
        return any_day(rng)
    if head in {"Telephone", "Fax"}:
        return phone_number(rng)
    if head in {"Name", "Given by"}:
        return name_of(rng)
    if "umber" in head:
        return prisoner_number(rng)
    return rng.choice((*TOWNS, *PLACES, "10:30", "early", "late", "Methadone", "30ml", ""))


def record(desk: Desk, name: str) -> None:
    """A printed list with columns."""
    rng = desk.rng
    title, heads = RECORD_HEADS[name]
    top = desk.title(title, 22)
    desk.drawing.text(18, top + 5, f"{agency(rng)}   {any_day(rng)}", desk.face.regular, desk.size)
    top, wide, high = top + 10, 176 / len(heads), rng.uniform(6.5, 10)
    ruled = rng.random() < 0.7
    size = min(desk.size, 8.5)
    for number in range(rng.randrange(8, int((270 - top) / high))):
        for column, head in enumerate(heads):
            left = 18 + column * wide
            if ruled:
                desk.drawing.box(BoxMm(left, top, left + wide, top + high), 0.2)
            words = _cell(rng, head) if number else head
            path = desk.face.regular if number else desk.face.bold
            desk.drawing.text(left + 1, top + high * 0.65, words[:19], path, size)
        top += high


def other_form(desk: Desk, name: str) -> None:
    """Another office's form, filled in: its questions may be the same as ours."""
    rng = desk.rng
    title, labels, boxes = FORMS[name]
    style = replace(any_style(rng, hand=True), extras=0)
    style = replace(style, face=desk.face, size=min(style.size, 10.0), row=min(style.row, 9.5))
    top = desk.title(title, 16, 15)
    items = [Item(f"extra:{number}", label) for number, label in enumerate(labels)]
    width = PAGE_WIDTH_MM - 2 * style.margin
    top = section(desk.drawing, style, items, (style.margin, width, top + 4), 1.0) + 6
    ticked = []
    for number, label in enumerate(boxes):
        x, y = style.margin + number % 2 * width / 2, top + number // 2 * 8
        end = tick_place(desk.drawing, style, "extra:tick", x, y)
        desk.drawing.text(end + 2, y + 1.2, label, desk.face.regular, desk.size)
        ticked.append(desk.drawing.ticks[-1].box)
    by_hand = rng.random() < 0.5
    writer = Penman(rng, desk.hand, capitals=True) if by_hand else Typist(rng)
    for slot, item in zip(desk.drawing.slots, items, strict=True):
        if rng.random() < 0.8:
            writer.write(desk.ink, slot, _form_value(rng, item.label))
    marker = any_marker(rng)
    for box in rng.sample(ticked, min(len(ticked), rng.randrange(0, 4))):
        marking.mark(rng, desk.ink, box, marker.pen, marker.grey, marker.manner)


def _form_value(rng: random.Random, label: str) -> str:
    plain = label.casefold()
    if "date" in plain or "dob" in plain or "born" in plain:
        return any_day(rng)
    if "phone" in plain:
        return phone_number(rng)
    if "prison" in plain and ("number" in plain or "no" in plain):
        return prisoner_number(rng)
    if "number" in plain or "code" in plain:
        return str(rng.randrange(10000, 99999))
    return name_of(rng) if "name" in plain or " by" in plain else rng.choice((*TOWNS, *PLACES))
