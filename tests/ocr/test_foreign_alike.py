"""Tick boxes under ink, found by the likeness to the others of their page."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.foreign.alike import boxes_alike
from ocr.marking.lines import px

_SIDE_MM, _ROW_MM, _GAP_MM = 4.0, 9.0, 2.5
_ENDS_MM = (52.0, 71.0, 60.0, 85.0, 44.0)
"""Where the questions end: their boxes stand in no column."""
LABELS = {
    f"question_{n}": BoxMm(20, 20 + n * _ROW_MM, end, 23 + n * _ROW_MM)
    for n, end in enumerate(_ENDS_MM)
}


def its_box(key: str) -> BoxMm:
    label = LABELS[key]
    left, top = label.right + _GAP_MM, label.centre[1] - _SIDE_MM / 2
    return BoxMm(left, top, left + _SIDE_MM, top + _SIDE_MM)


def drawn(ink: NDArray[np.uint8], box: BoxMm, thick: int) -> None:
    corners = (px(box.left), px(box.top)), (px(box.right), px(box.bottom))
    cv2.rectangle(ink, *corners, 1, thick)


def page() -> NDArray[np.uint8]:
    """Give the ink of a page with a question and a box with a shadow in each row."""
    ink = np.zeros((px(80), px(180)), np.uint8)
    for key, label in LABELS.items():
        box = its_box(key)
        drawn(ink, BoxMm(box.left + 0.7, box.top + 0.7, box.right + 0.7, box.bottom + 0.7), -1)
        inside = BoxMm(box.left, box.top, box.right, box.bottom)
        corners = slice(px(box.top), px(box.bottom)), slice(px(box.left), px(box.right))
        ink[corners] = 0
        drawn(ink, inside, 3)
        at = px(label.left), px(label.bottom)
        cv2.putText(ink, "CHANGED", at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 1, 5)
    return ink


def found(without: str) -> dict[str, BoxMm]:
    return {key: its_box(key) for key in LABELS if key != without}


@pytest.mark.parametrize("key", ["question_1", "question_4"])
def test_a_filled_box_is_found_where_no_column_says_where_it_stands(key: str) -> None:
    ink = page()
    drawn(ink, its_box(key), -1)
    (at,) = boxes_alike(ink, LABELS, found(key), []).items()
    assert at[0] == key
    assert at[1].left == pytest.approx(its_box(key).left, abs=0.2)
    assert at[1].top == pytest.approx(its_box(key).top, abs=0.2)


def test_no_word_is_a_box() -> None:
    ink, key = page(), "question_2"
    box = its_box(key)
    ink[px(box.top) - 3 : px(box.bottom) + 12, px(box.left) - 3 : px(box.right) + 12] = 0
    at = px(box.left), px(box.bottom)
    cv2.putText(ink, "DEATH OF CLIENT", at, cv2.FONT_HERSHEY_SIMPLEX, 1.6, 1, 8)
    assert boxes_alike(ink, LABELS, found(key), []) == {}


def test_the_box_for_no_stays_what_it_is() -> None:
    key = "question_0"
    assert boxes_alike(page(), LABELS, found(key), [its_box(key)]) == {}


def test_two_boxes_say_nothing_about_a_third() -> None:
    few = {key: its_box(key) for key in ("question_0", "question_1")}
    assert boxes_alike(page(), LABELS, few, []) == {}


def brackets(ink: NDArray[np.uint8], box: BoxMm) -> None:
    for x, foot in ((box.left, 0.6), (box.right, -0.6)):
        drawn(ink, BoxMm(min(x, x + foot), box.top, max(x, x + foot), box.bottom), 3)
        middle = slice(px(box.top + 0.5), px(box.bottom - 0.5))
        ink[middle, px(x + foot) - 3 : px(x + foot) + 4] = 0


def test_brackets_under_a_mark_are_found_too_and_rules_are_none() -> None:
    ink = np.zeros((px(80), px(180)), np.uint8)
    for name in LABELS:
        brackets(ink, its_box(name))
    key = "question_1"
    drawn(ink, its_box(key), -1)
    assert boxes_alike(ink, LABELS, found(key), []).keys() == {key}
    ink[px(LABELS[key].top - 2) : px(LABELS[key].bottom + 2)] = 0
    for x in (its_box(key).left, its_box(key).right):
        ink[px(its_box(key).top + 0.6) : px(its_box(key).bottom - 0.6), px(x) - 1 : px(x) + 3] = 1
    assert boxes_alike(ink, LABELS, found(key), []) == {}
