"""Square brackets as tick boxes: worn, small, bold, beside words, behind their questions."""

import pytest

from forms.geometry import BoxMm
from ocr.marking.boxes import BoxFound, BoxShape, find_boxes
from ocr.sheet import Grey
from tests.ocr.marked import faxed, line, paper, print_box, px, words

LEFT, WIDE, TALL, STEP = 20.0, 4.0, 3.0, 9.0


def pair(
    grey: Grey, top: float, left: float = LEFT, *, foot: float = 0.45, pen: float = 0.28
) -> None:
    """Print a pair of brackets, without feet where `foot` is 0."""
    for x, reach in ((left, foot), (left + WIDE, -foot)):
        line(grey, (x + reach, top), (x, top), (x, top + TALL), (x + reach, top + TALL), pen_mm=pen)


def page(rows: int = 6, *, foot: float = 0.45, pen: float = 0.28, beside: float = 1.5) -> Grey:
    grey = paper()
    for number in range(rows):
        top = 12 + STEP * number
        pair(grey, top, foot=foot, pen=pen)
        words(grey, LEFT + WIDE + beside, top + TALL - 0.4, [f"Change of circumstance {number}"])
    return grey


def brackets_on(grey: Grey) -> list[BoxFound]:
    return [found for found in find_boxes(grey) if found.shape is BoxShape.BRACKETS]


@pytest.mark.parametrize("lines", [98, 196, None], ids=["standard", "fine", "scanned"])
@pytest.mark.parametrize(("foot", "pen"), [(0.45, 0.28), (0.55, 0.5)], ids=["small", "bold"])
def test_a_column_of_brackets(lines: int | None, foot: float, pen: float) -> None:
    grey = page(foot=foot, pen=pen)
    found = brackets_on(faxed(grey, lines) if lines else grey)
    # A standard fax has four rows of pixels to a millimetre: it may take one of six.
    assert len(found) >= (5 if lines == 98 else 6)
    assert all(abs(px(one.box.left) - px(LEFT)) < 6 for one in found)


def test_brackets_close_to_their_words() -> None:
    assert len(brackets_on(page(beside=0.5))) == 6


def test_brackets_of_which_a_fax_took_all_feet() -> None:
    assert len(brackets_on(page(8, foot=0.0))) == 8
    assert brackets_on(page(5, foot=0.0)) == []


def test_marks_between_brackets_and_over_one_of_them() -> None:
    grey = page(7)
    x, y = LEFT + WIDE / 2, 12 + STEP + TALL / 2
    line(grey, (x - 1.2, y - 1.2), (x + 1.2, y + 1.2), pen_mm=0.5)
    line(grey, (x - 1.2, y + 1.2), (x + 1.2, y - 1.2), pen_mm=0.5)
    top = 12 + 3 * STEP
    for off in range(3):
        line(grey, (LEFT - 0.7, top + 2.6 - off), (LEFT + 2.4, top + 3.1 - off), pen_mm=0.6)
    tops = sorted(round(one.box.top) for one in brackets_on(grey))
    assert tops == [12 + round(STEP) * number for number in range(7)]


def test_brackets_behind_questions_of_every_length() -> None:
    grey = paper()
    for number in range(6):
        top = 12 + STEP * number
        said = words(grey, 10, top + TALL - 0.4, [f"Changes {'of worker ' * (number % 3)}{number}"])
        pair(grey, top, max(box.right for box in said.values()) + 2)
    assert len(brackets_on(grey)) == 6


def test_the_cells_of_a_comb_and_of_a_table_are_none() -> None:
    grey = paper()
    for row in range(6):
        top = 12 + STEP * row
        line(grey, (20, top + TALL), (60, top + TALL), pen_mm=0.25)
        for cell in range(11):
            x = 20 + WIDE * cell
            line(grey, (x, top), (x, top + TALL), pen_mm=0.25)
    assert brackets_on(grey) == []


def test_rules_and_streaks_that_broke_are_none() -> None:
    grey = paper()
    for x in (40.0, 44.0):
        line(grey, (x, 2), (x, 118), pen_mm=0.25)
    grey[:: px(3.4), :] = 250
    assert brackets_on(grey) == []


def test_columns_of_words_are_none() -> None:
    said = (
        "HMP HULL",
        "11 July 2011",
        "TITLE",
        "I will",
        "Holloway",
        "ILFORD",
        "Hill Hall",
        "11.11",
    )
    grey = paper()
    for row, text in enumerate((*said, *said)):
        words(grey, 12, 10 + 6 * row, [f"{text}   {said[-row % len(said)]}"])
    assert brackets_on(grey) == []


@pytest.mark.parametrize(("boxes", "taken"), [(8, 0), (4, 6)], ids=["for each", "for a choice"])
def test_what_looks_like_brackets_beside_boxes_for_each_question_is_none(
    boxes: int, taken: int
) -> None:
    grey = page()
    for number in range(boxes):
        print_box(grey, BoxMm(100, 12 + STEP * number, 104, 16 + STEP * number))
    assert len(brackets_on(grey)) == taken
