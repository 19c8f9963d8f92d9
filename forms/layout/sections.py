"""A section as blocks: heading, prose, then its fields in the layout that is asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from forms import definition as d
from forms.geometry import CONTENT_LEFT_MM, CONTENT_RIGHT_MM
from forms.layout.changes import ChangeRows
from forms.layout.grid import Grid
from forms.layout.items import Block, Item, all_moved, nested
from forms.layout.prose import heading, paragraphs, points
from forms.layout.spacing import Spacing
from forms.layout.table import TableGrid

FULL_MM = CONTENT_RIGHT_MM - CONTENT_LEFT_MM
PAIR_GUTTER_MM = 7.0
INTRODUCTION_PT = 9.5
"""Size of a few words above fields."""
HALF_MM = (FULL_MM - PAIR_GUTTER_MM) / 2


def is_prose(section: d.Section) -> bool:
    """Tell a section that is there to be read from one that is filled in."""
    return not section.fields


class SectionSetter:
    """Sets one section at any spacing; what does not depend on spacing is worked out once."""

    def __init__(self, form: d.Form, section: d.Section, width: float) -> None:
        self._section, self._width = section, width
        self._fields: Grid | TableGrid | ChangeRows | None = None
        if section.fields:
            self._fields = _field_setter(form, section, width)

    def blocks(self, spacing: Spacing, prose_pt: float) -> list[Block]:
        """Give the section's blocks; heading and prose stay with the first row.

        Args:
            spacing: how tightly.
            prose_pt: size of a section that is there to be read, not filled in.
        """
        section, width = self._section, self._width
        if self._fields:
            prose_pt = INTRODUCTION_PT
        lead = [heading(section, width, spacing)] if section.title else []
        lead += paragraphs(section.paragraphs, width, prose_pt, spacing)
        lead += points(section.points, width, prose_pt, spacing)
        rows = list(self._fields.blocks(spacing)) if self._fields else []
        prose = bool(section.paragraphs or section.points)
        if rows and prose:
            rows[0] = replace(rows[0], gap=spacing.box_gap)
        first, rest = [*lead, *rows[:1]], rows[1:]
        blocks = [replace(stacked(first), gap=spacing.section_gap), *rest]
        name = f"Sect:{section.key}"
        return [replace(block, items=nested(block.items, name)) for block in blocks]


def _field_setter(form: d.Form, section: d.Section, width: float) -> Grid | TableGrid | ChangeRows:
    match section.layout:
        case d.SectionLayout.GRID:
            return Grid(form, section.fields, width)
        case d.SectionLayout.CHANGES:
            return ChangeRows(section.fields, width)
        case d.SectionLayout.TABLE:
            table = section.table or d.Table(rows=(), columns=())
            return TableGrid(form, section, table, width)
        case _:
            assert_never(section.layout)


def stacked(blocks: Sequence[Block]) -> Block:
    """Put blocks one below the other into one; the first one's gap stays outside."""
    items: list[Item] = []
    height = 0.0
    for index, block in enumerate(blocks):
        height += block.gap if index else 0.0
        items += all_moved(block.items, 0, height)
        height += block.height
    return Block(items=tuple(items), height=height, gap=blocks[0].gap if blocks else 0.0)


class PairSetter:
    """Sets two half sections side by side, as one block."""

    def __init__(self, form: d.Form, left: d.Section, right: d.Section | None) -> None:
        self._left = SectionSetter(form, left, HALF_MM)
        self._right = SectionSetter(form, right, HALF_MM) if right else None

    def blocks(self, spacing: Spacing, prose_pt: float) -> list[Block]:
        """Give the one block."""
        left = stacked(self._left.blocks(spacing, prose_pt))
        if self._right is None:
            return [left]
        right = stacked(self._right.blocks(spacing, prose_pt))
        items = (*left.items, *all_moved(right.items, HALF_MM + PAIR_GUTTER_MM, 0))
        return [Block(items=items, height=max(left.height, right.height), gap=left.gap)]


Setter = SectionSetter | PairSetter


def setters(form: d.Form) -> Iterator[tuple[Setter, bool]]:
    """Pair half sections in order; tell of each whether it begins a new page."""
    waiting: d.Section | None = None
    for section in form.sections:
        half = section.width is d.SectionWidth.HALF
        if waiting and half and not section.new_page:
            yield PairSetter(form, waiting, section), waiting.new_page
            waiting = None
            continue
        if waiting:
            yield PairSetter(form, waiting, None), waiting.new_page
            waiting = None
        if half:
            waiting = section
        else:
            yield SectionSetter(form, section, FULL_MM), section.new_page
    if waiting:
        yield PairSetter(form, waiting, None), waiting.new_page
