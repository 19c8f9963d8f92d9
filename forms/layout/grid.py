"""Sections whose fields stand in rows of twelve twelfths, filled from left to right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forms import definition as d
from forms.errors import DefinitionError
from forms.layout.answers import (
    DELETE_HINT,
    answer,
    is_choice,
    natural_width,
    tick,
    tick_with_label,
)
from forms.layout.items import Block, Item, Role, Words, all_moved
from forms.layout.spacing import Spacing
from forms.layout.typeface import leading_mm, regular

GUTTER_MM = 4.0
LABEL_PT = 9.0
_LABEL_GAP_MM = 2.5
_WIDEST_LABEL = 0.55
"""Share of a field's width that a label on its left may take before it is set in more lines."""
_TWELFTHS = 12
_ALIGN_WITHIN_MM = 26.0
_LEAST_BOX_MM = 12.0
_LEAST_LABEL_MM = 15.0
_BOX_MARGIN_MM = 1.05
"""Room that a line of tick boxes has of its own, above and below them."""


@dataclass(frozen=True, slots=True)
class _Placed:
    field: d.Field
    start: int
    """Twelfths to the left of it."""


def _rows(fields: Sequence[d.Field]) -> Iterator[list[_Placed]]:
    row: list[_Placed] = []
    start = 0
    for field in fields:
        if start + field.span > _TWELFTHS:
            yield row
            row, start = [], 0
        row.append(_Placed(field, start))
        start += field.span
    if row:
        yield row


def _only_boxes(row: Sequence[_Placed]) -> bool:
    return all(
        isinstance(placed.field.kind, d.Tick | d.Choice)
        and placed.field.label_place is not d.LabelPlace.ABOVE
        for placed in row
    )


def _gap(above: Sequence[_Placed], below: Sequence[_Placed], spacing: Spacing) -> float:
    """Keep borders of neighbouring rows apart; labels above their boxes do so by themselves."""
    if all(placed.field.label_place is d.LabelPlace.ABOVE for placed in below):
        return spacing.row_gap
    return spacing.box_gap - _BOX_MARGIN_MM * (_only_boxes(above) + _only_boxes(below))


def printed_label(field: d.Field) -> str:
    """Give the label as printed: numbered, and with the hint that striking out needs."""
    label = f"{field.number}. {field.label}" if field.number else field.label
    if is_choice(field.kind, d.ChoiceMark.STRIKE) and DELETE_HINT.lower() not in label.lower():
        return f"{label} {DELETE_HINT}" if label else DELETE_HINT
    return label


def cell_width(span: int, width: float) -> float:
    """Give the width of so many twelfths, without the gutter after them."""
    return span / _TWELFTHS * (width + GUTTER_MM) - GUTTER_MM


