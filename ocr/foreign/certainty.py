"""How sure it is that the right place was found for an answer."""

from collections.abc import Sequence

import numpy as np

from forms.definition import Field
from forms.geometry import BoxMm
from ocr.foreign.areas import Area
from ocr.foreign.ground import Ground
from ocr.foreign.labels import Anchored
from ocr.foreign.owners import Owned

_RIGHT_MM, _BELOW_MM, _SIDE_MM = 40.0, 12.0, 2.0
"""How far from its label an answer may stand that was not found."""
_NO_LABEL = 0.85
"""Of a detail whose place is told by its tick alone."""
_UNOWNED, _CONTESTED = 0.4, 0.45
"""A blank beside which unowned ink stands, and one of two fields that a line may belong to."""


def _by_label(anchored: Anchored, key: str) -> float | None:
    label = anchored.labels.get(key)
    if label is None:
        return None
    rival = anchored.rivals.get(key, 0.0)
    return float(np.clip(label.score * (1.15 - 0.35 * min(1.0, rival)), 0.0, 1.0))


def label_certainty(anchored: Anchored, asked: Field) -> float:
    """Judge by its label how sure a field's place is; that of a detail also by its tick's."""
    own = _by_label(anchored, asked.key)
    if own is not None:
        return own
    tick = _by_label(anchored, asked.detail_of) if asked.detail_of else None
    return _NO_LABEL * (tick if tick is not None else 0.5)


def _around(label: BoxMm | None, area: Area) -> list[BoxMm]:
    """Give where the answer might stand if not where it was looked for."""
    box = area.box
    near = [BoxMm(box.left - _SIDE_MM, box.top, box.right + _SIDE_MM, box.bottom)]
    if label is not None:
        right, below = label.right + _RIGHT_MM, label.bottom + _BELOW_MM
        near.append(BoxMm(label.right, label.top - _SIDE_MM, right, label.bottom + _SIDE_MM))
        near.append(BoxMm(label.left - _SIDE_MM, label.bottom, label.right, below))
    return near


def _holds(box: BoxMm, ink: Sequence[BoxMm]) -> bool:
    return any(
        box.left < one.centre[0] < box.right and box.top < one.centre[1] < box.bottom for one in ink
    )


def place_certainty(
    ground: Ground, key: str, area: Area | None, ink: Owned, by_label: float
) -> float:
    """Judge how sure a place is by the ink that is in it and about it.

    Args:
        ground: the page.
        key: of the field.
        area: where it is written; None for what is ticked.
        ink: whose the writing of the page is.
        by_label: as `label_certainty` gives it.
    """
    if area is None:
        return by_label
    if key in ink.contested:
        return min(by_label, _CONTESTED)
    blank = not ink.of(key)
    if blank and any(_holds(box, ink.orphans) for box in _around(ground.label_box(key), area)):
        return min(by_label, _UNOWNED)
    return by_label
