"""Unrelated pages of running text: letters, minutes, newspapers, notes, pictures, nothing."""

import random
from dataclasses import dataclass

from PIL import ImageDraw

from forms.geometry import PAGE_WIDTH_MM, BoxMm
from tests.foreign.answers import OTHERS, PLANS, TOWNS
from tests.foreign.drawing import Drawing
from tests.foreign.faces import Face, width_mm
from tests.foreign.hands import Hand
from tests.foreign.ink import Ink
from tests.foreign.people import name_of, phone_number, prisoner_number
from tests.foreign.unrelated_words import GUIDANCE, PROSE
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


def agency(rng: random.Random) -> str:
    return rng.choice(AGENCIES).format(rng.choice(PLACES))


def any_day(rng: random.Random) -> str:
    return f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{rng.randrange(2008, 2019)}"


def letter(desk: Desk) -> None:
    """A letter about a client."""
    rng = desk.rng
    for number, line in enumerate((agency(rng), f"{rng.choice(TOWNS)}", phone_number(rng))):
        desk.drawing.text(120, 22 + number * 5, line, desk.face.regular, desk.size)
    desk.drawing.text(22, 50, any_day(rng), desk.face.regular, desk.size)
    desk.drawing.text(22, 62, f"Dear {name_of(rng)}", desk.face.regular, desk.size)
    subject = rng.choice(("Change of circumstance", "Client alert", "Release plan", "Your account"))
    words = f"{subject}: {name_of(rng)}, date of birth {any_day(rng)}, {prisoner_number(rng)}"
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
    top = desk.title(f"Minutes: {agency(desk.rng)}", 22, 13)
    for number in range(1, desk.rng.randrange(5, 11)):
        desk.drawing.text(22, top + 6, f"{number}.", desk.face.bold, desk.size)
        top = desk.paragraph(30, top + 2, 155, desk.prose(2))


def email(desk: Desk) -> None:
    """An e-mail as it was printed."""
    rng, top = desk.rng, 20.0
    heads = {"From": name_of(rng), "Sent": any_day(rng), "To": name_of(rng)}
    subject = rng.choice(
        ("Alert form attached", "RE: change of prison", "FW: client alert", "Rota")
    )
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
        "To": name_of(rng), "Of": agency(rng), "From": name_of(rng), "Fax no": phone_number(rng),
        "Date": any_day(rng), "Pages": str(rng.randrange(2, 6)),
        "Re": rng.choice(("Alert form", "Client")),
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
    shapes = []
    for _ in range(rng.randrange(5, 40)):
        at = (rng.randrange(200, 2200), rng.randrange(300, 3200))
        shapes.append((*at, rng.randrange(60, 700), rng.randrange(255)))

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