class Grid:
    """One grid section: its rows, with labels on the left aligned below one another."""

    def __init__(self, form: d.Form, fields: Sequence[d.Field], width: float) -> None:
        self._form, self._width = form, width
        self._rows = list(_rows(fields))
        self._label_widths = self._aligned_label_widths()

    def _aligned_label_widths(self) -> dict[str, float]:
        """Give labels that begin below one another one width, where theirs are not far apart."""
        columns: dict[int, list[tuple[float, d.Field]]] = {}
        for placed in (placed for row in self._rows for placed in row):
            field = placed.field
            if _has_left_label(field) and field.label_width is None:
                wanted = self._own_label_width(field)
                columns.setdefault(placed.start, []).append((wanted, field))
        return {
            field.key: shared
            for labels in columns.values()
            for shared, fields in self._clusters(labels)
            for field in fields
        }

    def _clusters(
        self, labels: list[tuple[float, d.Field]]
    ) -> Iterator[tuple[float, list[d.Field]]]:
        """Gather labels of similar width, as long as all have room for the widest."""
        members: list[d.Field] = []
        narrowest = widest = 0.0
        for wanted, field in sorted(labels, key=lambda label: label[0]):
            fits = all(self._room_for_label(member) >= wanted for member in members)
            if members and not (fits and wanted - narrowest <= _ALIGN_WITHIN_MM):
                yield widest, members
                members = []
            narrowest = narrowest if members else wanted
            widest = wanted
            members.append(field)
        if members:
            yield widest, members

    def _room_for_label(self, field: d.Field) -> float:
        """Give the most that a label on the left can take from its answer."""
        width = cell_width(field.span, self._width)
        return width - (natural_width(field) or _LEAST_BOX_MM) - _LABEL_GAP_MM

    def _own_label_width(self, field: d.Field) -> float:
        width = cell_width(field.span, self._width)
        most = width * _WIDEST_LABEL
        if natural_width(field):
            most = max(min(most, self._room_for_label(field)), _LEAST_LABEL_MM)
        label = printed_label(field)
        natural = regular().width_mm(label, LABEL_PT)
        if natural <= most:
            return natural
        return max(
            regular().width_mm(line, LABEL_PT) for line in regular().wrap(label, LABEL_PT, most)
        )

    def blocks(self, spacing: Spacing) -> Iterator[Block]:
        """Lay out the rows."""
        for index, row in enumerate(self._rows):
            cells = [self._cell(placed, spacing) for placed in row]
            answers_top = max(cell.answer_top for cell in cells)
            items: list[Item] = []
            for placed, cell in zip(row, cells, strict=True):
                left = placed.start / _TWELFTHS * (self._width + GUTTER_MM)
                items += all_moved(cell.items, left, answers_top - cell.answer_top)
            height = max(cell.height + answers_top - cell.answer_top for cell in cells)
            gap = _gap(self._rows[index - 1], row, spacing) if index else 0.0
            yield Block(items=tuple(items), height=height, gap=gap)

    def _cell(self, placed: _Placed, spacing: Spacing) -> Block:
        field, width = placed.field, cell_width(placed.field.span, self._width)
        if isinstance(field.kind, d.Tick) and field.label_place is d.LabelPlace.RIGHT:
            return tick_with_label(field, width, spacing.box)
        if not field.label:
            return self._answer(field, width, spacing)
        if _has_left_label(field):
            return self._label_left(placed, width, spacing)
        return self._label_above(field, width, spacing)

    def _answer(self, field: d.Field, width: float, spacing: Spacing) -> Block:
        if isinstance(field.kind, d.Tick):
            return tick(field, spacing.box)
        needed = natural_width(field)
        if needed and needed > width + 0.01 and not isinstance(field.kind, d.Choice):
            reason = f"{field.key} needs {needed:.0f} mm, its `span` leaves {width:.0f} mm"
            raise DefinitionError(self._form.id, None, reason)
        return answer(field, width, spacing)

    def _label_above(self, field: d.Field, width: float, spacing: Spacing) -> Block:
        label = _label(field, width)
        space = self._answer(field, width, spacing)
        top = label.height + spacing.label_gap
        return Block(
            items=(label, *all_moved(space.items, 0, top)),
            height=top + space.height,
            answer_top=top,
        )

    def _label_left(self, placed: _Placed, width: float, spacing: Spacing) -> Block:
        field = placed.field
        label_width = self._label_width(placed, width)
        label = _label(field, label_width + 0.01)
        left = label_width + _LABEL_GAP_MM
        space = self._answer(field, width - left, spacing)
        first_line = min(space.height, spacing.box)
        top = (first_line - leading_mm(LABEL_PT) * min(len(label.lines), 2)) / 2
        label = replace(label, top=max(top, 0.0))
        height = max(space.height, label.top + label.height)
        return Block(items=(label, *all_moved(space.items, left, 0)), height=height)

    def _label_width(self, placed: _Placed, width: float) -> float:
        twelfths = placed.field.label_width
        if twelfths is not None:
            return twelfths / _TWELFTHS * width - _LABEL_GAP_MM
        return self._label_widths[placed.field.key]


def _has_left_label(field: d.Field) -> bool:
    return field.label_place is not d.LabelPlace.ABOVE and not (
        isinstance(field.kind, d.Tick) and field.label_place is d.LabelPlace.RIGHT
    )


def _label(field: d.Field, width: float) -> Words:
    lines = regular().wrap(printed_label(field), LABEL_PT, width)
    return Words(lines=lines, left=0, top=0, size_pt=LABEL_PT, role=Role.LABEL)
