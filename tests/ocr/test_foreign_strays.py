"""Places that look blank though ink is left that may be their answer."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from forms.geometry import BoxMm
from forms.registry import load_catalogue
from ocr.findings import Finding
from ocr.foreign import reading
from ocr.foreign.areas import Area, Way
from ocr.foreign.cells import cells
from ocr.foreign.ground import Ground, Span
from ocr.foreign.inked import inked
from ocr.foreign.owners import Owned, owned
from ocr.foreign.page import _strays
from ocr.foreign.printed import Printed, Token
from ocr.foreign.segments import Numbers, Piece, Segment, pieces_of, segments
from ocr.foreign.strays import Stray, heavy_ink, inside_ink, pale, strays
from ocr.foreign.structure import structure
from ocr.marking.lines import px
from ocr.reading import FieldState, Method
from ocr.sheet import Grey
from ocr.writing import LineImage

FORM = load_catalogue().find("alert-form")
NAME, CODE, COURT = "prison_name", "prison_code", "court_name"


def row(line: float, left: float = 60, right: float = 110) -> Area:
    return Area(Way.OPEN_RIGHT, BoxMm(left, line - 3.5, right, line + 3.5), line)


LINE = LineImage(np.full((40, 200), 255, np.uint8), None, 0, 0)
PLACES = {NAME: row(20), CODE: row(27.5), COURT: row(50)}
LABELS = {NAME: (20, 58, 20.0), CODE: (20, 58, 27.5), COURT: (20, 58, 50.0)}
"""From, to and middle of each label."""


def paper() -> Grey:
    return np.full((px(80), px(190)), 250, np.uint8)


def write(page: Grey, left: float, foot: float, letters: int = 5, high: float = 4) -> None:
    for number in range(letters):
        x = left + number * 0.8 * high
        cv2.rectangle(page, (px(x), px(foot - high)), (px(x + 0.5 * high), px(foot)), (20,), 4)


def label(left: float, right: float, middle: float) -> tuple[Span, ...]:
    """Give print without its ink: all that stands on the page is writing."""
    piece = Piece(0, px(left), px(middle - 1.2), px(right), px(middle + 1.2), 1)
    token = Token("x", "x", px(left), px(right), 9.0, colon=True, stop=False, bracket=False)
    return (Span(Printed(Segment((piece,)), (token,), None, 0.0, 1.0, 0.0), 0, 1),)


def laid_out(page: Grey) -> tuple[Ground, Numbers, Owned]:
    drawing = structure(np.asarray(cv2.GaussianBlur(page, (0, 0), 1.0), dtype=np.uint8))
    pieces, numbers = pieces_of(drawing.text)
    lines, tall = segments(drawing, pieces)
    unread = tuple(Printed(line, (), None, 0.0, 1.0, 0.0) for line in lines)
    labels = {key: label(*at) for key, at in LABELS.items()}
    ground = Ground(drawing, cells(drawing), unread, tuple(tall), (), labels, ())
    return ground, numbers, owned(ground, PLACES)


def found(page: Grey) -> dict[str, Stray]:
    ground, numbers, ink = laid_out(page)
    blank = [key for key in PLACES if not ink.of(key)]
    inside = inside_ink(numbers, ink, {key: PLACES[key] for key in blank})
    return strays(ground, FORM, PLACES, ink, blank, inside)


def test_a_place_with_nothing_in_or_about_it_is_blank() -> None:
    page = paper()
    write(page, 62, 51.5)
    assert found(page) == {}


def test_writing_that_touches_the_line_above_is_no_blank() -> None:
    page = paper()
    write(page, 62, 21.5, letters=12)
    write(page, 75, 29, letters=5)
    # The tail of one letter runs into the next line: both lines are one piece of ink.
    cv2.line(page, (px(76), px(20)), (px(76), px(28)), (20,), 4)
    for left in (62, 75):
        cv2.line(page, (px(left), px(21)), (px(left + 14), px(21)), (20,), 4)
        cv2.line(page, (px(75), px(28.8)), (px(88), px(28.8)), (20,), 4)
    _, _, ink = laid_out(page)
    assert not (ink.of(NAME) and ink.of(CODE)), "the test draws two lines that are not one"
    assert set(found(page).values()) == {Stray.INSIDE}


@pytest.mark.parametrize("left", [120.0, 140.0])
def test_writing_beside_a_label_that_no_place_reaches_is_no_blank(left: float) -> None:
    page = paper()
    write(page, left, 51.5)
    assert found(page)[COURT] is Stray.ABOUT


def test_writing_under_a_label_is_of_that_label_whoever_took_it() -> None:
    page = paper()
    write(page, 22, 58)
    ground, _, ink = laid_out(page)
    taken = Owned(ink.pieces, words={NAME: ink.orphans}, loose=ink.loose)
    assert strays(ground, FORM, PLACES, taken, [COURT], frozenset()) == {COURT: Stray.ABOUT}
    far = Owned(ink.pieces, words={NAME: (BoxMm(40, 55, 55, 58),)}, loose=ink.loose)
    assert strays(ground, FORM, PLACES, far, [COURT], frozenset()) == {}


def test_a_form_with_next_to_nothing_written_lost_its_writing() -> None:
    keys = [f.key for f in FORM.fields() if not f.detail_of][:9]
    places = dict.fromkeys(keys, PLACES[NAME])
    assert pale(FORM, places, keys[3:])
    assert not pale(FORM, places, keys[4:])
    assert not pale(FORM, dict.fromkeys(keys[:5], PLACES[NAME]), keys[:5])


def finding(value: str | bool | None, *, state: FieldState = FieldState.BLANK) -> Finding:
    return Finding(value=value, confidence=0.999, accepted=True, state=state, method=Method.OCR)


def test_a_stray_leaves_a_blank_to_a_person_and_says_why() -> None:
    asked = {f.key: f for f in FORM.fields()}
    one = reading._with_strays(asked, {NAME: finding(None)}, {NAME: Stray.INSIDE})[NAME]
    assert not one.accepted
    assert one.confidence < 0.5
    assert one.doubt == "Nothing could be read here, but there is ink in the field."
    read = finding("HMP Hull", state=FieldState.READ)
    assert reading._with_strays(asked, {NAME: read}, {NAME: Stray.INSIDE}) == {NAME: read}


@pytest.mark.parametrize(
    ("ticked", "stray", "accepted"),
    [(False, Stray.ABOUT, True), (True, Stray.ABOUT, False), (False, Stray.INSIDE, False)],
)
def test_writing_about_a_detail_tells_nothing_without_its_tick(
    ticked: bool, stray: Stray, accepted: bool
) -> None:
    asked = {f.key: f for f in FORM.fields()}
    detail = next(key for key, f in asked.items() if f.detail_of)
    found = {str(asked[detail].detail_of): finding(ticked), detail: finding(None)}
    assert reading._with_strays(asked, found, {detail: stray})[detail].accepted is accepted


@pytest.mark.parametrize(
    ("ticks", "asked", "accepted"),
    [
        ([True] * 5 + [False] * 3, 8, False),
        ([True] * 4 + [False] * 4, 8, True),
        ([True] * 4, 4, True),
        ([False] * 2, 10, False),
        ([False] * 7, 10, True),
    ],
)
def test_ticks_that_cannot_all_be_right_are_for_a_person(
    ticks: list[bool], asked: int, accepted: bool
) -> None:
    found = {str(number): finding(ticked) for number, ticked in enumerate(ticks)}
    kept = reading._plausible(found, asked=asked)
    assert {one.accepted for one in kept.values()} == {accepted}


@pytest.mark.parametrize("left", [14.4, 13.7])
def test_a_label_that_follows_a_word_may_be_the_end_of_a_longer_one(left: float) -> None:
    page = paper()
    write(page, 8, 51.2, letters=3, high=2.6)
    write(page, 62, 21.5)
    write(page, 62, 29)
    assert found(page) == {}
    # Now the last letter ends as near before the court's label as words of one label stand.
    write(page, left, 51.2, letters=2, high=3)
    assert found(page) == {COURT: Stray.TAIL}


def test_what_was_taken_for_the_printed_answer_of_a_choice_may_be_written() -> None:
    page = paper()
    ground, _, ink = laid_out(page)
    seen = inked(page)
    option = BoxMm(66, 48.5, 80, 51)
    args = (page, seen, ground, FORM, PLACES, ink, dict.fromkeys((NAME, CODE), (LINE,)))
    assert _strays(*args, []) == {}
    assert _strays(*args, [option]) == {COURT: Stray.INSIDE}


def test_a_heavy_pen_in_a_place_is_no_blank_and_a_bar_across_it_is() -> None:
    bars = np.zeros((px(80) // 2, px(190) // 2), np.uint8)
    per_mm = px(100) / 200
    rows = slice(int(18 * per_mm), int(22 * per_mm))
    bars[rows, int(62 * per_mm) : int(80 * per_mm)] = 1
    assert heavy_ink(bars, per_mm, PLACES) == {NAME}
    bars[rows] = 1
    assert heavy_ink(bars, per_mm, PLACES) == frozenset()


def test_a_label_much_longer_than_any_wording_may_hold_the_answer() -> None:
    said = ("name of original court of appearance", "chorley", "magistrates", "court")
    pieces = Piece(0, px(20), px(48.8), px(58), px(51.2), 1)
    tokens = tuple(
        Token(text, text, px(20), px(58), 9.0, colon=False, stop=False, bracket=False)
        for text in said
    )
    line = Printed(Segment((pieces,)), tokens, None, 0.0, 1.0, 0.0)
    ground, _, ink = laid_out(paper())
    longer = replace(ground, labels={COURT: (Span(line, 0, len(said)),)})
    places = {COURT: PLACES[COURT]}
    assert strays(longer, FORM, places, ink, [COURT], frozenset()) == {COURT: Stray.TAIL}
    shorter = replace(ground, labels={COURT: (Span(line, 0, 1),)})
    assert strays(shorter, FORM, places, ink, [COURT], frozenset()) == {}


def test_a_place_too_narrow_for_an_answer_was_cut_off() -> None:
    ground, _, ink = laid_out(paper())
    places = {COURT: row(50, 60, 66)}
    assert strays(ground, FORM, places, ink, [COURT], frozenset()) == {COURT: Stray.TAIL}
