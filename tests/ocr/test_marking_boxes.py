"""Printed tick boxes are found; letters, cells and combs are not taken for them."""

import random

import pytest

from forms.geometry import BoxMm
from ocr.marking.boxes import BoxShape, find_boxes
from ocr.marking.lines import halved, print_mask, straight_lines
from ocr.marking.outline import Outline
from ocr.marking.sides import sides_of
from ocr.marking.squares import Square, best_apart, runs_on
from ocr.sheet import Grey
from tests.ocr.marked import column, draw, faxed, line, paper, print_box, px, words
from tests.paper import hand


def near(one: BoxMm, other: BoxMm, off: float = 0.45) -> bool:
    edges = ("left", "top", "right", "bottom")
    return all(abs(getattr(one, edge) - getattr(other, edge)) <= off for edge in edges)


def form(side: float = 4.0, line_mm: float = 0.25) -> tuple[Grey, dict[str, BoxMm]]:
    grey, boxes = paper(), column(side=side)
    for key, box in boxes.items():
        print_box(grey, box, line_mm)
        words(grey, box.right + 2, box.bottom, [f"DOBROOD change {key} of B0D"])
    return grey, boxes


@pytest.mark.parametrize(("side", "line_mm"), [(3.0, 0.2), (4.0, 0.25), (5.0, 0.6), (7.5, 0.35)])
@pytest.mark.parametrize("lines", [98, 196, None])
def test_all_boxes_and_no_letters(side: float, line_mm: float, lines: int | None) -> None:
    grey, boxes = form(side, line_mm)
    found = find_boxes(faxed(grey, lines) if lines else grey)
    assert len(found) == len(boxes)
    assert all(near(f.box, box) for f, box in zip(found, boxes.values(), strict=True))


def test_boxes_under_marks_and_scribbles() -> None:
    grey, boxes = form()
    rng = random.Random(5)
    draw(grey, hand.tick(rng, boxes["1"]))
    for off in range(12):
        y = boxes["3"].top - 0.4 + off * 0.42
        line(grey, (boxes["3"].left - 0.7, y), (boxes["3"].right + 0.6, y + 0.2), pen_mm=0.6)
    found = [f.box for f in find_boxes(grey)]
    assert len(found) == len(boxes)
    assert all(any(near(box, true, 0.9) for box in found) for true in boxes.values())


def test_ticks_between_words_that_leave_their_boxes_on_both_sides() -> None:
    grey, boxes = form(3.4)
    for box in (boxes["1"], boxes["4"]):
        words(grey, box.left - 16, box.bottom, ["Sentenced"])
        x, y = box.centre
        line(grey, (x - 2.6, y - 0.8), (x - 0.6, y + 1.2), (x + 4.5, y - 4.0), pen_mm=0.6)
    found = [f.box for f in find_boxes(grey)]
    assert len(found) == len(boxes)
    assert all(any(near(box, true) for box in found) for true in boxes.values())


def test_a_shadow_does_not_widen_a_box() -> None:
    grey, boxes = form(3.5)
    for box in boxes.values():
        for off in (0.3, 0.6):
            right, bottom = box.right + off, box.bottom + off
            line(grey, (right, box.top + 0.7), (right, bottom), (box.left + 0.7, bottom))
    found = [f.box for f in find_boxes(grey)]
    assert len(found) == len(boxes)
    assert all(any(near(box, true) for box in found) for true in boxes.values())


def test_a_comb_and_a_table_are_no_tick_boxes() -> None:
    grey = paper()
    for number in range(8):
        print_box(grey, BoxMm(10 + 6 * number, 20, 16 + 6 * number, 27))
    for row in range(4):
        for cell in range(4):
            print_box(grey, BoxMm(60 + 7 * cell, 50 + 7 * row, 67 + 7 * cell, 57 + 7 * row))
    assert find_boxes(grey) == []


@pytest.mark.parametrize("gap", [0.8, 1.1])
def test_boxes_set_close_below_one_another_are_no_cells(gap: float) -> None:
    grey, side = paper(), 5.0
    boxes = [
        BoxMm(90, top, 90 + side, top + side) for n in range(6) for top in [30 + n * (side + gap)]
    ]
    for box in boxes:
        print_box(grey, box, 0.3)
        words(grey, 30, box.bottom, ["Change of prison"])
    assert all(any(near(one.box, box) for one in find_boxes(grey)) for box in boxes)


def test_of_two_squares_drawn_as_well_the_one_of_the_usual_size_is_a_box() -> None:
    drawn = Outline((1.0,) * 4, (1.0,) * 4, 4)
    usual = [Square((50, 50 + 90 * n, 98, 98 + 90 * n), drawn) for n in range(4)]
    with_its_rule = Square((50, 308, 98, 368), drawn)
    assert with_its_rule not in best_apart([*usual, with_its_rule])
    assert set(usual) <= set(best_apart([*usual, with_its_rule]))


def test_brackets_are_places_to_tick() -> None:
    grey = paper()
    for number in range(4):
        for x, foot in ((20.0, 0.7), (24.0, -0.7)):
            top = 20.0 + 12 * number
            line(grey, (x + foot, top), (x, top), (x, top + 4), (x + foot, top + 4), pen_mm=0.3)
    found = find_boxes(grey)
    assert [f.shape for f in found] == [BoxShape.BRACKETS] * 4
    assert all(abs(px(f.box.left) - px(20)) < 4 for f in found)


def test_an_empty_page_has_none() -> None:
    assert find_boxes(paper()) == []


@pytest.mark.parametrize(("beyond", "it_runs_on"), [(0.0, False), (0.3, False), (20.0, True)])
def test_a_side_that_goes_on_beyond_its_corner_is_told(beyond: float, it_runs_on: bool) -> None:
    grey, box = paper(), BoxMm(30, 30, 34, 34)
    print_box(grey, box)
    line(grey, (box.left, box.bottom), (box.right + beyond, box.bottom))
    half = halved(print_mask(grey))
    sides = sides_of(straight_lines(half, upright=False), straight_lines(half, upright=True))
    edges = (px(box.left), px(box.top), px(box.right), px(box.bottom))
    assert runs_on(edges, sides) is it_runs_on
