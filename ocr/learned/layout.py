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

from forms.errors import LayoutError
from forms.geometry import BoxMm
from ocr.foreign.page import ForeignPage
from ocr.foreign.place import Place
from ocr.page.straight import STRAIGHT_PER_MM
from ocr.sheet import Grey, Points

Descriptors = NDArray[np.uint8]

FEATURES_PER_MM = 5.0
_MOST_FEATURES = 1_500
_DESCRIPTOR = 128
_AROUND_MM = 2.0
"""Pens overrun their places by as much."""
_SETTLED = 0.99
"""Certainty of a place whose value a person left as it was read."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Points of a page's print in millimetres, and what the print around each looks like."""

    points: Points = field(repr=False)
    descriptors: Descriptors = field(repr=False)

    def outside(self, boxes: Collection[BoxMm], around_mm: float = _AROUND_MM) -> "Features":
        """Leave out what lies in or near these boxes."""
        x, y = self.points.T
        kept = np.ones(len(self.points), dtype=np.bool_)
        for box in boxes:
            across = (x > box.left - around_mm) & (x < box.right + around_mm)
            kept &= ~(across & (y > box.top - around_mm) & (y < box.bottom + around_mm))
        return Features(self.points[kept], self.descriptors[kept])


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What a person's word on the values of a page says of its places, by field."""

    settled: frozenset[str] = frozenset()
    """Something is written there, and it stood as it was read: the place is right."""
    lost: frozenset[str] = frozenset()
    """The page asks for it, but not where it was looked for."""
    not_asked: frozenset[str] = frozenset()
    """The page does not ask for it."""


@dataclass(frozen=True, slots=True, eq=False)
class LearnedLayout:
    """One page of another agency's layout of a form."""

    form: str
    version: str
    form_page: int
    places: Mapping[str, Place] = field(repr=False)
    features: Features = field(repr=False)
    printed: tuple[BoxMm, ...] = field(default=(), repr=False)
    """Its print, as far as it is known."""
    not_asked: frozenset[str] = frozenset()
    """Fields that a person has said it does not ask for."""

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
            "not_asked": sorted(self.not_asked),
            "printed": [_edges(box) for box in self.printed],
            "points": np.round(self.features.points, 2).tolist(),
            "descriptors": b64encode(zlib.compress(self.features.descriptors.tobytes())).decode(),
        }
        return json.dumps(table, separators=(",", ":"))


def from_json(written: str) -> LearnedLayout:
    """Read back what `LearnedLayout.to_json` wrote.

    Raises:
        LayoutError: it is something else.
    """
    try:
        return _from_table(json.loads(written))
    except (KeyError, TypeError, ValueError, AttributeError, zlib.error) as error:
        raise LayoutError("this is no learned layout, or it is damaged") from error


def _from_table(table: dict[str, Any]) -> LearnedLayout:
    points = np.array(table["points"], dtype=np.float64).reshape(-1, 2)
    size = len(points) * _DESCRIPTOR
    packed = zlib.decompressobj().decompress(b64decode(table["descriptors"]), size + 1)
    descriptors = np.frombuffer(packed, dtype=np.uint8).reshape(len(points), _DESCRIPTOR)
    return LearnedLayout(
        form=str(table["form"]),
        version=str(table["version"]),
        form_page=int(table["form_page"]),
        places={key: _place(own) for key, own in table["places"].items()},
        features=Features(points, descriptors),
        printed=tuple(_box(edges) for edges in table["printed"]),
        not_asked=frozenset(str(key) for key in table["not_asked"]),
    )


def _edges(box: BoxMm | None) -> list[float] | None:
    if box is None:
        return None
    return [round(edge, 2) for edge in (box.left, box.top, box.right, box.bottom)]


def _box(edges: list[float]) -> BoxMm:
    left, top, right, bottom = (float(edge) for edge in edges)
    return BoxMm(left, top, right, bottom)


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
    label, area, box = (table[name] and _box(table[name]) for name in ("label", "area", "box"))
    return Place(
        label=label,
        area=area,
        box=box,
        options={key: _box(edges) for key, edges in table["options"].items()},
        option_boxes={key: _box(edges) for key, edges in table["option_boxes"].items()},
        certainty=float(table["certainty"]),
    )


def features_of(grey: Grey) -> Features:
    """Find the features of a straight page (`STRAIGHT_PER_MM` pixels to the millimetre)."""
    scale = FEATURES_PER_MM / STRAIGHT_PER_MM
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    finder = cv2.SIFT.create(nfeatures=_MOST_FEATURES, contrastThreshold=0.03)
    found, descriptors = finder.detectAndCompute(np.asarray(small, dtype=np.uint8), None)
    if descriptors is None:
        return Features(np.empty((0, 2)), np.empty((0, _DESCRIPTOR), np.uint8))
    points = np.array([point.pt for point in found], dtype=np.float64) / FEATURES_PER_MM
    return Features(points, descriptors.astype(np.uint8))


def answered(place: Place) -> Iterator[BoxMm]:
    """Yield where somebody may have written."""
    yield from (box for box in (place.area, place.box) if box is not None)
    yield from place.options.values()
    yield from place.option_boxes.values()


def _judged(key: str, place: Place, confirmed: Confirmed) -> Place:
    if key in confirmed.lost:
        return Place(label=place.label, certainty=0.0)
    if key in confirmed.settled:
        return replace(place, certainty=max(place.certainty, _SETTLED))
    return place


def learn(
    page: ForeignPage, confirmed: Confirmed, strange: Collection[BoxMm] = ()
) -> LearnedLayout:
    """Make a template of a page whose values a person has looked at.

    Args:
        page: as it was found.
        confirmed: what the person's word says of its places.
        strange: ink of which it is not known that it is print.
    """
    unknown = dict.fromkeys(confirmed.lost - page.places.keys(), Place(certainty=0.0))
    places = {key: _judged(key, place, confirmed) for key, place in page.places.items()}
    written = [box for place in page.places.values() for box in answered(place)]
    features = features_of(page.straight.grey).outside(written).outside(strange, 1.0)
    return LearnedLayout(
        form=page.form.id,
        version=page.form.version,
        form_page=page.form_page,
        places={**places, **unknown},
        features=features,
        printed=page.printed,
        not_asked=(page.not_asked | confirmed.not_asked) - places.keys() - unknown.keys(),
    )
