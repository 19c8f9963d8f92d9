"""Pictures of a proof: the filled pages, every zone and code in the colour of its verdict."""

from collections.abc import Mapping
from io import BytesIO

from PIL import Image, ImageDraw

from forms.geometry import BoxMm
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from ocr.pdf_pages import render_print
from ocr.proving.paper import CODES, copy_of
from ocr.proving.proof import Proof
from ocr.proving.samples import sample
from ocr.proving.verdicts import Verdict

_PER_MM = 6.0
_COLOURS: Mapping[Verdict, tuple[int, int, int]] = {
    Verdict.READS: (0, 112, 60),
    Verdict.PERSON: (244, 164, 0),
    Verdict.FAILS: (212, 53, 28),
}
_FILL, _EDGE = 56, 255
"""Opacity of a zone's inside and of its edge; a failed zone is also crossed out, for those who
cannot tell its colour."""


def _paint(draw: ImageDraw.ImageDraw, box: BoxMm, verdict: Verdict) -> None:
    colour = _COLOURS[verdict]
    edges = tuple(edge * _PER_MM for edge in (box.left, box.top, box.right, box.bottom))
    draw.rectangle(edges, fill=(*colour, _FILL), outline=(*colour, _EDGE), width=3)
    if verdict is Verdict.FAILS:
        left, top, right, bottom = edges
        draw.line((left, top, right, bottom), fill=(*colour, _EDGE), width=3)
        draw.line((left, bottom, right, top), fill=(*colour, _EDGE), width=3)


def painted_pages(proof: Proof) -> list[bytes]:
    """Give a PNG of each page: green reads, amber a person looks, red and crossed out fails."""
    template = pdf_template(proof.form)
    filled = sample(template, 0)
    data = print_pdf(template, filled.values, copy_of(template, filled))
    verdicts = {zone.key: zone.verdict for zone in proof.zones}
    pages = []
    for page in range(1, proof.form.pages + 1):
        image = Image.fromarray(render_print(data, page, _PER_MM)).convert("RGBA")
        layer = Image.new("RGBA", image.size)
        draw = ImageDraw.Draw(layer)
        for zone in template.zones:
            if zone.page == page:
                _paint(draw, zone.box, verdicts[zone.key])
        for code in proof.codes:
            if code.page == page:
                _paint(draw, CODES[code.code], code.verdict)
        out = BytesIO()
        Image.alpha_composite(image, layer).convert("RGB").save(out, "PNG")
        pages.append(out.getvalue())
    return pages
