"""Find the six registration marks and, by any three of them, how the form lies on the sheet.

Measured on simulated faxes (docs/adr/0003-page-furniture.md): a closing bridges lines that the fax
lost, area sampling to a quarter millimetre removes its speckle, and least squares over all marks
found gives 0.12 mm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

import cv2
import numpy as np

from forms.geometry import (
    HOLLOW_MARK,
    MARK_SIZE_MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    registration_marks,
)
from ocr.connected import connected
from ocr.placement import Matrix, Placement, apply, fit_affine
from ocr.sheet import Grey, Points, Sheet

_PER_MM = 4.0
_NEAR_EDGE_MM = 36.0
_REACH_MM = 22.0
"""How far from its place a mark is looked for: margins and skew of a careless feed."""
_SIZE_RANGE = (0.75, 1.35)
_SCALE_TOLERANCE = 0.08
_SHEAR_TOLERANCE = 0.03
_INLIER_MM = 1.6
_MAX_CANDIDATES = 5
_ENOUGH = 3
_MIN_AREA_MM2 = 5_000.0
"""Three marks in a line fix nothing: the triangle must be larger than this (twice its area)."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A dark square found on the sheet; millimetres of the sheet."""

    x: float
    y: float
    hollow: bool


def _places() -> Points:
    return np.array([mark.centre for mark in registration_marks()])


