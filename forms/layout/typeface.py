"""The printed type: widths of words, and where lines break.

Sizes are in points, lengths in millimetres.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from forms.fontfile import BOLD_NAME, REGULAR_NAME, character_widths
from forms.geometry import POINTS_PER_MM

CAP_HEIGHT_EM = 0.688
"""Of Liberation Sans: half of it centres a line of capitals and digits on a given height."""
LEADING_EM = 1.2
_BREAKS = re.compile(r" +(?!/)")
"""A slash stays on the line of the word before it."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """One weight of Liberation Sans."""

    name: str
    widths: Mapping[str, float]
    """Advance of each character that the font has, in ems."""

    def width_mm(self, text: str, size_pt: float) -> float:
        """Measure one line; a character that the font lacks counts as one em."""
        widths = self.widths
        return sum(widths.get(char, 1.0) for char in text) * size_pt / POINTS_PER_MM

    def wrap(self, text: str, size_pt: float, width_mm: float) -> tuple[str, ...]:
        """Break text into lines no wider than `width_mm`; a longer single word stands alone."""
        lines: list[str] = []
        current = ""
        for word in _BREAKS.split(text.strip()):
            longer = f"{current} {word}" if current else word
            if current and self.width_mm(longer, size_pt) > width_mm:
                lines.append(current)
                current = word
            else:
                current = longer
        return (*lines, current)

    def balanced(self, text: str, size_pt: float, width_mm: float) -> tuple[str, ...]:
        """Break text into as few lines, of lengths as equal as they can be."""
        fewest = self.wrap(text, size_pt, width_mm)
        narrower, lines = width_mm, fewest
        while len(lines) == len(fewest) and narrower > 0:
            fewest = lines
            narrower -= 1.0
            lines = self.wrap(text, size_pt, narrower)
        return fewest


def leading_mm(size_pt: float) -> float:
    """Give the height of one line."""
    return size_pt * LEADING_EM / POINTS_PER_MM


@cache
def regular() -> Typeface:
    """Give the weight of labels and answers."""
    return Typeface(REGULAR_NAME, character_widths(REGULAR_NAME))


@cache
def bold() -> Typeface:
    """Give the weight of titles and headings."""
    return Typeface(BOLD_NAME, character_widths(BOLD_NAME))
