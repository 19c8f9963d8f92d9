"""Find the sheet of paper in a picture of it: on a desk, or on a scanner's bed.

Several ways propose quadrilaterals: bright regions at several thresholds, and straight edges. All
are judged by the same evidence, that along their sides the inside is brighter than the outside,
after ink has been closed away, so that tables and rules on the page propose nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page.projective import project, scaling
from ocr.page.textured import smooth_sheet
from ocr.sheet import Floats, Grey, Points

_LONG_PX = 560
"""The longer side of the picture in which the sheet is looked for."""
_INK_PX = 9
_BORDER_PX = 3
_LEAST_AREA = 0.18
_ANGLES = (48.0, 132.0)
_LEAST_STEP = 7.0
"""Grey levels by which paper must be brighter than what it lies on for an edge to count."""
_LEAST_SUPPORT = 0.55
_CLEAR_SUPPORT = 0.9
_OWN_SIDE = 0.1
"""Worth of a side that is the paper's own and not the picture's, in shares of support."""
_MOST_LEANING, _LEANING_COSTS = 12.0, 0.02
"""Degrees that opposite sides may differ before it costs, and what each further degree costs."""
_NEAR_PX, _BEYOND_PX = 4.5, (16.0, 28.0)
"""Ways out from a side; beyond a printed bar there is paper again, beyond an edge there is none."""
_LEAST_BEYOND = 3.0
_MOST_LINES = 16
_MOST_SIDES = 4
"""Edges of either direction that are tried, the longest."""
_LIGHT_PX, _LIFT = 40.0, 5.0
"""What is wider than this is light, not an edge; what is left is made this much stronger."""
Line = tuple[float, float, float]
"""a, b, c with a x + b y + c = 0 and (a, b) of length one."""


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """A sheet found in a picture."""

    corners: Points
    """Clockwise from the top left, in pixels of the picture."""
    real: tuple[bool, ...] = field(default=(True,) * 4)
    """For the top, right, bottom and left side, whether it is an edge of the paper, not of the
    picture."""
    support: float = 1.0
    """Share of the real sides along which the paper is lighter; 0 where texture parted them."""


def _line(one: Floats, other: Floats) -> Line:
    along = other - one
    length = max(float(np.hypot(*along)), 1e-9)
    a, b = -float(along[1]) / length, float(along[0]) / length
    return a, b, -(a * float(one[0]) + b * float(one[1]))


def _crossing(one: Line, other: Line) -> tuple[float, float] | None:
    down = one[0] * other[1] - other[0] * one[1]
    if abs(down) < 1e-3:
        return None
    x = (one[1] * other[2] - other[1] * one[2]) / down
    return x, (other[0] * one[2] - one[0] * other[2]) / down


def _corners(sides: Sequence[Line]) -> Points | None:
    """Cross four sides, in turn round the sheet; the first corner is that of the last and first."""
    found = [_crossing(sides[i - 1], sides[i]) for i in range(4)]
    if any(corner is None for corner in found):
        return None
    return np.array(found, dtype=np.float64)


def _is_sheet(corners: Points, size: tuple[int, int]) -> bool:
    """Tell whether four corners could be those of a sheet of paper seen from above."""
    width, height = size
    if (corners < (-0.35 * width, -0.35 * height)).any():
        return False
    if (corners > (1.35 * width, 1.35 * height)).any():
        return False
    before, after = np.roll(corners, 1, 0) - corners, np.roll(corners, -1, 0) - corners
    lengths = np.hypot(*after.T)
    if lengths.min() < 0.15 * max(size):
        return False
    cross = after[:, 0] * before[:, 1] - after[:, 1] * before[:, 0]
    angles = np.degrees(np.arctan2(cross, (before * after).sum(axis=1)))
    if not ((angles > _ANGLES[0]) & (angles < _ANGLES[1])).all():
        return False
    return cv2.contourArea(corners.astype(np.float32)) > _LEAST_AREA * width * height


def _ordered(corners: Points) -> Points:
    """Begin at the corner nearest to the top left, clockwise."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    turn = corners[np.argsort(angles)]
    return np.roll(turn, -int(np.argmin(turn.sum(axis=1))), axis=0)


