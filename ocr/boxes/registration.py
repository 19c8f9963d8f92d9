"""Lay a page exactly over a reference picture: features first, then neighbourhood by neighbourhood.

A homography from matched features (Lowe, 2004) is right for flat paper. Paper in hands and on desks
bends, so what the features still miss is taken out locally, and last each box's own surroundings
are matched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.boxes.definition import BoxPx, BoxSet
from ocr.page.light import evened
from ocr.page.paper import find_paper
from ocr.page.projective import Homography, cut, inverse, project, quadrilateral, scaling
from ocr.sheet import Grey, Points

_MATCHED_PX = 1500
"""Longer side at which features are found: enough for print, little enough for blur."""
_FEATURES = 4500
_RATIO = 0.78
_RANSAC_PX = 5.0
_LEAST_INLIERS, _MANY_INLIERS = 14, 80
_PIECES, _PIECE_PX, _APART_PX = 600, 20, 24.0
"""Pieces of print that are found again, half their side and how far they are apart."""
_WIDE_PX = 14
_ALIKE = 0.6
_LEAST_PRINT = 4.0
"""Spread of grey below which a piece is bare paper."""
_NEIGHBOURS = 12
_BOX_PX = (26.0, 44.0)
"""Side of the usual box on the working picture, in pixels, at least and at most."""
_WORKING_PX = (1200.0, 3000.0)
_AROUND = 1.3
"""A box's surroundings, in its own sides: neighbours' print steadies the match."""
_REACH = 0.28
"""How far, in sides, a box is looked for: less than half the way to the next of a grid."""

_COARSE_PX = 420
_LEAST_LIKENESS = 0.2
_CLEAR, _BESIDE = 0.3, 7
"""A box's match counts from this correlation; boxes that are asked together."""

Descriptors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Features:
    points: Points
    descriptors: Descriptors


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A reference picture made ready, at the working scale."""

    grey: Grey
    """Evenly lit."""
    boxes: Mapping[str, BoxPx]
    """On the working picture."""
    print: Grey
    """The same at the size at which features are found."""
    features: _Features
    to_features: float
    """Working pixels to those of `print`."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a box lies on a page that was laid over the reference."""

    shift: tuple[float, float]
    """Off its place (x, y), in working pixels."""
    alike: float
    """Correlation of the print around with the reference's, at best 1."""
    sure: bool
    """It was found, not only expected, there."""


@dataclass(frozen=True, slots=True, eq=False)
class Registered:
    """A page laid over the reference."""

    grey: Grey
    """Evenly lit, on the reference's working picture, boxes in place but for their seats."""
    seats: Mapping[str, Seat]
    likeness: float
    """Correlation of the whole page with the reference, at best 1."""
    rotation: int
    """Degrees clockwise by which the page had to be turned."""


def _features(grey: Grey) -> _Features:
    finder = cv2.SIFT.create(nfeatures=_FEATURES, contrastThreshold=0.02)
    points, descriptors = finder.detectAndCompute(grey, None)
    if descriptors is None or len(points) < 2:
        return _Features(np.empty((0, 2)), np.empty((0, 128), np.float32))
    # The root of a histogram's share tells histograms apart better (Arandjelovic, Zisserman 2012).
    shares = descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)
    places = np.array([point.pt for point in points], dtype=np.float64)
    return _Features(places, np.sqrt(shares).astype(np.float32))


def _resized(grey: Grey, scale: float) -> Grey:
    if scale == 1:
        return grey
    size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, size, interpolation=way), dtype=np.uint8)


def _working_scale(boxes: BoxSet) -> float:
    side = float(np.median([min(box.width, box.height) for box in boxes.boxes.values()]))
    longer = max(boxes.reference.shape)
    scale = min(max(1.0, _BOX_PX[0] / side), _BOX_PX[1] / side)
    return float(min(max(scale, _WORKING_PX[0] / longer), _WORKING_PX[1] / longer))


def per_mm(grey: Grey) -> float:
    """Give pixels per millimetre as if the picture were of an A4 page."""
    return float(min(grey.shape) / 210)


