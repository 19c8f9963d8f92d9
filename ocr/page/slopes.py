"""How rules, box edges and lines of text run, and the map that makes them level and upright.

Two facts carry it. To first order a perspective (1, g, h) and a skew d give level lines the slope
d + g y, and upright ones b + h x: so four numbers fit all lines of a page, by least squares that
drop outliers, whichever of them are rules and whichever only lines of writing.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.connected import connected
from ocr.page.projective import Homography, cut, inverse, project, rotation
from ocr.sheet import Grey, Points

PER_MM = 5.0
"""Pixels per millimetre of the draft on which a page is measured."""
_COARSE_PER_MM, _FINE_PER_MM = 1.25, 2.0
_MOST_TURN = 9.0
_COARSE_STEP, _FINE_STEP = 0.5, 0.15
_LEAST_MM = 9.0
_LEVEL = 0.1
"""Largest slope of a line after the coarse turn; more is a stroke of somebody's hand."""
_ROUNDS = 4
_JOINED_MM = 3.5
_LINE_HEIGHTS_MM = (1.2, 7.0)
_LINE_LEAST_MM = 22.0
_STIFF_PERSPECTIVE = 0.03
_STIFF_SHEAR = 7.5
"""Feeding shears a page by 0.1 degrees at most; streaks of a fax and dark edges of a scan stand
upright whichever way the page lies (measured: up to 3 degrees of false shear with 0.02)."""
_STIFF_SHEAR_SEEN = 0.02
"""The same for a page seen aslant, where the outline of the paper may be wrong."""

Floats1 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Straight things on a draft, as ends (x, y, x, y) in pixels, one a row."""

    level: Points
    upright: Points


def ink(draft: Grey) -> Grey:
    """Give the ink of an evenly lit draft as 255."""
    return np.asarray(np.where(draft < 165, 255, 0), dtype=np.uint8)


def _sharpness(small: Grey, degrees: float) -> float:
    """Tell how clearly rows of ink and of paper stand apart when the page is turned this far."""
    height, width = small.shape
    turned = cv2.warpAffine(small, rotation(degrees, (width, height))[:2], (width, height))
    rows = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel()
    # Squared steps of the profile, not its variance: solid black says nothing.
    return float((np.diff(rows) ** 2).sum())


def coarse_turn(mask: Grey) -> float:
    """Find by how many degrees clockwise the ink must be turned for its lines to be level.

    Args:
        mask: ink of a draft, text running across it.
    """
    coarse = np.arange(-_MOST_TURN, _MOST_TURN + 0.01, _COARSE_STEP)
    best = _sharpest(mask, _COARSE_PER_MM, coarse)
    return _sharpest(mask, _FINE_PER_MM, best + np.arange(-0.6, 0.61, _FINE_STEP))


def _sharpest(mask: Grey, per_mm: float, turns: Floats1) -> float:
    scale = per_mm / PER_MM
    small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = np.asarray(small, dtype=np.uint8)
    return float(max(turns, key=lambda degrees: _sharpness(grey, degrees)))


def _segments(draft: Grey) -> Points:
    """Find straight edges: those of rules, boxes and table cells."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE, 0.6).detect(draft)[0]
    if found is None:
        return np.empty((0, 4))
    ends = np.asarray(found, dtype=np.float64).reshape(-1, 4)
    lengths = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    return ends[lengths > _LEAST_MM * PER_MM]


def _base_line(part: Grey, left: int, top: int) -> tuple[float, float, float, float] | None:
    """Fit the line on which the letters of one line of text stand."""
    columns = np.flatnonzero(part.any(axis=0))
    feet = part.shape[0] - 1 - part[::-1, columns].argmax(axis=0)
    weights = np.ones(len(columns))
    slope = shift = 0.0
    for _ in range(5):
        slope, shift = np.polyfit(columns, feet, 1, w=weights)
        above = slope * columns + shift - feet
        weights = np.where(above > 0, 1 / (1 + above**2), 1 / (1 + above**2 / 4))
    right = part.shape[1] - 1
    return (left, top + shift, left + right, top + slope * right + shift)


def without_rules(mask: Grey) -> Grey:
    """Take long rules out of the ink of a level draft, so that lines of text are pieces alone."""
    long = round(12 * PER_MM)
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    down = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    rules = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.bitwise_and(mask, cv2.bitwise_not(rules)), dtype=np.uint8)


