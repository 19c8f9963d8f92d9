"""The ink of a page, sorted before any word of it is read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from forms.definition import Choice, Form, Tick
from forms.geometry import BoxMm
from ocr.foreign.areas import Area
from ocr.foreign.ground import meet
from ocr.foreign.printed import without_drawing
from ocr.foreign.segments import Numbers, Piece, pieces_of
from ocr.foreign.structure import Structure, structure
from ocr.foreign.written import Owned, cut_lines
from ocr.marking.boxes import BoxFound, find_boxes
from ocr.marking.lines import PER_MM
from ocr.sheet import Grey
from ocr.writing import LineImage

_BOX_RIM_MM = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class Inked:
    """A page's drawing, its tick boxes and all other ink in pieces."""

    drawing: Structure
    page: Grey
    """Upright, at 300 dpi, without its drawing and its tick boxes."""
    numbers: Numbers
    pieces: tuple[Piece, ...]
    boxes: tuple[BoxFound, ...]


def _without_boxes(text: Grey, boxes: tuple[BoxFound, ...]) -> Grey:
    mask = text.copy()
    for found in boxes:
        box = found.box
        rows = slice(
            max(0, round((box.top - _BOX_RIM_MM) * PER_MM)),
            round((box.bottom + _BOX_RIM_MM) * PER_MM) + 1,
        )
        columns = slice(
            max(0, round((box.left - _BOX_RIM_MM) * PER_MM)),
            round((box.right + _BOX_RIM_MM) * PER_MM) + 1,
        )
        mask[rows, columns] = 0
    return mask


def inked(grey: Grey) -> Inked:
    """Sort the ink of an upright page at 300 dpi."""
    return _sorted(grey, structure(grey), tuple(find_boxes(grey)))


def given_back(grey: Grey, seen: Inked, boxes: Collection[BoxFound]) -> Inked:
    """Sort the ink of a page once more: these boxes were none, and what stands there is writing."""
    return _sorted(grey, seen.drawing, tuple(box for box in seen.boxes if box not in boxes))


def with_boxes(grey: Grey, seen: Inked, boxes: Sequence[BoxFound]) -> Inked:
    """Sort the ink of a page once more, with boxes that were not seen before."""
    kept = [box for box in seen.boxes if not any(meet(box.box, other.box) for other in boxes)]
    return _sorted(grey, seen.drawing, tuple(sorted((*kept, *boxes), key=_reading_order)))


def _reading_order(found: BoxFound) -> tuple[float, float]:
    return found.box.top, found.box.left


def _sorted(grey: Grey, drawing: Structure, boxes: tuple[BoxFound, ...]) -> Inked:
    mask = _without_boxes(drawing.text, boxes)
    pieces, numbers = pieces_of(mask)
    page = without_drawing(grey, drawing)
    page |= (drawing.text & (1 - mask)) * 255
    return Inked(drawing, page, numbers, tuple(pieces), boxes)


def _in_cells(drawing: Structure, area: BoxMm) -> bool:
    """Tell whether a place has a comb."""
    return any(
        area.left - 1 < (comb.left + comb.right) / 2 / PER_MM < area.right + 1
        and area.top - 1 < (comb.top + comb.bottom) / 2 / PER_MM < area.bottom + 1
        for comb in drawing.combs
    )


def written_lines(
    seen: Inked, form: Form, places: Mapping[str, Area], ink: Owned
) -> dict[str, tuple[LineImage, ...]]:
    """Cut out the lines that are written in each place of a form; none of a blank one."""
    return {
        f.key: cut_lines(
            seen.page,
            seen.numbers,
            ink.of(f.key),
            cells=_in_cells(seen.drawing, places[f.key].box),
        )
        for f in form.fields()
        if f.key in places and not isinstance(f.kind, Choice | Tick)
    }
