"""The layout keeps what paper, pens and faxes need, for every form that is shipped."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from forms.definition import Choice, Form
from forms.errors import DefinitionError
from forms.geometry import (
    CONTENT_BOTTOM_MM,
    CONTENT_LEFT_MM,
    CONTENT_RIGHT_MM,
    FOOT_SYMBOL_MODULE_MM,
    HEAD_SYMBOL_MODULE_MM,
    HEADER_FREE_MM,
    QUIET_MODULES,
    BoxMm,
    foot_symbol,
    head_symbol,
    registration_marks,
)
from forms.layout import Frame, LayoutPage, Rule, Shape, Space, Words, lay_out
from forms.layout.items import RULE_PT
from forms.loading import load_form
from forms.registry import shipped_forms
from tests.printed.samples import ALERT, FORMS

NEAREST_RULE_MM = 2.5
HALF_RULE_MM = 0.2

every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def box_of(item: Words | Rule | Frame | Space) -> BoxMm:
    if isinstance(item, Words):
        return BoxMm(item.left, item.top, item.left + item.width, item.top + item.height)
    return item.box


def widened(box: BoxMm, by: float) -> BoxMm:
    return BoxMm(box.left - by, box.top - by, box.right + by, box.bottom + by)


def level_lines(page: LayoutPage) -> Iterator[tuple[float, float, float]]:
    """Every level line as (height, left, right)."""
    for item in page.items:
        if isinstance(item, Rule | Frame):
            for y in {item.box.top, item.box.bottom}:
                if item.box.width > 1:
                    yield y, item.box.left, item.box.right


@every_form
def test_pages_are_as_many_as_the_definition_says(form: Form) -> None:
    assert [page.number for page in lay_out(form).pages] == list(range(1, form.pages + 1))


@every_form
def test_every_field_and_option_has_one_space_in_printed_order(form: Form) -> None:
    spaces = [space for page in lay_out(form).pages for space in page.spaces()]
    asked = [
        (field.key, option)
        for field in form.fields()
        for option in (
            [option.key for option in field.kind.options]
            if isinstance(field.kind, Choice)
            else [None]
        )
    ]
    printed = [(space.field.key, space.option) for space in spaces]
    assert sorted(printed, key=str) == sorted(asked, key=str)
    assert list(dict.fromkeys(key for key, _ in printed)) == [field.key for field in form.fields()]


@every_form
def test_everything_stands_inside_the_margins(form: Form) -> None:
    content = BoxMm(CONTENT_LEFT_MM, HEADER_FREE_MM, CONTENT_RIGHT_MM, CONTENT_BOTTOM_MM)
    for page in lay_out(form).pages:
        for item in page.items:
            box = box_of(item)
            assert box.left >= content.left - 0.01, item
            assert box.right <= content.right + 0.01, item
            assert box.top >= content.top, item
            assert box.bottom <= content.bottom + 0.01, item


@every_form
def test_marks_and_symbols_keep_their_quiet_zones(form: Form) -> None:
    furniture = [
        *registration_marks(),
        widened(head_symbol(), QUIET_MODULES * HEAD_SYMBOL_MODULE_MM - HALF_RULE_MM),
        widened(foot_symbol(), QUIET_MODULES * FOOT_SYMBOL_MODULE_MM - HALF_RULE_MM),
    ]
    for page in lay_out(form).pages:
        for item in page.items:
            assert not any(box_of(item).overlaps(box) for box in furniture), item


@every_form
def test_words_and_spaces_do_not_overlap(form: Form) -> None:
    for page in lay_out(form).pages:
        boxes = [
            (item, widened(box_of(item), -0.3))
            for item in page.items
            if isinstance(item, Words)
            or (isinstance(item, Space) and item.shape is not Shape.OPTION_WORD)
        ]
        for (one, box), (other, beside) in combinations(boxes, 2):
            assert not box.overlaps(beside), (one, other)


@every_form
def test_no_second_rule_stands_near_a_border(form: Form) -> None:
    for page in lay_out(form).pages:
        for (y, left, right), (other, start, end) in combinations(level_lines(page), 2):
            if min(right, end) - max(left, start) > 1:
                apart = abs(y - other)
                assert apart < 0.01 or apart >= NEAREST_RULE_MM - 0.01, (page.number, y, other)


@every_form
def test_rules_survive_a_fax_and_boxes_take_handwriting(form: Form) -> None:
    for page in lay_out(form).pages:
        for item in page.items:
            if isinstance(item, Rule | Frame):
                assert item.width_pt >= RULE_PT >= 1.0
            if isinstance(item, Space) and item.shape in {Shape.LINE, Shape.LINES, Shape.COMB}:
                assert item.box.height >= 6.0
            if isinstance(item, Space) and item.shape in {Shape.TICK, Shape.OPTION_BOX}:
                assert item.box.width == pytest.approx(4.2)
                assert item.box.height == pytest.approx(4.2)


@every_form
def test_cells_of_combs_are_five_millimetres_wide(form: Form) -> None:
    for page in lay_out(form).pages:
        for space in page.spaces():
            if space.shape is Shape.COMB:
                cells = space.box.width / 5.0
                assert cells == pytest.approx(round(cells))


@pytest.mark.parametrize("form", shipped_forms())
def test_pages_are_filled_to_the_foot(form: Form) -> None:
    for page in lay_out(form).pages:
        lowest = max(box_of(item).bottom for item in page.items)
        assert lowest > CONTENT_BOTTOM_MM - 15, page.number


def test_the_hint_to_delete_is_printed_once() -> None:
    printed = " ".join(
        line
        for page in lay_out(ALERT).pages
        for item in page.items
        if isinstance(item, Words)
        for line in item.lines
    )
    assert printed.count("(Delete as appropriate)") == 2


def test_a_form_that_is_too_long_is_refused_with_the_excess() -> None:
    with pytest.raises(DefinitionError, match=r"\d+ mm too long for `pages = 1`"):
        lay_out(replace(FORMS["release-plan"], pages=1))


def test_a_form_that_is_too_short_for_its_pages_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"fills \d of the 9 pages"):
        lay_out(replace(ALERT, pages=9))


TEMPLATE = """
id = "local-form"
version = "1"
code = "Z9"
title = "Local form"
pages = 1
from = ["cjit"]
to = ["carat"]
source = "test"
[[section]]
key = "only"
title = "Only section"
{section}
"""


def test_a_comb_wider_than_its_span_is_refused_by_name() -> None:
    field = '[[section.field]]\nkey = "wide"\nlabel = "W"\nkind = "comb"\nlength = 20\nspan = 3'
    with pytest.raises(DefinitionError, match="wide needs 100 mm"):
        lay_out(load_form(TEMPLATE.format(section=field), "local.toml"))


def test_a_table_whose_columns_are_too_wide_is_refused_by_name() -> None:
    columns = "".join(
        f'[[section.table.column]]\nkey = "c{n}"\nlabel = "C"\nkind = "date"\n' for n in range(5)
    )
    table = f'[[section.table.row]]\nkey = "r"\nlabel = "Row"\n{columns}'
    with pytest.raises(DefinitionError, match="table only are 40 mm too wide"):
        lay_out(load_form(TEMPLATE.format(section=table), "local.toml"))
