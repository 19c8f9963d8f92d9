"""Table sections: ruled cells that share their borders, heads above, row labels on the left."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from forms import definition as d
from forms.errors import DefinitionError
from forms.geometry import BoxMm
from forms.layout.answers import (
    answer,
    cell_groups,
    comb_dividers,
    least_row_height,
    natural_width,
    text_shape,
)
from forms.layout.items import (
    Block,
    Item,
    Role,
    Shape,
    Space,
    Words,
    all_moved,
    level_rule,
    nested,
    upright_rule,
)
from forms.layout.spacing import RULE_CLEARANCE_MM, TICK_MM, Spacing
from forms.layout.typeface import bold, regular

HEAD_PT = 8.5
ROW_PT = 9.0
_PAD_MM = 1.2
_LEAST_MM = 8.0


class TableGrid:
    """One table: the edges of its columns, and its rows."""

    def __init__(self, form: d.Form, section: d.Section, table: d.Table, width: float) -> None:
        self._table, self._width = table, width
        self._fields = section.fields
        self._name = f"Table:{section.key}"
        self._edges = self._column_edges(form, section)

    def _column_edges(self, form: d.Form, section: d.Section) -> list[float]:
        """Give each column with cells or boxes what it needs; share the rest by relative width."""
        first_row = section.fields[: len(self._table.columns)]
        fixed = [_needed_width(field) for field in first_row]
        heads = [_word_width(line.label) for line in self._table.columns]
        fixed = [
            own and max(own, head if _is_boxes(field) else own)
            for own, head, field in zip(fixed, heads, first_row, strict=True)
        ]
        shares = [
            0 if own else line.width for own, line in zip(fixed, self._table.columns, strict=True)
        ]
        total = self._table.row_width + sum(shares)
        room = self._width - sum(own or 0.0 for own in fixed)
        if room < _LEAST_MM * (shares.count(0) < len(shares) or bool(self._table.row_width)):
            reason = f"the columns of table {section.key} are {_LEAST_MM - room:.0f} mm too wide"
            raise DefinitionError(form.id, None, reason)
        unit = room / total if total else 0.0
        edges = [0.0, self._table.row_width * unit]
        for own, share in zip(fixed, shares, strict=True):
            edges.append(edges[-1] + (own or share * unit))
        return edges

    def blocks(self, spacing: Spacing) -> Iterator[Block]:
        """Lay out the heads with the first row, then each row."""
        heads = self._heads()
        count = len(self._table.columns)
        for index, row in enumerate(self._table.rows):
            cells = self._fields[index * count : (index + 1) * count]
            block = self._row(row, cells, spacing, first=index == 0)
            items = nested(block.items, self._name, f"TR:{row.key}")
            if index == 0:
                top = heads.height
                items = (*heads.items, *all_moved(items, 0, top))
                block = replace(block, height=block.height + top)
            yield replace(block, items=items)

    def _heads(self) -> Block:
        titles = [self._table.row_heading, *(line.label for line in self._table.columns)]
        columns = list(zip(titles, pairwise(self._edges), strict=True))
        words = [
            Words(
                lines=bold().wrap(title, HEAD_PT, right - left - _PAD_MM),
                left=left + (_PAD_MM if left else 0.0),
                top=0,
                size_pt=HEAD_PT,
                strong=True,
                role=Role.COLUMN_HEAD,
                nest=(self._name, "TR:head"),
            )
            for title, (left, right) in columns
            if title
        ]
        height = max((word.height for word in words), default=0.0) + 0.8
        items = tuple(replace(word, top=height - 0.8 - word.height) for word in words)
        return Block(items=items, height=height if words else 0.0)

    def _row(
        self, row: d.Line, cells: tuple[d.Field, ...], spacing: Spacing, *, first: bool
    ) -> Block:
        label = self._row_label(row)
        contents = [
            answer(cell, right - left - 2 * RULE_CLEARANCE_MM, spacing)
            for cell, (left, right) in zip(cells, pairwise(self._edges[1:]), strict=True)
        ]
        height = max(
            spacing.table_row,
            (label.height + 1.6) if label else 0.0,
            *(
                least_row_height(cell, block, spacing)
                for cell, block in zip(cells, contents, strict=True)
            ),
        )
        items: list[Item] = [level_rule(0, self._width, 0)] if first else []
        items.append(level_rule(0, self._width, height))
        if label:
            items.append(replace(label, top=(height - label.height) / 2))
        borders: set[float] = set()
        for cell, block, (left, right) in zip(
            cells, contents, pairwise(self._edges[1:]), strict=True
        ):
            box = BoxMm(left, 0, right, height)
            items += nested(_cell(cell, block, box), f"TD:{cell.key}")
            borders |= {left, right}
        items += [upright_rule(x, 0, height) for x in sorted(borders)]
        return Block(items=tuple(items), height=height)

    def _row_label(self, row: d.Line) -> Words | None:
        if not row.label or not self._edges[1]:
            return None
        lines = regular().wrap(row.label, ROW_PT, self._edges[1] - _PAD_MM)
        return Words(lines=lines, left=0, top=0, size_pt=ROW_PT, role=Role.ROW_HEAD)


def _is_boxes(field: d.Field) -> bool:
    return isinstance(field.kind, d.Tick | d.Choice)


def _needed_width(field: d.Field) -> float | None:
    needed = natural_width(field)
    return needed + 2 * RULE_CLEARANCE_MM if needed and _is_boxes(field) else needed


def _word_width(head: str) -> float:
    """Measure the longest word of a column's head: it is never broken."""
    return max(bold().width_mm(word, HEAD_PT) for word in head.split(" ")) + 2 * _PAD_MM


def _cell(field: d.Field, block: Block, box: BoxMm) -> tuple[Item, ...]:
    """Let a box fill its cell; centre what does not."""
    if groups := cell_groups(field.kind):
        return (*comb_dividers(groups, box), Space(field=field, box=box, shape=Shape.COMB))
    match field.kind:
        case d.Text() as kind:
            return (Space(field=field, box=box, shape=text_shape(kind)),)
        case d.Signature():
            return (Space(field=field, box=box, shape=Shape.SIGNATURE),)
        case d.Tick():
            left = box.left + (box.width - TICK_MM) / 2
        case _:
            left = box.left + RULE_CLEARANCE_MM
    return all_moved(block.items, left, (box.height - block.height) / 2)
