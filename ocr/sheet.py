"""One page as pixels, with the size of its pixels on paper.

Fax pixels are not square and fax files lie about it, so the densities are decided here, once, from
the pixel grid, the file's claim and the size of the paper together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM
from ocr.reading import Channel

Grey = NDArray[np.uint8]
"""Rows of pixels, 0 black to 255 white."""
Points = NDArray[np.float64]
"""One point (x, y) a row."""
Floats = NDArray[np.floating[Any]]

FAX_WIDTHS = (1728, 2048, 2432)
"""Pels of a line on A4, B4 and A3 machines (ITU-T T.4), all 8.04 to the millimetre."""
FAX_PELS_PER_MM = 1728 / 215
FAX_LINES_PER_MM = (3.85, 7.7, 15.4)
_SAME_SIZE = 0.06
"""Relative difference within which a page counts as A4: feeds stretch and scanners trim."""
_BLANK_SHARE = 0.0004
"""Share of dark pixels below which a page is blank: speckle of a clean fax page stays under it."""
_MARGIN_SHARE = 0.04
"""Header lines and the black edges of a tilted sheet stand in this outer part of a page."""


@dataclass(frozen=True, slots=True)
class Density:
    """Pixels per millimetre of paper."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One page of a file as it came, not turned and not resampled."""

    number: int
    """In the file, counted from 1."""
    grey: Grey
    density: Density
    channel: Channel
    turn: int = 0
    """Degrees clockwise by which a person turned it, from how it would be straightened."""

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is on the page, for example because it was sent face down."""
        rows, columns = (round(side * _MARGIN_SHARE) for side in self.grey.shape)
        inner = self.grey[rows : -rows or None, columns : -columns or None]
        ink = inner < min(128.0, float(np.median(inner)) - 40)
        # Single specks are noise: only ink with ink to its right is counted.
        return bool((ink[:, 1:] & ink[:, :-1]).mean() < _BLANK_SHARE)


def _claims(width: int, height: int, claimed: Density | None) -> Iterator[Density]:
    if claimed is not None and claimed.x > 0 and claimed.y > 0:
        yield claimed
    for lines in FAX_LINES_PER_MM:
        if width in FAX_WIDTHS:
            yield Density(FAX_PELS_PER_MM, lines)
        if height in FAX_WIDTHS:
            yield Density(lines, FAX_PELS_PER_MM)
    if claimed is not None and claimed.x > 0:
        yield Density(claimed.x, claimed.x)


def _misfit(width: int, height: int, density: Density) -> float:
    """Give the relative difference of the page from A4, the better of both ways round."""
    sides = (width / density.x, height / density.y)
    ways = ((PAGE_WIDTH_MM, PAGE_HEIGHT_MM), (PAGE_HEIGHT_MM, PAGE_WIDTH_MM))
    return min(max(abs(s / p - 1) for s, p in zip(sides, paper, strict=True)) for paper in ways)


def page_density(width: int, height: int, claimed: Density | None) -> Density:
    """Decide how many pixels make a millimetre.

    Args:
        width: pixels of a row.
        height: rows.
        claimed: what the file says, if it says anything.

    Returns:
        The first of the claim and the fax grids that makes the page A4; else square pixels of
        the size that comes closest.
    """
    for density in _claims(width, height, claimed):
        if _misfit(width, height, density) <= _SAME_SIZE:
            return density
    per_mm = max(min(width, height) / PAGE_WIDTH_MM, max(width, height) / PAGE_HEIGHT_MM)
    return Density(per_mm, per_mm)


def is_fax_grid(grey: Grey, density: Density) -> bool:
    """Tell whether the page came over a fax line: two levels on a fax grid."""
    height, width = grey.shape
    uneven = abs(density.x / density.y - 1) > 0.2
    two_levels = bool(np.isin(grey[:: max(1, height // 64)], (0, 255)).all())
    return two_levels and (uneven or width in FAX_WIDTHS or height in FAX_WIDTHS)
