"""Pieces of ink in lines: what may be a printed label, an answer, or both."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ocr.connected import connected
from ocr.foreign.structure import Structure
from ocr.marking.lines import px
from ocr.sheet import Grey

_LEAST_PX = 7
"""Smaller pieces are dirt."""
_TYPICAL_MM = (1.1, 5.0)
"""Heights of printed letters."""
_TALL = 2.6
"""Times the usual height of letters: what is taller is writing that runs over lines, or a logo."""
_SMALL = 0.45
_GAP = 1.35
"""Times the height of a line: a wider gap parts two segments. Courier's space is 1.3."""
_OVERLAP = 0.5
_HAND, _WORD_GAP = 1.8, 0.3
"""Where a word begins with so much higher a letter, writing follows print."""
_PRINT, _WIDE_GAP = 0.62, 0.75
"""Where a word begins with so much lower a letter behind so wide a gap, print follows writing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected piece of ink; pixels."""

    number: int
    """Of the piece in the map of all pieces."""
    left: int
    top: int
    right: int
    bottom: int
    area: int

    @property
    def centre(self) -> tuple[float, float]:
        """Give its middle (x, y) in pixels."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def width(self) -> int:
        """Give its width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Give its height in pixels."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Segment:
    """Pieces of ink that stand in one line; pixels."""

    pieces: tuple[Piece, ...]

    @cached_property
    def left(self) -> int:
        """Give the left edge."""
        return min(piece.left for piece in self.pieces)

    @cached_property
    def top(self) -> int:
        """Give the upper edge."""
        return min(piece.top for piece in self.pieces)

    @cached_property
    def right(self) -> int:
        """Give the right edge."""
        return max(piece.right for piece in self.pieces)

    @cached_property
    def bottom(self) -> int:
        """Give the lower edge."""
        return max(piece.bottom for piece in self.pieces)


Numbers = NDArray[np.int32]
"""For every pixel the number of the piece that it belongs to; 0 for paper."""


def pieces_of(mask: Grey) -> tuple[list[Piece], Numbers]:
    """Give the connected pieces of a mask and the map of them."""
    pieces = connected(mask)
    found = [
        Piece(number, left, top, left + width, top + height, area)
        for number, (left, top, width, height, area) in enumerate(pieces.stats[1:].tolist(), 1)
        if area >= _LEAST_PX
    ]
    return found, pieces.numbers


def letter_height(pieces: Sequence[Piece]) -> float:
    """Give the usual height of the page's letters in pixels, each weighted by its width."""
    low, high = (px(limit) for limit in _TYPICAL_MM)
    heights = sorted(p.height for p in pieces if low <= p.height <= high and p.width <= 3 * high)
    return float(heights[len(heights) * 6 // 10]) if heights else px(2.4)


@dataclass(slots=True)
class _Run:
    """A segment that is still growing."""

    pieces: list[Piece]
    right: int
    top: float
    bottom: float

    def add(self, piece: Piece, *, small: bool) -> None:
        self.pieces.append(piece)
        self.right = max(self.right, piece.right)
        if not small:
            last = [p for p in self.pieces[-9:] if p.height >= _SMALL * piece.height]
            self.top = float(median(p.top for p in last))
            self.bottom = float(median(p.bottom for p in last))


def _fits(run: _Run, piece: Piece, *, small: bool, usual: float) -> float | None:
    """Give how far a piece stands behind a run, in line heights; None where it is not of it."""
    high = max(run.bottom - run.top, 0.6 * usual)
    gap = (piece.left - run.right) / high
    if gap > _GAP or (gap > _WORD_GAP and piece.height > _HAND * high):
        return None
    if not small and gap > _WIDE_GAP and piece.height < _PRINT * high:
        return None
    if small:
        middle = (piece.top + piece.bottom) / 2
        inside = run.top - 0.5 * high <= middle <= run.bottom + 0.35 * high
        return max(gap, 0.0) if inside else None
    shared = min(run.bottom, piece.bottom) - max(run.top, piece.top)
    if shared < _OVERLAP * min(high, piece.height):
        return None
    return max(gap, 0.0) + abs(run.bottom - piece.bottom) / high


def _crossed(run: _Run, piece: Piece, sides: NDArray[np.float64]) -> bool:
    """Tell whether the side of a cell stands between a run and a piece."""
    if not len(sides):
        return False
    middle = (piece.top + piece.bottom) / 2
    slack = px(0.3)
    between = (sides[:, 0] > run.right - slack) & (sides[:, 0] < piece.left + slack)
    return bool((between & (sides[:, 1] < middle) & (middle < sides[:, 2])).any())


def segments(drawing: Structure, pieces: Sequence[Piece]) -> tuple[list[Segment], list[Piece]]:
    """Group the ink of a page in lines.

    Args:
        drawing: gives the sides of cells, which part segments.
        pieces: the ink of the page without its drawing and its tick boxes.

    Returns:
        The segments, and the pieces that are too tall for a line of letters.
    """
    usual = letter_height(pieces)
    sides = np.array([(r.at, r.start, r.stop) for r in drawing.upright]).reshape(-1, 3)
    tall = [p for p in pieces if p.height > _TALL * usual]
    rest = sorted((p for p in pieces if p.height <= _TALL * usual), key=lambda p: p.left)
    runs: list[_Run] = []
    live: list[_Run] = []
    late: list[Piece] = []
    for piece in rest:
        small = piece.height < _SMALL * usual
        live = [run for run in live if piece.left - run.right < 3 * usual]
        fits = [
            (value, number)
            for number, run in enumerate(live)
            # Most runs stand on other lines: telling so here spares most calls.
            if piece.bottom > run.top - 2 * usual
            and piece.top < run.bottom + 2 * usual
            and (value := _fits(run, piece, small=small, usual=usual)) is not None
            and not _crossed(run, piece, sides)
        ]
        if fits:
            live[min(fits)[1]].add(piece, small=small)
        elif small:
            late.append(piece)
        else:
            run = _Run([piece], piece.right, float(piece.top), float(piece.bottom))
            runs.append(run)
            live.append(run)
    _attach(late, runs, usual)
    return [Segment(tuple(run.pieces)) for run in runs], tall


def _attach(late: Sequence[Piece], runs: Sequence[_Run], usual: float) -> None:
    """Give dots that came before their letter to the line that they belong to."""
    for piece in late:
        middle = (piece.top + piece.bottom) / 2
        near = [
            run
            for run in runs
            if run.top - 0.5 * usual <= middle <= run.bottom + 0.3 * usual
            and run.pieces[0].left - usual < piece.left < run.right + usual
        ]
        if near:
            min(near, key=lambda run: abs(run.pieces[0].left - piece.left)).pieces.append(piece)
        else:
            # A run of its own: a lone dash may be an answer.
            pass
