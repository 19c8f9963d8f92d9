"""The 2-D symbols of a page, drawn as squares. The one place that asks zxing-cpp to make one."""

from functools import lru_cache
from itertools import groupby

import numpy as np
import zxingcpp

from forms.copies import PageMark
from forms.geometry import SYMBOL_MODULES

_VERSION = 1


def symbol_rows(payload: str) -> list[bytes]:
    """Make the QR symbol, version 1 level Q: 21 rows of 21 modules, 0 where black."""
    barcode = zxingcpp.create_barcode(
        payload, zxingcpp.BarcodeFormat.QRCode, ec_level="Q", version=_VERSION
    )
    image = np.asarray(barcode.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
    pixels = image.tobytes()
    return [pixels[y : y + SYMBOL_MODULES] for y in range(0, len(pixels), SYMBOL_MODULES)]


def symbol_pixels(text: str, scale: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Make a QR symbol of any text for a screen, quiet zone and all: 0 where black."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return np.asarray(barcode.to_image(scale=scale, add_quiet_zones=True), dtype=np.uint8)


@lru_cache(maxsize=4096)
def _row_runs(row: bytes) -> tuple[tuple[int, int], ...]:
    """Give the black runs of one row as (start, length)."""
    runs, place = [], 0
    for value, same in groupby(row):
        length = len(list(same))
        if not value:
            runs.append((place, length))
        place += length
    return tuple(runs)


def symbol_content(mark: PageMark) -> bytes:
    """Draw a symbol one module to the unit, origin bottom left, all squares in one path."""
    rectangles = [
        f"{start} {SYMBOL_MODULES - 1 - y} {length} 1 re"
        for y, row in enumerate(symbol_rows(mark.payload))
        for start, length in _row_runs(row)
    ]
    return f"0 g {' '.join(rectangles)} f".encode()