def made_ready(boxes: BoxSet) -> Reference:
    """Scale, light and find features of the reference, once a run."""
    scale = _working_scale(boxes)
    raw = _resized(boxes.reference, scale)
    grey = evened(raw, per_mm(raw))
    to_features = min(1.0, _MATCHED_PX / max(grey.shape))
    placed = {
        key: BoxPx(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)
        for key, box in boxes.boxes.items()
    }
    print_ = _resized(grey, to_features)
    return Reference(grey, placed, print_, _features(print_), to_features)


def _pairs(reference: _Features, page: _Features) -> tuple[Points, Points]:
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


def _fit(reference: _Features, page: _Features, size: tuple[int, int]) -> _Fit | None:
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
    scale = _MATCHED_PX / max(sides)
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
    fit = _fit(reference.features, _features(page), size)
    if fit is not None:
        yield fit.to_page
    if fit is None or fit.inliers < _MANY_INLIERS:
        flat = _rectified(page)
        if flat is not None:
            other = _fit(reference.features, _features(flat[0]), size)
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


def _placed(reference: Reference, page: Grey) -> tuple[Homography, float] | None:
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
        small = _resized(wanted, scale)
        laid = cut(page, to_page @ inverse(half), (small.shape[1], small.shape[0]))
        places, offs = _residual(small, evened(laid, per_mm(laid)))
        if len(places) < 4 * _NEIGHBOURS:
            continue
        cv2.setRNGSeed(1)
        step, _ = cv2.findHomography(places, places + offs, cv2.RANSAC, 2.5)
        if step is None:
            continue
        moved = to_page @ inverse(half) @ np.asarray(step, dtype=np.float64) @ half
        if _is_sane(moved, (height, width)):
            to_page = moved
    return to_page


def _over(reference: Reference, page: Grey, to_page: Homography) -> Grey:
    """Cut the page to the reference's working picture, by area where it has more pixels."""
    height, width = reference.grey.shape
    middle = np.array([[width / 2, height / 2], [width / 2 + 1, height / 2 + 1]])
    step = float(np.abs(np.diff(project(to_page, middle), axis=0)).max())
    shrink = max(1.0, step)
    source = _resized(page, 1 / shrink)
    back = scaling(source.shape[1] / page.shape[1], source.shape[0] / page.shape[0])
    return cut(source, back @ to_page, (width, height))


def _residual(reference: Grey, page: Grey) -> tuple[Points, Points]:
    """Find pieces of the reference's print again: their places, and how far off they are."""
    corners = cv2.goodFeaturesToTrack(reference, _PIECES, 0.02, _APART_PX, blockSize=7)
    places, offs = [], []
    for x, y in np.asarray(corners, dtype=np.float64).reshape(-1, 2):
        piece = BoxPx(x - _PIECE_PX, y - _PIECE_PX, x + _PIECE_PX, y + _PIECE_PX)
        shift, alike = _found_again(reference, page, piece, _WIDE_PX)
        if alike > _ALIKE and max(map(abs, shift)) < _WIDE_PX:
            places.append((x, y))
            offs.append(shift)
    return np.array(places).reshape(-1, 2), np.array(offs).reshape(-1, 2)


def _local(places: Points, offs: Points, at: Points) -> Points:
    """Give the offset at points: the median of what the nearest features say."""
    if len(places) < _NEIGHBOURS:
        return np.zeros_like(at)
    shifts = []
    for point in at:
        away = np.hypot(*(places - point).T)
        nearest = np.argsort(away)[:_NEIGHBOURS]
        shifts.append(np.median(offs[nearest], axis=0))
    return np.array(shifts)


