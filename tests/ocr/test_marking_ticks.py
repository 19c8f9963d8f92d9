"""Ticks, strikes and signatures on pages of which no blank print is known."""

import random

import numpy as np
import pytest

from forms.geometry import BoxMm
from ocr.marking.signatures import signature_finding
from ocr.marking.strikes import strike_findings
from ocr.marking.ticks import CANCELLED, SEVERAL, choice_finding, tick_findings
from ocr.reading import FieldState
from ocr.sheet import Grey
from tests.ocr.marked import column, draw, faxed, line, paper, print_box, words
from tests.paper import hand

OPTIONS = ("Remand", "Sentenced", "Released")


def moved(box: BoxMm, across: float, down: float) -> BoxMm:
    left, right = box.left + across, box.right + across
    return BoxMm(left, box.top + down, right, box.bottom + down)


def boxes_page() -> tuple[Grey, dict[str, BoxMm]]:
    grey, boxes = paper(), column()
    for box in boxes.values():
        print_box(grey, box)
    return grey, boxes


@pytest.mark.parametrize("lines", [98, 196, None])
@pytest.mark.parametrize("marked", [{"1", "4"}, set(), set(column())])
def test_ticks_of_many_hands(lines: int | None, marked: set[str]) -> None:
    for seed in range(6):
        rng = random.Random(seed)
        grey, boxes = boxes_page()
        for key in marked:
            draw(grey, hand.tick(rng, boxes[key]))
        found = tick_findings(faxed(grey, lines, seed) if lines else grey, boxes)
        assert {key for key, finding in found.items() if finding.value} == marked
        assert sum(not finding.accepted for finding in found.values()) <= 1


def test_boxes_given_a_little_off_their_place() -> None:
    grey, boxes = boxes_page()
    draw(grey, hand.tick(random.Random(1), boxes["2"]))
    off = {
        k: BoxMm(b.left + 0.6, b.top - 0.5, b.right + 0.6, b.bottom - 0.5) for k, b in boxes.items()
    }
    assert [key for key, finding in tick_findings(grey, off).items() if finding.value] == ["2"]


def test_dots_streaks_and_a_neighbours_stroke_are_no_ticks() -> None:
    grey, boxes = boxes_page()
    x, y = boxes["1"].centre
    line(grey, (x, y), (x + 0.1, y), pen_mm=0.5)
    line(grey, (x + 0.9, 0), (x + 0.9, 119), pen_mm=0.2)
    line(
        grey, (boxes["4"].right + 6, boxes["4"].top), (boxes["4"].right - 0.4, boxes["4"].centre[1])
    )
    assert not any(finding.value for finding in tick_findings(grey, boxes).values())


def test_a_filled_box_is_marked_and_a_cancelled_one_goes_to_a_person() -> None:
    grey, boxes = boxes_page()
    full, taken = boxes["1"], boxes["3"]
    for off in np.arange(0.2, 4, 0.3):
        line(grey, (full.left + 0.1, full.top + off), (full.right - 0.1, full.top + off))
    draw(grey, hand.tick(random.Random(2), taken))
    for off in (-0.8, 0.0, 0.8):
        y = taken.centre[1] + off
        line(grey, (taken.left - 3, y), (taken.right + 3, y + 0.2))
    found = tick_findings(grey, boxes)
    assert (found["1"].value, found["1"].accepted) == (True, True)
    assert (found["3"].accepted, found["3"].doubt) == (False, CANCELLED)


def test_one_of_several_boxes() -> None:
    grey, boxes = boxes_page()
    draw(grey, hand.tick(random.Random(3), boxes["2"]))
    assert choice_finding(tick_findings(grey, boxes)).value == "2"
    draw(grey, hand.tick(random.Random(4), boxes["3"]))
    twice = choice_finding(tick_findings(grey, boxes))
    assert (twice.state, twice.doubt) == (FieldState.UNREADABLE, SEVERAL)


@pytest.mark.parametrize("lines", [98, 196, None])
@pytest.mark.parametrize("kept", OPTIONS)
def test_the_option_that_stays(lines: int | None, kept: str) -> None:
    for seed in range(3):
        rng, grey = random.Random(seed), paper(120, 40)
        boxes = words(grey, 20, 20, OPTIONS)
        for option in OPTIONS:
            if option != kept:
                draw(grey, hand.strike(rng, boxes[option]))
        finding = strike_findings(faxed(grey, lines, seed) if lines else grey, boxes)
        assert finding.value == kept


def test_one_line_through_two_options() -> None:
    grey = paper(120, 40)
    boxes = words(grey, 20, 20, OPTIONS)
    y = boxes["Remand"].centre[1]
    line(grey, (boxes["Remand"].left - 1, y), (boxes["Sentenced"].right + 1, y + 0.4))
    finding = strike_findings(grey, boxes)
    assert (finding.value, finding.accepted) == ("Released", True)


def test_nothing_struck_is_blank_and_an_underline_is_no_strike() -> None:
    grey = paper(120, 40)
    boxes = words(grey, 20, 20, OPTIONS)
    assert strike_findings(grey, boxes).state is FieldState.BLANK
    line(grey, (boxes["Remand"].left, 21.0), (boxes["Remand"].right, 21.1))
    assert strike_findings(grey, boxes).value is None


def test_a_circled_option_is_in_doubt() -> None:
    grey = paper(120, 40)
    boxes = words(grey, 20, 20, OPTIONS)
    x, y = boxes["Sentenced"].centre
    turn = np.linspace(0, 2 * np.pi, 40)
    wide, high = boxes["Sentenced"].width / 2 + 1.2, boxes["Sentenced"].height / 2 + 1
    line(grey, *zip(x + wide * np.cos(turn), y + high * np.sin(turn), strict=True))
    finding = strike_findings(grey, boxes)
    assert (finding.value, finding.accepted) == ("Sentenced", False)


def test_a_signature_and_a_line_to_sign_on() -> None:
    grey, area = paper(), BoxMm(20, 20, 90, 34)
    line(grey, (21, 32), (89, 32), pen_mm=0.3)
    assert signature_finding(grey, area).state is FieldState.BLANK
    draw(grey, hand.signature(random.Random(1), area))
    signed = signature_finding(grey, area)
    assert (signed.value, signed.accepted) == (True, True)
