"""Fillable PDFs as other agencies make them, with the fields and habits of their programs."""

import io
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

_COMB = 1 << 24


def _at(x_mm: float, top_mm: float, height_mm: float) -> dict[str, float]:
    return {"x": x_mm * mm, "y": A4[1] - (top_mm + height_mm) * mm}


class Stranger:
    """Draws a form with labels, rules and fields; millimetres from the top left corner."""

    def __init__(self, title: str = "") -> None:
        self._bytes = io.BytesIO()
        self.canvas = Canvas(self._bytes, pagesize=A4, invariant=1)
        self.canvas.setTitle(title)

    def say(self, words: str, x_mm: float, base_mm: float, size: float = 10) -> None:
        self.canvas.setFont("Times-Roman", size)
        self.canvas.drawString(x_mm * mm, A4[1] - base_mm * mm, words)

    def frame(self, x_mm: float, top_mm: float, width_mm: float, height_mm: float) -> None:
        place = _at(x_mm, top_mm, height_mm)
        self.canvas.setLineWidth(1)
        self.canvas.rect(place["x"], place["y"], width_mm * mm, height_mm * mm)

    def text(
        self,
        name: str,
        x_mm: float,
        top_mm: float,
        width_mm: float,
        height_mm: float = 7,
        **more: object,
    ) -> None:
        self.frame(x_mm, top_mm, width_mm, height_mm)
        place = _at(x_mm, top_mm, height_mm)
        size = {"width": width_mm * mm, "height": height_mm * mm}
        self.canvas.acroForm.textfield(name=name, **place, **size, borderWidth=0, **more)

    def cells(self, name: str, x_mm: float, top_mm: float, count: int, **more: object) -> None:
        width = 5.5 * count
        for cell in range(1, count):
            x = (x_mm + 5.5 * cell) * mm
            self.canvas.line(x, A4[1] - (top_mm + 5) * mm, x, A4[1] - (top_mm + 7) * mm)
        self.text(name, x_mm, top_mm, width, maxlen=count, fieldFlags="comb", **more)

    def tick(self, name: str, x_mm: float, top_mm: float, **more: object) -> None:
        self.frame(x_mm, top_mm, 4, 4)
        place = _at(x_mm, top_mm, 4)
        self.canvas.acroForm.checkbox(name=name, **place, size=4 * mm, borderWidth=0, **more)

    def radio(self, name: str, value: str, x_mm: float, top_mm: float) -> None:
        self.frame(x_mm, top_mm, 4, 4)
        place = _at(x_mm, top_mm, 4)
        self.canvas.acroForm.radio(name=name, value=value, **place, size=4 * mm, borderWidth=0)

    def next_page(self) -> None:
        self.canvas.showPage()

    def finish(self, change: Callable[[PdfWriter], None] | None = None) -> bytes:
        self.canvas.save()
        writer = PdfWriter(PdfReader(io.BytesIO(self._bytes.getvalue())))
        if change:
            change(writer)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()


def referral() -> Stranger:
    """A county's referral form: wide margins, labels on the left and above, a radio group."""
    page = Stranger("Treatment referral")
    page.say("Westshire Drug Service", 25, 30, 15)
    page.say("Referral for treatment on release", 25, 37, 12)
    page.say("Full name", 25, 52)
    page.text("txt1", 62, 47, 80)
    page.say("D.O.B.", 25, 64)
    page.cells("dob", 62, 59, 8)
    page.say("NOMIS number", 25, 76)
    page.text("Text Field 7", 62, 71, 40, maxlen=8)
    page.say("Hearing date", 112, 76)
    page.text("hearing", 137, 71, 40)
    page.say("Telephone of your team", 25, 88)
    page.text("phone", 75, 83, 50, tooltip="Telephone number of the team that refers")
    page.say("Legal status", 25, 104)
    for place, words in ((62, "Remand"), (95, "Sentenced"), (132, "Released")):
        page.radio("status", words.lower(), place, 100.5)
        page.say(words, place + 6, 104)
    page.say("Needs", 25, 120)
    for place, words in ((62, "Prescribing"), (95, "Housing"), (132, "Interpreter")):
        page.tick(f"need {words}", place, 116.5)
        page.say(words, place + 6, 120)
    page.say("Anything else we should know", 25, 134)
    page.text("notes", 25, 137, 150, 24, fieldFlags="multiline")
    page.say("Signature of worker", 25, 176)
    page.text("sig", 62, 169, 70, 10)
    return page


def with_scripts(writer: PdfWriter) -> None:
    """Add a script that runs when the file is opened."""
    action = DictionaryObject()
    action[NameObject("/S")] = NameObject("/JavaScript")
    action[NameObject("/JS")] = TextStringObject("app.alert('Hello');")
    writer.root_object[NameObject("/OpenAction")] = action


def with_xfa(writer: PdfWriter) -> None:
    """Add an XFA packet beside the plain fields."""
    form = writer.root_object["/AcroForm"].get_object()
    form[NameObject("/XFA")] = ArrayObject([TextStringObject("template"), TextStringObject("<x/>")])
    form[NameObject("/NeedAppearances")] = BooleanObject(True)


def xfa_alone(writer: PdfWriter) -> None:
    """Leave nothing but the XFA packet."""
    with_xfa(writer)
    for page in writer.pages:
        page[NameObject("/Annots")] = ArrayObject()
