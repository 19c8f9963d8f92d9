"""Programs that people fill PDF forms with, each doing it in its own way."""

import ctypes
import io
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as c
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from forms.answers import Answer, Answers
from forms.definition import Choice, Form, Tick
from forms.geometry import POINTS_PER_MM
from forms.pdf.entries import written_text
from forms.pdf.template import PdfTemplate, pdf_template
from forms.zones import Zone
from tests.printed.pdfjs import PdfJs


def _text(form: Form, key: str, value: str) -> str:
    return written_text(form.field(key), value)


def _answered(values: Answers) -> dict[str, Answer]:
    return {key: value for key, value in values.items() if value}


def by_pypdf(form: Form, values: Answers, issued: bytes) -> bytes:
    """Fill with pypdf's own writer."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(issued)))
    entered: dict[str, str] = {}
    for key, value in _answered(values).items():
        kind = form.field(key).kind
        is_button = isinstance(kind, Choice | Tick)
        entered[key] = (
            ("/Yes" if value is True else f"/{value}")
            if is_button
            else _text(form, key, str(value))
        )
    for page in writer.pages:
        writer.update_page_form_field_values(page, entered, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def by_pdfjs(viewer: PdfJs, form: Form, values: Answers, issued: bytes) -> bytes:
    """Fill and save as Firefox does."""
    entered: dict[str, str | bool] = {}
    for key, value in _answered(values).items():
        is_button = isinstance(form.field(key).kind, Choice | Tick)
        entered[key] = value if is_button else _text(form, key, str(value))
    return viewer.filled(issued, entered)


def by_strings(form: Form, values: Answers, issued: bytes) -> bytes:
    """Fill as careless programs do: every value a string, states of buttons left as they were."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(issued)))
    for reference in writer.root_object["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        key = str(field["/T"])
        value = _answered(values).get(key)
        if value is None:
            continue
        kind = form.field(key).kind
        if isinstance(kind, Tick):
            field[NameObject("/AS")] = NameObject("/Yes")
            field[NameObject("/V")] = NameObject("/Yes")
        else:
            field[NameObject("/V")] = _string(_text(form, key, str(value)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _string(text: str) -> TextStringObject:
    return TextStringObject(text.replace("\n", "\r"))


def _fdf_string(text: str) -> str:
    return "<FEFF" + text.encode("utf-16-be").hex() + ">"


def by_pdftk(form: Form, values: Answers, issued: bytes, folder: Path, *more: str) -> bytes:
    """Fill with pdftk from an FDF file."""
    rows = []
    for key, value in _answered(values).items():
        is_button = isinstance(form.field(key).kind, Choice | Tick)
        state = "Yes" if value is True else str(value)
        entered = f"/{state}" if is_button else _fdf_string(_text(form, key, str(value)))
        rows.append(f"<</T({key})/V {entered}>>")
    fields = f"1 0 obj<</FDF<</Fields[{''.join(rows)}]>>>>endobj"
    fdf = f"%FDF-1.2\n{fields}\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    blank, data, filled = (folder / name for name in ("blank.pdf", "data.fdf", "filled.pdf"))
    blank.write_bytes(issued)
    data.write_text(fdf, encoding="latin-1")
    command = ["pdftk", blank, "fill_form", data, "output", filled, *more]
    subprocess.run(command, check=True, capture_output=True)
    return filled.read_bytes()


class _Screen:
    """A page on PDFium's screen: clicks and keystrokes."""

    def __init__(self, document: pdfium.PdfDocument, number: int) -> None:
        self.form, self.page = document.formenv.raw, document[number - 1]
        self.height = self.page.get_height()

    def click(self, zone: Zone) -> None:
        x, y = (middle * POINTS_PER_MM for middle in zone.box.centre)
        place = (ctypes.c_double(x), ctypes.c_double(self.height - y))
        c.FORM_OnMouseMove(self.form, self.page.raw, 0, *place)
        c.FORM_OnLButtonDown(self.form, self.page.raw, 0, *place)
        c.FORM_OnLButtonUp(self.form, self.page.raw, 0, *place)

    def type(self, text: str) -> None:
        c.FORM_SelectAllText(self.form, self.page.raw)
        typed = (text.replace("\n", "\r") + "\0").encode("utf-16-le")
        wide = ctypes.cast(ctypes.create_string_buffer(typed), c.FPDF_WIDESTRING)
        c.FORM_ReplaceSelection(self.form, self.page.raw, wide)

    def leave(self) -> None:
        c.FORM_ForceToKillFocus(self.form)


def _zones(template: PdfTemplate) -> Mapping[tuple[str, str | None], Zone]:
    return {(zone.key, zone.option): zone for zone in template.zones}


def by_pdfium(form: Form, values: Answers, issued: bytes) -> bytes:
    """Fill with PDFium, by mouse and keyboard."""
    document = pdfium.PdfDocument(issued)
    document.init_forms()
    screens = [_Screen(document, number) for number in range(1, form.pages + 1)]
    zones = _zones(pdf_template(form))
    for key, value in _answered(values).items():
        kind = form.field(key).kind
        zone = zones[key, str(value) if isinstance(kind, Choice) else None]
        screen = screens[zone.page - 1]
        screen.click(zone)
        if not isinstance(kind, Choice | Tick):
            screen.type(_text(form, key, str(value)))
        screen.leave()
    return _saved(document)


def _saved(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def flattened_by_pdfium(filled: bytes) -> bytes:
    """Press a filled form flat, as PDFium prints it."""
    document = pdfium.PdfDocument(filled)
    document.init_forms()
    for page in document:
        page.flatten()
    return _saved(document)


def printed_by_ghostscript(filled: bytes, folder: Path, *more: str) -> bytes:
    """Print a filled form to a new PDF."""
    source, printed = folder / "filled.pdf", folder / "printed.pdf"
    source.write_bytes(filled)
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite"]
    subprocess.run(
        [*command, f"-sOutputFile={printed}", *more, source], check=True, capture_output=True
    )
    return printed.read_bytes()
