"""Makes a fax out of a page: fine resolution, one bit a pixel, a little skewed and speckled."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

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


def fax_of_text(lines: Sequence[str]) -> bytes:
    """Fax a letter."""
    sheet = Image.new("L", _SIZE, 255)
    font = ImageFont.load_default(size=44)
    ImageDraw.Draw(sheet).multiline_text((220, 320), "\n".join(lines), font=font, spacing=24)
    return _sent(sheet, upside_down=False)


def _sent(page: Image.Image, *, upside_down: bool) -> bytes:
    sheet = page.resize(_SIZE, Image.Resampling.BICUBIC)
    sheet = sheet.rotate(_SKEW_DEGREES, Image.Resampling.BICUBIC, fillcolor=255)
    if upside_down:
        sheet = sheet.transpose(Image.Transpose.ROTATE_180)
    draw = np.random.default_rng(_SEED)
    pixels = np.asarray(sheet).copy()
    pixels[draw.random(pixels.shape) < _SPECKLE_SHARE] = 0
    target = BytesIO()
    Image.fromarray(pixels > 127).save(target, "TIFF", compression="group4", dpi=_DPI)
    return target.getvalue()
