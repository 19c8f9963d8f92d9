"""The space in which one field is answered: a box, a comb, options, a tick or room to sign."""

from collections.abc import Iterator
from itertools import accumulate
from typing import assert_never

from forms import definition as d
from forms.geometry import BoxMm
from forms.layout.items import Block, Frame, Item, Role, Rule, Shape, Space, Words, upright_rule
from forms.layout.spacing import COMB_CELL_MM, RULE_CLEARANCE_MM, TICK_MM, Spacing
from forms.layout.typeface import leading_mm, regular

OPTION_PT = 9.0
WORD_PT = 10.5
"""Words to strike out are larger: a pen line must cover one and leave its neighbour."""
_WORD_PAD_MM = 1.2
_SLASH_MM = 4.0
_TICK_GAP_MM = 1.6
_OPTION_GAP_MM = 5.0
_DIVIDER_MM = 2.2
"""Dividers of a comb are short, so that they cut through less handwriting."""
DELETE_HINT = "(Delete as appropriate)"


def cell_groups(kind: d.FieldKind) -> tuple[int, ...] | None:
    """Give the cells of a comb by group (day, month, year), or None where there is no comb."""
    match kind:
        case d.Comb(length=length):
            return (length,)
        case d.Date():
            return (2, 2, 4)
        case d.Time():
            return (2, 2)
        case _:
            return None


def is_choice(kind: d.FieldKind, mark: d.ChoiceMark) -> bool:
    """Tell whether this is a choice that is marked in this way."""
    return isinstance(kind, d.Choice) and kind.mark is mark


def answer(field: d.Field, width: float, spacing: Spacing) -> Block:
    """Lay out the answer space of a field, at most `width` wide."""
    kind = field.kind
    match kind:
        case d.Text(lines=lines):
            height = spacing.box + (lines - 1) * spacing.line
            return _boxed(field, width, height, text_shape(kind))
        case d.Comb() | d.Date() | d.Time():
            return comb(field, spacing.box)
        case d.Choice(mark=d.ChoiceMark.STRIKE):
            return _strike_words(field, kind, width, spacing.box)
        case d.Choice():
            return _option_boxes(field, kind, width, spacing)
        case d.Tick():
            return tick(field, spacing.box)
        case d.Signature():
            return _boxed(field, width, spacing.signature, Shape.SIGNATURE)
        case _:
            assert_never(kind)


def text_shape(kind: d.Text) -> Shape:
    """Tell one line from several."""
    return Shape.LINE if kind.lines == 1 else Shape.LINES


def natural_width(field: d.Field) -> float | None:
    """Give the width that the answer needs, or None where any width will do."""
    groups = cell_groups(field.kind)
    if groups:
        return sum(groups) * COMB_CELL_MM
    match field.kind:
        case d.Choice(options=options, mark=d.ChoiceMark.STRIKE):
            return sum(_word_width(option) + _SLASH_MM for option in options) - _SLASH_MM
        case d.Choice(options=options):
            return sum(option_width(option) + _OPTION_GAP_MM for option in options) - _OPTION_GAP_MM
        case d.Tick():
            return TICK_MM
        case _:
            return None


def least_row_height(field: d.Field, block: Block, spacing: Spacing) -> float:
    """Give the height of a ruled row that the answer needs: rules stay clear of tick boxes."""
    match field.kind:
        case d.Tick():
            return TICK_MM + 2 * RULE_CLEARANCE_MM
        case d.Choice(mark=d.ChoiceMark.BOX):
            return block.height - spacing.option_pitch + TICK_MM + 2 * RULE_CLEARANCE_MM
        case d.Text(lines=1):
            return spacing.table_row
        case _:
            return block.height


def _boxed(field: d.Field, width: float, height: float, shape: Shape) -> Block:
    box = BoxMm(0, 0, width, height)
    return Block(items=(Frame(box=box), Space(field=field, box=box, shape=shape)), height=height)


def comb_dividers(groups: tuple[int, ...], box: BoxMm) -> Iterator[Rule]:
    """Draw the lines between cells: short ones, and full ones between day, month and year."""
    ends = set(accumulate(groups))
    cell = box.width / sum(groups)
    for index in range(1, sum(groups)):
        top = box.top if index in ends else box.bottom - _DIVIDER_MM
        yield upright_rule(box.left + index * cell, top, box.bottom)


