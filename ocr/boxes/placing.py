"""Find how the reference lies on a page.

Matched features and the sheet's outline propose, the likeness of the whole page decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.boxes.pieces import residual
from ocr.boxes.reference import MATCHED_PX, Features, Reference, features, per_mm, resized
from ocr.page.light import evened
from ocr.page.paper import find_paper
from ocr.page.projective import Homography, cut, inverse, project, quadrilateral, scaling
from ocr.sheet import Grey, Points

_RATIO = 0.78
_RANSAC_PX = 5.0
_LEAST_INLIERS, _MANY_INLIERS = 14, 80
NEIGHBOURS = 12
_COARSE_PX = 420
_LEAST_LIKENESS = 0.2


def _pairs(reference: Features, page: Features) -> tuple[Points, Points]:
    """Match features that are clearly each other's best."""
    if len(page.points) < 8 or len(reference.points) < 8:
        return np.empty((0, 2)), np.empty((0, 2))
    matcher = cv2.BFMatcher(cv2.NORM_L2)
    found = matcher.knnMatch(page.descriptors, reference.descriptors, k=2)
    good = [
        m for m, n in (pair for pair in found if len(pair) == 2) if m.distance < _RATIO * n.distance
    ]
    ours = np.array([page.points[m.queryIdx] for m in good]).reshape(-1, 2)
    theirs = np.array([reference.points[m.trainIdx] for m in good]).reshape(-1, 2)
    return ours, theirs


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    to_page: Homography
    """From the reference's feature pixels to the page's."""
    inliers: int


def _is_sane(to_page: Homography, size: tuple[int, int]) -> bool:
    """Tell whether the reference's frame stays a proper quadrilateral, not mirrored or folded."""
    height, width = size
    ends = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
    depth = ends @ to_page[2, :2] + to_page[2, 2]
    if (depth <= 0.05 * depth.max()).any():
        return False
    corners = project(to_page, ends)
    following, before = np.roll(corners, -1, 0) - corners, np.roll(corners, 1, 0) - corners
    cross = following[:, 0] * before[:, 1] - following[:, 1] * before[:, 0]
    return bool((cross > 0).all())


def _fit(reference: Features, page: Features, size: tuple[int, int]) -> _Fit | None:
    ours, theirs = _pairs(reference, page)
    if len(ours) < _LEAST_INLIERS:
        return None
    cv2.setRNGSeed(1)
    matrix, mask = cv2.findHomography(
        theirs, ours, cv2.USAC_MAGSAC, _RANSAC_PX, maxIters=8000, confidence=0.9999
    )
    if matrix is None or not _is_sane(to_page := np.asarray(matrix, dtype=np.float64), size):
        return None
    # Many features on one spot are one witness: places are counted, not matches.
    places = np.unique(np.round(theirs[mask.ravel() > 0] / 12), axis=0)
    inliers = len(places)
    if inliers < _LEAST_INLIERS:
        return None
    return _Fit(to_page, inliers)


def _rectified(grey: Grey) -> tuple[Grey, Homography] | None:
    """Cut the sheet out of the picture, at the size for features; and the way back."""
    paper = find_paper(grey)
    if paper is None:
        return None
    sides = np.hypot(*(np.roll(paper.corners, -1, axis=0) - paper.corners).T)
    scale = MATCHED_PX / max(sides)
    size = (round(float(sides[::2].mean()) * scale), round(float(sides[1::2].mean()) * scale))
    matrix = quadrilateral(paper.corners, *size)
    return cut(grey, matrix, size), matrix


def _by_outline(page: Grey, size: tuple[int, int]) -> Iterator[Homography]:
    """Lay the reference's frame on the sheet's outline, four ways round."""
    paper = find_paper(page)
    if paper is not None:
        height, width = size
        for quarter in range(4):
            yield quadrilateral(np.roll(paper.corners, quarter, axis=0), width, height)


def _proposed(reference: Reference, page: Grey) -> Iterator[Homography]:
    """Give the ways in which the reference may lie on a page, by features and by the outline."""
    size = reference.print.shape
    fit = _fit(reference.features, features(page), size)
    if fit is not None:
        yield fit.to_page
    if fit is None or fit.inliers < _MANY_INLIERS:
        flat = _rectified(page)
        if flat is not None:
            other = _fit(reference.features, features(flat[0]), size)
            if other is not None:
                yield flat[1] @ other.to_page
        yield from _by_outline(page, size)


def _blurred(grey: Grey) -> Grey:
    """Give a page's ink so coarse that a small slip does not matter."""
    scale = _COARSE_PX / max(grey.shape)
    small: Grey = np.asarray(
        cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
    lit = evened(small, per_mm(small))
    return np.asarray(cv2.GaussianBlur(lit, (0, 0), 1.6), dtype=np.uint8)


def _alike(reference: Grey, page: Grey) -> float:
    """Correlate two blurred pages."""
    if float(page.std()) < 1 or float(reference.std()) < 1:
        return 0.0
    return float(np.corrcoef(reference.ravel(), page.ravel())[0, 1])


def placed(reference: Reference, page: Grey) -> tuple[Homography, float] | None:
    """Find how the reference lies on a page, in pixels for features; and how alike they are."""
    size = reference.print.shape[::-1]
    wanted = _blurred(reference.print)
    best: tuple[Homography, float] | None = None
    for way in _proposed(reference, page):
        for one in (way, _exact(reference.print, page, way)):
            alike = _alike(wanted, _blurred(cut(page, one, size)))
            if best is None or alike > best[1]:
                best = one, alike
    return best if best is not None and best[1] >= _LEAST_LIKENESS else None


def _exact(wanted: Grey, page: Grey, to_page: Homography) -> Homography:
    """Fit the homography again to pieces of print found near where it puts them."""
    height, width = wanted.shape
    for scale in (0.4, 0.7):
        half = scaling(scale, scale)
        small = resized(wanted, scale)
        laid = cut(page, to_page @ inverse(half), (small.shape[1], small.shape[0]))
        places, offs = residual(small, evened(laid, per_mm(laid)))
        if len(places) < 4 * NEIGHBOURS:
            continue
        cv2.setRNGSeed(1)
        step, _ = cv2.findHomography(places, places + offs, cv2.RANSAC, 2.5)
        if step is None:
            continue
        moved = to_page @ inverse(half) @ np.asarray(step, dtype=np.float64) @ half
        if _is_sane(moved, (height, width)):
            to_page = moved
    return to_page
