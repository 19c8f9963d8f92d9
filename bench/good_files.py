"""Files of the project's own that must be read, whatever was sent before them."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

from PIL import Image

from forms.copies import derived_copy_id
from forms.docx import fill_docx
from forms.pdf.fill import fill
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from ocr.pdf_pages import render_print
from service.demo.fax import fax_of_pdf

FORM = "alert-form"
_VALUES = {"client_name": "Laura O'Neill", "date_of_birth": "1980-02-29"}
_PER_MM = 8.0
_PHOTO = Path(__file__).with_name("photo.heic")
"""The same print; nothing that this project depends on can write HEIC."""


def _picture(pdf: bytes, kind: str) -> bytes:
    out = io.BytesIO()
    Image.fromarray(render_print(pdf, 1, _PER_MM)).save(out, kind, dpi=(203, 203))
    return out.getvalue()


def zip_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def letter_with(name: str, data: bytes) -> bytes:
    """Attach a file to a letter."""
    letter = EmailMessage()
    letter["From"], letter["To"] = "sender@agency.example", "forms@dat.example"
    letter["Subject"], letter["Date"] = "A form", "Mon, 15 Jun 2009 10:00:00 +0100"
    letter.set_content("Please find the form attached.")
    letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def good_files(number: int = 0) -> dict[str, bytes]:
    """Make a form in every type that is read.

    Args:
        number: of the copy; another gives other bytes, so that no service takes it for the same.
    """
    form = load_catalogue().find(FORM)
    values = {**_VALUES, "prisoner_number": f"A{number % 10_000:04d}BC"}
    copy = derived_copy_id(form.code, values)
    printed = print_pdf(pdf_template(form), values, copy)
    files = {
        "filled.pdf": fill(pdf_template(form), values, copy),
        "printed.pdf": printed,
        "form.docx": fill_docx(form, values, copy),
        "fax.tif": fax_of_pdf(printed),
        "scan.png": _picture(printed, "PNG"),
        "scan.jpg": _picture(printed, "JPEG"),
        "photo.heic": _PHOTO.read_bytes(),
    }
    files["scans.zip"] = zip_of({"box/fax.tif": files["fax.tif"]})
    files["letter.eml"] = letter_with("fax.tif", files["fax.tif"])
    return files
