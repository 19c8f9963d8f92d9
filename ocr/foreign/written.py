"""What is written in each place: its pieces of ink, and images of its lines."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from ocr.foreign.owners import Owned, owned
from ocr.foreign.segments import Numbers, Piece
from ocr.glyphs import characters_apart, marks_over
from ocr.marking.lines import PER_MM, px
from ocr.sheet import Grey
from ocr.writing import LineImage

__all__ = ["Owned", "cut_lines", "owned"]

_WRITTEN_MM2, _WRITTEN_MM = 0.5, 1.0
"""Less ink than this, or nothing of this size, is dirt."""
_SPECK_MM2 = 0.05
_RIM_PX = 6
_WHITE = 255
_LINE_MM = 2.2
"""Lines of writing are at least so far apart."""
_WIDE_GAP_MM, _CLOSED_GAP_MM = 1.6, 0.7


def _is_written(pieces: Sequence[Piece]) -> bool:
    area = sum(piece.area for piece in pieces) / PER_MM**2
    longest = max((max(p.width, p.height) for p in pieces), default=0) / PER_MM
    return area >= _WRITTEN_MM2 and longest >= _WRITTEN_MM


def _without_specks(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out specks that stand far from all writing."""
    large = [p for p in pieces if max(p.width, p.height) >= px(_WRITTEN_MM)]
    if not large:
        return []
    kept = []
    for piece in pieces:
        near = any(
            piece.left < p.right + px(3)
            and piece.right > p.left - px(3)
            and piece.top < p.bottom + px(1.6)
            and piece.bottom > p.top - px(1.6)
            for p in large
        )
        if near and piece.area >= _SPECK_MM2 * PER_MM**2:
            kept.append(piece)
    return kept


def writing_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Sort pieces into lines of writing, top to bottom; what is only dirt is no line."""
    if not pieces:
        return []
    letters = [p for p in pieces if p.height > px(1.2)] or list(pieces)
    usual = sorted(p.height for p in letters)[len(letters) // 2]
    apart = max(px(_LINE_MM), 0.75 * usual)
    middles: list[list[float]] = []
    for piece in sorted(letters, key=lambda p: p.centre[1]):
        y = piece.centre[1]
        if middles and y - middles[-1][-1] < 0.5 * apart and y - middles[-1][0] < 1.6 * apart:
            middles[-1].append(y)
        else:
            middles.append([y])
    centres = _merged([(float(np.median(line)), len(line)) for line in middles], apart)
    found: list[list[Piece]] = [[] for _ in centres]
    for piece in pieces:
        nearest = min(range(len(centres)), key=lambda i: abs(centres[i] - piece.centre[1]))
        found[nearest].append(piece)
    return [line for line in found if _is_written(line)]


def _merged(lines: Sequence[tuple[float, int]], apart: float) -> list[float]:
    """Put lines together that are too near to one another to be two."""
    found: list[tuple[float, int]] = []
    for centre, count in lines:
        if found and centre - found[-1][0] < apart:
            last, many = found[-1]
            found[-1] = ((last * many + centre * count) / (many + count), many + count)
        else:
            found.append((centre, count))
    return [centre for centre, _ in found]


def _crop(page: Grey, numbers: Numbers, pieces: Sequence[Piece]) -> Grey:
    """Cut a line out of the page with everything white that is not of it."""
    left, top = min(p.left for p in pieces) - _RIM_PX, min(p.top for p in pieces) - _RIM_PX
    right, bottom = max(p.right for p in pieces) + _RIM_PX, max(p.bottom for p in pieces) + _RIM_PX
    rows, columns = slice(max(0, top), bottom), slice(max(0, left), right)
    own = np.isin(numbers[rows, columns], [p.number for p in pieces])
    near = cv2.dilate(own.astype(np.uint8), np.ones((5, 5), np.uint8))
    others = (numbers[rows, columns] > 0) & ~own
    keep = (near > 0) & ~others
    return np.where(keep, page[rows, columns], _WHITE).astype(np.uint8)


def _closed_up(crop: Grey) -> Grey:
    """Bring characters that stand one a cell as close together as those of a word."""
    inked = np.flatnonzero(np.any(crop < 150, axis=0))
    keep = np.ones(crop.shape[1], dtype=np.bool_)
    for before, after in pairwise(inked.tolist()):
        if after - before > px(_WIDE_GAP_MM):
            gap = px(_CLOSED_GAP_MM)
            keep[before + gap // 2 + 1 : after - gap // 2] = False
    return np.ascontiguousarray(crop[:, keep])


def cut_lines(
    page: Grey, numbers: Numbers, pieces: Sequence[Piece], *, cells: bool
) -> tuple[LineImage, ...]:
    """Cut out the lines of what is written in a place; none where it is blank.

    Args:
        page: upright, without its drawing, at 300 dpi.
        numbers: the map of all pieces of ink.
        pieces: those of the place.
        cells: the place has one cell a character.
    """
    clean = _without_specks(pieces)
    if not _is_written(clean):
        return ()
    images = []
    for line in writing_lines(clean):
        crop = _crop(page, numbers, line)
        grey = _closed_up(crop) if cells else crop
        images.append(
            LineImage(
                grey=np.pad(grey, 4, constant_values=_WHITE),
                other=None,
                apart=characters_apart(crop) if cells else 0,
                above=0 if cells else len(marks_over(crop).marks),
            )
        )
    return tuple(images)
