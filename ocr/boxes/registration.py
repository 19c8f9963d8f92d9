"""Lay a page exactly over a reference picture: features first, then neighbourhood by neighbourhood.

A homography from matched features (Lowe, 2004) is right for flat paper. Paper in hands and on desks
bends, so what the features still miss is taken out locally, and last each box's own surroundings
are matched.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.boxes.pieces import residual
from ocr.boxes.placing import NEIGHBOURS, placed
from ocr.boxes.reference import MATCHED_PX, Reference, levelled, per_mm, resized, usual_side
from ocr.boxes.seats import Seat, seated
from ocr.page.light import evened
from ocr.page.projective import Homography, cut, project, scaling
from ocr.sheet import Grey, Points


@dataclass(frozen=True, slots=True, eq=False)
class Registered:
    """A page laid over the reference."""

    grey: Grey
    """Lit for its boxes, on the reference's working picture, these in place but for their seats."""
    seats: Mapping[str, Seat]
    likeness: float
    """Correlation of the whole page with the reference, at best 1."""
    rotation: int
    """Degrees clockwise by which the page had to be turned."""


def _over(reference: Reference, page: Grey, to_page: Homography) -> Grey:
    """Cut the page to the reference's working picture, by area where it has more pixels."""
    height, width = reference.grey.shape
    middle = np.array([[width / 2, height / 2], [width / 2 + 1, height / 2 + 1]])
    step = float(np.abs(np.diff(project(to_page, middle), axis=0)).max())
    shrink = max(1.0, step)
    source = resized(page, 1 / shrink)
    back = scaling(source.shape[1] / page.shape[1], source.shape[0] / page.shape[0])
    return cut(source, back @ to_page, (width, height))


def _local(places: Points, offs: Points, at: Points) -> Points:
    """Give the offset at points: the median of what the nearest features say."""
    if len(places) < NEIGHBOURS:
        return np.zeros_like(at)
    shifts = []
    for point in at:
        away = np.hypot(*(places - point).T)
        nearest = np.argsort(away)[:NEIGHBOURS]
        shifts.append(np.median(offs[nearest], axis=0))
    return np.array(shifts)


def _bent(reference: Reference, page: Grey) -> Grey:
    """Move the page, neighbourhood by neighbourhood, to where the reference's features are."""
    places, offs = residual(reference.grey, page)
    if len(places) < 3 * NEIGHBOURS:
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
    small = resized(page, min(1.0, 1.25 * MATCHED_PX / max(page.shape)))
    found = placed(reference, small)
    if found is None:
        return None
    scale = reference.to_features
    up = scaling(page.shape[1] / small.shape[1], page.shape[0] / small.shape[0])
    to_page = up @ found[0] @ scaling(scale, scale)
    laid = _over(reference, page, to_page)
    bent = _bent(reference, laid)
    lit = evened(bent, per_mm(bent))
    seats = seated(reference.grey, lit, reference.boxes)
    level = levelled(bent, usual_side(reference.boxes))
    return Registered(level, seats, found[1], _rotation(to_page, reference.grey.shape))
