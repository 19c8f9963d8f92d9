"""Find and decode the two symbols that carry the copy id and the page number.

Asked for exactly the symbology that we print: a reader left free finds phantoms in speckle. A
payload counts only with its check characters right. Measured at 204 x 98: a 3 x 3 median first
doubles what is read on noisy pages, and sampling the modules where they must stand reads what no
detector finds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from forms.copies import PageMark, parse_payload
from forms.errors import CopyIdError
from forms.geometry import SYMBOL_MODULES, BoxMm, foot_symbol, head_symbol
from ocr.placement import Matrix, Placement, fit_similarity
from ocr.registration import to_pixels
from ocr.sheet import Grey, Points, Sheet

_PER_MM = 8.0
_MARGIN_MM = 4.5
_SHIFTS_MM = np.arange(-0.6, 0.61, 0.15)
_MODULE_PX = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """What the symbols of a page say."""

    marks: tuple[PageMark, ...]
    """Different ones only: more than one means that the symbols disagree."""

    @property
    def mark(self) -> PageMark | None:
        """The mark on which all symbols that were read agree."""
        return self.marks[0] if len(self.marks) == 1 else None


def _decode(grey: Grey, *, is_pure: bool = False) -> Iterator[tuple[PageMark, Points]]:
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2]),
        try_downscale=False,
        try_invert=False,
        is_pure=is_pure,
    )
    for symbol in found:
        try:
            mark = parse_payload(symbol.text)
        except CopyIdError:
            continue
        at = symbol.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        yield mark, np.array([(corner.x, corner.y) for corner in corners], dtype=np.float64)


def _median(grey: Grey) -> Grey:
    return np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8)


def _blurred(grey: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.3), dtype=np.uint8)


def _closed(grey: Grey) -> Grey:
    """Bridge lines that the fax lost."""
    return np.asarray(cv2.erode(_median(grey), np.ones((3, 1), np.uint8)), dtype=np.uint8)


_VARIANTS: tuple[Callable[[Grey], Grey], ...] = (_median, _blurred, np.asarray, _closed)


def _module_means(dark: Grey, side_px: float, corner: tuple[float, float]) -> Points:
    """Average the darkness of each module, by sums over its inner part."""
    module = side_px / SYMBOL_MODULES
    sums = cv2.integral(dark)
    starts = np.arange(SYMBOL_MODULES) * module
    lows = np.round(starts + 0.15 * module).astype(int)
    highs = np.round(starts + 0.85 * module).astype(int)
    left, top = round(corner[0]), round(corner[1])
    area = (highs - lows)[:, None] * (highs - lows)[None]
    inner = (
        sums[np.ix_(top + highs, left + highs)]
        - sums[np.ix_(top + lows, left + highs)]
        - sums[np.ix_(top + highs, left + lows)]
        + sums[np.ix_(top + lows, left + lows)]
    )
    return np.asarray(inner / area, dtype=np.float64)


def _sampled(crop: Grey, side_mm: float) -> Grey:
    """Redraw the symbol from the modules, at the shift where they are blackest and whitest."""
    dark = np.asarray(255 - crop, dtype=np.uint8)
    best, contrast = None, -1.0
    for down in _SHIFTS_MM:
        for across in _SHIFTS_MM:
            corner = ((_MARGIN_MM + across) * _PER_MM, (_MARGIN_MM + down) * _PER_MM)
            means = _module_means(dark, side_mm * _PER_MM, corner)
            spread = float(np.abs(means - means.mean()).mean())
            if spread > contrast:
                best, contrast = means, spread
    if best is None:
        return crop
    level, _ = cv2.threshold(best.astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    modules = np.where(best > level, 0, 255).astype(np.uint8)
    drawn = np.kron(modules, np.ones((_MODULE_PX, _MODULE_PX), np.uint8))
    return np.pad(drawn, 4 * _MODULE_PX, constant_values=255)


def _around(box: BoxMm) -> BoxMm:
    return BoxMm(
        box.left - _MARGIN_MM,
        box.top - _MARGIN_MM,
        box.right + _MARGIN_MM,
        box.bottom + _MARGIN_MM,
    )


def _read_at(placement: Placement, box: BoxMm) -> PageMark | None:
    """Read the symbol that must stand in a known place."""
    crop = placement.crop(_around(box), _PER_MM)
    for variant in _VARIANTS[:2]:
        for mark, _ in _decode(variant(crop)):
            return mark
    for mark, _ in _decode(_sampled(crop, box.width), is_pure=True):
        return mark
    for variant in _VARIANTS[2:]:
        for mark, _ in _decode(variant(crop)):
            return mark
    return None


def read_marks(placement: Placement) -> Seen:
    """Read both symbols of a page whose placement is known."""
    both = (_read_at(placement, head_symbol()), _read_at(placement, foot_symbol()))
    return Seen(tuple(dict.fromkeys(mark for mark in both if mark is not None)))


def _square(sheet: Sheet) -> Grey:
    height, width = sheet.grey.shape
    size = (
        round(width / sheet.density.x * _PER_MM),
        round(height / sheet.density.y * _PER_MM),
    )
    shrinks = size[0] * size[1] < width * height
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(sheet.grey, size, interpolation=how), dtype=np.uint8)


def _corners(box: BoxMm) -> Points:
    return np.array(
        [
            (box.left, box.top),
            (box.right, box.top),
            (box.right, box.bottom),
            (box.left, box.bottom),
        ]
    )


def _form_corners(corners_mm: Points) -> Points:
    """Tell the two symbols apart by their size."""
    side = float(np.linalg.norm(corners_mm[1] - corners_mm[0]))
    head, foot = head_symbol(), foot_symbol()
    nearer_head = abs(side - head.width) < abs(side - foot.width)
    return _corners(head if nearer_head else foot)


def _placed(sheet: Sheet, found: list[tuple[PageMark, Points]]) -> Matrix:
    on_sheet = np.vstack([corners / _PER_MM for _, corners in found])
    on_form = np.vstack([_form_corners(corners / _PER_MM) for _, corners in found])
    return to_pixels(sheet, fit_similarity(on_form, on_sheet))


def search_page(sheet: Sheet) -> tuple[Seen, Placement | None]:
    """Look for the symbols all over a sheet whose marks were not found.

    Returns:
        What they say and, by their corners, roughly how the form lies on the sheet.
    """
    square = _square(sheet)
    for variant in _VARIANTS:
        found = list(_decode(variant(square)))
        if found:
            marks = tuple(dict.fromkeys(mark for mark, _ in found))
            return Seen(marks), Placement(sheet, _placed(sheet, found))
    return Seen(()), None
