"""Typing that a copier has faded to specks is not taken for a blank."""

import cv2
import numpy as np

from ocr.foreign.faint import faint_ink
from ocr.marking.lines import px
from ocr.sheet import Grey
from tests.ocr.test_foreign_strays import CODE, COURT, NAME, PLACES, paper


def specks(page: Grey, left: float, top: float, right: float, bottom: float, many: int) -> None:
    rng = np.random.default_rng(7)
    xs, ys = (rng.uniform(px(low), px(high), many) for low, high in ((left, right), (top, bottom)))
    for x, y in zip(xs, ys, strict=True):
        cv2.rectangle(page, (int(x), int(y)), (int(x) + 2, int(y) + 2), (90,), -1)


def test_specks_as_high_as_writing_are_doubted() -> None:
    page = paper()
    specks(page, 62, 18.8, 95, 21.2, 60)
    assert faint_ink(page, PLACES) == {NAME}


def test_dots_to_write_on_are_none() -> None:
    page = paper()
    for x in range(px(62), px(108), px(1.0)):
        cv2.rectangle(page, (x, px(29)), (x + 4, px(29) + 4), (40,), -1)
    assert faint_ink(page, PLACES) == frozenset()


def test_a_page_full_of_specks_says_nothing_of_one_place() -> None:
    page = paper()
    specks(page, 0, 0, 190, 80, 6000)
    assert not faint_ink(page, PLACES) & {NAME, CODE, COURT}


def test_no_places_no_answer() -> None:
    assert faint_ink(paper(), {}) == frozenset()
