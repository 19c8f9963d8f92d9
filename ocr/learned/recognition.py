"""Recognise a learned layout on a page, and carry its places over.

A few spots of print that agree say which layout it may be. That the page is still printed so, and
not a later edition with a row more, is then asked of the print around every single place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.foreign.place import Place
from ocr.learned.layout import Features, LearnedLayout, answered, features_of
from ocr.page.projective import Homography, project
from ocr.page.straight import Straight
from ocr.sheet import Points

Laid = tuple[Homography, int]
"""The map from a layout's millimetres to a page's, and how many spots of print bear it out."""

_RATIO = 0.8
"""How much better the best match of a feature must be than the second (Lowe, 2004)."""
_RANSAC_MM = 0.8
_LEAST_WITNESSES = 20
"""Spots. Pages of 6 layouts, typed and by hand, by fax, scanner and telephone: 24 to 108 of their
own layout, none of another."""
_APART_MM = 4.0
"""Features on one spot are one witness."""
_SCALES = (0.9, 1.1)
_SEARCHED_MM, _SAME_MM, _SAME_PRINT = 2.0, 0.8, 320.0
"""So near, and so alike, a feature of the layout is found again."""
_MOST_STRANGE = 0.2
"""Share of places whose print is not found again: 0 to 0.15 on the pages above, 0.25 to 1 with the
lower half of the page moved down by a centimetre."""
_AROUND_MM, _FARTHER_MM = 3.0, 12.0
_FEW = 3
"""Features; among fewer, none found again says nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Recognised:
    """A page that has a learned layout."""

    layout: LearnedLayout
    places: Mapping[str, Place]
    """On this page, millimetres of the straight page."""
    printed: tuple[BoxMm, ...]
    """As `places`."""
    witnesses: int
    """Spots of print that agree."""


def _pairs(ours: Features, theirs: Features) -> tuple[np.ndarray, np.ndarray]:
    if min(len(ours.points), len(theirs.points)) < 2:
        return np.empty((0, 2)), np.empty((0, 2))
    matcher = cv2.BFMatcher(cv2.NORM_L2)
    both = matcher.knnMatch(
        ours.descriptors.astype(np.float32), theirs.descriptors.astype(np.float32), k=2
    )
    good = [best for best, second in both if best.distance < _RATIO * second.distance]
    return (
        np.array([ours.points[match.queryIdx] for match in good]).reshape(-1, 2),
        np.array([theirs.points[match.trainIdx] for match in good]).reshape(-1, 2),
    )


def _is_sane(to_page: Homography) -> bool:
    """Tell whether the page is as large as the layout's, and stands upright."""
    scales = np.linalg.svd(to_page[:2, :2], compute_uv=False)
    upright = abs(float(to_page[1, 0])) < 0.1 and to_page[0, 0] > 0
    return bool(upright and scales.min() > _SCALES[0] and scales.max() < _SCALES[1])


def _laid_over(layout: Features, page: Features) -> Laid | None:
    """Find the map from a layout's millimetres to a page's, and how many spots bear it out."""
    ours, theirs = _pairs(layout, page)
    if len(ours) < _LEAST_WITNESSES:
        return None
    cv2.setRNGSeed(1)
    matrix, mask = cv2.findHomography(
        ours, theirs, cv2.USAC_MAGSAC, _RANSAC_MM, maxIters=5000, confidence=0.999
    )
    if matrix is None or not _is_sane(to_page := np.asarray(matrix, dtype=np.float64)):
        return None
    spots = np.unique(np.round(theirs[mask.ravel() > 0] / _APART_MM), axis=0)
    return to_page, len(spots)


def _moved(to_page: Homography, box: BoxMm) -> BoxMm:
    corners = np.array([(box.left, box.top), (box.right, box.top), (box.right, box.bottom),
                        (box.left, box.bottom)])  # fmt: skip
    x, y = project(to_page, corners).T
    left, right = float(x[[0, 3]].mean()), float(x[[1, 2]].mean())
    return BoxMm(left, float(y[:2].mean()), right, float(y[2:].mean()))


