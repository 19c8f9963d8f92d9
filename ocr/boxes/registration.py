"""Lay a page exactly over a reference picture: features first, then neighbourhood by neighbourhood.

A homography from matched features (Lowe, 2004) is right for flat paper. Paper in hands and on desks
bends, so what the features still miss is taken out locally, and last each box's own surroundings
are matched.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ocr.boxes.definition import BoxPx
from ocr.boxes.pieces import alike_at, found_again, residual
from ocr.boxes.placing import NEIGHBOURS, placed
from ocr.boxes.reference import MATCHED_PX, Reference, levelled, per_mm, resized, usual_side
from ocr.page.light import evened
from ocr.page.projective import Homography, cut, project, scaling
from ocr.sheet import Grey, Points

_AROUND = 1.3
"""A box's surroundings, in its own sides: neighbours' print steadies the match."""
_REACH = 0.28
"""How far, in sides, a box is looked for: less than half the way to the next of a grid."""
_CLEAR, _BESIDE, _WIDER = 0.3, 7, 16
"""A box's match counts from this correlation; boxes that are asked together; and at most."""
_APART_PX, _CLEARLY, _BETTER = 2.0, 0.5, 0.15
"""A box stands apart if it is so far off and so alike there, and so much more than elsewhere."""
_STIFF, _LEAST_REST = 0.3, 1.5
"""What a lean of the shifts costs, in boxes; pixels by which a shift may always differ."""


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


@dataclass(frozen=True, slots=True)
class _Nudge:
    shift: tuple[float, float]
    alike: float
    at_limit: bool
    """The best match is as far away as was looked: perhaps it is farther."""


def _surroundings(box: BoxPx) -> BoxPx:
    edge = _AROUND * min(box.width, box.height)
    return BoxPx(box.left - edge, box.top - edge, box.right + edge, box.bottom + edge)


def _nudge(reference: Grey, page: Grey, box: BoxPx) -> _Nudge:
    """Find by how much a box is off, from its print and its neighbours'."""
    side = min(box.width, box.height)
    reach = max(2, round(_REACH * side))
    shift, alike = found_again(reference, page, _surroundings(box), reach)
    return _Nudge(shift, alike, max(map(abs, shift)) >= reach)


def _plane(places: Points, shifts: Points, at: Points, reach: float) -> Points:
    """Give the shift at a place from those around it, as a plane: a page bends and leans.

    Args:
        places: where shifts are known.
        shifts: these.
        at: the place.
        reach: distance at which what is known counts little.
    """
    off = (places - at) / reach
    terms = np.column_stack([np.ones(len(off)), off])
    near = np.exp(-0.5 * (off**2).sum(axis=1))
    weights, plane = near, np.zeros((3, 2))
    for _ in range(5):
        pull = np.diag([1e-6, _STIFF, _STIFF])
        weighted = terms * weights[:, None]
        plane = np.linalg.solve(terms.T @ weighted + pull, weighted.T @ shifts)
        rest = np.hypot(*(shifts - terms @ plane).T)
        # One alone may have been misled by a mark: what fits badly counts little (Tukey's weight).
        wide = max(_LEAST_REST, 3 * float(np.median(rest)))
        weights = near * np.clip(1 - (rest / wide) ** 2, 0, 1) ** 2 + 1e-6
    return np.asarray(plane[0], dtype=np.float64)


def _settled(boxes: Mapping[str, BoxPx], nudges: Mapping[str, _Nudge]) -> dict[str, Seat]:
    """Let each box go where its neighbours go too: one alone may have been misled by a mark."""
    middle = np.array([(b.left + b.right, b.top + b.bottom) for b in boxes.values()]) / 2
    found = [nudges[key] for key in boxes]
    shifts = np.array([one.shift for one in found])
    clear = np.array([one.alike > _CLEAR and not one.at_limit for one in found])
    lost = np.array([one.at_limit for one in found])
    seats = {}
    for key, at in zip(boxes, middle, strict=True):
        away = np.hypot(*(middle - at).T)
        order = np.argsort(away)
        near, good = order[:_BESIDE], order[clear[order]][:_WIDER]
        shift = np.zeros(2)
        if len(good) >= _BESIDE:
            reach = max(float(away[good[_BESIDE - 1]]), 1.0)
            shift = _plane(middle[good], shifts[good], at, reach)
        elif len(good):
            shift = np.median(shifts[good], axis=0)
        alike = float(np.median([found[i].alike for i in near]))
        sure = bool(lost[near].mean() < 0.5)
        seats[key] = Seat((float(shift[0]), float(shift[1])), alike, sure)
    return seats


def _own(reference: Grey, page: Grey, box: BoxPx, seat: Seat, nudge: _Nudge) -> Seat:
    """Let a box stand apart from its neighbours where its own print clearly says so."""
    apart = max(abs(nudge.shift[0] - seat.shift[0]), abs(nudge.shift[1] - seat.shift[1]))
    if apart < _APART_PX or nudge.at_limit or nudge.alike < _CLEARLY:
        return seat
    there = alike_at(reference, page, _surroundings(box), seat.shift)
    return replace(seat, shift=nudge.shift) if nudge.alike - there > _BETTER else seat


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
    nudges = {key: _nudge(reference.grey, lit, box) for key, box in reference.boxes.items()}
    seats = {
        key: _own(reference.grey, lit, reference.boxes[key], seat, nudges[key])
        for key, seat in _settled(reference.boxes, nudges).items()
    }
    level = levelled(bent, usual_side(reference.boxes))
    return Registered(level, seats, found[1], _rotation(to_page, reference.grey.shape))