def _bent(reference: Reference, page: Grey) -> Grey:
    """Move the page, neighbourhood by neighbourhood, to where the reference's features are."""
    places, offs = _residual(reference.grey, page)
    if len(places) < 3 * _NEIGHBOURS:
        return page
    height, width = page.shape
    across, down = np.linspace(0, width - 1, 15), np.linspace(0, height - 1, 19)
    at = np.array([(x, y) for y in down for x in across])
    shifts = _local(places, offs, at).reshape(len(down), len(across), 2).astype(np.float32)
    shifts = np.asarray(cv2.blur(shifts, (3, 3)))
    full = np.asarray(cv2.resize(shifts, (width, height), interpolation=cv2.INTER_LINEAR))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    moved = cv2.remap(
        page,
        columns + full[..., 0],
        rows + full[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(moved, dtype=np.uint8)


def _window(box: BoxPx, shape: tuple[int, ...]) -> tuple[slice, slice]:
    top, bottom = max(0, round(box.top)), min(shape[0], round(box.bottom))
    left, right = max(0, round(box.left)), min(shape[1], round(box.right))
    return slice(top, bottom), slice(left, right)


def _found_again(
    reference: Grey, page: Grey, box: BoxPx, reach: int
) -> tuple[tuple[float, float], float]:
    """Find a piece of the reference on the page: by how much it is off, and the correlation."""
    rows, columns = _window(box, reference.shape)
    template = reference[rows, columns]
    top, left = rows.start - reach, columns.start - reach
    searched = page[max(0, top) : rows.stop + reach, max(0, left) : columns.stop + reach]
    wanted = (template.shape[0] + 2 * reach, template.shape[1] + 2 * reach)
    if searched.shape != wanted or float(template.std()) < _LEAST_PRINT:
        return (0.0, 0.0), 0.0
    score = np.asarray(cv2.matchTemplate(searched, template, cv2.TM_CCOEFF_NORMED))
    # The nearer of two equal places: a grid repeats itself.
    ways = np.arange(-reach, reach + 1) / reach
    near = score - 0.04 * np.hypot(ways[:, None], ways[None])
    row, column = np.unravel_index(int(near.argmax()), score.shape)
    return (float(column - reach), float(row - reach)), float(score[row, column])


@dataclass(frozen=True, slots=True)
class _Nudge:
    shift: tuple[float, float]
    alike: float
    at_limit: bool
    """The best match is as far away as was looked: perhaps it is farther."""


def _nudge(reference: Grey, page: Grey, box: BoxPx) -> _Nudge:
    """Find by how much a box is off, from its print and its neighbours'."""
    side = min(box.width, box.height)
    edge, reach = _AROUND * side, max(2, round(_REACH * side))
    around = BoxPx(box.left - edge, box.top - edge, box.right + edge, box.bottom + edge)
    shift, alike = _found_again(reference, page, around, reach)
    return _Nudge(shift, alike, max(map(abs, shift)) >= reach)


def _settled(boxes: Mapping[str, BoxPx], nudges: Mapping[str, _Nudge]) -> dict[str, Seat]:
    """Let each box go where its neighbours go too: one alone may have been misled by a mark."""
    middle = np.array([(b.left + b.right, b.top + b.bottom) for b in boxes.values()]) / 2
    found = [nudges[key] for key in boxes]
    shifts = np.array([one.shift for one in found])
    clear = np.array([one.alike > _CLEAR and not one.at_limit for one in found])
    lost = np.array([one.at_limit for one in found])
    seats = {}
    for key, at in zip(boxes, middle, strict=True):
        near = np.argsort(np.hypot(*(middle - at).T))[:_BESIDE]
        good = near[clear[near]]
        shift = np.median(shifts[good], axis=0) if len(good) else np.zeros(2)
        alike = float(np.median([found[i].alike for i in near]))
        sure = bool(lost[near].mean() < 0.5)
        seats[key] = Seat((float(shift[0]), float(shift[1])), alike, sure)
    return seats


def _rotation(to_page: Homography, size: tuple[int, ...]) -> int:
    height, width = size
    middle = np.array([[width / 2, height / 2], [width / 2 + 50, height / 2]])
    along = np.diff(project(to_page, middle), axis=0)[0]
    return round(float(-np.degrees(np.arctan2(along[1], along[0]))) / 90) % 4 * 90


def register(reference: Reference, page: Grey) -> Registered | None:
    """Lay a page over the reference; None where it is not a picture of the same form.

    Args:
        reference: made ready.
        page: any way round, any perspective, any size.
    """
    small = _resized(page, min(1.0, 1.25 * _MATCHED_PX / max(page.shape)))
    placed = _placed(reference, small)
    if placed is None:
        return None
    scale = reference.to_features
    up = scaling(page.shape[1] / small.shape[1], page.shape[0] / small.shape[0])
    to_page = up @ placed[0] @ scaling(scale, scale)
    laid = _over(reference, page, to_page)
    lit = evened(_bent(reference, laid), per_mm(laid))
    nudges = {key: _nudge(reference.grey, lit, box) for key, box in reference.boxes.items()}
    seats = _settled(reference.boxes, nudges)
    return Registered(lit, seats, placed[1], _rotation(to_page, reference.grey.shape))