def _carried(to_page: Homography, place: Place) -> Place:
    def moved(box: BoxMm | None) -> BoxMm | None:
        return None if box is None else _moved(to_page, box)

    return Place(
        label=moved(place.label),
        area=moved(place.area),
        box=moved(place.box),
        options={key: _moved(to_page, box) for key, box in place.options.items()},
        option_boxes={key: _moved(to_page, box) for key, box in place.option_boxes.items()},
        certainty=place.certainty,
    )


def _partners(
    layout: Features, page: Features, to_page: Homography, reach_mm: float
) -> NDArray[np.int64]:
    """Give for each feature of a layout the page's that it is, where it should be; -1 for none."""
    places = project(to_page, layout.points)
    far = np.linalg.norm(places[:, None] - page.points[None], axis=2) > reach_mm
    ours, theirs = (np.asarray(one.descriptors, dtype=np.float32) for one in (layout, page))
    squares = (ours**2).sum(1)[:, None] + (theirs**2).sum(1)[None] - 2 * ours @ theirs.T
    squares[far] = np.inf
    best = squares.argmin(axis=1)
    return np.where(squares[np.arange(len(best)), best] < _SAME_PRINT**2, best, -1)


def _exactly(layout: Features, page: Features, to_page: Homography) -> Homography:
    """Lay a layout over a page by all of its print that is found near where it should be."""
    partners = _partners(layout, page, to_page, _SEARCHED_MM)
    ours, theirs = layout.points[partners >= 0], page.points[partners[partners >= 0]]
    if len(ours) < _LEAST_WITNESSES:
        return to_page
    matrix, _ = cv2.findHomography(ours, theirs, cv2.USAC_MAGSAC, _RANSAC_MM, confidence=0.999)
    if matrix is None or not _is_sane(exact := np.asarray(matrix, dtype=np.float64)):
        return to_page
    return exact


def _around(place: Place, points: Points, margin: float) -> NDArray[np.bool_]:
    """Tell which points lie around a question."""
    x, y = points.T
    boxes = [place.label] if place.label is not None else list(answered(place))
    inside = np.zeros(len(points), dtype=np.bool_)
    for box in boxes:
        across = (x > box.left - margin) & (x < box.right + margin)
        inside |= across & (y > box.top - margin) & (y < box.bottom + margin)
    return inside


def _strange(layout: LearnedLayout, again: NDArray[np.bool_]) -> set[str]:
    """Give the places around which none of the layout's print was found again."""
    strange = set()
    for key, place in layout.places.items():
        near = _around(place, layout.features.points, _AROUND_MM)
        if near.sum() < _FEW:
            near = _around(place, layout.features.points, _FARTHER_MM)
        if near.sum() >= _FEW and not again[near].any():
            strange.add(key)
    return strange


def _best(page: Features, layouts: Iterable[LearnedLayout]) -> tuple[LearnedLayout, Laid] | None:
    """Give the layout that most spots of a page bear out."""
    best: tuple[LearnedLayout, Laid] | None = None
    for layout in layouts:
        laid = _laid_over(layout.features, page)
        if laid is not None and (best is None or laid[1] > best[1][1]):
            best = layout, laid
    return best if best is not None and best[1][1] >= _LEAST_WITNESSES else None


def recognise(straight: Straight, layouts: Iterable[LearnedLayout]) -> Recognised | None:
    """Find the learned layout that a page has; None where it has none of them.

    A place around which the page is printed otherwise is lost: a person looks there.

    Args:
        straight: the page, upright.
        layouts: all that were learned.
    """
    page = features_of(straight.grey)
    best = _best(page, layouts)
    if best is None:
        return None
    layout, (to_page, witnesses) = best
    to_page = _exactly(layout.features, page, to_page)
    again = _partners(layout.features, page, to_page, _SAME_MM) >= 0
    strange = _strange(layout, again)
    if len(strange) > _MOST_STRANGE * len(layout.places):
        return None
    places = {
        key: Place(certainty=0.0) if key in strange else _carried(to_page, place)
        for key, place in layout.places.items()
    }
    printed = tuple(_moved(to_page, box) for box in layout.printed)
    return Recognised(layout, places, printed, witnesses)
