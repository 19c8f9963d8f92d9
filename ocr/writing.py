"""Cut what was written into a zone out of the sheet, line by line, as Tesseract reads it best.

Measured (docs/adr/0005-reading.md): 300 dpi by cubic interpolation, a Gaussian of 1.2 and grey; a median
destroys a standard fax. Rules and comb lines of the print are painted out, except where ink that is not
the print's touches them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from forms.geometry import BoxMm
from ocr.ink import Compared, Part, grown, parts
from ocr.placement import FLAT_PER_MM, flat_slice
from ocr.reference import around
from ocr.sheet import Grey
from ocr.tesseract import DPI

_PER_MM = DPI / 25.4
_BLUR = 1.2
_OVERHANG_MM = 0.9
"""Typing seldom hits the line: what starts inside a zone may reach so far out of it."""
_MARGIN_MM = 1.2
_KEEP_MM = 0.35
"""Print so near to written ink is left in place: taking it out would cut the strokes that cross it."""
_WRITTEN_MM2 = 0.35
_WRITTEN_MM = 0.8
_LINE_GAP = 0.06
_WIDE_GAP_MM, _CLOSED_GAP_MM = 0.9, 0.55


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What stands in one zone: the pieces of ink and where they are."""

    zone: BoxMm
    pieces: tuple[Part, ...]

    @property
    def is_there(self) -> bool:
        """Tell whether it is more than dirt."""
        area = sum(piece.area_mm2 for piece in self.pieces)
        longest = max((max(p.box.width, p.box.height) for p in self.pieces), default=0.0)
        return area >= _WRITTEN_MM2 and longest >= _WRITTEN_MM

    @property
    def box(self) -> BoxMm:
        """The smallest rectangle around it."""
        box = self.pieces[0].box
        for piece in self.pieces[1:]:
            box = around(box, piece.box)
        return box


def _is_rule(piece: Part, zone: BoxMm) -> bool:
    """Tell a rest of a printed rule that lies beside its place from writing."""
    box = piece.box
    flat_rule = box.height < 0.45 and box.width > 6 and min(
        abs(box.top - zone.top), abs(box.bottom - zone.bottom)
    ) < 0.9
    upright_rule = box.width < 0.4 and box.height > 0.8 * zone.height and min(
        abs(box.left - zone.left), abs(box.right - zone.right)
    ) < 0.9
    return flat_rule or upright_rule


def written_in(compared: Compared, zone: BoxMm) -> Written:
    """Find the new ink that belongs to a zone."""
    near = parts(compared.new, grown(zone, _OVERHANG_MM))
    inside = grown(zone, 0.25)
    own = []
    for piece in near:
        x, y = piece.box.centre
        if (
            inside.left <= x <= inside.right
            and inside.top <= y <= inside.bottom
            and not _is_rule(piece, zone)
        ):
            own.append(piece)
    return Written(zone, tuple(own))


def _resized(mask: Grey, shape: tuple[int, ...]) -> Grey:
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _print_to_paint_out(compared: Compared, box: BoxMm, pieces: Sequence[Part]) -> Grey:
    """Give a mask, 255 where only print or foreign ink stands."""
    rows, columns = flat_slice(box)
    new = compared.new[rows, columns]
    own = np.zeros_like(new)
    for piece in pieces:
        piece_rows, piece_columns = flat_slice(piece.box)
        own[
            max(0, piece_rows.start - rows.start) : piece_rows.stop - rows.start,
            max(0, piece_columns.start - columns.start) : piece_columns.stop - columns.start,
        ] = 1
    reach = 2 * round(_KEEP_MM * FLAT_PER_MM) + 1
    keep = cv2.dilate(new & own, np.ones((reach, reach), np.uint8))
    paint = (compared.near_print[rows, columns] | (new & (1 - own))) & (1 - keep)
    return np.asarray(paint * 255, dtype=np.uint8)


def _lines_of(pieces: Sequence[Part], lines: int) -> list[list[Part]]:
    """Sort pieces into lines of writing, top to bottom, by the rows of the page they cover."""
    if lines == 1:
        return [list(pieces)]
    top = min(piece.box.top for piece in pieces)
    bottom = max(piece.box.bottom for piece in pieces)
    rows = np.zeros(max(1, round((bottom - top) * FLAT_PER_MM)))
    for piece in pieces:
        first, last = (round((edge - top) * FLAT_PER_MM) for edge in (piece.box.top, piece.box.bottom))
        rows[first : max(last, first + 1)] += piece.box.width
    inked = rows > _LINE_GAP * rows.max()
    # Descenders of one line and capitals of the next may touch: a line is at least 1.5 mm high.
    starts = [0]
    for row in range(1, len(rows)):
        if inked[row] and not inked[row - 1] and row - starts[-1] > 1.5 * FLAT_PER_MM:
            starts.append(row)
    found: list[list[Part]] = [[] for _ in starts]
    for piece in pieces:
        middle = (piece.box.centre[1] - top) * FLAT_PER_MM
        line = int(np.searchsorted(starts, middle + 1, side="right")) - 1
        found[line].append(piece)
    return [line for line in found if line]


def _closed_up(crop: Grey) -> Grey:
    """Bring characters that stand one a cell as close together as those of a word."""
    inked = (crop < 150).any(axis=0)
    limit, gap = round(_WIDE_GAP_MM * _PER_MM), round(_CLOSED_GAP_MM * _PER_MM)
    keep = np.ones(len(inked), dtype=bool)
    columns = np.flatnonzero(inked)
    for before, after in zip(columns, columns[1:], strict=False):
        if after - before > limit:
            keep[before + gap // 2 + 1 : after - gap // 2] = False
    return np.ascontiguousarray(crop[:, keep])


def _crop(compared: Compared, pieces: Sequence[Part], *, cells: bool, blur: float) -> Grey:
    box = grown(Written(pieces[0].box, tuple(pieces)).box, _MARGIN_MM)
    crop = compared.placement.crop(box, _PER_MM)
    paint = _resized(_print_to_paint_out(compared, box, pieces), crop.shape)
    crop = np.where(paint > 127, 255, crop).astype(np.uint8)
    if cells:
        crop = _closed_up(crop)
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), blur), dtype=np.uint8)


def line_crops(
    compared: Compared, written: Written, *, lines: int, cells: bool, blur: float = _BLUR
) -> tuple[Grey, ...]:
    """Cut each line of what is written, ready for Tesseract.

    Args:
        compared: the page over its print.
        written: what stands in the zone.
        lines: how many lines the zone has room for.
        cells: one character a cell: close the gaps.
        blur: sigma of the Gaussian.
    """
    split = _lines_of(written.pieces, lines)
    return tuple(_crop(compared, pieces, cells=cells, blur=blur) for pieces in split)
