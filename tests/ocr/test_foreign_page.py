"""Other agencies' pages: the form is told by its labels, and every answer is found by its own."""

import random
from functools import cache

import pytest

from forms.definition import Tick
from forms.geometry import BoxMm
from forms.registry import load_catalogue
from ocr.engine.recogniser import Recogniser
from ocr.foreign import inked
from ocr.foreign.page import ForeignPage, find_foreign, line_images
from ocr.foreign.printed import LineReader
from ocr.foreign.segments import segments
from ocr.identify import Unidentified
from ocr.marking.boxes import BoxFound, find_boxes
from ocr.page.straight import Straight, straightened
from ocr.sheet import Grey, Sheet
from ocr.sheets import sheets
from tests.foreign.channels import Way
from tests.foreign.pages import Page, alert_page
from tests.foreign.unrelated import unrelated_page

FORM = load_catalogue().find("alert-form")


@cache
def sent(seed: int) -> tuple[Page, ForeignPage | Unidentified]:
    return read(alert_page(random.Random(seed), Way.SCAN))


def straightened_sheet(seed: int) -> Straight:
    (sheet,) = sheets(sent(seed)[0].data)
    assert isinstance(sheet, Sheet)
    return straightened(sheet)


def read(page: Page) -> tuple[Page, ForeignPage | Unidentified]:
    (sheet,) = sheets(page.data)
    assert isinstance(sheet, Sheet)
    return page, find_foreign(straightened(sheet), load_catalogue())


def found(seed: int) -> tuple[Page, ForeignPage]:
    page, place = sent(seed)
    assert isinstance(place, ForeignPage)
    return page, place


SEEDS = (3, 8)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_form_is_told_by_its_labels(seed: int) -> None:
    _, place = found(seed)
    assert place.form == FORM
    assert not place.problems


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_written_is_found_and_what_is_not_is_blank(seed: int) -> None:
    page, place = found(seed)
    asked = [f for f in FORM.fields() if f.key in place.places and not f.detail_of]
    texts = [f for f in asked if type(f.kind).__name__ in {"Text", "Date", "Comb"}]
    assert len(texts) >= 9
    wrong = [
        f.key for f in texts if bool(line_images(place, f.key)) != (f.key in page.truth["fields"])
    ]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_each_tick_has_the_box_of_its_own_row(seed: int) -> None:
    _, place = found(seed)
    ticks = [
        place.places[f.key]
        for f in FORM.fields()
        if isinstance(f.kind, Tick) and f.key in place.places
    ]
    tied = [p for p in ticks if p.box is not None and p.label is not None]
    assert len(tied) >= len(ticks) - 1
    assert all(abs(p.box.centre[1] - p.label.centre[1]) < 6 for p in tied if p.box and p.label)
    assert len({p.box for p in tied}) == len(tied)


@pytest.mark.parametrize("kind", ["letter", "cover_sheet"])
def test_letters_and_cover_sheets_are_no_form(kind: str) -> None:
    _, place = read(unrelated_page(random.Random(5), Way.SCAN, kind=kind))
    assert isinstance(place, Unidentified)
    assert place.problems


def test_a_page_shows_no_personal_data() -> None:
    page, place = found(SEEDS[0])
    assert str(page.truth["fields"].get("client_name", "no name")) not in repr(place)


@pytest.mark.parametrize(("certainty", "is_kept"), [(0.7, True), (0.95, False)])
def test_a_doubtful_box_amid_an_answer_is_given_back_to_it(
    certainty: float, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, place = found(3)
    key = "client_name"
    (written,) = place.lines[key]
    area = place.places[key].area
    assert area
    left = area.left + 8
    letters = BoxMm(left, area.top + 1, left + 4, area.bottom - 1)

    def with_one_more(grey: Grey) -> list[BoxFound]:
        return [*find_boxes(grey), BoxFound(letters, certainty)]

    monkeypatch.setattr(inked, "find_boxes", with_one_more)
    _, again = read(page)
    assert isinstance(again, ForeignPage)
    same = [line.grey.shape for line in again.lines[key]] == [written.grey.shape]
    assert (same and bool((again.lines[key][0].grey == written.grey).all())) is is_kept


def test_boxes_are_looked_for_once_more_where_questions_lack_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, place = found(3)
    ticks = [key for key, one in place.places.items() if one.box is not None]
    assert len(ticks) > 3
    monkeypatch.setattr(inked, "find_boxes", lambda _: [])
    _, again = read(page)
    assert isinstance(again, ForeignPage)
    # With their gaps closed some grow together with what stands beside them; none is another's.
    boxes = {key: one.box for key, one in again.places.items() if one.box is not None}
    assert len(boxes) > len(ticks) / 2
    for key, box in boxes.items():
        was = place.places[key].box
        assert was is not None
        assert box.centre == pytest.approx(was.centre, abs=1.0)


def test_no_line_of_a_page_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = inked.inked(straightened_sheet(3).grey)
    lines, _ = segments(seen.drawing, seen.pieces)
    reader = LineReader()
    first = reader.read(seen.page, seen.drawing, lines)
    monkeypatch.setattr(
        Recogniser, "read", lambda _, crops: [] if not crops else pytest.fail("read again")
    )
    again = reader.read(seen.page, seen.drawing, lines)
    assert [one.text for one in again] == [one.text for one in first]
