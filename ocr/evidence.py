"""Pictures for the person who reviews: the upright page, and each value beside its place on it."""

from dataclasses import dataclass
from typing import assert_never

import cv2
import numpy as np

from forms.errors import FileError
from forms.geometry import BoxMm
from forms.registry import Catalogue
from ocr.identify import Unidentified
from ocr.ink import grown
from ocr.page.straight import STRAIGHT_PER_MM, Straight
from ocr.pictures import png_bytes
from ocr.pipeline import over_print
from ocr.placement import FLAT_PER_MM, flat_slice
from ocr.sheet import Grey, Sheet
from ocr.sheets import sheets
from ocr.whose import Ours, ours


@dataclass(frozen=True, slots=True, eq=False)
class UprightPage:
    """One page as a person wants to see it, 8 pixels to the millimetre."""

    grey: Grey
    registered: bool
    """Millimetres are those of the issued form; otherwise of the straightened sheet."""

    def png(self) -> bytes:
        """Give the whole page as PNG."""
        return png_bytes(self.grey)

    def crop_png(self, box: BoxMm, margin_mm: float = 2.0) -> bytes:
        """Give a rectangle of the page, with some of what is around it, as PNG."""
        rows, columns = flat_slice(grown(box, margin_mm))
        crop = self.grey[rows, columns]
        if not crop.size:
            raise FileError("the place asked for is not on the page")
        return png_bytes(np.ascontiguousarray(crop))


def _as_it_came(sheet: Sheet) -> Grey:
    height, width = sheet.grey.shape
    size = (
        max(1, round(width / sheet.density.x * FLAT_PER_MM)),
        max(1, round(height / sheet.density.y * FLAT_PER_MM)),
    )
    return np.asarray(cv2.resize(sheet.grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _flat(straight: Straight) -> Grey:
    share = FLAT_PER_MM / STRAIGHT_PER_MM
    flat = cv2.resize(straight.grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(flat, dtype=np.uint8)


def _sheet(data: bytes, number: int) -> Sheet:
    sheet = next(sheets(data, number), None)
    if sheet is None:
        raise FileError(f"the file has no page {number}")
    if isinstance(sheet, FileError):
        raise sheet
    return sheet


def upright_sheet(sheet: Sheet, catalogue: Catalogue) -> UprightPage:
    """Give a page upright and, where it is one of ours, straightened on its print."""
    found = None if sheet.is_blank else ours(sheet, catalogue)
    match found:
        case Ours():
            return UprightPage(over_print(found.found).placement.flat, registered=True)
        case Straight():
            return UprightPage(_flat(found), registered=False)
        case Unidentified() | None:
            return UprightPage(_as_it_came(sheet), registered=False)
        case _:
            assert_never(found)


def upright_page(data: bytes, number: int, catalogue: Catalogue) -> UprightPage:
    """Give one page of a file upright and, where it is one of ours, straightened on its print.

    Args:
        data: the file as it came.
        number: of the page in the file, counted from 1.
        catalogue: the forms in use.

    Raises:
        FileError: the file or the page cannot be opened.
    """
    return upright_sheet(_sheet(data, number), catalogue)
