"""Which box belongs to which question."""

import numpy as np

from forms.geometry import BoxMm
from ocr.foreign.cells import cells
from ocr.foreign.ground import Ground
from ocr.foreign.structure import structure
from ocr.foreign.ticking import option_boxes, out_of_row, tied
from ocr.marking.boxes import BoxFound, find_boxes
from ocr.marking.lines import px
from ocr.sheet import Grey


def box(page: Grey, left: float, middle: float) -> None:
    top, bottom = px(middle - 1.6), px(middle + 1.6)
    right, thick = px(left + 3.2), 4
    page[top : bottom + thick, px(left) : right + thick] = 20
    page[top + thick : bottom, px(left) + thick : right] = 250


def test_round_letters_that_look_like_boxes_do_not_take_the_ticks() -> None:
    page = np.full((px(120), px(200)), 250, np.uint8)
    rows = [20 + 8 * number for number in range(9)]
    for middle in rows:
        box(page, 180, middle)
    for middle in rows[:5]:
        box(page, 26.5, middle)
    drawing = structure(page)
    found = tuple(find_boxes(page))
    ground = Ground(drawing, cells(drawing), (), (), found, {}, ())
    labels = {str(middle): BoxMm(30, middle - 1.2, 75, middle + 1.2) for middle in rows}
    boxes = tied(ground, labels)
    assert len(boxes) == len(rows)
    assert all(one.left > 170 for one in boxes.values())


def test_a_label_read_with_the_line_above_it_has_the_box_of_its_row() -> None:
    page = np.full((px(120), px(200)), 250, np.uint8)
    rows = [20 + 8 * number for number in range(9)]
    for middle in rows:
        box(page, 100, middle)
    found = tuple(find_boxes(page))
    drawing = structure(page)
    ground = Ground(drawing, cells(drawing), (), (), found, {}, ())
    labels = {str(middle): BoxMm(30, middle - 1.2, 75, middle + 1.2) for middle in rows}
    labels["20"] = BoxMm(25, 20 - 7.8, 75, 20 + 1.2)
    boxes = tied(ground, labels)
    assert boxes["20"] in [one.box for one in found]
    assert abs(boxes["20"].centre[1] - 20) < 0.5
    assert len(set(boxes.values())) == len(rows)


def test_boxes_at_the_ends_of_questions_tell_nothing_of_where_another_is() -> None:
    page = np.full((px(120), px(200)), 250, np.uint8)
    ends = {90: 44.0, 74: 69.0, 58: 94.0}
    for middle, left in ends.items():
        box(page, left, middle)
    # Where the three would lead: print that is no box.
    for x in (119.0, 122.2):
        page[px(41) : px(43), px(x) : px(x) + 8] = 20
    found = tuple(find_boxes(page))
    drawing = structure(page)
    ground = Ground(drawing, cells(drawing), (), (), found, {}, ())
    labels = {str(m): BoxMm(20, m - 1.2, x - 3, m + 1.2) for m, x in {**ends, 42: 80.0}.items()}
    assert tied(ground, labels).keys() == {"90", "74", "58"}


def test_the_filled_box_of_a_choice_is_found_by_the_page_s_other_boxes() -> None:
    page = np.full((px(120), px(200)), 250, np.uint8)
    for middle in (60, 70, 80):
        box(page, 20, middle)
    for left in (40, 90):
        box(page, left, 30)
    page[px(28.4) : px(31.6), px(40) : px(43.2)] = 20
    found = tuple(one for one in find_boxes(page) if abs(one.box.left - 40) > 1)
    assert len(found) == 4
    drawing = structure(page)
    ground = Ground(drawing, cells(drawing), (), (), found, {}, ())
    words = {"sentenced": BoxMm(46, 28.8, 64, 31.2), "released": BoxMm(96, 28.8, 112, 31.2)}
    boxes = option_boxes(ground, words, [], BoxMm(35, 26, 120, 34))
    assert boxes.keys() == words.keys()
    assert abs(boxes["sentenced"].left - 40) < 0.4


def test_letters_before_a_box_do_not_take_its_tick() -> None:
    """The end of `re-engaged`, torn by a fax, looked like a box and stood nearer."""
    label = BoxMm(20, 28.8, 48, 31.2)
    letters, own = BoxMm(48.5, 28.2, 52.2, 31.8), BoxMm(55.5, 28.2, 59.4, 31.8)
    drawing = structure(np.full((px(60), px(100)), 250, np.uint8))
    for certainty, takes in ((0.7, own), (0.95, letters)):
        found = BoxFound(letters, certainty), BoxFound(own, 0.98)
        ground = Ground(drawing, cells(drawing), (), (), found, {}, ())
        assert tied(ground, {"re_engaged": label}) == {"re_engaged": takes}


def test_a_box_that_stands_higher_than_all_others_is_doubted() -> None:
    labels = {str(row): BoxMm(20, row, 60, row + 2.4) for row in range(20, 80, 10)}
    boxes = {key: BoxMm(70, one.top - 0.6, 73.6, one.top + 3.0) for key, one in labels.items()}
    assert out_of_row(boxes, labels) == frozenset()
    boxes["50"] = BoxMm(70, 47.9, 73.6, 51.5)
    assert out_of_row(boxes, labels) == {"50"}
    labels["50"] = BoxMm(20, 46, 60, 52.4)
    assert out_of_row(boxes, labels) == frozenset()
