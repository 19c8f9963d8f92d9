"""Makes a fax out of a page: fine resolution, one bit a pixel, a little skewed and speckled."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from forms.geometry import BoxMm
from ocr.pdf_pages import render_print

_SIZE = (1728, 2292)
"""A4 at 204 x 196 dots to the inch (ITU-T T.4, fine)."""
_DPI = (204, 196)
_RENDER_PER_MM = 8.04
_SKEW_DEGREES = 0.6
_SPECKLE_SHARE = 0.0006
_SEED = 20091


def fax_of_pdf(page: bytes, *, upside_down: bool = False) -> bytes:
    """Fax the first page of a PDF."""
    return _sent(Image.fromarray(render_print(page, 1, _RENDER_PER_MM)), upside_down=upside_down)


def fax_of_signed(pdf: bytes, pages: int, signatures: Sequence[tuple[int, BoxMm]]) -> bytes:
    """Fax the pages of a PDF, with something written where it is to be signed."""
    sheets = [
        Image.fromarray(render_print(pdf, one, _RENDER_PER_MM)) for one in range(1, pages + 1)
    ]
    for page, box in signatures:
        _scribble(sheets[page - 1], box)
    return _tiff([_faxed(sheet) for sheet in sheets])


def _scribble(sheet: Image.Image, box: BoxMm) -> None:
    """Write a wave that grows flatter, as names do."""
    at = np.linspace(0.0, 1.0, 160)
    across = box.left + box.width * (0.1 + 0.6 * at)
    down = (box.top + box.bottom) / 2 + box.height * 0.35 * np.sin(at * 38) * (1 - 0.8 * at)
    points = [(x * _RENDER_PER_MM, y * _RENDER_PER_MM) for x, y in zip(across, down, strict=True)]
    ImageDraw.Draw(sheet).line(points, fill=0, width=5)


def fax_of_text(lines: Sequence[str]) -> bytes:
    """Fax a letter."""
    sheet = Image.new("L", _SIZE, 255)
    font = ImageFont.load_default(size=44)
    ImageDraw.Draw(sheet).multiline_text((220, 320), "\n".join(lines), font=font, spacing=24)
    return _sent(sheet, upside_down=False)


def _sent(page: Image.Image, *, upside_down: bool) -> bytes:
    return _tiff([_faxed(page, upside_down=upside_down)])


def _faxed(page: Image.Image, *, upside_down: bool = False) -> Image.Image:
    sheet = page.resize(_SIZE, Image.Resampling.BICUBIC)
    sheet = sheet.rotate(_SKEW_DEGREES, Image.Resampling.BICUBIC, fillcolor=255)
    if upside_down:
        sheet = sheet.transpose(Image.Transpose.ROTATE_180)
    draw = np.random.default_rng(_SEED)
    pixels = np.asarray(sheet).copy()
    pixels[draw.random(pixels.shape) < _SPECKLE_SHARE] = 0
    return Image.fromarray(pixels > 127)


def _tiff(pages: Sequence[Image.Image]) -> bytes:
    target = BytesIO()
    more = list(pages[1:])
    pages[0].save(
        target, "TIFF", compression="group4", dpi=_DPI, save_all=bool(more), append_images=more
    )
    return target.getvalue()
