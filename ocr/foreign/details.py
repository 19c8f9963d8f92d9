"""Where the detail of a tick is written when nothing is printed for it: in the same row."""

from collections.abc import Mapping

from forms.definition import Form
from forms.geometry import BoxMm
from ocr.foreign.areas import Area, Way
from ocr.foreign.cells import Cells
from ocr.foreign.ground import Ground, shared_height, shared_width
from ocr.foreign.labels import Row, open_row
from ocr.marking.lines import PER_MM

_LEAST_MM = 14.0
_HIGHEST_MM = 32.0
"""A higher cell holds more than one row."""
_UP_MM, _DOWN_MM = 2.6, 2.4


def row_of(framed: Cells) -> Row:
    """Give for the label of a tick the band of its row: that of its cell, if it has one."""

    def row(label: BoxMm) -> tuple[float, float]:
        number = framed.of(label)
        box = framed.boxes.get(number)
        if box is None or box.height > _HIGHEST_MM:
            return open_row(label)
        return box.top - 0.5, box.bottom + 0.5

    return row


def _row_cells(ground: Ground, label: BoxMm) -> list[BoxMm]:
    """Give the other cells of the row in which a question stands."""
    own = ground.cells.of(label)
    if not own:
        return []
    home = ground.cells.boxes[own]
    beside = [
        box
        for number, box in ground.cells.boxes.items()
        if number != own
        and shared_height(box, home) > 0.6 * min(box.height, home.height)
        and box.width >= _LEAST_MM
        and box.height < 2 * home.height + 6
    ]
    labels = [box for key in ground.labels if (box := ground.label_box(key)) is not None]
    return [box for box in beside if not any(_holds(box, other) for other in labels)]


def _holds(cell: BoxMm, label: BoxMm) -> bool:
    x, y = label.centre
    return cell.left < x < cell.right and cell.top < y < cell.bottom


def _open_row(ground: Ground, key: str, label: BoxMm, box: BoxMm | None) -> Area | None:
    """Give the free paper of a row without cells, to the right of its question."""
    left = label.right + 1
    if box is not None and 0 < box.left - label.right < 25:
        left = box.right + 0.8
    right = ground.drawing.ink.shape[1] / PER_MM - 8
    top, bottom = label.top - _UP_MM, label.bottom + _DOWN_MM
    for other in ground.obstacles(key):
        if other.left >= left - 0.2 and shared_height(other, label) > 0.3 * label.height:
            right = min(right, other.left - 0.4)
        if shared_width(other, BoxMm(left, 0, right, 1)) > 1:
            if other.bottom < label.centre[1]:
                top = max(top, other.bottom)
            elif other.top > label.centre[1]:
                bottom = min(bottom, max(other.top, label.bottom))
    if right - left < _LEAST_MM:
        return None
    return Area(Way.OPEN_RIGHT, BoxMm(left, top, right, bottom), label.centre[1])


def detail_areas(
    ground: Ground, form: Form, found: Mapping[str, Area], ticks: Mapping[str, BoxMm]
) -> dict[str, Area]:
    """Find the place of every detail that has no label of its own.

    Args:
        ground: the page.
        form: gives which tick a detail belongs to.
        found: the places that are found already.
        ticks: the tick boxes by field.
    """
    more = {}
    for field in form.fields():
        tick = field.detail_of
        if tick is None or field.key in found:
            continue
        label = ground.label_box(tick)
        if label is None:
            continue
        row = _row_cells(ground, label)
        if row:
            box = max(row, key=lambda cell: cell.width)
            more[field.key] = Area(Way.INSIDE, box, box.centre[1])
        elif (area := _open_row(ground, tick, label, ticks.get(tick))) is not None:
            more[field.key] = area
    return more