def text_pieces(mask: Grey, joined_mm: float) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Join letters to words and lines.

    Args:
        mask: ink without rules, of a level draft.
        joined_mm: the widest gap that is closed.

    Returns:
        The number of its piece for each pixel, and left, top, width, height, area of each piece.
    """
    wide = np.ones((1, max(3, round(joined_mm * PER_MM))), np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, wide)
    found = connected(np.asarray(joined, dtype=np.uint8))
    return found.numbers, found.stats


def _text_lines(mask: Grey) -> Points:
    plain = without_rules(mask)
    labels, stats = text_pieces(plain, _JOINED_MM)
    low, high = (height * PER_MM for height in _LINE_HEIGHTS_MM)
    found = []
    for index in range(1, len(stats)):
        left, top, width, height = (int(value) for value in stats[index][:4])
        if width < _LINE_LEAST_MM * PER_MM or not low <= height <= high + 0.1 * width:
            continue
        window = (slice(top, top + height), slice(left, left + width))
        part = (labels[window] == index) & (plain[window] > 0)
        if line := _base_line(np.asarray(part, dtype=np.uint8), left, top):
            found.append(line)
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def find_lines(draft: Grey) -> Lines:
    """Find what ought to be level or upright on a draft that is so within some degrees."""
    ends = _segments(draft)
    across = np.abs(ends[:, 2:] - ends[:, :2])
    level = ends[across[:, 1] < _LEVEL * 2 * across[:, 0]]
    upright = ends[across[:, 0] < _LEVEL * 2 * across[:, 1]]
    return Lines(np.vstack([level, _text_lines(ink(draft))]), upright)


def _slopes(ends: Points, along: int, middle: Points) -> tuple[Floats1, Floats1, Floats1]:
    """Give slope, place across (in units of 100 mm) and length of lines running along an axis."""
    across = 1 - along
    run = ends[:, 2 + along] - ends[:, along]
    slope = (ends[:, 2 + across] - ends[:, across]) / run
    place = ((ends[:, across] + ends[:, 2 + across]) / 2 - middle[across]) / (100 * PER_MM)
    return slope, place, np.abs(run) / PER_MM


@dataclass(frozen=True, slots=True)
class _Fit:
    skew: float
    shear: float
    across: float
    down: float

    @property
    def is_nothing(self) -> bool:
        return max(map(abs, (self.skew, self.shear, self.across, self.down))) < 2e-5


def _rows(lines: Lines, middle: Points) -> tuple[Points, Floats1, Floats1]:
    """Set up the equations: unknowns skew, shear, perspective across and down; last the lengths."""
    slope, y, long = _slopes(lines.level, 0, middle)
    lean, x, tall = _slopes(lines.upright, 1, middle)
    none, one = np.zeros_like, np.ones_like
    level = np.column_stack([-one(y), none(y), y, none(y)])
    upright = np.column_stack([none(x), -one(x), none(x), x])
    return (
        np.vstack([level, upright]),
        np.concatenate([slope, lean]),
        np.minimum(np.concatenate([long, tall]), 120.0),
    )


def _fitted(lines: Lines, middle: Points, *, perspective: bool) -> _Fit:
    """Fit the four numbers by least squares, lines that do not fit left out more and more."""
    equations, wanted, lengths = _rows(lines, middle)
    stiff = _STIFF_PERSPECTIVE if perspective else 1e4
    # Without upright lines a page is turned, not sheared; without many lines it has no perspective.
    prior = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], dtype=np.float64)
    rigid = _STIFF_SHEAR_SEEN if perspective else _STIFF_SHEAR
    prior *= np.array([[rigid], [stiff], [stiff]]) * 200
    solution = np.zeros(4)
    for number in range(6):
        off = np.abs(equations @ solution - wanted)
        scale = max(0.05 / 2**number, 0.002)
        weights = lengths / (1 + (off / scale) ** 2)
        rows = np.vstack([equations * weights[:, None], prior])
        aims = np.concatenate([wanted * weights, np.zeros(3)])
        solution = np.linalg.lstsq(rows, aims, rcond=None)[0]
    return _Fit(*(float(value) for value in solution))


def _map(fit: _Fit, middle: Points) -> Homography:
    """Give the map of points that takes the fitted slopes out, the middle of the page at rest."""
    unit = 100 * PER_MM
    scale = (1 + fit.skew**2) ** -0.5
    own = np.array(
        [
            [scale, fit.shear * scale, 0],
            [fit.skew * scale, scale, 0],
            [fit.across / unit, fit.down / unit, 1],
        ]
    )
    to, back = np.eye(3), np.eye(3)
    to[:2, 2], back[:2, 2] = -middle, middle
    return np.asarray(back @ own @ to, dtype=np.float64)


def levelling(draft: Grey, *, perspective: bool) -> Homography:
    """Find the map of a draft's pixels to those of the draft made level.

    Args:
        draft: evenly lit, text running across it, on a canvas of the page's size.
        perspective: whether the page may be seen aslant, as in a photograph.
    """
    height, width = draft.shape
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    found = rotation(coarse_turn(ink(draft)), (width, height))
    near = cut(draft, inverse(found), (width, height))
    lines = find_lines(near)
    if len(lines.level) < 3:
        return found
    for _ in range(_ROUNDS):
        fit = _fitted(lines, middle, perspective=perspective)
        step = _map(fit, middle)
        found = step @ found
        lines = Lines(_moved(step, lines.level), _moved(step, lines.upright))
        if fit.is_nothing:
            break
    return np.asarray(found / found[2, 2], dtype=np.float64)


def _moved(matrix: Homography, ends: Points) -> Points:
    points = project(matrix, ends.reshape(-1, 2))
    return points.reshape(-1, 4)
