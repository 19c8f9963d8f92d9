"""Whether the tick boxes of a page are what they look like, by what was made of the page.

Too many: letters that look like boxes, found amid writing and taken by no question. Too few:
questions to tick without any box beside them.
"""

from collections.abc import Iterable, Mapping

from forms.definition import Choice, Form, Tick
from forms.geometry import BoxMm
from ocr.foreign.ground import within
from ocr.foreign.place import Place
from ocr.marking.boxes import BoxFound

_SURELY_A_BOX = 0.9
_LINE_MM = 8.0
_QUESTIONS, _MOST_LACK = 4, 0.6
"""Under its label an answer may stand so far."""


def lacks_boxes(form: Form, places: Mapping[str, Place]) -> bool:
    """Tell whether questions to tick stand on a page, and beside most of them no box was seen."""
    ticks = [f.key for f in form.fields() if isinstance(f.kind, Tick) and f.key in places]
    without = sum(places[key].box is None for key in ticks)
    return len(ticks) >= _QUESTIONS and without > _MOST_LACK * len(ticks)


def boxes_amid_writing(
    form: Form, places: Mapping[str, Place], boxes: Iterable[BoxFound]
) -> list[BoxFound]:
    """Give the boxes that are not sure and stand amid a label, or where one writes and unasked.

    A letter or two of an answer may look like a box, torn by a fax, and would be left out of it.

    Args:
        form: tells which fields are ticks and choices.
        places: where its questions stand, with the boxes that they took.
        boxes: all that were found on the page.
    """
    claimed = {box for place in places.values() for box in place.option_boxes.values()}
    claimed |= {place.box for place in places.values() if place.box is not None}
    marks = {f.key for f in form.fields() if isinstance(f.kind, Tick | Choice)}
    rooms = [_room(place) for key, place in places.items() if key not in marks]
    labels = [place.label for place in places.values()]
    doubtful = [box for box in boxes if box.certainty < _SURELY_A_BOX]
    return [
        one
        for one in doubtful
        if any(label and within(label, *one.box.centre) for label in labels)
        or (
            one.box not in claimed and any(room and within(room, *one.box.centre) for room in rooms)
        )
    ]


def _room(place: Place) -> BoxMm | None:
    """Give where an answer may stand: in its area, or on the line below its label."""
    known = [box for box in (place.area, place.label) if box is not None]
    if not known:
        return None
    bottoms = [place.area.bottom] if place.area else []
    bottoms += [place.label.bottom + _LINE_MM] if place.label else []
    left, top = min(box.left for box in known), min(box.top for box in known)
    return BoxMm(left, top, max(box.right for box in known), max(bottoms))
