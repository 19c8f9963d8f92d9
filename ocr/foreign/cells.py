"""Cells: areas of paper that rules enclose."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.connected import connected
from ocr.foreign.structure import Structure
from ocr.marking.lines import PER_MM

_PER_MM = 4.0
"""Resolution of the map of cells: rules are farther apart than this."""
_BEYOND_MM = 0.9
"""Rules are drawn so far beyond their ends, for corners that the fax lost."""
_LEAST_MM = 3.2
_FULL = 0.62
"""Share of its box that a cell fills; less is the white between cells."""
_LARGEST = 0.6
"""Share of the page; a frame around the whole page is no cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of a page."""

    numbers: NDArray[np.int32]
    boxes: dict[int, BoxMm]

    def at(self, x: float, y: float) -> int:
        """Give the number of the cell at a place in millimetres; 0 where none is."""
        row, column = round(y * _PER_MM), round(x * _PER_MM)
        height, width = self.numbers.shape
        if not (0 <= row < height and 0 <= column < width):
            return 0
        number = int(self.numbers[row, column])
        return number if number in self.boxes else 0

    def of(self, box: BoxMm) -> int:
        """Give the cell that most of a box lies in; 0 where none is."""
        y = box.centre[1]
        xs = np.linspace(box.left + 0.2, box.right - 0.2, 7)
        found = [self.at(float(x), y) for x in xs]
        best = max(set(found), key=found.count)
        return best if found.count(best) >= 4 else 0


def _drawn(drawing: Structure) -> NDArray[np.uint8]:
    height, width = drawing.ink.shape
    scale = _PER_MM / PER_MM
    lines = np.ones((round(height * scale) + 1, round(width * scale) + 1), np.uint8)
    beyond = round(_BEYOND_MM * _PER_MM)
    for rule in drawing.horizontal:
        y = round(rule.at * scale)
        start, stop = round(rule.start * scale) - beyond, round(rule.stop * scale) + beyond
        cv2.line(lines, (start, y), (stop, y), (0,), 1)
    for rule in drawing.upright:
        x = round(rule.at * scale)
        start, stop = round(rule.start * scale) - beyond, round(rule.stop * scale) + beyond
        cv2.line(lines, (x, start), (x, stop), (0,), 1)
    for comb in drawing.combs:
        corners = [round(edge * scale) for edge in (comb.left, comb.top, comb.right, comb.bottom)]
        cv2.rectangle(lines, (corners[0], corners[1]), (corners[2], corners[3]), (0,), 1)
    bars = cv2.resize(drawing.bars, lines.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(lines & (1 - bars), dtype=np.uint8)


def cells(drawing: Structure) -> Cells:
    """Find the cells of a page."""
    lines = _drawn(drawing)
    found = connected(lines, neighbours=4)
    least = _LEAST_MM * _PER_MM
    boxes = {}
    for number, (left, top, width, height, area) in enumerate(found.stats.tolist()):
        if number == 0 or width < least or height < least:
            continue
        if area < _FULL * width * height or area > _LARGEST * lines.size:
            continue
        edges = (left, top, left + width, top + height)
        boxes[number] = BoxMm(*(edge / _PER_MM for edge in edges))
    return Cells(found.numbers, boxes)


def in_one_row(boxes: Sequence[BoxMm], top: float, bottom: float) -> list[BoxMm]:
    """Give the boxes that a band of the page crosses in its middle, from left to right."""
    middle = (top + bottom) / 2
    return sorted((b for b in boxes if b.top < middle < b.bottom), key=lambda b: b.left)
