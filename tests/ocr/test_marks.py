"""Ticks, boxes, struck and framed words, signatures: on the print of a real form."""

import cv2
import numpy as np
import pytest

from forms.definition import Form
from forms.geometry import BoxMm
from forms.registry import load_catalogue
from ocr.ink import Compared
from ocr.marks import BoxInk, box_ink, choice_finding, signature_finding, tick_finding
from ocr.reading import FieldState
from ocr.reference import blank_reference, page_zones
from ocr.registration import placements
from ocr.sheet import Grey
from ocr.strikes import WordInk, strike_finding, word_ink
from tests.ocr.pages import PER_MM, as_sheet, printed

Lines = list[tuple[tuple[float, float], tuple[float, float]]]


@pytest.fixture(scope="module")
def form() -> Form:
    return load_catalogue().find("alert-form")


def zone(form: Form, key: str, option: str | None = None) -> BoxMm:
    return next(z.box for z in page_zones(form, 1) if (z.key, z.option) == (key, option))


def compared(form: Form, lines: Lines, pen_mm: float = 0.4) -> Compared:
    grey = printed(form)[0].copy()
    for start, end in lines:
        (x1, y1), (x2, y2) = ((round(x * PER_MM), round(y * PER_MM)) for x, y in (start, end))
        cv2.line(grey, (x1, y1), (x2, y2), (0,), max(1, round(pen_mm * PER_MM)))
    return Compared(placements(as_sheet(grey))[0], blank_reference(form, 1))


def tick_in(box: BoxMm) -> Lines:
    x, y = box.centre
    return [((x - 1.2, y), (x - 0.3, y + 1.2)), ((x - 0.3, y + 1.2), (x + 1.6, y - 1.6))]


def across(box: BoxMm) -> Lines:
    y = box.centre[1]
    return [((box.left + 0.8, y + 0.3), (box.right - 0.8, y - 0.3))]


def framing(box: BoxMm) -> Lines:
    corners = [
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
    ]
    return [(corners[i], corners[(i + 1) % 4]) for i in range(4)]


def words(form: Form, page: Compared, key: str) -> dict[str, WordInk]:
    return {z.option or "": word_ink(page, z.box) for z in page_zones(form, 1) if z.key == key}


def test_a_ticked_box_and_an_empty_one(form: Form) -> None:
    page = compared(form, tick_in(zone(form, "death")))
    ticked, empty = (tick_finding(box_ink(page, zone(form, key))) for key in ("death", "other"))
    assert (ticked.value, ticked.accepted) == (True, True)
    assert (empty.value, empty.accepted, empty.state) == (False, True, FieldState.BLANK)


def test_a_filled_box_goes_to_a_person(form: Form) -> None:
    box = zone(form, "death")
    lines: Lines = [((box.left, y), (box.right, y)) for y in np.arange(box.top, box.bottom, 0.3)]
    found = tick_finding(box_ink(compared(form, lines), box))
    assert not found.accepted


def test_the_end_of_a_neighbours_stroke_is_no_tick(form: Form) -> None:
    box = zone(form, "death")
    lines: Lines = [((box.left - 6, box.centre[1]), (box.left + 0.8, box.centre[1]))]
    assert tick_finding(box_ink(compared(form, lines), box)).value is False


@pytest.mark.parametrize("kept", ["remand", "sentenced", "released"])
def test_the_word_that_is_not_struck_stays(form: Form, kept: str) -> None:
    key = "criminal_justice_status"
    struck = [z.box for z in page_zones(form, 1) if z.key == key and z.option != kept]
    page = compared(form, [line for box in struck for line in across(box)])
    found = strike_finding(words(form, page, key))
    assert (found.value, found.accepted) == (kept, True)


def test_a_framed_word_is_chosen(form: Form) -> None:
    key = "criminal_justice_status"
    page = compared(form, framing(zone(form, key, "sentenced")))
    found = strike_finding(words(form, page, key))
    assert (found.value, found.accepted) == ("sentenced", True)


def test_nothing_struck_is_blank(form: Form) -> None:
    found = strike_finding(words(form, compared(form, []), "criminal_justice_status"))
    assert (found.value, found.state, found.accepted) == (None, FieldState.BLANK, True)


@pytest.mark.parametrize("struck", [["remand"], ["remand", "sentenced", "released"]])
def test_one_or_all_of_three_struck_goes_to_a_person(form: Form, struck: list[str]) -> None:
    key = "criminal_justice_status"
    lines = [line for option in struck for line in across(zone(form, key, option))]
    found = strike_finding(words(form, compared(form, lines), key))
    assert not found.accepted


def ink_of(share: float) -> BoxInk:
    return BoxInk(share, 3.0 if share > 0.02 else 0.0)


def test_one_marked_box_of_several_is_the_answer() -> None:
    found = choice_finding({"yes": ink_of(0.2), "no": ink_of(0.0)})
    assert (found.value, found.accepted) == ("yes", True)


def test_two_marked_boxes_are_no_answer() -> None:
    found = choice_finding({"yes": ink_of(0.2), "no": ink_of(0.2)})
    assert (found.value, found.state) == (None, FieldState.UNREADABLE)


def test_no_marked_box_is_blank() -> None:
    assert choice_finding({"yes": ink_of(0.0), "no": ink_of(0.0)}).state is FieldState.BLANK


def test_signature_is_seen_or_not() -> None:
    consent = load_catalogue().find("dir-consent")
    boxes = [
        (z.page, z.box)
        for z in page_zones(consent, 1) + page_zones(consent, 2)
        if z.key == "client_signature"
    ]
    page, box = boxes[0]

    def found(grey: Grey) -> bool | None:
        over = Compared(placements(as_sheet(grey))[0], blank_reference(consent, page))
        value = signature_finding(over, box).value
        return value if isinstance(value, bool) else None

    empty, _ = printed(consent, page=page)
    signed = empty.copy()
    xs = np.linspace(box.left + 3, box.right - 5, 80)
    ys = box.centre[1] + 2 * np.sin(xs)
    points = np.round(np.column_stack([xs, ys]) * PER_MM).astype(np.int32)
    cv2.polylines(signed, [points], False, (0,), 3)
    assert (found(empty), found(signed)) == (None, True)