def _small(sheet: Sheet) -> Grey:
    height, width = sheet.grey.shape
    size = (
        round(width / sheet.density.x * _PER_MM),
        round(height / sheet.density.y * _PER_MM),
    )
    return np.asarray(cv2.resize(sheet.grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _dark(small: Grey) -> Grey:
    paper = float(np.percentile(small[::8, ::8], 75))
    dark = (small < 0.55 * paper).astype(np.uint8)
    tall, wide = np.ones((5, 1), np.uint8), np.ones((1, 5), np.uint8)
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, tall)
    closed = cv2.morphologyEx(closed, cv2.MORPH_CLOSE, wide)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    return np.asarray(opened, dtype=np.uint8)


def _core(small: Grey, x: float, y: float, half_mm: float) -> Grey:
    half = half_mm * _PER_MM
    rows = slice(max(0, round(y - half)), round(y + half))
    columns = slice(max(0, round(x - half)), round(x + half))
    return small[rows, columns]


def _blob(small: Grey, component: Grey, stats: Points, darkness: float) -> Blob | None:
    """Judge one connected component; None where it is no mark."""
    left, top, width, height = (int(value) for value in stats[:4])
    low, high = (MARK_SIZE_MM * _PER_MM * limit for limit in _SIZE_RANGE)
    if not (low < width < high and low < height < high):
        return None
    outline, _ = cv2.findContours(component, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    solid = np.zeros_like(component)
    cv2.drawContours(solid, outline, -1, (1,), -1)
    filled = int(solid.sum())
    if filled < 0.7 * (MARK_SIZE_MM * _PER_MM) ** 2 or filled < 0.75 * width * height:
        return None
    rows, columns = np.nonzero(solid)
    x, y = left + float(columns.mean()) + 0.5, top + float(rows.mean()) + 0.5
    ink = (small[top : top + height, left : left + width][solid > 0] < darkness).mean()
    core_ink = (_core(small, x, y, 0.9) < darkness).mean()
    hollow = bool(core_ink < 0.4)
    # The finder patterns of the symbols close up to squares too, but hold a third of white.
    if not hollow and ink < 0.82:
        return None
    return Blob(x / _PER_MM, y / _PER_MM, hollow)


def find_blobs(sheet: Sheet) -> tuple[Blob, ...]:
    """Find what looks like a registration mark near the edges of the sheet."""
    small = _small(sheet)
    darkness = 0.55 * float(np.percentile(small[::8, ::8], 75))
    pieces = connected(_dark(small))
    labels, stats, centres = pieces.numbers, pieces.stats, pieces.centres
    reach = _NEAR_EDGE_MM * _PER_MM
    height, width = small.shape
    blobs = []
    for index in range(1, len(stats)):
        x, y = centres[index]
        if min(x, width - x, y, height - y) > reach:
            continue
        left, top, across, down = (int(value) for value in stats[index][:4])
        part = labels[top : top + down, left : left + across]
        component = (part == index).astype(np.uint8)
        if blob := _blob(small, component, stats[index], darkness):
            blobs.append(blob)
    return tuple(blobs)


def _turned(width_mm: float, height_mm: float, quarter: int) -> Matrix:
    """Give the map from the form to a sheet on which it lies turned clockwise by quarters."""
    turn = np.array([[1.0, 0.0], [0.0, 1.0]])
    for _ in range(quarter):
        turn = np.array([[0.0, -1.0], [1.0, 0.0]]) @ turn
    middle = np.array([width_mm / 2, height_mm / 2])
    shift = middle - turn @ (PAGE_WIDTH_MM / 2, PAGE_HEIGHT_MM / 2)
    return np.column_stack([turn, shift])


def _possible(matrix: Matrix) -> bool:
    linear = matrix[:, :2]
    scales = np.linalg.norm(linear, axis=0)
    shear = abs(float(linear[:, 0] @ linear[:, 1]))
    return bool(
        np.abs(scales - 1).max() < _SCALE_TOLERANCE
        and shear < _SHEAR_TOLERANCE
        and np.linalg.det(linear) > 0
    )


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A way in which the form may lie on the sheet, in millimetres of both."""

    matrix: Matrix
    marks: int
    hollow_right: bool
    """The hollow mark was seen where it belongs and nowhere else."""
    hollow_wrong: bool
    error_mm: float

    @property
    def rank(self) -> tuple[bool, int, bool, float]:
        """Order by which the best fit comes first."""
        return self.hollow_wrong, -self.marks, not self.hollow_right, self.error_mm


def _near(blobs: tuple[Blob, ...], place: Points) -> list[int]:
    distances = [(float(np.hypot(b.x - place[0], b.y - place[1])), i) for i, b in enumerate(blobs)]
    return [i for distance, i in sorted(distances) if distance < _REACH_MM][:_MAX_CANDIDATES]


def _best_fit_by(blobs: tuple[Blob, ...], matrix: Matrix) -> Fit | None:
    """Take all marks that agree with a first map, and fit again."""
    points = np.array([(blob.x, blob.y) for blob in blobs])
    places = _places()
    expected = apply(matrix, places)
    distances = np.linalg.norm(expected[:, None] - points[None], axis=2)
    nearest = distances.argmin(axis=1)
    inliers = np.flatnonzero(distances.min(axis=1) < _INLIER_MM)
    if len(inliers) < _ENOUGH or len(set(nearest[inliers])) < len(inliers):
        return None
    fitted = fit_affine(places[inliers], points[nearest[inliers]])
    if not _possible(fitted):
        return None
    error = np.linalg.norm(apply(fitted, places[inliers]) - points[nearest[inliers]], axis=1).max()
    hollow = {int(mark) for mark in inliers if blobs[nearest[mark]].hollow}
    seen = {int(mark) for mark in inliers}
    return Fit(
        matrix=fitted,
        marks=len(inliers),
        hollow_right=hollow == {HOLLOW_MARK},
        hollow_wrong=bool(hollow - {HOLLOW_MARK}) or (HOLLOW_MARK in seen and not hollow),
        error_mm=float(error),
    )


def _first_maps(blobs: tuple[Blob, ...], nominal: Matrix) -> Iterator[Matrix]:
    """Yield the maps that three marks near their nominal places may give."""
    places = _places()
    near = [_near(blobs, place) for place in apply(nominal, places)]
    for marks in combinations([i for i in range(len(places)) if near[i]], 3):
        corners = places[list(marks)]
        if abs(np.linalg.det(np.column_stack([corners, np.ones(3)]))) < _MIN_AREA_MM2:
            continue
        for chosen in product(*(near[i] for i in marks)):
            if len(set(chosen)) == 3:
                points = np.array([(blobs[i].x, blobs[i].y) for i in chosen])
                matrix = fit_affine(corners, points)
                if _possible(matrix):
                    yield matrix


def fits(sheet: Sheet, blobs: tuple[Blob, ...]) -> tuple[Fit, ...]:
    """Give the possible ways in which the form lies on the sheet, the best of each turn first."""
    height, width = sheet.grey.shape
    sides = width / sheet.density.x, height / sheet.density.y
    quarters = (0, 2) if sides[0] <= sides[1] else (1, 3)
    found = []
    for quarter in quarters:
        maps = _first_maps(blobs, _turned(*sides, quarter))
        turned = [fit for fit in (_best_fit_by(blobs, matrix) for matrix in maps) if fit]
        if turned:
            found.append(min(turned, key=lambda fit: fit.rank))
    return tuple(sorted(found, key=lambda fit: fit.rank))


def to_pixels(sheet: Sheet, matrix: Matrix) -> Matrix:
    """Turn a map into millimetres of the sheet into one into its pixels."""
    return np.diag([sheet.density.x, sheet.density.y]) @ matrix


def placements(sheet: Sheet) -> tuple[Placement, ...]:
    """Find by the marks how the form may lie on the sheet, the most probable first.

    Empty where fewer than three marks are found.
    """
    found = fits(sheet, find_blobs(sheet))
    return tuple(Placement(sheet, to_pixels(sheet, fit.matrix)) for fit in found)
