"""The reference picture made ready: scaled, evenly lit, its features found once a run."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.boxes.definition import BoxPx, BoxSet
from ocr.page.light import PAPER, evened
from ocr.sheet import Grey, Points

MATCHED_PX = 1500
"""Longer side at which features are found: enough for print, little enough for blur."""
_FEATURES = 4500
_BOX_PX = (26.0, 44.0)
"""Side of the usual box on the working picture, in pixels, at least and at most."""
_CELLS, _SHADE_CELLS, _DARKEST_PAPER = 8, 17, 28
"""Cells in a box's side for which paper is sought, and how many of them a mark may span."""
_WORKING_PX = (1200.0, 3000.0)
Descriptors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Places (x, y), one a row, and what each looks like."""

    points: Points
    descriptors: Descriptors


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A reference picture made ready, at the working scale."""

    grey: Grey
    """Evenly lit."""
    level: Grey
    """Lit for its boxes."""
    boxes: Mapping[str, BoxPx]
    """On the working picture."""
    print: Grey
    """The same at the size at which features are found."""
    features: Features
    to_features: float
    """Working pixels to those of `print`."""


def features(grey: Grey) -> Features:
    """Find features that look the same from aslant and afar (Lowe, 2004)."""
    finder = cv2.SIFT.create(nfeatures=_FEATURES, contrastThreshold=0.02)
    points, descriptors = finder.detectAndCompute(grey, None)
    if descriptors is None or len(points) < 2:
        return Features(np.empty((0, 2)), np.empty((0, 128), np.float32))
    # The root of a histogram's share tells histograms apart better (Arandjelovic, Zisserman 2012).
    shares = descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)
    places = np.array([point.pt for point in points], dtype=np.float64)
    return Features(places, np.sqrt(shares).astype(np.float32))


def resized(grey: Grey, scale: float) -> Grey:
    """Give a picture `scale` times as large."""
    if scale == 1:
        return grey
    size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, size, interpolation=way), dtype=np.uint8)


def usual_side(boxes: Mapping[str, BoxPx]) -> float:
    """Give the shorter side of the usual box, in pixels."""
    return float(np.median([min(box.width, box.height) for box in boxes.values()]))


def levelled(grey: Grey, side: float) -> Grey:
    """Divide by the paper close around each pixel, so that the edge of a shadow is no ink.

    Args:
        grey: any picture.
        side: of a box; what is dark and well larger is shade.
    """
    scale = _CELLS / side
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    window = cv2.getStructuringElement(cv2.MORPH_RECT, (_SHADE_CELLS, _SHADE_CELLS))
    shade = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, window), (0, 0), 1.0)
    paper = cv2.resize(shade, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, np.maximum(paper, _DARKEST_PAPER), scale=PAPER)
    return np.asarray(even, dtype=np.uint8)


def _working_scale(boxes: BoxSet) -> float:
    side = usual_side(boxes.boxes)
    longer = max(boxes.reference.shape)
    scale = min(max(1.0, _BOX_PX[0] / side), _BOX_PX[1] / side)
    return float(min(max(scale, _WORKING_PX[0] / longer), _WORKING_PX[1] / longer))


def per_mm(grey: Grey) -> float:
    """Give pixels per millimetre as if the picture were of an A4 page."""
    return float(min(grey.shape) / 210)


def made_ready(boxes: BoxSet) -> Reference:
    """Scale, light and find features of the reference, once a run."""
    scale = _working_scale(boxes)
    raw = resized(boxes.reference, scale)
    grey = evened(raw, per_mm(raw))
    to_features = min(1.0, MATCHED_PX / max(grey.shape))
    placed = {
        key: BoxPx(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)
        for key, box in boxes.boxes.items()
    }
    print_ = resized(grey, to_features)
    level = levelled(raw, usual_side(placed))
    return Reference(grey, level, placed, print_, features(print_), to_features)
