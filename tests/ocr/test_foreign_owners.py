"""Whose writing is whose, where printed answers stand, and how sure a place is."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from forms.definition import Choice, ChoiceMark, Option
from forms.geometry import BoxMm
from ocr.foreign.areas import Area, Way
from ocr.foreign.cells import cells
from ocr.foreign.ground import Ground, Span
from ocr.foreign.loose import loose_lines, loose_pieces
from ocr.foreign.option_candidates import Word, is_another
from ocr.foreign.options import option_words
from ocr.foreign.owners import Owned, owned
from ocr.foreign.printed import Printed, Token
from ocr.foreign.segments import pieces_of, segments
from ocr.foreign.structure import structure
from ocr.foreign.wording import folded
from ocr.marking.lines import PER_MM, px
from ocr.sheet import Grey


def paper() -> Grey:
    return np.full((px(70), px(190)), 250, np.uint8)


def write(page: Grey, left: float, foot: float, high: float, letters: int) -> None:
    """Write upright strokes, as of block letters, that stand on one height."""
    for number in range(letters):
        x = left + number * 0.8 * high
        corners = (px(x), px(foot - high)), (px(x + 0.5 * high), px(foot))
        cv2.rectangle(page, corners[0], corners[1], (20,), 4)


def ground(page: Grey, printed: tuple[Printed, ...] | None = None) -> Ground:
    drawing = structure(np.asarray(cv2.GaussianBlur(page, (0, 0), 1.0), dtype=np.uint8))
    pieces, _ = pieces_of(drawing.text)
    lines, tall = segments(drawing, pieces)
    unread = tuple(Printed(line, (), None, 0.0, 1.0, 0.0) for line in lines)
    shown = unread if printed is None else printed
    return Ground(drawing, cells(drawing), shown, tuple(tall), (), {}, ())


def row(number: int, left: float, right: float) -> Area:
    """Give a row of a form whose rows are 7.5 mm high."""
    line = 20 + 7.5 * number
    return Area(Way.OPEN_RIGHT, BoxMm(left, line - 3.5, right, line + 3.5), line)


ROWS = {"first": row(0, 60, 150), "second": row(1, 60, 150), "third": row(2, 60, 150)}


def of(found: Owned, key: str) -> list[float]:
    return [piece.left / PER_MM for piece in found.of(key)]


def test_words_of_one_height_are_one_line() -> None:
    page = paper()
    write(page, 20, 20, 4, 5)
    write(page, 42, 20.4, 4, 3)
    write(page, 20, 29, 4, 4)
    seen = ground(page)
    lines = loose_lines(seen, list(loose_pieces(seen)))
    assert sorted(len(line.words) for line in lines) == [1, 2]


def test_large_writing_is_of_the_row_on_which_it_stands() -> None:
    page = paper()
    write(page, 62, 28.5, 6.5, 8)
    found = owned(ground(page), ROWS)
    assert len(found.of("second")) == 8
    assert not found.of("first")


def test_a_line_that_runs_out_of_its_place_stays_whole() -> None:
    page = paper()
    write(page, 62, 21.5, 4, 12)
    short = {**ROWS, "first": row(0, 60, 80)}
    found = owned(ground(page), short)
    assert len(found.of("first")) == 12


def test_places_beside_one_another_have_each_their_words() -> None:
    page = paper()
    write(page, 20, 21.5, 4, 4)
    write(page, 38, 21.5, 4, 4)
    places = {"left": row(0, 18, 36), "right": row(0, 36.5, 90)}
    found = owned(ground(page), places)
    assert max(of(found, "left")) < 36 < min(of(found, "right"))


def test_ink_of_no_place_is_named() -> None:
    page = paper()
    write(page, 20, 60, 4, 5)
    found = owned(ground(page), ROWS)
    assert not found.pieces
    assert found.orphans
    assert found.orphans[0].top == pytest.approx(56, abs=1)


def test_ink_between_two_rows_is_contested() -> None:
    page = paper()
    middle = (ROWS["first"].line + ROWS["second"].line) / 2
    write(page, 62, middle + 1.4, 2.8, 6)
    assert owned(ground(page), ROWS).contested == {"first", "second"}


OPTIONS = Choice(
    mark=ChoiceMark.STRIKE,
    options=(
        Option(key="remand", label="Remand"),
        Option(key="sentenced", label="Sentenced"),
        Option(key="released", label="Released"),
    ),
)


PRINTED = {"Remand": 20, "Sentenced": 42, "Released": 71}
"""Where each answer begins, in millimetres."""


def choice(read: str) -> dict[str, BoxMm]:
    """Find the answers where only one of three words can be read."""
    page = paper()
    for text, left in PRINTED.items():
        cv2.putText(page, text, (px(left), px(30)), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (20,), 3)
    seen = ground(page)
    tokens = []
    for printed in seen.printed:
        segment = printed.segment
        known = abs(segment.left / PER_MM - PRINTED[read]) < 3
        word = Token(read, folded(read), segment.left, segment.right, 9.0, False, False, False)
        tokens.append(Printed(segment, (word,) if known else (), None, 0.0, 1.0, 1.0))
    area, labels = BoxMm(10, 20, 150, 40), [BoxMm(5, 25, 12, 31)]
    return dict(option_words(ground(page, tuple(tokens)), OPTIONS, area, labels).boxes)


@pytest.mark.parametrize("read", ["Remand", "Sentenced"])
def test_answers_that_cannot_be_read_are_found_by_those_that_can(read: str) -> None:
    found = choice(read)
    assert list(found) == ["remand", "sentenced", "released"]
    assert [box.left for box in found.values()] == pytest.approx(list(PRINTED.values()), abs=4)


def test_answers_on_two_lines_say_nothing_of_the_white_between_them() -> None:
    page = paper()
    places = {"Remand": (60, 30), "Sentenced": (90, 30), "Released": (20, 36)}
    for text, (left, foot) in places.items():
        cv2.putText(page, text, (px(left), px(foot)), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (20,), 3)
    seen = ground(page)
    tokens = []
    for printed in seen.printed:
        at = printed.segment
        text = min(places, key=lambda t: abs(at.left / PER_MM - places[t][0]))
        word = Token(text, folded(text), at.left, at.right, 9.0, False, False, False)
        known = () if text == "Remand" else (word,)
        tokens.append(Printed(at, known, None, 0.0, 1.0, 1.0))
    seen = ground(page, tuple(tokens))
    found = option_words(seen, OPTIONS, BoxMm(10, 20, 150, 40), []).boxes
    assert found["remand"].right < found["sentenced"].left


def test_an_answer_is_not_looked_for_on_what_says_to_strike_it_out() -> None:
    page = paper()
    for text, left in {"apply:": 20, "Sentenced": 40, "Released": 72}.items():
        cv2.putText(page, text, (px(left), px(30)), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (20,), 3)
    tokens = []
    for at, text in zip(
        (line.segment for line in ground(page).printed),
        ("apply:", "Sentenced", "Released"),
        strict=True,
    ):
        word = Token(text, folded(text), at.left, at.right, 9.0, False, False, False)
        tokens.append(Printed(at, (word,), None, 0.0, 1.0, 1.0))
    bare = ground(page, tuple(tokens))
    told = replace(bare, hints=(Span(tokens[0], 0, 1),))
    found = option_words(told, OPTIONS, BoxMm(10, 20, 150, 40), []).boxes
    assert list(found) == ["sentenced", "released"]


@pytest.mark.parametrize(("read", "count"), [("Rer99and", 1), ("Serteneeshd", 1), ("xyz", 0)])
def test_a_word_ill_read_under_its_stroke_is_the_answer_it_is_most_like(
    read: str, count: int
) -> None:
    page = paper()
    cv2.putText(page, "Remand", (px(20), px(30)), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (20,), 3)
    at = ground(page).printed[0].segment
    word = Token(read, folded(read), at.left, at.right, 9.0, False, False, False)
    seen = ground(page, (Printed(at, (word,), None, 0.0, 1.0, 1.0),))
    assert option_words(seen, OPTIONS, BoxMm(10, 20, 150, 40), []).read == count


def test_a_word_that_reads_well_is_no_answer_struck_out() -> None:
    assert is_another(Word(BoxMm(0, 0, 10, 3), folded("prisoner")))
    assert not is_another(Word(BoxMm(0, 0, 10, 3), folded("fem/ra/rel")))


def test_one_struck_word_alone_is_not_two_answers() -> None:
    page = paper()
    cv2.putText(page, "Remand", (px(20), px(30)), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (20,), 3)
    at = ground(page).printed[0].segment
    seen = ground(page, (Printed(at, (), None, 0.0, 1.0, 1.0),))
    assert option_words(seen, OPTIONS, BoxMm(10, 20, 150, 40), []).boxes == {}


@pytest.mark.parametrize("struck", [True, False], ids=["a struck word", "a rule"])
def test_a_stroke_taken_for_a_rule_leaves_the_last_answer_in_the_row_below(struck: bool) -> None:
    page = paper()
    places = {"Remand": 20, "Sentenced": 42}
    for text, left in places.items():
        cv2.putText(page, text, (px(left), px(30)), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20,), 4)
    lines = ground(page).printed
    below = px(34.4)
    if struck:
        cv2.putText(page, "Released", (px(20), below), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20,), 4)
    cv2.line(page, (px(19), below - px(0.8)), (px(80), below - px(0.8)), (20,), 5)
    tokens = []
    for printed in lines:
        at = printed.segment
        text = min(places, key=lambda t: abs(at.left / PER_MM - places[t]))
        word = Token(text, folded(text), at.left, at.right, 9.0, False, False, False)
        tokens.append(Printed(at, (word,), None, 0.0, 1.0, 1.0))
    seen = ground(page, tuple(tokens))
    found = option_words(seen, OPTIONS, BoxMm(10, 20, 150, 40), []).boxes
    assert ("released" in found) is struck


def test_what_stands_in_a_comb_within_a_cell_is_of_that_cell() -> None:
    """The comb stands at one end of the cell, and not about its middle."""
    page = paper()
    cv2.rectangle(page, (px(20), px(15)), (px(160), px(25)), (20,), 4)
    for side in range(5):
        x = px(40 + 5.6 * side)
        cv2.line(page, (x, px(17)), (x, px(23)), (20,), 3)
    for y in (17, 23):
        cv2.line(page, (px(40), px(y)), (px(62.4), px(y)), (20,), 3)
    for number in range(4):
        write(page, 41.8 + 5.6 * number, 21.5, 3, 1)
    seen = ground(page)
    assert [comb.cells for comb in seen.drawing.combs] == [4]
    place = Area(Way.INSIDE, BoxMm(20, 15, 160, 25), 20)
    found = owned(seen, {"dat_code": place})
    assert len(found.words["dat_code"]) == 4
    assert not found.orphans
