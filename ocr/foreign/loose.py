"""Ink that is no print, in the words and lines in which it was written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.foreign.ground import Ground, around, piece_box, within
from ocr.foreign.segments import Piece
from ocr.marking.lines import PER_MM, px

_LETTER_MM = 1.2
"""Lower pieces are dots, dashes and what a fax broke off a letter."""
_HALF_LETTER_MM = 1.3
_SHARED_LOW, _SHARED_HIGH = 0.5, 0.3
"""Share of the lower and of the higher of two letters that stand beside one another."""
_WORD_GAP, _WORD_GAP_MM = 0.35, 0.9
_LINE_GAP, _LINE_GAP_MM = 1.7, 5.0
"""White between letters of one word and words of one line: in letter heights, and at least."""
_TALLEST_MM = 6.0
_NEAR_MM = 1.6
"""A dot is of the letter that stands so near."""
_FLAT = 1.5


@dataclass(frozen=True)
class Word:
    """Pieces of ink that stand close together."""

    pieces: tuple[Piece, ...]

    @cached_property
    def box(self) -> BoxMm:
        """Give the box around it."""
        return around(piece_box(piece) for piece in self.pieces)

    @cached_property
    def area(self) -> int:
        """Give the pixels of its ink."""
        return sum(piece.area for piece in self.pieces)

    @cached_property
    def centre(self) -> tuple[float, float]:
        """Give the middle of its ink in millimetres."""
        weights = [piece.area for piece in self.pieces]
        x, y = np.average([piece.centre for piece in self.pieces], axis=0, weights=weights)
        return float(x / PER_MM), float(y / PER_MM)


@dataclass(frozen=True)
class Line:
    """Words that follow one another on one height."""

    words: tuple[Word, ...]

    @cached_property
    def box(self) -> BoxMm:
        """Give the box around it."""
        return around(word.box for word in self.words)

    @cached_property
    def area(self) -> int:
        """Give the pixels of its ink."""
        return sum(word.area for word in self.words)

    @cached_property
    def level(self) -> float:
        """Give the height of its middle, told by where its letters stand.

        Writing rides above the words beside it, and large writing by more: its feet are the
        better guide.
        """
        pieces = [piece for word in self.words for piece in word.pieces]
        letters = [piece for piece in pieces if piece.height > px(_LETTER_MM)]
        if not letters:
            return self.words[0].centre[1]
        return float(np.median([piece.bottom for piece in letters])) / PER_MM - _HALF_LETTER_MM


def loose_pieces(ground: Ground, printed: Sequence[BoxMm] = ()) -> Iterator[Piece]:
    """Yield the pieces of ink that are no print.

    Args:
        ground: the page.
        printed: words that are print too, though of no label.
    """
    taken: dict[int, list[tuple[float, float]]] = {}
    for span in ground.print_spans:
        tokens = span.printed.tokens
        edges = (tokens[span.first].left, tokens[span.behind - 1].right)
        taken.setdefault(id(span.printed), []).append(edges)
    found = list(ground.tall)
    for one in ground.printed:
        edges_of = taken.get(id(one), [])
        found += [
            piece
            for piece in one.segment.pieces
            if not any(left <= piece.centre[0] <= right for left, right in edges_of)
        ]
    for piece in found:
        x, y = piece_box(piece).centre
        if not any(within(box, x, y) for box in printed):
            yield piece


class _Groups:
    """Things that are put together pair by pair."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def of(self, one: int) -> int:
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, one: int, other: int) -> None:
        self._above[self.of(one)] = self.of(other)

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for one in range(len(self._above)):
            found.setdefault(self.of(one), []).append(one)
        return list(found.values())


def _edges(boxes: Sequence[BoxMm]) -> NDArray[np.float64]:
    """Give boxes as rows of left, top, right, bottom."""
    return np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]).reshape(-1, 4)


