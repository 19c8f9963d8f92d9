"""A learned layout: where another agency's page asks each question, and how its print looks.

What is kept of the page is its places and the features of its print, none from where somebody
wrote: nobody's name can be seen in it. It goes into a store as JSON and comes back unchanged.
"""

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.foreign.page import ForeignPage, Place
from ocr.page.straight import STRAIGHT_PER_MM
from ocr.sheet import Grey, Points

Descriptors = NDArray[np.uint8]

FEATURES_PER_MM = 5.0
_MOST_FEATURES = 1_500
_AROUND_MM = 2.0
"""Pens overrun their places by as much."""
_SETTLED = 0.99
"""Certainty of a place whose value a person left as it was read."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Points of a page's print in millimetres, and what the print around each looks like."""

    points: Points = field(repr=False)
    descriptors: Descriptors = field(repr=False)

    def outside(self, boxes: Collection[BoxMm]) -> "Features":
        """Leave out what lies in or near these boxes."""
        x, y = self.points.T
        kept = np.ones(len(self.points), dtype=np.bool_)
        for box in boxes:
            across = (x > box.left - _AROUND_MM) & (x < box.right + _AROUND_MM)
            kept &= ~(across & (y > box.top - _AROUND_MM) & (y < box.bottom + _AROUND_MM))
        return Features(self.points[kept], self.descriptors[kept])


@dataclass(frozen=True, slots=True, eq=False)
class LearnedLayout:
    """One page of another agency's layout of a form."""

    form: str
    version: str
    form_page: int
    places: Mapping[str, Place] = field(repr=False)
    features: Features = field(repr=False)

    @property
    def id(self) -> str:
        """A name that follows from what was learned."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """Write for a store."""
        table = {
            "form": self.form,
            "version": self.version,
            "form_page": self.form_page,
            "places": {key: _place_json(place) for key, place in sorted(self.places.items())},
            "points": np.round(self.features.points, 2).tolist(),
            "descriptors": b64encode(zlib.compress(self.features.descriptors.tobytes())).decode(),
        }
        return json.dumps(table, separators=(",", ":"))


def from_json(written: str) -> LearnedLayout:
    """Read back what `LearnedLayout.to_json` wrote."""
    table = json.loads(written)
    packed = zlib.decompress(b64decode(table["descriptors"]))
    features = Features(
        np.array(table["points"], dtype=np.float64).reshape(-1, 2),
        np.frombuffer(packed, dtype=np.uint8).reshape(-1, 128),
    )
    return LearnedLayout(
        form=table["form"],
        version=table["version"],
        form_page=table["form_page"],
        places={key: _place(own) for key, own in table["places"].items()},
        features=features,
    )


def _edges(box: BoxMm | None) -> list[float] | None:
    if box is None:
        return None
    return [round(edge, 2) for edge in (box.left, box.top, box.right, box.bottom)]


def _place_json(place: Place) -> dict[str, Any]:
    return {
        "label": _edges(place.label),
        "area": _edges(place.area),
        "box": _edges(place.box),
        "options": {key: _edges(box) for key, box in place.options.items()},
        "option_boxes": {key: _edges(box) for key, box in place.option_boxes.items()},
        "certainty": round(place.certainty, 4),
    }


def _place(table: dict[str, Any]) -> Place:
    label, area, box = (table[name] and BoxMm(*table[name]) for name in ("label", "area", "box"))
    return Place(
        label=label,
        area=area,
        box=box,
        options={key: BoxMm(*edges) for key, edges in table["options"].items()},
        option_boxes={key: BoxMm(*edges) for key, edges in table["option_boxes"].items()},
        certainty=table["certainty"],
    )


def features_of(grey: Grey) -> Features:
    """Find the features of a straight page (`STRAIGHT_PER_MM` pixels to the millimetre)."""
    scale = FEATURES_PER_MM / STRAIGHT_PER_MM
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    finder = cv2.SIFT.create(nfeatures=_MOST_FEATURES, contrastThreshold=0.03)
    found, descriptors = finder.detectAndCompute(np.asarray(small, dtype=np.uint8), None)
    if descriptors is None:
        return Features(np.empty((0, 2)), np.empty((0, 128), np.uint8))
    points = np.array([point.pt for point in found], dtype=np.float64) / FEATURES_PER_MM
    return Features(points, descriptors.astype(np.uint8))


def _answered(place: Place) -> Iterator[BoxMm]:
    """Yield where somebody may have written."""
    yield from (box for box in (place.area, place.box) if box is not None)
    yield from place.options.values()
    yield from place.option_boxes.values()


def learn(page: ForeignPage, confirmed: Collection[str]) -> LearnedLayout:
    """Make a template of a page whose values a person has looked at.

    Args:
        page: as it was found.
        confirmed: the fields whose values stood as they were read: their places are right.
    """
    places = {
        key: replace(place, certainty=max(place.certainty, _SETTLED)) if key in confirmed else place
        for key, place in page.places.items()
    }
    written = [box for place in places.values() for box in _answered(place)]
    return LearnedLayout(
        form=page.form.id,
        version=page.form.version,
        form_page=page.form_page,
        places=places,
        features=features_of(page.straight.grey).outside(written),
    )
