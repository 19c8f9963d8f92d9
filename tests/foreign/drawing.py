"""A page as a list of things to draw, in millimetres from the top left; printed at 300 dpi."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, BoxMm
from tests.foreign.faces import PX_PER_MM, font, width_mm

Pixels = NDArray[np.uint8]
"""Rows of pixels, 0 black to 255 white."""
_Draw = Callable[[ImageDraw.ImageDraw], None]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the value of one field is to be written."""

    key: str
    area: BoxMm
    base: float | None = None
    """Baseline of the first line where one is printed; None where a person chooses it."""
    lines: int = 1
    cells: tuple[BoxMm, ...] = ()
    """Squares of a comb."""


@dataclass(frozen=True, slots=True)
class TickBox:
    """A place to tick; `says` is the answer of a mark in it."""

    key: str
    box: BoxMm
    says: bool | str = True


@dataclass(frozen=True, slots=True)
class OptionWord:
    """A printed option, to be struck out where it does not apply."""

    key: str
    option: str
    box: BoxMm


@dataclass(slots=True)
class Drawing:
    """What is printed on a page, and where people are to write."""

    slots: list[Slot] = field(default_factory=list)
    ticks: list[TickBox] = field(default_factory=list)
    options: list[OptionWord] = field(default_factory=list)
    labels: dict[str, BoxMm] = field(default_factory=dict)
    _ops: list[_Draw] = field(default_factory=list)

    def text(
        self, x: float, base: float, words: str, path: str, size_pt: float, grey: int = 0
    ) -> float:
        """Print words on a baseline; gives the right end."""
        at, face = (x * PX_PER_MM, base * PX_PER_MM), font(path, size_pt)
        self._ops.append(lambda d: d.text(at, words, font=face, fill=grey, anchor="ls"))
        return x + width_mm(path, size_pt, words)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float, grey: int = 0) -> None:
        """Print a straight line; `width` in millimetres."""
        at = tuple(round(v * PX_PER_MM) for v in (x0, y0, x1, y1))
        pixels = max(1, round(width * PX_PER_MM))
        self._ops.append(lambda d: d.line(at, fill=grey, width=pixels))

    def box(
        self, box: BoxMm, width: float, fill: int | None = None, radius: float = 0.0, grey: int = 0
    ) -> None:
        """Print a rectangle; no outline where `width` is 0."""
        at = tuple(v * PX_PER_MM for v in (box.left, box.top, box.right, box.bottom))
        pixels = max(1, round(width * PX_PER_MM)) if width else 0
        outline = grey if width else None
        self._ops.append(
            lambda d: d.rounded_rectangle(
                at, radius * PX_PER_MM, fill=fill, outline=outline, width=pixels
            )
        )

    def dots(self, x0: float, x1: float, base: float, step: float = 1.0, size: float = 0.3) -> None:
        """Print a dotted line."""
        half = size * PX_PER_MM / 2
        count = max(0, int((x1 - x0) / step))

        def draw(d: ImageDraw.ImageDraw) -> None:
            y = base * PX_PER_MM
            for number in range(count):
                x = (x0 + number * step) * PX_PER_MM
                d.ellipse((x - half, y - half, x + half, y + half), fill=0)

        self._ops.append(draw)

    def picture(self, draw: _Draw) -> None:
        """Print anything else, in pixels of 300 dpi."""
        self._ops.append(draw)

    def written_on(self) -> Iterator[OptionWord | TickBox]:
        """Give the printed words and boxes of choices."""
        yield from self.options
        yield from self.ticks

    def printed(self) -> Pixels:
        """Give the page as it leaves the printer."""
        size = (round(PAGE_WIDTH_MM * PX_PER_MM), round(PAGE_HEIGHT_MM * PX_PER_MM))
        image = Image.new("L", size, 255)
        pen = ImageDraw.Draw(image)
        for op in self._ops:
            op(pen)
        return np.asarray(image, dtype=np.uint8)
