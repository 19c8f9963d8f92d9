"""What is written in each place: its pieces of ink, and images of its lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from forms.geometry import BoxMm
from ocr.foreign.areas import Area
from ocr.foreign.ground import Ground, piece_box, within
from ocr.foreign.segments import Numbers, Piece
from ocr.glyphs import characters_apart, marks_over
from ocr.marking.lines import PER_MM, px
from ocr.sheet import Grey
from ocr.writing import LineImage

_SLACK_MM = 1.6
"""Writing may begin so far above or below its place."""
_WRITTEN_MM2, _WRITTEN_MM = 0.5, 1.0
"""Less ink than this, or nothing of this size, is dirt."""
_SPECK_MM2 = 0.05
_RIM_PX = 6
_WHITE = 255
_HALF_LETTER_MM = 1.3
_LINE_MM = 2.2
"""Lines of writing are at least so far apart."""
_WIDE_GAP_MM, _CLOSED_GAP_MM = 1.6, 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """The ink of every place."""

    pieces: Mapping[str, tuple[Piece, ...]]

    def of(self, key: str) -> tuple[Piece, ...]:
        """Give the pieces of one field."""
        return self.pieces.get(key, ())


@dataclass(frozen=True, slots=True)
class _Loose:
    """Ink that is no print, with the line that it stands in."""

    piece: Piece
    line: int


def _loose(ground: Ground) -> Iterator[_Loose]:
    """Yield the pieces of ink that are no print."""
    taken: dict[int, list[tuple[float, float]]] = {}
    for span in ground.print_spans:
        tokens = span.printed.tokens
        edges = (tokens[span.first].left, tokens[span.behind - 1].right)
        taken.setdefault(id(span.printed), []).append(edges)
    for number, printed in enumerate(ground.printed):
        edges_of = taken.get(id(printed), [])
        for piece in printed.segment.pieces:
            if not any(left <= piece.centre[0] <= right for left, right in edges_of):
                yield _Loose(piece, number)
    for piece in ground.tall:
        yield _Loose(piece, -1)


def _levels(loose: Sequence[_Loose]) -> dict[int, float]:
    """Give for each line of writing the height of its middle, told by where its letters stand.

    Writing rides above the words beside it, and large writing by more: its feet are the better
    guide.
    """
    feet: dict[int, list[float]] = {}
    for one in loose:
        if one.piece.height > px(1.2):
            feet.setdefault(one.line, []).append(one.piece.bottom / PER_MM)
    return {line: float(np.median(bottoms)) - _HALF_LETTER_MM for line, bottoms in feet.items()}


def _owner(
    places: Mapping[str, Area], ground: Ground, piece: Piece, level: float | None
) -> str | None:
    """Give the field in whose place a piece stands; the nearest where several could be."""
    x, y = piece_box(piece).centre
    cell = ground.cells.at(x, y)
    best: tuple[float, str] | None = None
    for key, area in places.items():
        box = area.box
        if not (box.left - 0.6 <= x <= box.right + 0.6):
            continue
        if not (box.top - _SLACK_MM <= y <= box.bottom + _SLACK_MM):
            continue
        if cell and not within(ground.cells.boxes[cell], *box.centre):
            continue
        outside = max(box.top - y, y - box.bottom, 0.0)
        distance = (
            10 * outside
            + abs((y if level is None else level) - area.line)
            + 0.02 * max(0.0, x - box.left)
        )
        if best is None or distance < best[0]:
            best = (distance, key)
    return best[1] if best else None


def owned(ground: Ground, places: Mapping[str, Area]) -> Owned:
    """Share out all ink that is no print among the places of a page.

    Writing that runs out of its place stays whole: a line of which most stands in one place is
    all of that place, unless the rest stands in another's.
    """
    loose = list(_loose(ground))
    levels = _levels(loose)
    owners = [
        _owner(places, ground, one.piece, levels.get(one.line) if one.line >= 0 else None)
        for one in loose
    ]
    by_line: dict[int, dict[str, int]] = {}
    for one, key in zip(loose, owners, strict=True):
        if key is not None and one.line >= 0:
            counts = by_line.setdefault(one.line, {})
            counts[key] = counts.get(key, 0) + one.piece.area
    found: dict[str, list[Piece]] = {}
    for one, key in zip(loose, owners, strict=True):
        counts = by_line.get(one.line, {})
        own = max(counts, key=lambda k: counts[k]) if counts else None
        if own is None or (key is not None and not _over(places[own].box, places[key].box)):
            own = key
        if own is not None and (key or _near(places[own].box, one.piece)):
            found.setdefault(own, []).append(one.piece)
    return Owned({key: tuple(pieces) for key, pieces in found.items()})


def _over(one: BoxMm, other: BoxMm) -> bool:
    """Tell whether two places stand over one another: a line of writing is in one of them."""
    narrow = min(one.width, other.width)
    return min(one.right, other.right) - max(one.left, other.left) > 0.4 * narrow


def _near(box: BoxMm, piece: Piece) -> bool:
    """Tell whether ink outside a place may have run out of it."""
    at = piece_box(piece)
    beside = at.left < box.right + 25 and at.right > box.left - 4
    return beside and at.top < box.bottom + 4 and at.bottom > box.top - 4


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


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Sort pieces into lines of writing, top to bottom."""
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
    for line in _lines(clean):
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
