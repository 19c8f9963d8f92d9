"""Tick boxes that were not seen as boxes: they look like the others of their page.

A box filled with ink, or crossed by a large tick, shows no white inside and no corners; but the
other boxes of its page are drawn as it is, with their shadows and rounded corners, and their frame
is found again under any mark.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.foreign.ground import meet
from ocr.marking.lines import PER_MM, px

_FEWEST = 3
"""So many boxes say how those of a page are drawn."""
_SIZES = 0.12
"""Boxes of one kind differ in width and height by less."""
_SEEN = 0.25
"""And so do they where a mark joins their edge."""
_AROUND_MM = 0.8
"""Beyond the box, for its shadow."""
_MOST_OF_THEM = 0.7
"""A place is of the frame that is inked in so many of the boxes: marks are in few."""
_CLOSED, _WHOLE = 0.5, 0.9
"""Share of each side that the boxes have in common."""
_FRAME, _BRACKETS = 0.85, 0.93
"""Share of the frame that must be inked. Boxes have 0.93 and more, the best of words 0.64; of
brackets, which are little more than two strokes, rules and letters had up to 0.87."""
_UP_DOWN_MM = 1.6
_REACH_MM = 60.0
_ROUND = np.ones((3, 3), np.uint8)
"""What is drawn anew differs by a pixel."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How the boxes of a page are drawn."""

    frame: NDArray[np.float32]
    """1 where they have ink, with what lies around them."""
    width: float
    height: float
    least: float
    """Share of the frame that must be inked."""


def _cut(ink: NDArray[np.uint8], box: BoxMm, size: tuple[int, int]) -> NDArray[np.uint8]:
    top, left = px(box.top - _AROUND_MM), px(box.left - _AROUND_MM)
    return ink[max(0, top) : max(0, top + size[0]), max(0, left) : max(0, left + size[1])]


def _drawn(
    ink: NDArray[np.uint8], boxes: Sequence[BoxMm], samples: Sequence[BoxMm]
) -> _Drawn | None:
    width = float(np.median([box.width for box in boxes]))
    height = float(np.median([box.height for box in boxes]))
    size = px(height + 2 * _AROUND_MM), px(width + 2 * _AROUND_MM)
    cuts = [
        _cut(ink, box, size)
        for box in {*boxes, *samples}
        if abs(box.width / width - 1) < _SIZES and abs(box.height / height - 1) < _SIZES
    ]
    whole = [cut for cut in cuts if cut.shape == size]
    if len(whole) < _FEWEST:
        return None
    frame = (np.mean(whole, axis=0) >= _MOST_OF_THEM).astype(np.float32)
    least = _least(frame)
    return _Drawn(frame, width, height, least) if least else None


def _least(frame: NDArray[np.float32]) -> float | None:
    """Give how much of a frame must be inked; None for dots, of which there is too little.

    Of each side the middle half is looked at, where no foot of a bracket reaches.
    """
    rim, (high, wide) = px(2 * _AROUND_MM), frame.shape
    along, down = slice(wide // 4, wide - wide // 4), slice(high // 4, high - high // 4)
    uprights = frame[down, :rim].any(axis=1), frame[down, -rim:].any(axis=1)
    flat = frame[:rim, along].any(axis=0), frame[-rim:, along].any(axis=0)
    if min(float(side.mean()) for side in (*uprights, *flat)) > _CLOSED:
        return _FRAME
    whole = min(float(side.mean()) for side in uprights) > _WHOLE
    return _BRACKETS if whole else None


def boxes_alike(
    ink: NDArray[np.uint8],
    labels: Mapping[str, BoxMm],
    found: Mapping[str, BoxMm],
    others: Sequence[BoxMm],
    samples: Sequence[BoxMm] = (),
) -> dict[str, BoxMm]:
    """Find the boxes of questions without one, in their rows, on the side of all others.

    Args:
        ink: of the page, 1 where it is dark.
        labels: where the questions stand, by field.
        found: the boxes of those that have one.
        others: boxes that were seen and belong to no question: those for "no".
        samples: more boxes of the page; those as large say how they are drawn.
    """
    missing = [key for key in labels if key not in found]
    if not missing or len(found) + len(samples) < _FEWEST or not found:
        return {}
    near = np.asarray(cv2.dilate(ink, _ROUND), np.uint8)
    drawn = _drawn(near, list(found.values()), samples)
    if drawn is None:
        return {}
    down = float(np.median([box.centre[1] - labels[key].centre[1] for key, box in found.items()]))
    left = sum(box.centre[0] < labels[key].centre[0] for key, box in found.items())
    more: dict[str, BoxMm] = {}
    for key in missing:
        row = _row(labels[key], drawn, down, to_the_left=2 * left > len(found))
        taken = [*found.values(), *more.values(), *(o for o in others if _is_alike(o, drawn))]
        free = [
            box for box in _in_row(near, drawn, row) if not any(meet(box, other) for other in taken)
        ]
        if free:
            middle = labels[key].centre[0]
            more[key] = min(free, key=lambda box: abs(box.centre[0] - middle))
    return more


def _row(label: BoxMm, drawn: _Drawn, down: float, *, to_the_left: bool) -> BoxMm:
    """Give where a question's box may stand: a box that was read as a letter lies in the label."""
    middle, half = label.centre[1] + down, drawn.height / 2 + _UP_DOWN_MM
    left, right = (-_REACH_MM, 0.0) if to_the_left else (0.0, _REACH_MM)
    return BoxMm(
        max(_AROUND_MM, label.left + left),
        max(_AROUND_MM, middle - half),
        label.right + right,
        middle + half,
    )


def _in_row(near: NDArray[np.uint8], drawn: _Drawn, row: BoxMm) -> Iterator[BoxMm]:
    """Yield where the frame of a box is seen, the best of each place."""
    size = px(row.height + 2 * _AROUND_MM), px(row.width + 2 * _AROUND_MM)
    part = _cut(near, row, size)
    if part.shape[0] < drawn.frame.shape[0] or part.shape[1] < drawn.frame.shape[1]:
        return
    inked = cv2.matchTemplate(part.astype(np.float32), drawn.frame, cv2.TM_CCORR)
    while True:
        _, best, _, (x, y) = cv2.minMaxLoc(inked)
        if best < drawn.least * float(drawn.frame.sum()):
            return
        left, top = row.left + x / PER_MM, row.top + y / PER_MM
        yield BoxMm(left, top, left + drawn.width, top + drawn.height)
        inked[:, max(0, x - px(drawn.width)) : x + px(drawn.width)] = 0


def _is_alike(box: BoxMm, drawn: _Drawn) -> bool:
    return abs(box.width / drawn.width - 1) < _SEEN and abs(box.height / drawn.height - 1) < _SEEN
