"""Where the fixed furniture of every page stands: registration marks, symbols, margins.

All lengths in millimetres, origin top left, x to the right, y down. Figures and their reasons:
docs/adr/0003-page-furniture.md.
"""

from dataclasses import dataclass

PAGE_WIDTH_MM = 210.0
PAGE_HEIGHT_MM = 297.0
POINTS_PER_MM = 72 / 25.4

HEADER_FREE_MM = 15.0
"""A fax machine prints its header line over the top of the page: nothing of ours stands there."""

MARK_SIZE_MM = 6.0
MARK_INSET_MM = 12.0
MARK_TOP_MM = 16.0
"""The top marks stand lower than the inset, below the fax header."""
HOLLOW_CORE_MM = 3.0
HOLLOW_MARK = 5
"""Index of the mark with a white core (bottom right): it tells the page's way up."""

CONTENT_LEFT_MM = 21.0
CONTENT_RIGHT_MM = 189.0
CONTENT_TOP_MM = 17.0
CONTENT_BOTTOM_MM = 270.5
"""The form itself stands within these; the footer with the second symbol below."""

HEAD_SYMBOL_MODULE_MM = 0.78
FOOT_SYMBOL_MODULE_MM = 0.66
SYMBOL_MODULES = 21
"""Both are QR version 1, level Q: 21 x 21 modules and a quiet zone of four."""
QUIET_MODULES = 4


@dataclass(frozen=True, slots=True)
class BoxMm:
    """A rectangle on the page in millimetres, from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in millimetres."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in millimetres."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Centre (x, y) in millimetres."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlaps(self, other: "BoxMm") -> bool:
        """Tell whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def registration_marks() -> tuple[BoxMm, ...]:
    """Give the six marks in rows from the top: left and right, left and right, left and right."""
    left, right = MARK_INSET_MM, PAGE_WIDTH_MM - MARK_INSET_MM - MARK_SIZE_MM
    tops = (
        MARK_TOP_MM,
        (PAGE_HEIGHT_MM - MARK_SIZE_MM) / 2,
        PAGE_HEIGHT_MM - MARK_INSET_MM - MARK_SIZE_MM,
    )
    return tuple(
        BoxMm(x, y, x + MARK_SIZE_MM, y + MARK_SIZE_MM) for y in tops for x in (left, right)
    )


def head_symbol() -> BoxMm:
    """Give the place of the symbol at the top right, without its quiet zone."""
    side = SYMBOL_MODULES * HEAD_SYMBOL_MODULE_MM
    right = CONTENT_RIGHT_MM - 0.4
    return BoxMm(right - side, CONTENT_TOP_MM, right, CONTENT_TOP_MM + side)


def foot_symbol() -> BoxMm:
    """Give the place of the second symbol, at the foot on the left, without its quiet zone."""
    side = SYMBOL_MODULES * FOOT_SYMBOL_MODULE_MM
    bottom, left = PAGE_HEIGHT_MM - 9.0, CONTENT_LEFT_MM
    return BoxMm(left, bottom - side, left + side, bottom)
