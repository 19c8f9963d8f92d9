"""Cuts a value's place out of the picture of its page, and makes the whole page small."""

from io import BytesIO

from PIL import Image

from forms.geometry import BoxMm

PER_MM = 8.0
"""Pixels: as all upright pages have it (ocr.placement.FLAT_PER_MM)."""
_MARGIN_MM = 2.5
_A4_WIDTH_MM = 210


def crop_png(picture: bytes, box: BoxMm, margin_mm: float = _MARGIN_MM) -> bytes | None:
    """Give a place on the page with some of what is around it, as PNG; None: it is not on it.

    Args:
        picture: the upright page, as the store keeps it.
        box: on that page.
        margin_mm: of what is around.
    """
    with Image.open(BytesIO(picture), formats=["PNG"]) as page:
        left, top = max(0.0, box.left - margin_mm), max(0.0, box.top - margin_mm)
        right, bottom = box.right + margin_mm, box.bottom + margin_mm
        edges = [round(edge * PER_MM) for edge in (left, top, right, bottom)]
        edges[2:] = [min(edges[2], page.width), min(edges[3], page.height)]
        if edges[0] >= edges[2] or edges[1] >= edges[3]:
            return None
        target = BytesIO()
        page.crop((edges[0], edges[1], edges[2], edges[3])).save(target, format="PNG")
        return target.getvalue()


def small_png(picture: bytes, per_mm: float) -> bytes:
    """Give a page in small, in 16 greys, as PNG.

    Args:
        picture: the page, as the store keeps it or as it was drawn.
        per_mm: pixels of the small one, of a sheet of A4.
    """
    with Image.open(BytesIO(picture), formats=["PNG"]) as page:
        width = round(_A4_WIDTH_MM * per_mm)
        size = (width, round(width * page.height / page.width))
        # Boxes of whole pixels first: a tenth of the time, and at this size no eye tells.
        small = page.convert("L").resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        target = BytesIO()
        small.quantize(16).save(target, format="PNG")
        return target.getvalue()