def comb(field: d.Field, height: float) -> Block:
    """Lay out cells of 5 mm, one a character."""
    groups = cell_groups(field.kind) or ()
    box = BoxMm(0, 0, sum(groups) * COMB_CELL_MM, height)
    space = Space(field=field, box=box, shape=Shape.COMB)
    return Block(items=(Frame(box=box), *comb_dividers(groups, box), space), height=height)


def tick(field: d.Field, height: float) -> Block:
    """Lay out a tick box, centred in a line of this height."""
    top = (height - TICK_MM) / 2
    box = BoxMm(0, top, TICK_MM, top + TICK_MM)
    return Block(
        items=(Frame(box=box), Space(field=field, box=box, shape=Shape.TICK)), height=height
    )


def tick_with_label(field: d.Field, width: float, height: float) -> Block:
    """Lay out a tick box with its label on the right, in as many lines as that takes."""
    left = TICK_MM + _TICK_GAP_MM
    lines = regular().wrap(field.label, OPTION_PT, width - left)
    box = tick(field, height)
    words = Words(
        lines=lines,
        left=left,
        top=(height - leading_mm(OPTION_PT)) / 2,
        size_pt=OPTION_PT,
        role=Role.LABEL,
    )
    return Block(items=(*box.items, words), height=max(height, words.top + words.height))


def _word_width(option: d.Option) -> float:
    return regular().width_mm(option.label, WORD_PT) + 2 * _WORD_PAD_MM


def _strike_words(field: d.Field, kind: d.Choice, width: float, height: float) -> Block:
    widths = [_word_width(option) for option in kind.options]
    items: list[Item] = []
    for place, (left, top) in enumerate(_flow(widths, width, _SLASH_MM, height)):
        option = kind.options[place]
        if place and left:
            items.append(_line_of_words("/", left - _SLASH_MM / 2 - 0.5, top, height, WORD_PT))
        items.append(_line_of_words(option.label, left + _WORD_PAD_MM, top, height, WORD_PT))
        box = BoxMm(left, top + 0.4, left + widths[place], top + height - 0.4)
        items.append(Space(field=field, box=box, shape=Shape.OPTION_WORD, option=option.key))
    return Block(items=tuple(items), height=_bottom(items, height))


def _line_of_words(text: str, left: float, top: float, height: float, size_pt: float) -> Words:
    """Centre one line of words on the middle of a line of answers."""
    down = (height - leading_mm(size_pt)) / 2
    return Words(lines=(text,), left=left, top=top + down, size_pt=size_pt, role=Role.LABEL)


def option_width(option: d.Option) -> float:
    """Give the width of an option's box and words."""
    return TICK_MM + _TICK_GAP_MM + regular().width_mm(option.label, OPTION_PT)


def _option_boxes(field: d.Field, kind: d.Choice, width: float, spacing: Spacing) -> Block:
    widths = [option_width(option) for option in kind.options]
    pitch = spacing.option_pitch
    items: list[Item] = []
    for option, (left, top) in zip(
        kind.options, _flow(widths, width, _OPTION_GAP_MM, pitch), strict=True
    ):
        middle = top + pitch / 2
        box = BoxMm(left, middle - TICK_MM / 2, left + TICK_MM, middle + TICK_MM / 2)
        items += [
            Frame(box=box),
            Space(field=field, box=box, shape=Shape.OPTION_BOX, option=option.key),
            _line_of_words(option.label, box.right + _TICK_GAP_MM, top, pitch, OPTION_PT),
        ]
    return Block(items=tuple(items), height=_bottom(items, pitch))


def _flow(
    widths: list[float], width: float, gap: float, pitch: float
) -> Iterator[tuple[float, float]]:
    """Set things of these widths in lines from left to right; give the left top corner of each."""
    left = top = 0.0
    for own in widths:
        if left and left + own > width + 0.01:
            left, top = 0.0, top + pitch
        yield left, top
        left += own + gap


def _bottom(items: list[Item], pitch: float) -> float:
    tops = [item.box.bottom for item in items if isinstance(item, Space)]
    return pitch * max(1, round(max(tops) / pitch + 0.4))
