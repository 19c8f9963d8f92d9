"""Tick boxes drawn in dots and dashes, or paler than print."""

import numpy as np
import pytest

from forms.geometry import BoxMm
from ocr.marking.boxes import find_boxes
from ocr.marking.dotted import dotted_boxes
from ocr.sheet import Grey
from tests.ocr.marked import column, line, paper, print_box, words


def dashed(grey: Grey, box: BoxMm, dash: float, gap: float) -> None:
    for at in np.arange(0.0, box.width - dash, dash + gap).tolist():
        for y in (box.top, box.bottom):
            line(grey, (box.left + at, y), (box.left + at + dash, y), pen_mm=0.2)
        for x in (box.left, box.right):
            line(grey, (x, box.top + at), (x, box.top + at + dash), pen_mm=0.2)


def page(dash: float, gap: float) -> tuple[Grey, list[BoxMm]]:
    grey, boxes = paper(), list(column(side=4.0).values())
    for number, box in enumerate(boxes):
        dashed(grey, box, dash, gap)
        words(grey, box.right + 2, box.bottom, [f"DOBROOD change {number} of B0D"])
    return grey, boxes


@pytest.mark.parametrize(("dash", "gap"), [(0.1, 0.5), (0.2, 0.6), (0.6, 0.9)])
def test_boxes_of_dots_and_dashes_are_found(dash: float, gap: float) -> None:
    grey, boxes = page(dash, gap)
    found = [one.box for one in dotted_boxes(grey)]
    assert len(found) == len(boxes)
    for one, box in zip(found, boxes, strict=True):
        assert one.centre == pytest.approx(box.centre, abs=0.6)


def test_boxes_paler_than_print_are_found() -> None:
    grey, boxes = paper(), column(side=4.0)
    for box in boxes.values():
        print_box(grey, box)
    pale = np.asarray(np.where(grey < 128, 205, 250), np.uint8)
    for box in boxes.values():
        words(pale, box.right + 2, box.bottom, ["DOBROOD change of B0D"])
    assert find_boxes(pale) == []
    assert len(dotted_boxes(pale)) == len(boxes)


def test_words_with_their_gaps_closed_are_no_boxes() -> None:
    grey = paper()
    for row in range(24):
        words(grey, 20, 40 + 8 * row, ["Q1 OBDO change of DOB 8 BOOD QODB 80 OQD"])
    assert dotted_boxes(grey) == []
