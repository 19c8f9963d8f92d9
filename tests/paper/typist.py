"""Write on a printed page: typing in several faces, and strokes of a pen, as one PDF layer."""

import io
import random
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from forms.definition import Comb, Date, Field, FieldKind, Text, Time
from forms.geometry import PAGE_HEIGHT_MM, BoxMm
from tests.paper.hand import Drawn

SYSTEM_FONTS = Path("/usr/share/fonts/truetype")
FACES = {
    "DejaVuSans": "dejavu/DejaVuSans.ttf",
    "DejaVuSerif": "dejavu/DejaVuSerif.ttf",
    "DejaVuSansMono": "dejavu/DejaVuSansMono.ttf",
    "LiberationSans": "liberation2/LiberationSans-Regular.ttf",
    "LiberationSerif": "liberation2/LiberationSerif-Regular.ttf",
    "LiberationMono": "liberation2/LiberationMono-Regular.ttf",
}
STANDARD_FACES = ("Courier", "Times-Roman", "Helvetica")
_SMALLEST_PT = 7.5


def faces() -> tuple[str, ...]:
    """Register the faces of this machine; Courier, Times and Helvetica are always there."""
    found = list(STANDARD_FACES)
    for name, path in FACES.items():
        if (SYSTEM_FONTS / path).is_file():
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, str(SYSTEM_FONTS / path)))
            found.append(name)
    return tuple(found)


def as_typed(rng: random.Random, asked: Field, value: str) -> str:
    """Give a canonical value as a person types it."""
    match asked.kind:
        case Date():
            year, month, day = value.split("-")
            return f"{day}/{month}/{year}" if rng.random() < 0.3 else f"{day}{month}{year}"
        case Time():
            return value.replace(":", "") if rng.random() < 0.5 else value
        case _:
            return value


def _wrapped(text: str, face: str, size: float, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pdfmetrics.stringWidth(longer, face, size) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class Page:
    """What is added to one page; lengths in millimetres from the top left corner."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._bytes = io.BytesIO()
        self._canvas = Canvas(self._bytes, pagesize=A4, invariant=1)
        self.face = rng.choice(faces())
        self.size_pt = rng.uniform(8, 11)

    def _jitter(self, spread: float = 0.3) -> float:
        return max(-2 * spread, min(2 * spread, self._rng.gauss(0, spread)))

    def _put(self, text: str, x_mm: float, base_mm: float, size: float) -> None:
        self._canvas.setFont(self.face, size)
        self._canvas.drawString(x_mm * mm, (PAGE_HEIGHT_MM - base_mm) * mm, text)

    def type_line(self, box: BoxMm, text: str) -> bool:
        """Type on one line, smaller where it would run over; False where it cannot."""
        size = self.size_pt
        room = (box.width - 2.0) * mm
        while pdfmetrics.stringWidth(text, self.face, size) > room:
            size -= 0.5
            if size < _SMALLEST_PT:
                return False
        capital = 0.7 * size / mm
        base = box.centre[1] + capital / 2 + self._jitter()
        self._put(text, box.left + 1.0 + abs(self._jitter(0.4)), base, size)
        return True

    def type_lines(self, box: BoxMm, text: str, lines: int) -> bool:
        """Type on several lines; False where they do not fit."""
        for step in range(12):
            size = self.size_pt - step / 2
            wrapped = _wrapped(text, self.face, size, (box.width - 2.0) * mm)
            leading = min(1.35 * size / mm, box.height / max(1, len(wrapped)))
            fits = len(wrapped) <= lines and leading >= 1.08 * size / mm
            if fits and size >= _SMALLEST_PT:
                base = box.top + (box.height - leading * len(wrapped)) / 2 + 0.8 * size / mm
                base += self._jitter(0.15)
                for number, line in enumerate(wrapped):
                    self._put(line, box.left + 1.0, base + number * leading, size)
                return True
        return False

    def type_cells(self, box: BoxMm, text: str, count: int) -> bool:
        """Type one character a cell, as a viewer sets a comb."""
        across, down, size = self._jitter(0.25), self._jitter(0.25), self.size_pt
        cell = box.width / count
        base = box.centre[1] + 0.35 * size / mm + down
        for number, char in enumerate(text):
            width = pdfmetrics.stringWidth(char, self.face, size) / mm
            self._put(char, box.left + (number + 0.5) * cell - width / 2 + across, base, size)
        return len(text) <= count

    def write(self, asked: Field, box: BoxMm, value: str) -> bool:
        """Type a value into its zone, by the kind of the field; False where it does not fit."""
        kind: FieldKind = asked.kind
        text = as_typed(self._rng, asked, value)
        count = {Date: 8, Time: 4}.get(type(kind)) or (kind.length if isinstance(kind, Comb) else 0)
        if count and len(text) <= count and self._rng.random() < 0.85:
            return self.type_cells(box, text, count)
        if isinstance(kind, Text) and kind.lines > 1:
            return self.type_lines(box, text, kind.lines)
        return self.type_line(box, text)

    def draw(self, drawn: Drawn) -> None:
        """Draw strokes of a pen."""
        self._canvas.setLineWidth(drawn.pen_mm * mm)
        self._canvas.setLineCap(1)
        self._canvas.setLineJoin(1)
        for stroke in drawn.strokes:
            path = self._canvas.beginPath()
            points: Sequence[tuple[float, float]] = [
                (x * mm, (PAGE_HEIGHT_MM - y) * mm) for x, y in stroke
            ]
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
            self._canvas.drawPath(path)

    def finish(self) -> bytes:
        """Give the layer as a PDF of one page."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()
