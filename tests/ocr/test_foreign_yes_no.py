"""The box for "no" never answers "yes"."""

import numpy as np
import pytest

from forms.geometry import BoxMm
from ocr.foreign.cells import cells
from ocr.foreign.ground import Ground
from ocr.foreign.structure import structure
from ocr.foreign.yes_no import tells_yes
from ocr.marking.boxes import BoxFound
from ocr.marking.lines import px
from tests.ocr.test_foreign_labels import printed

ROWS = (20.0, 30.0, 40.0, 50.0)
YES_MM, NO_MM = 80.0, 94.0
LABELS = {str(row): BoxMm(20, row, 70, row + 2.4) for row in ROWS}


def box(left: float, row: float) -> BoxFound:
    return BoxFound(BoxMm(left, row - 0.6, left + 3.6, row + 3.0), 0.98)


def ground(words: dict[float, tuple[str, str]], boxes: list[BoxFound]) -> Ground:
    drawing = structure(np.full((px(80), px(150)), 250, np.uint8))
    lines = [
        printed(word, left, row)
        for row, pair in words.items()
        for word, left in zip(pair, (YES_MM, NO_MM), strict=True)
        if word
    ]
    return Ground(drawing, cells(drawing), tuple(lines), (), tuple(boxes), {}, ())


def kept(words: dict[float, tuple[str, str]], boxes: list[BoxFound]) -> list[BoxFound]:
    says_yes = tells_yes(ground(words, boxes), LABELS)
    return [one for one in boxes if says_yes(one.box)]


@pytest.mark.parametrize("beside", [7.5, -4.0])
def test_boxes_for_no_are_left_out_on_whichever_side_of_their_words(beside: float) -> None:
    yes = [box(YES_MM + beside, row) for row in ROWS]
    no = [box(NO_MM + beside, row) for row in ROWS]
    assert kept(dict.fromkeys(ROWS, ("Yes", "No")), [*yes, *no]) == yes


def test_yes_and_no_may_stand_before_their_question() -> None:
    yes = [box(YES_MM + 7.5, row) for row in ROWS]
    no = [box(NO_MM + 5, row) for row in ROWS]
    labels = {key: BoxMm(104, one.top, 140, one.bottom) for key, one in LABELS.items()}
    page = ground(dict.fromkeys(ROWS, ("Yes", "No")), [*yes, *no])
    says_yes = tells_yes(page, labels)
    assert [one for one in (*yes, *no) if says_yes(one.box)] == yes


def test_a_question_of_which_only_the_box_for_no_was_seen_has_none() -> None:
    yes = [box(YES_MM + 7.5, row) for row in ROWS[:2]]
    no = [box(NO_MM + 5, row) for row in ROWS]
    assert kept(dict.fromkeys(ROWS, ("Yes", "No")), [*yes, *no]) == yes


def test_words_ill_read_stand_where_those_of_other_rows_do() -> None:
    words = {20.0: ("Yen", "No"), 30.0: ("Yes", "Nog"), 40.0: ("Ycs", "No"), 50.0: ("Fax", "No")}
    yes = [box(YES_MM + 7.5, row) for row in ROWS[:3]]
    no = [box(NO_MM + 5, row) for row in ROWS]
    assert kept(words, [*yes, *no]) == yes


def test_elsewhere_no_box_is_left_out() -> None:
    boxes = [box(NO_MM + 5, row) for row in ROWS]
    assert kept({20.0: ("Yes", "No")}, boxes) == boxes
