"""Where each box lies on a page that was laid over the reference, nearly.

A box's own surroundings are matched, and those of the boxes beside it: a mark may mislead one box,
not all of them, and paper bends, so that what holds here need not hold two boxes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ocr.boxes.definition import BoxPx
from ocr.boxes.pieces import alike_at, found_again
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


@dataclass(frozen=True, slots=True)
class Nudge:
    """Where a box's own surroundings are found."""

    shift: tuple[float, float]
    alike: float
    at_limit: bool
    """The best match is as far away as was looked: perhaps it is farther."""


def _surroundings(box: BoxPx) -> BoxPx:
    edge = _AROUND * min(box.width, box.height)
    return BoxPx(box.left - edge, box.top - edge, box.right + edge, box.bottom + edge)


def _nudge(reference: Grey, page: Grey, box: BoxPx) -> Nudge:
    """Find by how much a box is off, from its print and its neighbours'."""
    side = min(box.width, box.height)
    reach = max(2, round(_REACH * side))
    shift, alike = found_again(reference, page, _surroundings(box), reach)
    return Nudge(shift, alike, max(map(abs, shift)) >= reach)


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


def settled(boxes: Mapping[str, BoxPx], nudges: Mapping[str, Nudge]) -> dict[str, Seat]:
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


def _own(reference: Grey, page: Grey, box: BoxPx, seat: Seat, nudge: Nudge) -> Seat:
    """Let a box stand apart from its neighbours where its own print clearly says so."""
    apart = max(abs(nudge.shift[0] - seat.shift[0]), abs(nudge.shift[1] - seat.shift[1]))
    if apart < _APART_PX or nudge.at_limit or nudge.alike < _CLEARLY:
        return seat
    there = alike_at(reference, page, _surroundings(box), seat.shift)
    return replace(seat, shift=nudge.shift) if nudge.alike - there > _BETTER else seat


def seated(reference: Grey, page: Grey, boxes: Mapping[str, BoxPx]) -> dict[str, Seat]:
    """Find every box.

    Args:
        reference: evenly lit.
        page: evenly lit, laid over it.
        boxes: on the reference.
    """
    nudges = {key: _nudge(reference, page, box) for key, box in boxes.items()}
    return {
        key: _own(reference, page, boxes[key], seat, nudges[key])
        for key, seat in settled(boxes, nudges).items()
    }
