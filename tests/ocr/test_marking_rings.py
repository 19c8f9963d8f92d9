"""Words in a ring are told from struck and framed ones."""

import cv2
import numpy as np
import pytest

from forms.geometry import BoxMm
from ocr.marking.rings import encircled
from ocr.marking.strikes import CIRCLED, strike_findings
from ocr.sheet import Grey
from tests.ocr.marked import line, paper, print_box, px, words

LETTERS_MM = 2.6


def page() -> tuple[Grey, dict[str, BoxMm]]:
    grey = paper()
    return grey, words(grey, 20, 40, ["Remand", "Sentenced", "Released"])


def ring(grey: Grey, box: BoxMm, reach: float = 1.2, end: int = 360) -> BoxMm:
    """Draw an oval round a word; gives the box of both."""
    x, y = box.centre
    axes = px(box.width / 2 + reach), px(box.height / 2 + reach)
    cv2.ellipse(grey, (px(x), px(y)), axes, 3, 0, end, 30, px(0.5), cv2.LINE_AA)
    return BoxMm(box.left - reach, box.top - reach, box.right + reach, box.bottom + reach)


def ink(grey: Grey) -> Grey:
    return np.asarray(grey < 128, np.uint8)


@pytest.mark.parametrize("reach", [0.6, 1.2, 2.0])
def test_a_ring_that_touches_its_word_or_not_is_seen(reach: float) -> None:
    grey, boxes = page()
    around = ring(grey, boxes["Sentenced"], reach)
    assert encircled(ink(grey), around, LETTERS_MM)
    assert encircled(ink(grey), boxes["Sentenced"], LETTERS_MM)
    assert not encircled(ink(grey), boxes["Released"], LETTERS_MM)


def test_frames_strokes_and_scribbles_are_no_rings() -> None:
    grey, boxes = page()
    frame, struck, scribbled = boxes.values()
    print_box(grey, BoxMm(frame.left - 1, frame.top - 1, frame.right + 0.5, frame.bottom + 1))
    line(grey, (struck.left, struck.centre[1]), (struck.right + 1, struck.centre[1] - 0.4))
    steps = np.linspace(scribbled.left, scribbled.right, 15).tolist()
    ends = (scribbled.top - 0.8, scribbled.bottom + 0.8)
    line(grey, *((x, ends[n % 2]) for n, x in enumerate(steps)))
    assert not any(encircled(ink(grey), box, LETTERS_MM) for box in boxes.values())


def test_the_one_option_in_a_ring_is_proposed_and_a_person_is_asked() -> None:
    grey, boxes = page()
    boxes["Released"] = ring(grey, boxes["Released"], 0.6)
    found = strike_findings(grey, boxes)
    assert (found.value, found.accepted, found.doubt) == ("Released", False, CIRCLED)


def test_where_another_is_struck_a_ring_decides_nothing() -> None:
    grey, boxes = page()
    ring(grey, boxes["Released"], 0.6)
    middle = boxes["Remand"].centre[1]
    line(grey, (boxes["Remand"].left - 1, middle), (boxes["Remand"].right + 1, middle))
    assert strike_findings(grey, boxes).doubt != CIRCLED
