"""Write a line of text in one hand: characters or whole words set side by side on a baseline.

Inside, the unit is the height of a capital, x to the right and y up from the baseline.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""Rows of pixels, 0 black to 255 white."""
Points = NDArray[np.float32]
Strokes = tuple[Points, ...]

PX_PER_MM = 300 / 25.4
_SHIFT = 4
_MARGIN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a hand writes, in heights of a capital unless said otherwise."""

    x_height: float = 0.6
    ascender: float = 1.05
    descender: float = 0.4
    gap: float = 0.18
    space: float = 0.65
    slant: float = 0.0
    """Shift to the right a height."""
    width: float = 1.0
    """Stretch across."""
    unsteady: float = 0.04
    """Standard deviation of the height and place of characters."""
    climbs: float = 0.0
    """Rise of the baseline a length."""
    joined: float = 0.0
    """Share of neighbouring small letters between which the pen is not lifted."""
    pen_mm: float = 0.5
    grey: int = 30
    """Grey of the ink: 0 black."""


class Hand(Protocol):
    """Somebody, or a font, that can write."""

    @property
    def name(self) -> str:
        """Name of the hand: a writer or a font."""
        ...

    def manner(self, rng: np.random.Generator) -> Manner:
        """Draw the manner of one line."""
        ...

    def can_write(self, text: str) -> bool:
        """Tell whether every character of a text is in this hand."""
        ...

    def strokes(self, text: str, manner: Manner, rng: np.random.Generator) -> Strokes:
        """Write a text from x = 0."""
        ...

    def drawn(self, text: str, manner: Manner, rng: np.random.Generator, cap_px: float, /) -> Grey:
        """Draw what is no strokes (a font); not called for hands of strokes."""
        ...

    @property
    def is_strokes(self) -> bool:
        """Tell strokes from a font."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Composed:
    """A line, dark on white, cut close to its ink."""

    grey: Grey = field(repr=False)
    baseline: float
    """Row of the baseline, in pixels from the top."""


def _slanted(strokes: Strokes, manner: Manner) -> Strokes:
    turn = np.array(
        [[manner.width, manner.climbs], [manner.slant * manner.width, 1.0]], dtype=np.float32
    )
    return tuple(stroke @ turn for stroke in strokes)


def inked(strokes: Sequence[Points], cap_px: float, pen_px: float, grey: int) -> Composed:
    """Draw strokes with a round pen."""
    points = np.concatenate(strokes) * (cap_px, -cap_px)
    margin = pen_px / 2 + _MARGIN
    left, top = points.min(axis=0) - margin
    right, bottom = points.max(axis=0) + margin
    image = np.full((int(bottom - top) + 1, int(right - left) + 1), 255, np.uint8)
    scale = 1 << _SHIFT
    lines = [
        np.round((stroke * (cap_px, -cap_px) - (left, top)) * scale).astype(np.int32)
        for stroke in strokes
    ]
    thick = max(1, round(pen_px))
    cv2.polylines(
        image, lines, isClosed=False, color=grey, thickness=thick, lineType=16, shift=_SHIFT
    )
    return Composed(image, float(-top))


def composed(
    text: str,
    hand: Hand,
    rng: np.random.Generator,
    *,
    cap_mm: float = 3.5,
    px_per_mm: float = PX_PER_MM,
    pen_mm: float | None = None,
    gap: float | None = None,
) -> Composed:
    """Write a line and give it with its baseline.

    Args:
        text: one line; characters that the hand lacks are an error.
        hand: who writes.
        rng: decides everything that varies.
        cap_mm: height of a capital; people write 2.5 to 5 mm high on forms.
        px_per_mm: resolution of the picture.
        pen_mm: width of the pen; drawn by the hand where it is not given.
        gap: room between characters, in heights of a capital, as the cells of a comb make it.

    Raises:
        ValueError: the text is blank or the hand cannot write it.
    """
    if not text.strip() or not hand.can_write(text):
        raise ValueError("this hand cannot write this text")
    manner = hand.manner(rng)
    if pen_mm is not None:
        manner = replace(manner, pen_mm=pen_mm)
    if gap is not None:
        manner = replace(manner, gap=gap, space=max(manner.space, 2 * gap))
    cap_px = cap_mm * px_per_mm
    if not hand.is_strokes:
        grey = hand.drawn(text, manner, rng, cap_px)
        return Composed(grey, len(grey) * 0.8)
    strokes = _slanted(hand.strokes(text, manner, rng), manner)
    return inked(strokes, cap_px, manner.pen_mm * px_per_mm, manner.grey)


def hand_line(
    text: str,
    hand: Hand,
    rng: np.random.Generator,
    *,
    cap_mm: float = 3.5,
    px_per_mm: float = PX_PER_MM,
    pen_mm: float | None = None,
    gap: float | None = None,
) -> Grey:
    """Write a line: see `composed`."""
    return composed(
        text, hand, rng, cap_mm=cap_mm, px_per_mm=px_per_mm, pen_mm=pen_mm, gap=gap
    ).grey