class _Walls:
    """What parts writing: print, and the sides of cells."""

    def __init__(self, ground: Ground) -> None:
        self._edges = _edges([*ground.obstacles(), *ground.walls])

    def between(self, one: BoxMm, other: BoxMm) -> bool:
        """Tell whether something stands between two boxes, the first to the left."""
        low, high = one.right - 0.3, other.left + 0.3
        y = (max(one.top, other.top) + min(one.bottom, other.bottom)) / 2
        left, top, right, bottom = self._edges.T
        middle = (left + right) / 2
        return bool(((low < middle) & (middle < high) & (top < y) & (y < bottom)).any())


def _beside(boxes: Sequence[BoxMm]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give for each two boxes the gap from the first to the second, and the greater height.

    The gap is infinite where they do not stand on one height or the second begins before the first.
    """
    left, top, right, bottom = _edges(boxes).T
    high = bottom - top
    shared = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    low, tall = np.minimum(high[:, None], high), np.maximum(high[:, None], high)
    beside = (shared > _SHARED_LOW * low) & (shared > _SHARED_HIGH * tall)
    gap = left[None, :] - right[:, None]
    follows = beside & (left[:, None] <= left)
    np.fill_diagonal(follows, val=False)
    return np.where(follows, gap, np.inf), np.minimum(tall, _TALLEST_MM)


def _words(boxes: Sequence[BoxMm], walls: _Walls) -> list[list[int]]:
    """Group letters in words."""
    gaps, heights = _beside(boxes)
    groups = _Groups(len(boxes))
    for one, other in np.argwhere(gaps < np.maximum(_WORD_GAP * heights, _WORD_GAP_MM)).tolist():
        if gaps[one, other] < 0.2 or not walls.between(boxes[one], boxes[other]):
            groups.join(one, other)
    return groups.groups()


def _in_lines(letters: Sequence[BoxMm], words: Sequence[Sequence[int]], walls: _Walls) -> _Groups:
    """Put words together whose nearest letters follow one another."""
    gaps, heights = _beside(letters)
    word_of = {letter: number for number, word in enumerate(words) for letter in word}
    groups = _Groups(len(words))
    for one in range(len(letters)):
        other = int(gaps[one].argmin())
        gap = gaps[one, other]
        if gap < max(_LINE_GAP * heights[one, other], _LINE_GAP_MM) and not walls.between(
            letters[one], letters[other]
        ):
            groups.join(word_of[one], word_of[other])
    return groups


def _nearest(piece: Piece, letters: NDArray[np.float64]) -> int | None:
    """Give the letter that a small piece stands next to."""
    if not len(letters):
        return None
    at = piece_box(piece)
    left, top, right, bottom = letters.T
    across = np.maximum(np.maximum(left - at.right, at.left - right), 0)
    down = np.maximum(np.maximum(top - at.bottom, at.top - bottom), 0)
    distance = np.hypot(across, _FLAT * down)
    best = int(distance.argmin())
    return best if distance[best] < _NEAR_MM else None


def loose_lines(ground: Ground, pieces: Sequence[Piece]) -> list[Line]:
    """Group loose ink in the lines in which it was written.

    Args:
        ground: the page.
        pieces: the ink, as `loose_pieces` gives it.
    """
    letters = [piece for piece in pieces if piece.height > px(_LETTER_MM)]
    small = [piece for piece in pieces if piece.height <= px(_LETTER_MM)]
    boxes = [piece_box(piece) for piece in letters]
    walls = _Walls(ground)
    words = _words(boxes, walls) if boxes else []
    members = [[letters[number] for number in word] for word in words]
    word_of = {letter: number for number, word in enumerate(words) for letter in word}
    edges = _edges(boxes)
    alone = []
    for piece in small:
        nearest = _nearest(piece, edges)
        if nearest is None:
            alone.append(Line((Word((piece,)),)))
        else:
            members[word_of[nearest]].append(piece)
    groups = _in_lines(boxes, words, walls).groups() if words else []
    lines = [
        Line(tuple(sorted((Word(tuple(members[n])) for n in line), key=lambda w: w.box.left)))
        for line in groups
    ]
    return [*lines, *alone]
