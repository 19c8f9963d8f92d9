"""A page of a learned layout: its places are known, so none of its words need be read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from forms.definition import Choice, Form, Signature, Tick
from forms.geometry import BoxMm
from forms.registry import Catalogue
from ocr.foreign.areas import Area, Way
from ocr.foreign.cells import cells
from ocr.foreign.ground import Ground, piece_box, shared_height, shared_width
from ocr.foreign.inked import Inked, inked, written_lines
from ocr.foreign.page import ForeignPage, find_foreign
from ocr.foreign.place import Place
from ocr.foreign.printed import Printed
from ocr.foreign.segments import Piece, segments
from ocr.foreign.strays import Stray, inside_ink
from ocr.foreign.written import owned
from ocr.learned.layout import LearnedLayout, answered
from ocr.learned.recognition import Recognised, recognise
from ocr.marking.boxes import BoxFound
from ocr.page.straight import Straight

_NEAR_MM = 0.5
"""A page lies so exactly over the layout that was learned, but for what paper and drums do."""
_SAME_BOX_MM = 1.5
_COMPLETED = 0.5
"""Certainty of a place that a person's word did not bear out: nothing there is not yet blank."""


class _Print:
    """The words of a page that are known to be print."""

    def __init__(self, boxes: Sequence[BoxMm]) -> None:
        edges = [(box.left, box.top, box.right, box.bottom) for box in boxes]
        grown = np.array([-_NEAR_MM, -_NEAR_MM, _NEAR_MM, _NEAR_MM])
        self._edges = np.array(edges).reshape(-1, 4) + grown

    def holds(self, piece: Piece) -> bool:
        """Tell whether the middle of a piece of ink lies in one of them."""
        x, y = piece_box(piece).centre
        left, top, right, bottom = self._edges.T
        return bool(((left < x) & (x < right) & (top < y) & (y < bottom)).any())


def strange_ink(page: ForeignPage) -> list[BoxMm]:
    """Give the ink of a page of which it is not known that it is print, piece by piece."""
    known = _Print(page.printed)
    ink = page.ink or inked(page.straight.grey)
    return [piece_box(piece) for piece in ink.pieces if not known.holds(piece)]


def _area(place: Place, box: BoxMm) -> Area:
    """Give a place as one to write in: beside its label writing is as high as the label."""
    label, line = place.label, box.centre[1]
    if label is not None and label.right < box.centre[0] and box.top < label.centre[1] < box.bottom:
        line = label.centre[1]
    return Area(Way.INSIDE, box, line)


def _areas(form: Form, page: Recognised) -> dict[str, Area]:
    places = {f.key: page.places[f.key] for f in form.fields() if f.key in page.places}
    ticks = {f.key for f in form.fields() if isinstance(f.kind, Tick | Choice)}
    return {
        key: _area(place, place.area)
        for key, place in places.items()
        if place.area is not None and key not in ticks
    }


def _ground(ink: Inked, known: _Print) -> Ground:
    """Lay out a page whose print is taken away, its words unread."""
    pieces = [piece for piece in ink.pieces if not known.holds(piece)]
    lines, tall = segments(ink.drawing, pieces)
    unread = tuple(Printed(line, (), None, 0.0, 1.0, 0.0) for line in lines)
    return Ground(ink.drawing, cells(ink.drawing), unread, tuple(tall), ink.boxes, {}, ())


def _on_box(box: BoxMm, boxes: Sequence[BoxFound]) -> BoxMm:
    """Give the printed box that stands where one is expected; that place itself where none does."""
    x, y = box.centre
    found = min(boxes, key=lambda b: _apart(b.box, x, y), default=None)
    return found.box if found is not None and _apart(found.box, x, y) < _SAME_BOX_MM else box


def _apart(box: BoxMm, x: float, y: float) -> float:
    return max(abs(box.centre[0] - x), abs(box.centre[1] - y))


def _on_boxes(place: Place, boxes: Sequence[BoxFound]) -> Place:
    return replace(
        place,
        box=place.box and _on_box(place.box, boxes),
        option_boxes={key: _on_box(box, boxes) for key, box in place.option_boxes.items()},
    )


def _laid_out(straight: Straight, found: Recognised, form: Form) -> ForeignPage:
    ink = inked(straight.grey)
    asked = {f.key for f in form.fields()}
    areas = _areas(form, found)
    ground = _ground(ink, _Print(found.printed))
    shared = owned(ground, areas)
    lines = written_lines(ink, form, areas, shared)
    blank = {key: area for key, area in areas.items() if not lines.get(key)}
    inside = inside_ink(ink.numbers, shared, blank)
    return ForeignPage(
        straight=straight,
        form=form,
        form_page=found.layout.form_page,
        places={k: _on_boxes(p, ink.boxes) for k, p in found.places.items() if k in asked},
        lines=lines,
        problems=(),
        printed=found.printed,
        not_asked=found.layout.not_asked,
        ink=ink,
        # What stands about a place was seen by the person who confirmed the layout.
        strays=dict.fromkeys(inside, Stray.INSIDE),
    )


def _is_lost(place: Place) -> bool:
    return next(answered(place), None) is None


def _completed(page: ForeignPage, catalogue: Catalogue) -> ForeignPage:
    """Look for written fields that the layout does not place, as on a page met for the first time.

    Marks stay lost: nothing shows whether a box without a mark is the right one.
    """
    marks = Tick | Choice | Signature
    lost = {f.key for f in page.form.fields() if not isinstance(f.kind, marks)} & {
        key for key, place in page.places.items() if _is_lost(place)
    }
    found = find_foreign(page.straight, catalogue) if lost else None
    if not isinstance(found, ForeignPage) or found.form != page.form:
        return page
    taken = [place.area for place in page.places.values() if place.area is not None]
    more = {
        key: replace(place, certainty=min(place.certainty, _COMPLETED))
        for key, place in found.places.items()
        if key in lost and place.area is not None and not _overlaps(place.area, taken)
    }
    return replace(
        page,
        places={**page.places, **more},
        lines={**page.lines, **{key: found.lines.get(key, ()) for key in more}},
        strays={**page.strays, **{k: why for k, why in found.strays.items() if k in more}},
    )


def _overlaps(box: BoxMm, others: Sequence[BoxMm]) -> bool:
    """Tell whether a place takes much of another's."""
    return any(
        max(0.0, shared_width(box, other)) * max(0.0, shared_height(box, other))
        > 0.3 * min(box.width * box.height, other.width * other.height)
        for other in others
    )


def _in_use(layouts: Iterable[LearnedLayout], catalogue: Catalogue) -> Iterator[LearnedLayout]:
    known = {(form.id, form.version) for form in catalogue}
    yield from (layout for layout in layouts if (layout.form, layout.version) in known)


def find_learned(
    straight: Straight, catalogue: Catalogue, layouts: Sequence[LearnedLayout]
) -> tuple[ForeignPage, LearnedLayout] | None:
    """Find the answers of a page whose layout was learned; None where it has none of these.

    Args:
        straight: the page, upright.
        catalogue: the forms in use; layouts of others do not count.
        layouts: all that were learned.
    """
    usable = list(_in_use(layouts, catalogue))
    found = recognise(straight, usable) if usable else None
    if found is None:
        return None
    form = catalogue.find(found.layout.form, found.layout.version)
    return _completed(_laid_out(straight, found, form), catalogue), found.layout
