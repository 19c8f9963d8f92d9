"""The drawing of a page, and what is written upon it."""

import cv2
import numpy as np
import pytest

from ocr.foreign.structure import Structure, structure
from ocr.marking.lines import px
from ocr.sheet import Grey


def drawn(page: Grey) -> Structure:
    return structure(np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), dtype=np.uint8))


def comb(pitch: float = 5.6, high: float = 5.5, cells: int = 8) -> Grey:
    page = np.full((px(60), px(120)), 250, np.uint8)
    for number in range(cells + 1):
        x = px(20 + pitch * number)
        cv2.line(page, (x, px(20)), (x, px(20 + high)), (20,), 3)
    for y in (20.0, 20 + high):
        cv2.line(page, (px(20), px(y)), (px(20 + pitch * cells), px(y)), (20,), 3)
    return page


@pytest.mark.parametrize("tall", [3.6, 4.3, 4.8])
def test_a_1_in_a_cell_is_written(tall: float) -> None:
    page = comb()
    for cell in (6, 7):
        x = px(20 + 5.6 * (cell + 0.5))
        middle = 20 + 5.5 / 2
        cv2.line(page, (x, px(middle - tall / 2)), (x, px(middle + tall / 2)), (40,), 7)
    found = drawn(page)
    (cells,) = found.combs
    assert cells.cells == 8
    for cell in (6, 7):
        x, y = px(20 + 5.6 * (cell + 0.5)), px(20 + 5.5 / 2)
        assert found.text[y - 10 : y + 10, x - 2 : x + 3].all()


def test_a_1_in_a_frame_is_written_and_its_sides_are_drawn() -> None:
    page = np.full((px(60), px(120)), 250, np.uint8)
    cv2.rectangle(page, (px(20), px(20)), (px(90), px(25.5)), (20,), 3)
    cv2.line(page, (px(24), px(20.9)), (px(24), px(24.3)), (40,), 7)
    found = drawn(page)
    assert found.text[px(22) : px(23), px(24)].all()
    assert not found.text[px(22) : px(23), px(20) - 3 : px(20) + 4].any()
