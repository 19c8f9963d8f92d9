"""Where the form lies on the sheet: from millimetres of the form to pixels, and crops by it."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, BoxMm
from ocr.sheet import Grey, Points, Sheet

Matrix = NDArray[np.float64]
"""Two rows of three: an affine map of points."""

FLAT_PER_MM = 8.0
"""Pixels per millimetre at which page and reference are compared: the fax grid, made square."""
_STRIP_PX = 16


def apply(matrix: Matrix, points: Points) -> Points:
    """Map points (one a row)."""
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], dtype=np.float64)


def fit_affine(source: Points, target: Points) -> Matrix:
    """Fit the map from source to target by least squares; three points or more."""
    ones = np.column_stack([source, np.ones(len(source))])
    return np.asarray(np.linalg.lstsq(ones, target, rcond=None)[0].T, dtype=np.float64)


def fit_similarity(source: Points, target: Points) -> Matrix:
    """Fit turning, one scale and shift by least squares; two points or more."""
    x, y = source.T
    one, none = np.ones_like(x), np.zeros_like(x)
    rows = np.vstack([np.column_stack([x, -y, one, none]), np.column_stack([y, x, none, one])])
    a, b, shift_x, shift_y = np.linalg.lstsq(rows, np.concatenate(target.T), rcond=None)[0]
    return np.array([[a, -b, shift_x], [b, a, shift_y]])


@dataclass(frozen=True, slots=True, eq=False)
class Residual:
    """What an affine map leaves over, in millimetres of the form, at heights down the page.

    Paper feeds slip: the error is a function of the height on the page, with a slope across it.
    """

    heights: Points = field(default_factory=lambda: np.array([0.0, PAGE_HEIGHT_MM]))
    across: Points = field(default_factory=lambda: np.zeros(2))
    down_left: Points = field(default_factory=lambda: np.zeros(2))
    """Shift down at the left edge of the page."""
    down_right: Points = field(default_factory=lambda: np.zeros(2))

    @property
    def is_any(self) -> bool:
        """Tell whether there is something to take out."""
        return bool(np.any(self.across) or np.any(self.down_left) or np.any(self.down_right))

    def at(self, points: Points) -> Points:
        """Give the shift (dx, dy) at points of the form."""
        share = points[:, 0] / PAGE_WIDTH_MM
        heights = points[:, 1]
        left = np.interp(heights, self.heights, self.down_left)
        right = np.interp(heights, self.heights, self.down_right)
        across = np.interp(heights, self.heights, self.across)
        return np.column_stack([across, left * (1 - share) + right * share])


@dataclass(frozen=True, eq=False)
class Placement:
    """How the upright form of one page lies on its sheet."""

    sheet: Sheet
    to_px: Matrix
    """From millimetres of the form to pixels of the sheet."""
    residual: Residual = field(default_factory=Residual)

    @property
    def rotation(self) -> int:
        """Degrees clockwise by which the sheet must be turned to stand upright: 0, 90, 180, 270."""
        # On square pixels: the direction in which the form's top edge runs.
        across = self.to_px[:, 0] / (self.sheet.density.x, self.sheet.density.y)
        angle = np.degrees(np.arctan2(across[1], across[0]))
        return round(float(-angle) / 90) % 4 * 90

    def with_residual(self, residual: Residual) -> "Placement":
        """Give the same placement, refined."""
        return replace(self, residual=residual)

    def points_px(self, points_mm: Points) -> Points:
        """Map points of the form to pixels of the sheet."""
        return apply(self.to_px, points_mm + self.residual.at(points_mm))

    def crop(self, box: BoxMm, per_mm: float, source: Grey | None = None) -> Grey:
        """Cut a rectangle of the form out of the sheet, upright and with square pixels.

        Args:
            box: on the upright form.
            per_mm: pixels per millimetre of the result.
            source: pixels to cut from, where the sheet's own were cleaned.
        """
        centre = np.array([box.centre])
        shift = self.residual.at(centre)[0]
        corner = np.array([box.left, box.top]) + shift
        size = (max(1, round(box.width * per_mm)), max(1, round(box.height * per_mm)))
        linear = self.to_px[:, :2] / per_mm
        # Pixel centres stand half a pixel in, on both grids.
        offset = apply(self.to_px, corner[None])[0] + linear @ (0.5, 0.5) - 0.5
        matrix = np.column_stack([linear, offset])
        grey = self.sheet.grey if source is None else source
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        return _warp(grey, matrix, size, flags)

    @cached_property
    def flat(self) -> Grey:
        """The whole form upright at `FLAT_PER_MM`, slips of the paper feed taken out."""
        width, height = (round(side * FLAT_PER_MM) for side in (PAGE_WIDTH_MM, PAGE_HEIGHT_MM))
        if not self.residual.is_any:
            return self._strip(0, height, width)
        tops = range(0, height, _STRIP_PX)
        return np.vstack([self._strip(top, min(top + _STRIP_PX, height), width) for top in tops])

    def _strip(self, top: int, bottom: int, width: int) -> Grey:
        """Cut rows of the flat page, within which the residual is as good as straight."""
        corners = np.array([(0.0, top), (width, top), (0.0, bottom)])
        on_sheet = self.points_px(corners / FLAT_PER_MM)
        matrix = fit_affine(corners - (0, top), on_sheet)
        # Pixel centres stand half a pixel in, on both grids.
        matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return _warp(self.sheet.grey, matrix, (width, bottom - top), flags)


def _warp(grey: Grey, matrix: Matrix, size: tuple[int, int], flags: int) -> Grey:
    warped = cv2.warpAffine(
        grey, matrix, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
    )
    return np.asarray(warped, dtype=np.uint8)


def flat_slice(box: BoxMm) -> tuple[slice, slice]:
    """Give the rows and columns of a box on a flat page or reference."""
    edges = [round(edge * FLAT_PER_MM) for edge in (box.top, box.bottom, box.left, box.right)]
    top, bottom, left, right = (max(0, edge) for edge in edges)
    return slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))
