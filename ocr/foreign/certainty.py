"""How sure it is that the right place was found for an answer."""

import numpy as np

from forms.definition import Field
from ocr.foreign.areas import Area
from ocr.foreign.labels import Anchored
from ocr.foreign.owners import Owned

_NO_LABEL = 0.85
"""Of a detail whose place is told by its tick alone."""
_CONTESTED = 0.45
"""Of two fields that a line may belong to."""


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


def place_certainty(key: str, area: Area | None, ink: Owned, by_label: float) -> float:
    """Judge how sure a place is by the ink that is in it.

    Args:
        key: of the field.
        area: where it is written; None for what is ticked.
        ink: whose the writing of the page is.
        by_label: as `label_certainty` gives it.
    """
    if area is not None and key in ink.contested:
        return min(by_label, _CONTESTED)
    return by_label
