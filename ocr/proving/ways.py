"""The ways that paper goes before it is read: faxes, photocopies, a careless scanner, a telephone.

Small simulations, drawn from a seed so that a proof comes out the same each time. They are as
rough as what an office does on a bad day, not as rough as what can happen.
"""

from enum import StrEnum
from io import BytesIO
from typing import assert_never

import cv2
import numpy as np
from PIL import ExifTags, Image

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM
from ocr.sheet import FAX_PELS_PER_MM, FAX_WIDTHS, Floats, Grey

PAPER_PER_MM = 300 / 25.4
"""Pixels per millimetre of the paper that is sent."""
_FAX_SKEW, _SKEW = 0.5, 2.5
"""Degrees by which a sheet feeder and a person lay a page askew."""
_SPECKLE = 0.0006
_FINE_LINES, _STANDARD_LINES = 7.7, 3.85
_SCAN_DPI = 200
_PHOTO_SIZE = (2100, 2800)
_PAPER, _DESK = (0.94, 0.92, 0.86), (112.0, 84.0, 60.0)
"""Red, green and blue: share of the light that paper gives back, and brightness of the desk."""
_PHOTO_CORNERS = ((0.09, 0.07), (0.93, 0.05), (0.965, 0.955), (0.045, 0.94))
"""Where the paper's corners lie on the photograph, as shares of its sides: held a little askew."""


class Way(StrEnum):
    """How a page comes back."""

    FINE_FAX = "fine-fax"
    STANDARD_FAX = "standard-fax"
    PALE_COPY = "pale-copy"
    DARK_COPY = "dark-copy"
    SKEW = "skew"
    PHOTO = "photo"

    @property
    def is_coarse(self) -> bool:
        """Tell whether small print cannot be expected to survive."""
        return self is Way.STANDARD_FAX


def send(way: Way, paper: Grey, seed: int) -> bytes:
    """Give the file that arrives when a sheet of paper goes this way.

    Args:
        way: to go.
        paper: an A4 page at `PAPER_PER_MM`.
        seed: of the accidents on the way.
    """
    rng = np.random.default_rng(seed)
    match way:
        case Way.FINE_FAX:
            return _faxed(rng, paper, _FINE_LINES)
        case Way.STANDARD_FAX:
            return _faxed(rng, paper, _STANDARD_LINES)
        case Way.PALE_COPY:
            return _scanned(_pale(rng, paper))
        case Way.DARK_COPY:
            return _scanned(_dark(rng, paper))
        case Way.SKEW:
            return _scanned(_noisy(rng, _turned(paper, _SKEW), 4.0))
        case Way.PHOTO:
            return _photographed(rng, paper)
        case _:
            assert_never(way)


def _clipped(pixels: Floats) -> Grey:
    return np.clip(pixels, 0, 255).astype(np.uint8)


def _noisy(rng: np.random.Generator, grey: Grey, sigma: float) -> Grey:
    return _clipped(grey + sigma * rng.standard_normal(grey.shape, dtype=np.float32))


def _turned(grey: Grey, degrees: float, scale: float = 1.0) -> Grey:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale)
    size, how = (width, height), cv2.INTER_LINEAR
    turned = cv2.warpAffine(grey, matrix, size, flags=how, borderValue=(255,))
    return np.asarray(turned, dtype=np.uint8)


def _blurred(grey: Grey, sigma: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), dtype=np.uint8)


def _faxed(rng: np.random.Generator, paper: Grey, lines_per_mm: float) -> bytes:
    """Feed a little askew, scan to two levels on the fax grid, lose a line, add specks."""
    seen = _noisy(rng, _blurred(_turned(paper, _FAX_SKEW, 0.99), 1.5), 6.0)
    size = (FAX_WIDTHS[0], round(PAGE_HEIGHT_MM * lines_per_mm))
    # A4 is narrower than a fax line: the rest of the line is the white of the platen.
    paper_px = round(PAGE_WIDTH_MM * FAX_PELS_PER_MM)
    page = cv2.resize(seen, (paper_px, size[1]), interpolation=cv2.INTER_AREA)
    line = np.full((size[1], size[0]), 255, np.uint8)
    line[:, : min(paper_px, size[0])] = page[:, : size[0]]
    black = line < 140
    black ^= rng.random(black.shape, dtype=np.float32) < _SPECKLE
    lost = int(rng.integers(1, len(black)))
    black[lost] = black[lost - 1]
    return _tiff(Image.fromarray(~black), "group4", (204, round(lines_per_mm * 25.4)))


def _pale(rng: np.random.Generator, paper: Grey) -> Grey:
    """Copy with little toner: thin strokes grow thinner and greyer."""
    thin = cv2.dilate(_blurred(paper, 1.2), np.ones((2, 2), np.uint8))
    return _noisy(rng, _clipped(70 + 0.73 * _turned(np.asarray(thin, np.uint8), -0.7, 0.985)), 7.0)


def _dark(rng: np.random.Generator, paper: Grey) -> Grey:
    """Copy a copy with too much toner: strokes swell, the paper is grey, dirt is black."""
    swollen = cv2.erode(_blurred(paper, 1.4), np.ones((2, 2), np.uint8))
    grey = _turned(_blurred(np.asarray(swollen, np.uint8), 1.2), 0.8, 1.015).astype(np.float32)
    grey = (grey - 30) * 0.92
    grey[rng.random(grey.shape, dtype=np.float32) < _SPECKLE] = 20
    return _noisy(rng, _clipped(grey), 9.0)


def _scanned(grey: Grey) -> bytes:
    size = tuple(round(mm / 25.4 * _SCAN_DPI) for mm in (PAGE_WIDTH_MM, PAGE_HEIGHT_MM))
    page = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return _tiff(Image.fromarray(page), "tiff_lzw", (_SCAN_DPI, _SCAN_DPI))


def _tiff(image: Image.Image, compression: str, dpi: tuple[int, int]) -> bytes:
    out = BytesIO()
    image.save(out, "TIFF", compression=compression, dpi=dpi)
    return out.getvalue()


def _photographed(rng: np.random.Generator, paper: Grey) -> bytes:
    """Photograph the paper on a desk: in perspective, unevenly lit, a little out of focus."""
    width, height = _PHOTO_SIZE
    sheet = _blurred(paper, 1.0)
    rows, columns = sheet.shape
    corners = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    seen = np.array([(x * width, y * height) for x, y in _PHOTO_CORNERS], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    laid = cv2.warpPerspective(sheet, matrix, _PHOTO_SIZE, flags=cv2.INTER_AREA, borderValue=(0,))
    covered = cv2.warpPerspective(np.full_like(sheet, 255), matrix, _PHOTO_SIZE) > 127
    grain = rng.standard_normal((height, width), dtype=np.float32)
    across, down = np.linspace(-1, 1, width), np.linspace(-1, 1, height)
    light = (0.92 - 0.16 * across[None, :] - 0.10 * down[:, None]).astype(np.float32)
    colours = [
        _clipped(np.where(covered, paper_share * laid, desk + 2 * grain) * light + 4 * grain)
        for paper_share, desk in zip(_PAPER, _DESK, strict=True)
    ]
    image = Image.fromarray(np.dstack(colours))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Telephone"
    out = BytesIO()
    image.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()
