"""The parts of reading foreign pages, each by itself."""

from itertools import permutations

import cv2
import numpy as np
import pytest

from forms.geometry import BoxMm
from forms.registry import load_catalogue
from ocr.foreign.assignment import best_pairs
from ocr.foreign.cells import cells
from ocr.foreign.segments import pieces_of, segments
from ocr.foreign.structure import Structure, structure
from ocr.foreign.wording import folded, is_plain, meanings, vocabulary
from ocr.marking.lines import px
from ocr.sheet import Grey


def paper() -> Grey:
    return np.full((px(120), px(190)), 250, np.uint8)


def line(page: Grey, left: float, top: float, right: float, bottom: float) -> None:
    cv2.line(page, (px(left), px(top)), (px(right), px(bottom)), (20,), 3)


def frame(page: Grey, box: BoxMm) -> None:
    corners = (px(box.left), px(box.top)), (px(box.right), px(box.bottom))
    cv2.rectangle(page, corners[0], corners[1], (20,), 3)


def words(page: Grey, text: str, left: float, top: float) -> None:
    cv2.putText(page, text, (px(left), px(top)), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20,), 3)


def drawn(page: Grey) -> Structure:
    return structure(np.asarray(cv2.GaussianBlur(page, (0, 0), 1.0), dtype=np.uint8))


@pytest.mark.parametrize("seed", range(12))
def test_pairs_are_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(1, 6, 2)
    scores = rng.normal(size=(rows, columns))
    size = max(rows, columns)
    square = np.zeros((size, size))
    square[:rows, :columns] = np.maximum(scores, 0)
    best = max(sum(square[i, j] for i, j in enumerate(p)) for p in permutations(range(size)))
    assert sum(scores[pair] for pair in best_pairs(scores)) == pytest.approx(best)


def test_rules_are_found_and_words_kept() -> None:
    page = paper()
    line(page, 20, 30, 170, 30)
    words(page, "Name of Prison", 20, 50)
    found = drawn(page)
    assert [round(r.at / px(10)) for r in found.horizontal] == [3]
    assert found.text[px(40) : px(52), px(18) : px(80)].sum() > 0
    assert found.text[px(28) : px(32)].sum() < 5


def test_a_dotted_line_is_a_leader() -> None:
    page = paper()
    for x in np.arange(60, 150, 1.0):
        cv2.circle(page, (px(x), px(50)), 2, (20,), -1)
    found = drawn(page)
    assert len(found.leaders) == 1
    assert found.leaders[0].length > px(80)


def test_a_stroke_through_a_rule_stays_whole() -> None:
    page = paper()
    line(page, 20, 50, 170, 50)
    line(page, 60, 46, 60.5, 54)
    pieces, _ = pieces_of(drawn(page).text)
    assert [piece for piece in pieces if piece.height > px(7)]


def test_a_streak_is_no_side_of_a_cell() -> None:
    page = paper()
    line(page, 50, 0, 51, 119.9)
    words(page, "Date of birth", 30, 60)
    found = drawn(page)
    assert len(found.streaks) == 1
    assert found.streaks[0].at(px(60)) == pytest.approx(px(50.5), abs=3)
    assert not found.upright


def test_cells_and_combs() -> None:
    page = paper()
    frame(page, BoxMm(20, 20, 90, 32))
    frame(page, BoxMm(90, 20, 160, 32))
    frame(page, BoxMm(20, 60, 60, 66))
    for x in np.arange(25, 60, 5):
        line(page, float(x), 60, float(x), 66)
    found = drawn(page)
    assert [comb.cells for comb in found.combs] == [8]
    framed = cells(found)
    numbers = {framed.at(50, 26), framed.at(120, 26), framed.at(30, 63)}
    assert len(numbers) == 3
    assert 0 not in numbers


def test_a_side_of_a_cell_parts_words_on_one_line() -> None:
    page = paper()
    frame(page, BoxMm(20, 20, 60, 32))
    frame(page, BoxMm(60, 20, 100, 32))
    words(page, "Name", 47, 28)
    words(page, "Court", 62, 28)
    found = drawn(page)
    pieces, _ = pieces_of(found.text)
    lines, _ = segments(found, pieces)
    assert len([one for one in lines if one.right - one.left > px(6)]) == 2


def test_labels_mean_the_same_however_they_are_worded() -> None:
    assert meanings("Phone of establishment") == meanings("Prison tel.")
    assert meanings("D.O.B.") == meanings("Born") == {"birth"}
    assert folded("D.O.B.") == folded("DOB")
    assert meanings("Prison code") != meanings("Prison name")


def test_plain_labels_tell_no_form() -> None:
    assert is_plain("Date of birth")
    assert is_plain("Prison number")
    assert not is_plain("Change of release plan")
    assert not is_plain("Community SPOC telephone number")


def test_no_wording_stands_for_two_ticks() -> None:
    form = load_catalogue().find("alert-form")
    ticks = {f.key for f in form.fields() if f.key.startswith("change_") and not f.detail_of}
    by_text: dict[str, set[str]] = {}
    for wording in vocabulary(form).wordings:
        if wording.key in ticks:
            by_text.setdefault(wording.folded, set()).add(wording.key)
    assert all(len(keys) == 1 for keys in by_text.values())