def _regions(bare: Grey) -> Iterator[Points]:
    """Give the outlines of what is bright, at several thresholds."""
    middle, _ = cv2.threshold(bare, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    high = float(np.percentile(bare, 90))
    for level in (middle, 0.5 * (middle + high), 0.3 * middle + 0.7 * high, 0.85 * middle):
        _, mask = cv2.threshold(bare, level, 255, cv2.THRESH_BINARY)
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        if outlines:
            yield np.asarray(max(outlines, key=cv2.contourArea), dtype=np.float64)[:, 0]


def _hull_sides(outline: Points) -> list[Line]:
    """Give the long sides of an outline's hull."""
    hull = cv2.convexHull(outline.astype(np.float32))
    length = cv2.arcLength(hull, closed=True)
    simple = np.asarray(cv2.approxPolyDP(hull, 0.008 * length, closed=True), np.float64)[:, 0]
    following = np.roll(simple, -1, axis=0)
    sides = [(float(np.hypot(*(b - a))), a, b) for a, b in zip(simple, following, strict=True)]
    longest = sorted(sides, key=lambda side: -side[0])[:8]
    return [_line(a, b) for _, a, b in longest]


def _straight_edges(bare: Grey) -> list[Line]:
    """Give the longest straight edges of the picture, faint ones too."""
    light = cv2.GaussianBlur(bare, (0, 0), _LIGHT_PX)
    steep = cv2.addWeighted(cv2.GaussianBlur(bare, (0, 0), 1.5), _LIFT, light, -_LIFT, 128)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(steep)[0]
    if found is None:
        return []
    ends = np.asarray(found, dtype=np.float64).reshape(-1, 4)
    lengths = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    lines: list[Line] = []
    for index in np.argsort(-lengths):
        if lengths[index] < 0.08 * max(bare.shape) or len(lines) == _MOST_LINES:
            break
        line = _line(ends[index, :2], ends[index, 2:])
        middle = (ends[index, :2] + ends[index, 2:]) / 2
        if not any(_is_same(line, middle, other) for other in lines):
            lines.append(line)
    return lines


def _is_same(line: Line, middle: Floats, other: Line) -> bool:
    turn = abs(line[0] * other[1] - line[1] * other[0])
    return turn < 0.04 and abs(other[0] * middle[0] + other[1] * middle[1] + other[2]) < 5


def _from_hull(outline: Points, size: tuple[int, int]) -> Points | None:
    """Give the smallest quadrilateral around an outline, of sides of its hull."""
    sides = _hull_sides(outline)
    best, area = None, np.inf
    middle = outline.mean(axis=0)
    ordered = sorted(sides, key=lambda s: _bearing(s, middle))
    for four in combinations(ordered, 4):
        corners = _corners(four)
        if corners is None or not _is_sheet(_ordered(corners), size):
            continue
        own = cv2.contourArea(corners.astype(np.float32))
        if own < area and _holds(corners, outline):
            best, area = _ordered(corners), own
    return best


def _bearing(side: Line, middle: Floats) -> float:
    """Give the direction in which a side lies, seen from the middle."""
    away = side[0] * middle[0] + side[1] * middle[1] + side[2]
    return float(np.arctan2(-side[1] * away, -side[0] * away))


def _holds(corners: Points, outline: Points) -> bool:
    """Tell whether a quadrilateral holds as good as all of an outline."""
    inside = np.ones(len(outline), dtype=bool)
    turn = _ordered(corners)
    for one, other in zip(turn, np.roll(turn, -1, axis=0), strict=True):
        a, b, c = _line(one, other)
        inside &= outline @ (a, b) + c > -4
    return bool(inside.mean() > 0.985)


def _from_edges(lines: Sequence[Line], size: tuple[int, int]) -> Iterator[Points]:
    """Give quadrilaterals of two flat and two steep edges; picture edges stand in for missing."""
    width, height = size
    flat = [line for line in lines if abs(line[1]) > 0.75][:_MOST_SIDES]
    steep = [line for line in lines if abs(line[0]) > 0.75][:_MOST_SIDES]
    flat += [(0.0, 1.0, 0.0), (0.0, 1.0, 1.0 - height)]
    steep += [(1.0, 0.0, 0.0), (1.0, 0.0, 1.0 - width)]
    for across in combinations(flat, 2):
        for down in combinations(steep, 2):
            corners = _corners((across[0], down[0], across[1], down[1]))
            if corners is None:
                continue
            turn = _ordered(corners)
            if _is_sheet(turn, size):
                yield turn


def _along(bare: Grey, one: Floats, other: Floats, away: float) -> NDArray[np.float64]:
    """Give the grey along a side, so far inwards of it; nan where it is outside the picture."""
    shares = np.linspace(0.04, 0.96, 40)[:, None]
    a, b, _ = _line(one, other)
    height, width = bare.shape
    points = one + shares * (other - one) + np.array([a, b]) * away
    x, y = points.T.round().astype(int)
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    grey = bare[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
    return np.where(inside, grey.astype(np.float64), np.nan)


def _is_bar(bare: Grey, one: Floats, other: Floats) -> bool:
    """Tell whether beyond a side's dark there is paper again, as beyond a bar in print."""
    inside = _along(bare, one, other, _NEAR_PX)
    steps = [inside - _along(bare, one, other, -away) for away in _BEYOND_PX]
    known = [step[~np.isnan(step)] for step in steps]
    return any(step.size > 8 and float(np.median(step)) < _LEAST_BEYOND for step in known)


def _on_border(one: Floats, other: Floats, size: tuple[int, int]) -> bool:
    """Tell whether a side runs along, or outside, the edge of the picture."""
    points = one + np.linspace(0.1, 0.9, 9)[:, None] * (other - one)
    near = (points < _BORDER_PX) | (points > np.array(size) - 1 - _BORDER_PX)
    return bool(near.any(axis=1).mean() > 0.6)


def _judged(bare: Grey, corners: Points) -> Paper | None:
    """Measure how well a quadrilateral fits; None where it is no sheet."""
    size = (bare.shape[1], bare.shape[0])
    sides = list(zip(corners, np.roll(corners, -1, axis=0), strict=True))
    real = [not _on_border(*side, size) for side in sides]
    own = [side for side, is_real in zip(sides, real, strict=True) if is_real]
    shares = []
    for side in own:
        steps = _along(bare, *side, _NEAR_PX) - _along(bare, *side, -_NEAR_PX)
        known = steps[~np.isnan(steps)]
        shares.append(float((known > _LEAST_STEP).mean()) if known.size > 8 else 0.0)
    if len(shares) < 2 or min(shares) < 0.4:
        return None
    if any(_is_bar(bare, *side) for side in own):
        return None
    return Paper(corners, tuple(real), float(np.mean(shares)))


def _leaning(corners: Points) -> float:
    """Give by how many degrees opposite sides differ in direction, the larger of both."""
    along = np.roll(corners, -1, axis=0) - corners
    ways = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    apart = abs((ways[:2] - ways[2:]) % 180)
    return float(np.minimum(apart, 180 - apart).max())


def _worth(paper: Paper) -> float:
    """Rank quadrilaterals: well supported first, then with more sides of their own.

    One whose opposite sides lean far from one another is cut off by the edge of a shadow.
    """
    leans = max(0.0, _leaning(paper.corners) - _MOST_LEANING) * _LEANING_COSTS
    return paper.support + _OWN_SIDE * sum(paper.real) - leans


def _is_clear(paper: Paper) -> bool:
    straight = _leaning(paper.corners) <= _MOST_LEANING
    return straight and paper.support > _CLEAR_SUPPORT and all(paper.real)


def _refined(bare: Grey, corners: Points) -> Points:
    """Move each side to where the picture steps most, by a straight line through those places."""
    sides = []
    for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        a, b, c = _line(one, other)
        along = one + np.linspace(0.06, 0.94, 60)[:, None] * (other - one)
        reach = np.arange(-9.0, 10.0)
        x = along[:, :1] + a * reach
        y = along[:, 1:] + b * reach
        grey = cv2.remap(bare, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR)
        step = np.asarray(grey, np.float64)
        rise = np.zeros_like(step)
        rise[:, 2:-2] = step[:, 4:] + step[:, 3:-1] - step[:, 1:-3] - step[:, :-4]
        offset, height = reach[rise.argmax(axis=1)], rise.max(axis=1)
        places = along + np.column_stack([a * offset, b * offset])
        good = height > max(2 * _LEAST_STEP, 0.4 * float(np.median(height)))
        if _on_border(one, other, (bare.shape[1], bare.shape[0])) or good.sum() < 12:
            sides.append((a, b, c))
            continue
        fit = cv2.fitLine(places[good].astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)
        vx, vy, px, py = (float(value) for value in np.ravel(fit))
        sides.append(_line(np.array([px, py]), np.array([px + vx, py + vy])))
    moved = _corners(sides)
    if moved is None or np.abs(_ordered(moved) - corners).max() > 25:
        return corners
    return _ordered(moved)


def find_paper(grey: Grey) -> Paper | None:
    """Find the one sheet that a picture shows; None where its edges are not in the picture.

    Args:
        grey: the picture, square pixels.
    """
    scale = min(1.0, _LONG_PX / max(grey.shape))
    size = (max(8, round(grey.shape[1] * scale)), max(8, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_INK_PX, _INK_PX), np.uint8))
    bare: Grey = np.asarray(cv2.medianBlur(closed, 7), dtype=np.uint8)
    proposed = [_from_hull(outline, size) for outline in _regions(bare)]
    judged = [paper for c in proposed if c is not None and (paper := _judged(bare, c))]
    if not any(map(_is_clear, judged)):
        edges = _from_edges(_straight_edges(bare), size)
        judged += [paper for corners in edges if (paper := _judged(bare, corners))]
    best = max(judged, key=_worth, default=None)
    if best is None or best.support < _LEAST_SUPPORT:
        smooth = smooth_sheet(bare)
        if smooth is None:
            return None
        best = Paper(_ordered(smooth), support=0.0)
    corners = _refined(bare, best.corners) if best.support else best.corners
    full = project(scaling(grey.shape[1] / size[0], grey.shape[0] / size[1]), corners)
    return Paper(full, best.real, best.support)
