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


def worn_comb(gone: int, *, digits: bool) -> Grey:
    """Give a comb of eight cells whose sides a fax has cut short, one of them altogether."""
    page = np.full((px(40), px(120)), 250, np.uint8)
    sides = [20 + 5.6 * side for side in range(9)]
    for y in (15.0, 20.5):
        cv2.line(page, (px(sides[0]), px(y)), (px(sides[-1]), px(y)), (20,), 3)
    for number, x in enumerate(sides):
        if number == gone:
            continue
        short = (0.0, 1.1, 0.5)[number % 3]
        cv2.line(page, (px(x), px(15 + (number % 2) * 0.6)), (px(x), px(20.5 - short)), (20,), 3)
    for x in sides[:-1] if digits else ():
        cv2.line(page, (px(x + 2.8), px(16.5)), (px(x + 2.8), px(19.2)), (20,), 3)
    return page


@pytest.mark.parametrize("gone", [0, 3, 8, 99])
@pytest.mark.parametrize("digits", [False, True])
def test_a_comb_is_whole_though_a_fax_took_of_its_sides(gone: int, digits: bool) -> None:
    (found,) = structure(worn_comb(gone, digits=digits)).combs
    assert found.cells == 8
    assert found.left / px(1) == pytest.approx(20, abs=0.8)
