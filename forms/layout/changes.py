"""Sections of ruled rows: number, tick box, label, then what the tick asks for and its space.

The rules begin 2.5 mm to the right of the tick boxes and are the detail boxes' borders as well, so
that no second rule stands near either.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forms import definition as d
from forms.geometry import BoxMm
from forms.layout.answers import (
    DELETE_HINT,
    answer,
    cell_groups,
    comb_dividers,
    is_choice,
    least_row_height,
    text_shape,
    tick,
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
from forms.layout.spacing import COMB_CELL_MM, RULE_CLEARANCE_MM, TICK_MM, Spacing
from forms.layout.typeface import regular

LABEL_PT = 9.5
PROMPT_PT = 8.5
_NUMBER_MM = 7.0
_PAD_MM = 2.0
_WIDEST_LABEL = 0.34
_WIDEST_PROMPT = 0.2
_TEXT_MARGIN_MM = 0.5


@dataclass(frozen=True, slots=True)
class _Row:
    tick: d.Field
    detail: d.Field | None


def _paired(fields: Sequence[d.Field]) -> Iterator[_Row]:
    details = {field.detail_of: field for field in fields if field.detail_of}
    for field in fields:
        if not field.detail_of:
            yield _Row(field, details.get(field.key))


def _prompt(field: d.Field) -> str:
    hint = is_choice(field.kind, d.ChoiceMark.STRIKE) and DELETE_HINT not in field.label
    return f"{DELETE_HINT} {field.label}" if hint else field.label


class ChangeRows:
    """One such section; its columns fit the widest label and prompt."""

    def __init__(self, fields: Sequence[d.Field], width: float) -> None:
        self._rows = list(_paired(fields))
        self._width = width
        numbered = any(row.tick.number for row in self._rows)
        self._tick_left = _NUMBER_MM if numbered else 0.0
        self._label_left = self._tick_left + TICK_MM + RULE_CLEARANCE_MM
        labels = [regular().width_mm(row.tick.label, LABEL_PT) for row in self._rows]
        self._label_width = min(max(labels), width * _WIDEST_LABEL)
        prompts = [line for row in self._rows for line in self._prompt_lines(row.detail)]
        prompt_width = max((regular().width_mm(line, PROMPT_PT) for line in prompts), default=0.0)
        self._prompt_left = self._label_left + self._label_width + _PAD_MM
        self._detail_left = self._prompt_left + prompt_width + _PAD_MM

    def _prompt_lines(self, detail: d.Field | None) -> tuple[str, ...]:
        if detail is None:
            return ()
        return regular().balanced(_prompt(detail), PROMPT_PT, self._width * _WIDEST_PROMPT)

    def blocks(self, spacing: Spacing) -> Iterator[Block]:
        """Lay out the rows."""
        for index, row in enumerate(self._rows):
            yield self._row(row, spacing, first=index == 0)

    def _row(self, row: _Row, spacing: Spacing, *, first: bool) -> Block:
        label = self._words(
            regular().wrap(row.tick.label, LABEL_PT, self._label_width + 0.01),
            self._label_left,
            LABEL_PT,
        )
        items: list[Item] = [level_rule(self._label_left, self._width, 0)] if first else []
        height = max(spacing.table_row, label.height + _TEXT_MARGIN_MM)
        if row.detail:
            height = max(height, *self._detail_heights(row.detail, spacing))
        if row.tick.number:
            number = self._words((f"{row.tick.number}.",), 0, LABEL_PT)
            items.append(_centred(number, height))
        items += all_moved(tick(row.tick, height).items, self._tick_left, 0)
        items.append(_centred(label, height))
        if row.detail:
            items += self._detail(row.detail, height, spacing)
        items.append(level_rule(self._label_left, self._width, height))
        return Block(items=nested(items, f"Div:{row.tick.key}"), height=height)

    def _words(self, lines: tuple[str, ...], left: float, size_pt: float) -> Words:
        return Words(lines=lines, left=left, top=0, size_pt=size_pt, role=Role.LABEL)

    def _detail_heights(self, detail: d.Field, spacing: Spacing) -> tuple[float, float]:
        prompt = self._words(self._prompt_lines(detail), self._prompt_left, PROMPT_PT)
        space = answer(detail, self._width - self._detail_left, spacing)
        return prompt.height + _TEXT_MARGIN_MM, least_row_height(detail, space, spacing)

    def _detail(self, detail: d.Field, height: float, spacing: Spacing) -> Iterator[Item]:
        prompt = self._words(self._prompt_lines(detail), self._prompt_left, PROMPT_PT)
        yield _centred(prompt, height)
        right = self._width
        if groups := cell_groups(detail.kind):
            right = self._detail_left + sum(groups) * COMB_CELL_MM
        box = BoxMm(self._detail_left, 0, right, height)
        if isinstance(detail.kind, d.Choice | d.Tick):
            block = answer(detail, box.width, spacing)
            yield from all_moved(block.items, box.left, (height - block.height) / 2)
            return
        yield upright_rule(box.left, 0, height)
        yield upright_rule(box.right, 0, height)
        if groups:
            yield from comb_dividers(groups, box)
        yield Space(field=detail, box=box, shape=_shape(detail.kind))


def _shape(kind: d.FieldKind) -> Shape:
    if isinstance(kind, d.Text):
        return text_shape(kind)
    return Shape.SIGNATURE if isinstance(kind, d.Signature) else Shape.COMB


def _centred(words: Words, height: float) -> Words:
    return replace(words, top=(height - words.height) / 2)
