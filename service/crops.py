"""Cuts a value's place out of the picture of its page, and makes the whole page small."""

from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageDraw, UnidentifiedImageError

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, BoxMm

PER_MM = 8.0
"""Pixels: as all upright pages have it (ocr.placement.FLAT_PER_MM)."""
_MARGIN_MM = 2.5
_A4_WIDTH_MM = 210
_AROUND_MM = (8.0, 7.0)
_LEAST_MM = (116.0, 27.0)
"""Of a zone with its surroundings, across and down: a tick alone says nothing without its label."""
_SHADE = 0.86
_MARK, _MARK_RGB = 255, (212, 53, 28)
_MARK_PX = 3


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


def zone_png(picture: bytes, box: BoxMm) -> bytes | None:
    """Give a place with what is around it in the shade, and a line about it; None: it is not there.

    Args:
        picture: the upright page, as the store keeps it.
        box: on that page.
    """
    with Image.open(BytesIO(picture), formats=["PNG"]) as page:
        window = _window(box, page.size)
        if window[0] >= window[2] or window[1] >= window[3]:
            return None
        cut = page.convert("L").crop(window)
    zone = [
        round(edge * PER_MM) - window[side % 2]
        for side, edge in enumerate((box.left, box.top, box.right, box.bottom))
    ]
    shaded = cut.point(lambda grey: min(_MARK - 1, int(grey * _SHADE)))
    inside = (max(0, zone[0]), max(0, zone[1]), min(cut.width, zone[2]), min(cut.height, zone[3]))
    if inside[0] < inside[2] and inside[1] < inside[3]:
        bright = cut.crop(inside).point(lambda grey: min(_MARK - 1, grey))
        shaded.paste(bright, inside[:2])
    return _marked(shaded, zone)


def _window(box: BoxMm, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Give what is shown of a page, in its pixels: it does not go over the edge."""
    across = max(_AROUND_MM[0], (_LEAST_MM[0] - box.width) / 2)
    down = max(_AROUND_MM[1], (_LEAST_MM[1] - box.height) / 2)
    left, top = max(0.0, box.left - across), max(0.0, box.top - down)
    right, bottom = box.right + across, box.bottom + down
    return (
        round(left * PER_MM),
        round(top * PER_MM),
        min(round(right * PER_MM), size[0]),
        min(round(bottom * PER_MM), size[1]),
    )


def _marked(grey: Image.Image, zone: list[int]) -> bytes:
    """Draw the line about the zone: the one colour among greys, so that the picture stays small."""
    palette = [level for grey_level in range(_MARK) for level in (grey_level,) * 3]
    coloured = Image.frombytes("P", grey.size, grey.tobytes())
    coloured.putpalette([*palette, *_MARK_RGB])
    edges = (zone[0] - _MARK_PX, zone[1] - _MARK_PX, zone[2] + _MARK_PX, zone[3] + _MARK_PX)
    ImageDraw.Draw(coloured).rectangle(edges, outline=_MARK, width=_MARK_PX)
    target = BytesIO()
    coloured.save(target, format="PNG")
    return target.getvalue()


def size_mm(picture: BinaryIO) -> tuple[float, float]:
    """Give width and height of an upright page; those of A4 where it cannot be opened."""
    try:
        with Image.open(picture, formats=["PNG"]) as page:
            return page.width / PER_MM, page.height / PER_MM
    except (OSError, UnidentifiedImageError):
        return PAGE_WIDTH_MM, PAGE_HEIGHT_MM
