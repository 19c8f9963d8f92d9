"""Make the README's two pictures: `python -m bench.pictures`. The person in them is invented."""

import io
import random
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from forms.copies import derived_copy_id
from forms.definition import Form
from forms.geometry import BoxMm
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from ocr.evidence import upright_page
from ocr.issued import IssuedCopy
from ocr.pipeline import read_file
from ocr.placement import FLAT_PER_MM
from ocr.reading import Reading
from tests.paper import hand
from tests.paper.faxline import Feed, Paper, Resolution, faxed
from tests.paper.typist import Page

FOLDER = Path("docs/pictures")
WIDTH_PX = 1000
_SURE, _DOUBT = (0, 112, 60), (200, 90, 0)
_TICK_MM, _ROOMY_MM = 6, 65
"""Beside a tick the note stands on the left, beside a short box on the right, else inside."""
_FONT = Path("templates/fonts/LiberationSans-Bold.ttf")
ISSUED = {
    "date_completed": "2009-07-14",
    "client_name": "Dylan Example",
    "date_of_birth": "1984-11-03",
    "prisoner_number": "AB123456",
    "criminal_justice_status": "sentenced",
    "prison_name": "HMP Cardiff",
    "prison_code": "CFI",
    "prison_key_worker": "Nerys Sample",
    "prison_spoc_phone": "029 2018 0100",
}
TYPED = {
    "community_case_worker": "Idris Specimen",
    "change_release_plan_detail": "Hostel place withdrawn",
}
TICKED = ("change_release_plan", "re_engaged")


def _issued_page() -> Image.Image:
    blank = pdf_template(load_catalogue().find("alert-form")).blank
    page = pypdfium2.PdfDocument(blank)[0]
    return page.render(scale=WIDTH_PX / page.get_width()).to_pil()


def _fax(form: Form) -> bytes:
    rng = random.Random(7)
    boxes = {zone.key: zone.box for zone in pdf_template(form).zones}
    layer = Page(rng)
    for key, value in TYPED.items():
        layer.write(form.field(key), boxes[key], value)
    for key in TICKED:
        layer.draw(hand.tick(rng, boxes[key]))
    printed = print_pdf(pdf_template(form), ISSUED, derived_copy_id(form.code, ISSUED))
    feed = Feed(skew_degrees=1.2, speckle=0.002, lost_lines=2, header=True)
    return faxed([(Paper(printed, 1, layer.finish()), feed)], Resolution.FINE)


def _note(draw: ImageDraw.ImageDraw, box: BoxMm, reading: Reading) -> None:
    """Frame what was found, and say how it was found and how sure that is."""
    colour = _SURE if reading.accepted else _DOUBT
    left, top, right, bottom = (
        edge * FLAT_PER_MM for edge in (box.left, box.top, box.right, box.bottom)
    )
    draw.rectangle((left, top, right, bottom), outline=colour, width=5)
    words = f"{reading.method} {100 * reading.confidence:.1f} %"
    font = ImageFont.truetype(_FONT, 20)
    width = draw.textlength(words, font=font) + 12
    start = right - width if box.width > _ROOMY_MM else right + 4
    if box.width < _TICK_MM:
        start = left - width - 4
    middle = (top + bottom) / 2
    draw.rectangle((start, middle - 12, start + width, middle + 12), fill=colour)
    draw.text((start + 6, middle - 11), words, font=font, fill="white")


def _read_page(form: Form) -> Image.Image:
    fax, catalogue = _fax(form), load_catalogue()
    pages = read_file("fax.tif", fax, catalogue, lambda _copy: IssuedCopy(form, ISSUED))
    picture = Image.open(io.BytesIO(upright_page(fax, 1, catalogue).png())).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for reading in pages[0].fields.values():
        if reading.value and reading.box is not None:
            _note(draw, reading.box, reading)
    return picture.resize((WIDTH_PX, picture.height * WIDTH_PX // picture.width))


def main() -> None:
    """Write both pictures."""
    FOLDER.mkdir(exist_ok=True)
    form = load_catalogue().find("alert-form")
    pictures = {"alert-form.png": _issued_page(), "alert-form-read.png": _read_page(form)}
    for name, picture in pictures.items():
        picture.quantize(64).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
