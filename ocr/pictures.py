"""Pages out of TIFF, JPEG, PNG and HEIC: the one place that decodes pictures, by Pillow alone.

HEIC comes to Pillow through libheif (pi-heif, which has no encoder and so nothing under the GPL);
nothing is decoded before the size is known.
"""

import os
import struct
import sys
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pi_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from forms.errors import DamagedFileError, FileError, PageTooLargeError
from forms.limits import MAX_PAGES, check_pages
from ocr.reading import Channel
from ocr.sheet import Density, Grey, Sheet, is_fax_grid, page_density

FORMATS = ("TIFF", "JPEG", "PNG", "HEIF")
MAX_PIXELS = 60_000_000
"""A page at 600 dpi has 35 million; more is a mistake or an attack."""
_MAX_JPEG_WORK = 3_000_000_000
"""Pixels times passes. A progressive JPEG has some ten passes; one made to hang has thousands."""
_JPEG, _JPEG_PASS = b"\xff\xd8\xff", b"\xff\xda"
"""Start of image, start of scan (ITU-T T.81, B.1.1.3); the latter never stands in coded pixels."""
_MM_PER_INCH = 25.4
_STANDARD_ERROR = 2
_DECODER_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    KeyError,
    TypeError,
    IndexError,
    OverflowError,
    MemoryError,
    Warning,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    UnidentifiedImageError,
)
"""All that Pillow's decoders were seen to raise on damaged files."""


def _grey(image: Image.Image) -> Grey:
    if image.mode.startswith("I;16") or image.mode == "I":
        deep = np.asarray(image, dtype=np.float64)
        return (deep / max(255.0, float(deep.max())) * 255).astype(np.uint8)
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        image = Image.new("RGBA", layered.size, "white")
        image.alpha_composite(layered)
    return np.asarray(image.convert("L"), dtype=np.uint8)


def _claimed(image: Image.Image) -> Density | None:
    resolution = image.info.get("dpi")
    if resolution is None:
        return None
    across, down = (float(value) for value in resolution)
    return Density(across / _MM_PER_INCH, down / _MM_PER_INCH)


def _channel(image: Image.Image, grey: Grey, density: Density) -> Channel:
    if ExifTags.Base.Make in image.getexif():
        return Channel.PHOTO
    return Channel.FAX if is_fax_grid(grey, density) else Channel.SCAN


def _sheet(image: Image.Image, number: int) -> Sheet:
    if image.width * image.height > MAX_PIXELS:
        raise PageTooLargeError(f"page {number} has more than {MAX_PIXELS // 1_000_000} megapixels")
    if min(image.size) < 8:
        raise DamagedFileError(f"page {number} is only a few pixels large")
    claimed = _claimed(image)
    upright = ImageOps.exif_transpose(image)
    if upright.size != image.size and claimed is not None:
        claimed = Density(claimed.y, claimed.x)
    grey = _grey(upright)
    density = page_density(upright.width, upright.height, claimed)
    return Sheet(number, grey, density, _channel(image, grey, density))


def _frame(image: Image.Image, number: int) -> Sheet | FileError | None:
    """Decode one page; None behind the last one."""
    try:
        image.seek(number - 1)
    except EOFError:
        return None
    except _DECODER_ERRORS:
        return DamagedFileError(f"page {number} of the file cannot be found")
    try:
        return _sheet(image, number)
    except FileError as error:
        return error
    except _DECODER_ERRORS:
        return DamagedFileError(f"page {number} of the file is damaged or cut short")


@contextmanager
def _quiet_libtiff() -> Iterator[None]:
    """Keep the C library's complaints off standard error: the page's own error says it better."""
    sys.stderr.flush()
    kept = os.dup(_STANDARD_ERROR)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), _STANDARD_ERROR)
    try:
        yield
    finally:
        os.dup2(kept, _STANDARD_ERROR)
        os.close(kept)


@cache
def _learn_heic() -> None:
    """Teach Pillow HEIC; libheif keeps its own bounds on boxes and tiles, and starts no threads."""
    pi_heif.options.DECODE_THREADS = 1
    pi_heif.register_heif_opener()


def _open(data: bytes) -> Image.Image:
    _learn_heic()
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except _DECODER_ERRORS as error:
        raise DamagedFileError("the picture is damaged or cut short") from error
    if data.startswith(_JPEG):
        _check_passes(image, data)
    return image


def _check_passes(image: Image.Image, data: bytes) -> None:
    if image.width * image.height * data.count(_JPEG_PASS) > _MAX_JPEG_WORK:
        raise DamagedFileError("the picture is drawn over and over in thousands of passes")


def picture_count(data: bytes) -> int:
    """Count the pages of a picture file; one that cannot be found counts as the last.

    Raises:
        DamagedFileError: the file as a whole cannot be opened.
        TooManyPagesError: more pages than are read.
    """
    with warnings.catch_warnings(), _quiet_libtiff():
        warnings.simplefilter("error")
        count = _frames(_open(data))
    check_pages(count)
    return count


def _frames(image: Image.Image) -> int:
    for number in range(2, MAX_PAGES + 2):
        try:
            image.seek(number - 1)
        except EOFError:
            return number - 1
        except _DECODER_ERRORS:
            return number
    return MAX_PAGES + 1


def picture_sheets(data: bytes, first: int = 1) -> Iterator[Sheet | FileError]:
    """Yield the pages of a picture file in order; a damaged page as its error.

    Args:
        data: the file.
        first: page to begin with, counted from 1.

    Raises:
        DamagedFileError: the file as a whole cannot be opened.
    """
    for number in range(first, MAX_PAGES + 1):
        with warnings.catch_warnings(), _quiet_libtiff():
            warnings.simplefilter("error")
            if number == first:
                image = _open(data)
            page = _frame(image, number)
        if page is None:
            return
        yield page
        if isinstance(page, FileError) and "found" in page.message:
            return


def png_bytes(grey: Grey) -> bytes:
    """Encode grey pixels as PNG."""
    target = BytesIO()
    Image.fromarray(grey).save(target, format="PNG", compress_level=3)
    return target.getvalue()
