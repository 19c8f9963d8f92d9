"""Recognise a learned layout on a page, and carry its places over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from forms.geometry import BoxMm
from ocr.foreign.page import Place
from ocr.learned.layout import Features, LearnedLayout, features_of
from ocr.page.projective import Homography, project
from ocr.page.straight import Straight

_RATIO = 0.8
"""How much better the best match of a feature must be than the second (Lowe, 2004)."""
_RANSAC_MM = 0.8
_LEAST_WITNESSES = 40
_APART_MM = 4.0
"""Features on one spot are one witness."""
_SCALES = (0.9, 1.1)


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


def _laid_over(layout: Features, page: Features) -> tuple[Homography, int] | None:
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


def recognise(straight: Straight, layouts: Iterable[LearnedLayout]) -> Recognised | None:
    """Find the learned layout that a page has; None where it has none of them.

    Args:
        straight: the page, upright.
        layouts: all that were learned.
    """
    page = features_of(straight.grey)
    best: tuple[int, LearnedLayout, Homography] | None = None
    for layout in layouts:
        found = _laid_over(layout.features, page)
        if found is not None and (best is None or found[1] > best[0]):
            best = found[1], layout, found[0]
    if best is None or best[0] < _LEAST_WITNESSES:
        return None
    witnesses, layout, to_page = best
    places = {key: _carried(to_page, place) for key, place in layout.places.items()}
    printed = tuple(_moved(to_page, box) for box in layout.printed)
    return Recognised(layout, places, printed, witnesses)
