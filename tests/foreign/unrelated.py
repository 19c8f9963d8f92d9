"""Pages that are none of our forms: letters, lists, other people's forms, notes, pictures, nothing."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import ImageDraw

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, BoxMm
from tests.foreign.answers import OTHERS, PLANS, TOWNS
from tests.foreign.blocks import Item, section
from tests.foreign.channels import Way, any_turn, arrived, turned
from tests.foreign.drawing import Drawing, Pixels
from tests.foreign.entries import Penman, Typist, any_marker
from tests.foreign.faces import Face, PX_PER_MM, print_faces, width_mm
from tests.foreign.hands import Hand, face_hand
from tests.foreign.ink import Ink
from tests.foreign import marking
from tests.foreign.pages import HandMaker, Page
from tests.foreign.people import name_of, phone_number, prisoner_number
from tests.foreign.style import any_style
from tests.foreign.tick_boxes import tick_place
from tests.foreign.unrelated_words import FORMS, GUIDANCE, PROSE, RECORD_HEADS
from tests.foreign.wordings import AGENCIES, PLACES

_MM_PER_PT = 25.4 / 72


@dataclass(slots=True)
class Desk:
    """What one unrelated page is made with."""

    rng: random.Random
    drawing: Drawing
    face: Face
    size: float
    ink: Ink
    hand: Hand

    def paragraph(self, left: float, top: float, width: float, words: str) -> float:
        """Set words as a paragraph; gives its lower end."""
        line, step = "", self.size * _MM_PER_PT * 1.3
        for word in [*words.split(), "\n"]:
            longer = f"{line} {word}".strip()
            if word == "\n" or width_mm(self.face.regular, self.size, longer) > width:
                top += step
                self.drawing.text(left, top, line, self.face.regular, self.size)
                line = word
            else:
                line = longer
        return top + step * 0.6

    def prose(self, sentences: int) -> str:
        """Give some sentences in any order."""
        return " ".join(self.rng.sample(PROSE, sentences))

    def title(self, words: str, top: float, size: float | None = None) -> float:
        """Set a heading in the middle; gives its lower end."""
        size = size or self.size * 1.6
        wide = width_mm(self.face.bold, size, words)
        self.drawing.text((PAGE_WIDTH_MM - wide) / 2, top + size * 0.4, words, self.face.bold, size)
        return top + size * 0.6


def _agency(rng: random.Random) -> str:
    return rng.choice(AGENCIES).format(rng.choice(PLACES))


def _day(rng: random.Random) -> str:
    return f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{rng.randrange(2008, 2019)}"


def letter(desk: Desk) -> None:
    """A letter about a client."""
    rng = desk.rng
    for number, line in enumerate((_agency(rng), f"{rng.choice(TOWNS)}", phone_number(rng))):
        desk.drawing.text(120, 22 + number * 5, line, desk.face.regular, desk.size)
    desk.drawing.text(22, 50, _day(rng), desk.face.regular, desk.size)
    desk.drawing.text(22, 62, f"Dear {name_of(rng)}", desk.face.regular, desk.size)
    subject = rng.choice(("Change of circumstance", "Client alert", "Release plan", "Your account"))
    words = f"{subject}: {name_of(rng)}, date of birth {_day(rng)}, {prisoner_number(rng)}"
    desk.drawing.text(22, 72, words, desk.face.bold, desk.size)
    top = 76.0
    for _ in range(rng.randrange(2, 6)):
        top = desk.paragraph(22, top, 165, desk.prose(rng.randrange(2, 5)))
    desk.drawing.text(22, top + 10, "Yours sincerely", desk.face.regular, desk.size)
    desk.drawing.text(22, top + 32, name_of(rng), desk.face.regular, desk.size)


def guidance(desk: Desk) -> None:
    """A page of guidance about the very form."""
    top = desk.title(desk.rng.choice(GUIDANCE), 20)
    while top < 240:
        desk.drawing.text(25, top + 8, desk.rng.choice(GUIDANCE), desk.face.bold, desk.size + 1)
        top = desk.paragraph(25, top + 9, 160, desk.prose(4))


def minutes(desk: Desk) -> None:
    """Minutes of a meeting."""
    top = desk.title(f"Minutes: {_agency(desk.rng)}", 22, 13)
    for number in range(1, desk.rng.randrange(5, 11)):
        desk.drawing.text(22, top + 6, f"{number}.", desk.face.bold, desk.size)
        top = desk.paragraph(30, top + 2, 155, desk.prose(2))


def email(desk: Desk) -> None:
    """An e-mail as it was printed."""
    rng, top = desk.rng, 20.0
    heads = {"From": name_of(rng), "Sent": _day(rng), "To": name_of(rng)}
    subject = rng.choice(("Alert form attached", "RE: change of prison", "FW: client alert", "Rota"))
    for label, value in {**heads, "Subject": subject}.items():
        desk.drawing.text(20, top, f"{label}:", desk.face.bold, desk.size)
        desk.drawing.text(48, top, value, desk.face.regular, desk.size)
        top += 6
    desk.drawing.line(20, top, 190, top, 0.4)
    for _ in range(rng.randrange(1, 4)):
        top = desk.paragraph(20, top + 3, 165, desk.prose(2))


def newspaper(desk: Desk) -> None:
    """A page of a newspaper in columns."""
    desk.title(f"{desk.rng.choice(PLACES)} Chronicle", 14, 30)
    count = desk.rng.choice((2, 3, 4))
    wide = 180 / count
    for column in range(count):
        top = 38.0
        while top < 250:
            left = 15 + column * wide
            head = " ".join(desk.rng.choice(PROSE).split()[:4])
            desk.drawing.text(left, top + 6, head[:26], desk.face.bold, desk.size + 2)
            top = desk.paragraph(left, top + 7, wide - 4, desk.prose(4))


def cover_sheet(desk: Desk) -> None:
    """A fax cover sheet of another office."""
    rng = desk.rng
    desk.drawing.text(22, 34, rng.choice(("FAX", "Facsimile", "FAX MESSAGE")), desk.face.bold, 32)
    words = {
        "To": name_of(rng), "Of": _agency(rng), "From": name_of(rng), "Fax no": phone_number(rng),
        "Date": _day(rng), "Pages": str(rng.randrange(2, 6)), "Re": rng.choice(("Alert form", "Client")),
    }  # fmt: skip
    top = 52.0
    for label, value in words.items():
        desk.drawing.text(22, top, f"{label}:", desk.face.bold, desk.size + 1)
        desk.drawing.text(60, top, value, desk.face.regular, desk.size + 1)
        desk.drawing.line(58, top + 1.2, 188, top + 1.2, 0.2)
        top += 10
    desk.paragraph(22, top + 8, 165, desk.prose(2))


def leaflet(desk: Desk) -> None:
    """A leaflet in large type."""
    desk.title(desk.rng.choice(("Leaving prison?", "Need help?", "Drop-in clinic")), 30, 34)
    desk.size = 16.0
    desk.paragraph(25, 60, 160, desk.prose(3))
    desk.drawing.box(BoxMm(30, 200, 180, 250), 1.2, radius=6)
    desk.title(f"Call {phone_number(desk.rng)}", 218, 22)


def notes(desk: Desk) -> None:
    """A sheet of notes by hand."""
    top, step = 25.0, desk.rng.uniform(9, 13)
    if desk.rng.random() < 0.6:
        for number in range(22):
            y = 25 + number * step + 1
            desk.drawing.line(10, y, 200, y, 0.15, 150)
    while top < 230 and desk.rng.random() < 0.95:
        words = desk.rng.choice((*PLANS, *OTHERS)).format(n=30, m=8, h=9, t="Leeds")
        cap = desk.rng.uniform(3, 4.5)
        if desk.hand.can_write(words):
            picture, baseline = desk.hand.line(words[:44], cap, desk.rng)
            desk.ink.put(picture, desk.rng.uniform(14, 25), top, baseline)
        top += step


def picture(desk: Desk) -> None:
    """A picture: shapes and clouds of grey."""
    rng = desk.rng
    shapes = [
        (rng.randrange(200, 2200), rng.randrange(300, 3200), rng.randrange(60, 700), rng.randrange(255))
        for _ in range(rng.randrange(5, 40))
    ]

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for x, y, reach, grey in shapes:
            box = (x - reach, y - reach, x + reach, y + reach * 0.7)
            (pen.ellipse if reach % 2 else pen.rectangle)(box, fill=grey)

    desk.drawing.picture(draw)


def nothing(desk: Desk) -> None:
    """An empty sheet, perhaps with holes or a smear."""
    for _ in range(desk.rng.choice((0, 2, 4))):
        desk.ink.dot(desk.rng, desk.rng.uniform(6, 14), desk.rng.uniform(60, 240))


def contents(desk: Desk) -> None:
    """A table of contents."""
    top = desk.title("Contents", 25)
    for number in range(1, desk.rng.randrange(12, 26)):
        top += 8
        words = " ".join(desk.rng.choice(PROSE).split()[:5])
        end = desk.drawing.text(25, top, f"{number}  {words}", desk.face.regular, desk.size)
        desk.drawing.dots(end + 2, 175, top, 1.4)
        desk.drawing.text(178, top, str(number * 3), desk.face.regular, desk.size)


def _cell(rng: random.Random, head: str) -> str:
    if head in {"Paid out", "Paid in", "Balance", "Unit price", "VAT", "Total"}:
        return f"{rng.randrange(1, 900)}.{rng.randrange(100):02d}"
    if "ate" in head or head == "DOB":
        return _day(rng)
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
    desk.drawing.text(18, top + 5, f"{_agency(rng)}   {_day(rng)}", desk.face.regular, desk.size)
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
        return _day(rng)
    if "phone" in plain:
        return phone_number(rng)
    if "prison" in plain and ("number" in plain or "no" in plain):
        return prisoner_number(rng)
    if "number" in plain or "code" in plain:
        return str(rng.randrange(10000, 99999))
    return name_of(rng) if "name" in plain or " by" in plain else rng.choice((*TOWNS, *PLACES))


def _simple() -> dict[str, Callable[[Desk], None]]:
    plain = (letter, guidance, minutes, email, newspaper, cover_sheet, leaflet, notes, picture)
    kinds = {make.__name__: make for make in (*plain, nothing, contents)}
    for name in RECORD_HEADS:
        kinds[name] = lambda desk, name=name: record(desk, name)
    for name in FORMS:
        kinds[name] = lambda desk, name=name: other_form(desk, name)
    return kinds


KINDS = _simple()
"""Makers of unrelated pages by the name of their kind."""


def _sheet(desk: Desk, kind: str) -> Pixels:
    KINDS[kind](desk)
    return np.minimum(desk.drawing.printed(), desk.ink.grey)


def unrelated_page(
    rng: random.Random,
    way: Way,
    *,
    kind: str | None = None,
    hand: HandMaker | None = None,
    fonts: Sequence[Path] = (),
) -> Page:
    """Make one page that is none of our forms.

    Args:
        rng: of all choices.
        way: by which it comes.
        kind: one of `KINDS`; any by default.
        hand: makes the hand that writes.
        fonts: folders of typefaces beside the system's.
    """
    kind = kind or rng.choice(sorted(KINDS))
    shape = (round(PAGE_HEIGHT_MM * PX_PER_MM), round(PAGE_WIDTH_MM * PX_PER_MM))
    desk = Desk(
        rng=rng,
        drawing=Drawing(),
        face=rng.choice(print_faces(tuple(fonts))),
        size=rng.uniform(8.5, 12),
        ink=Ink(shape),
        hand=hand(rng) if hand else face_hand(rng, fonts),
    )
    page = _sheet(desk, kind)
    turn = any_turn(way, rng)
    truth = {
        "form": None, "layout": kind, "channel": str(way), "entry": "unrelated",
        "style": desk.face.name, "turned": turn, "fields": {},
    }  # fmt: skip
    data = arrived(turned(page, turn), way, rng)
    return Page(data, ".tif" if "fax" in way else ".jpg", truth, {})
