"""Choices whose question is worded as nobody listed ("Client is:"), found by their answers."""

from collections.abc import Iterator

from forms.definition import Choice, Field, Form
from forms.geometry import BoxMm
from ocr.foreign.areas import Area, Way
from ocr.foreign.ground import Ground, around
from ocr.foreign.options import answers_in_row
from ocr.marking.lines import PER_MM

_FEWEST_ANSWERS, _FEWEST_READ = 3, 2
"""Two answers alone may be another question's."""
_LEAST_WORTH = 0.42
"""How well the answers must fit together, each on average, were all of them read."""
_BESIDE_MM, _ABOVE_MM = 7.0, 2.0
"""Room for the tick boxes of answers."""


def by_answers(ground: Ground, form: Form, known: frozenset[str]) -> dict[str, Area]:
    """Find the places of choices whose questions were not found.

    Args:
        ground: the page.
        form: of the page.
        known: the fields whose places are known.
    """
    return {
        field.key: area
        for field, kind in _missing(form, known)
        if (area := _area(ground, kind)) is not None
    }


def _missing(form: Form, known: frozenset[str]) -> Iterator[tuple[Field, Choice]]:
    for field in form.fields():
        kind = field.kind
        if field.detail_of or field.key in known or not isinstance(kind, Choice):
            continue
        if len(kind.options) >= _FEWEST_ANSWERS:
            yield field, kind


def _area(ground: Ground, kind: Choice) -> Area | None:
    """Find all answers of a choice in a row, wherever on the page, that is no label's."""
    height, width = (size / PER_MM for size in ground.drawing.ink.shape)
    labels = [span.box for spans in ground.labels.values() for span in spans]
    found = answers_in_row(ground, kind, BoxMm(0, 0, width, height), labels)
    if len(found.boxes) < len(kind.options) or found.read < _FEWEST_READ:
        return None
    if found.worth < _LEAST_WORTH * found.read:
        return None
    box = around(found.boxes.values())
    left, right = box.left - _BESIDE_MM, box.right + _BESIDE_MM
    place = BoxMm(left, box.top - _ABOVE_MM, right, box.bottom + _ABOVE_MM)
    return Area(Way.INSIDE, place, box.centre[1])
