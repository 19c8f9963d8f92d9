"""Cut what was written into a zone out of the sheet, line by line, as Tesseract reads it best.

Measured (docs/adr/0008-reading.md): 300 dpi by cubic interpolation, a Gaussian of 1.2 and grey; a
median destroys a standard fax. Rules and comb lines of the print are taken out and the strokes
that cross them mended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from forms.geometry import BoxMm
from ocr.glyphs import characters_apart, marks_over
from ocr.ink import Compared, Part, grown, is_rule, moved_cut, parts, snug_shift
from ocr.mending import Mended, without_print
from ocr.placement import FLAT_PER_MM, flat_slice
from ocr.reference import around
from ocr.sheet import Grey
from ocr.tesseract import DPI

_PER_MM = DPI / 25.4
_BLUR = 1.2
_OVERHANG_MM = 0.9
"""Typing seldom hits the line: what starts inside a zone may reach so far out of it."""
_BEYOND_CELLS_MM = 1.6
"""So far above and below the writing the rules of a comb show where they are."""
_BESIDE_MM = 1.5
"""A full stop, too small to count as ink, stands so far behind the last letter."""
_EDGE_MM = 0.45
"""The rule around a zone reaches so far into it."""
_WHITE_PX = 8
_RIM_MM = 0.35
_WRITTEN_MM2 = 0.35
_WRITTEN_MM = 0.8
_LINE_GAP = 0.06
_WIDE_GAP_MM, _CLOSED_GAP_MM = 0.9, 0.55


@dataclass(frozen=True, slots=True, eq=False)
class LineImage:
    """One line of writing, ready to be read."""

    grey: Grey
    other: Grey | None
    """A second view where a printed rule ran through the writing: either may be a guess."""
    apart: int
    """Characters that stand apart; 0 where they are not one a cell."""
    above: int
    """Dots and accents above letters."""
    beside: bool = False
    """More stands right beside it that may be of it and was not cut out with it."""


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


def _box_of(pieces: Sequence[Part]) -> BoxMm:
    box = pieces[0].box
    for piece in pieces[1:]:
        box = around(box, piece.box)
    return box


def _holds(zone: BoxMm, piece: Part) -> bool:
    """Tell whether a piece belongs to a zone: its middle lies there, or just outside."""
    x, y = piece.box.centre
    inside = grown(zone, 0.25)
    return inside.left <= x <= inside.right and inside.top <= y <= inside.bottom


def written_in(compared: Compared, zone: BoxMm) -> Written:
    """Find the new ink that belongs to a zone."""
    near = parts(compared.new, grown(zone, _OVERHANG_MM))
    own = (piece for piece in near if _holds(zone, piece) and not is_rule(piece, zone))
    return Written(zone, tuple(own))


def _resized(mask: Grey, shape: tuple[int, ...]) -> Grey:
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(mask * 255, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _foreign(compared: Compared, box: BoxMm, zone: BoxMm) -> Grey:
    """Mask ink that reaches into the crop from other places: 1 where it stands."""
    rows, columns = flat_slice(box)
    mask = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.uint8)
    for piece in parts(compared.new, box):
        if not _holds(zone, piece):
            down, across = flat_slice(grown(piece.box, 0.1))
            top, left = max(0, down.start - rows.start), max(0, across.start - columns.start)
            mask[top : down.stop - rows.start, left : across.stop - columns.start] = 1
    return mask


def _printed(compared: Compared, box: BoxMm, zone: BoxMm) -> Grey:
    """Mask the print within the crop, moved to where it lies on this page: 1 where it stands."""
    return moved_cut(compared.near_print, box, snug_shift(compared, zone))


def _cut_out(box: BoxMm, zone: BoxMm, beyond: float) -> BoxMm:
    """Grow the box of writing by white, and on the sides no farther than the rules of its zone."""
    return BoxMm(
        max(box.left - _BESIDE_MM, min(zone.left + _EDGE_MM, box.left - _RIM_MM / 2)),
        box.top - beyond,
        min(box.right + _BESIDE_MM, max(zone.right - _EDGE_MM, box.right + _RIM_MM / 2)),
        box.bottom + beyond,
    )


def _without_print(compared: Compared, box: BoxMm, zone: BoxMm, *, cells: bool) -> Mended:
    """Cut what stands in a box out with the print taken away, and white around it."""
    beyond = _BEYOND_CELLS_MM if cells else _RIM_MM
    wide = _cut_out(box, zone, beyond)
    crop = compared.placement.crop(wide, _PER_MM)
    foreign = _foreign(compared, wide, zone)
    if foreign.any():
        crop[_resized(foreign, crop.shape) > 127] = 255
    mask = (_resized(_printed(compared, wide, zone), crop.shape) > 127).astype(np.uint8)
    margin = round(beyond * _PER_MM)
    return without_print(crop, mask, slice(margin, len(crop) - margin))


def _lines_of(pieces: Sequence[Part], lines: int) -> list[list[Part]]:
    """Sort pieces into lines of writing, top to bottom, by the rows of the page they cover."""
    if lines == 1:
        return [list(pieces)]
    top = min(piece.box.top for piece in pieces)
    bottom = max(piece.box.bottom for piece in pieces)
    rows = np.zeros(max(1, round((bottom - top) * FLAT_PER_MM)))
    for piece in pieces:
        first, last = (
            round((edge - top) * FLAT_PER_MM) for edge in (piece.box.top, piece.box.bottom)
        )
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
    inked = np.asarray(np.any(crop < 150, axis=0))
    limit, gap = round(_WIDE_GAP_MM * _PER_MM), round(_CLOSED_GAP_MM * _PER_MM)
    keep = np.ones(inked.shape, dtype=np.bool_)
    columns = np.flatnonzero(inked)
    for before, after in pairwise(columns):
        if after - before > limit:
            keep[before + gap // 2 + 1 : after - gap // 2] = False
    return np.ascontiguousarray(crop[:, keep])


def _framed(grey: Grey, *, cells: bool) -> Grey:
    """Leave white around the writing and close up its cells."""
    border = round((_BEYOND_CELLS_MM - _RIM_MM) * _PER_MM) if cells else 0
    grey = np.pad(grey[border : len(grey) - border], _WHITE_PX, constant_values=255)
    return _closed_up(grey) if cells else grey


def _soft(grey: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), _BLUR), dtype=np.uint8)


def _line(compared: Compared, zone: BoxMm, pieces: Sequence[Part], *, cells: bool) -> LineImage:
    line = _without_print(compared, _box_of(pieces), zone, cells=cells)
    grey = _framed(line.bridged, cells=cells)
    return LineImage(
        grey=_soft(grey),
        other=None if line.faint is None else _soft(_framed(line.faint, cells=cells)),
        apart=characters_apart(grey) if cells else 0,
        above=0 if cells else len(marks_over(grey).marks),
    )


def line_images(
    compared: Compared, written: Written, *, lines: int, cells: bool
) -> tuple[LineImage, ...]:
    """Cut each line of what is written, ready for Tesseract.

    Args:
        compared: the page over its print.
        written: what stands in the zone.
        lines: how many lines the zone has room for.
        cells: one character a cell: close the gaps.
    """
    split = _lines_of(written.pieces, lines)
    return tuple(_line(compared, written.zone, pieces, cells=cells) for pieces in split)
