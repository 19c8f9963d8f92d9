"""Who writes values on a page: a machine with one face, or a person with one hand."""

import random
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image, ImageDraw

from forms.geometry import BoxMm
from tests.foreign.drawing import Pixels, Slot
from tests.foreign.faces import PX_PER_MM, font, typed_faces, width_mm
from tests.foreign.hands import Hand
from tests.foreign.ink import Ink
from tests.paper.hand import strike

_SMALLEST_PT = 7.0
_SMALLEST_CAP_MM = 1.9
_MM_PER_PT = 25.4 / 72
_CORRECTED, _CORRECTION_MM = 0.012, 16.0
"""Share of values by hand that were begun wrongly, and the room that it takes."""


class Writer(Protocol):
    """Writes values into their slots."""

    @property
    def name(self) -> str: ...

    def write(self, ink: Ink, slot: Slot, text: str) -> bool:
        """Write a value; False where it does not fit, and nothing is written."""
        ...


def _split(text: str) -> tuple[str, str] | None:
    """Split a text near its middle."""
    blanks = [at for at, char in enumerate(text) if char == " "]
    if not blanks:
        return None
    at = min(blanks, key=lambda place: abs(place - len(text) * 0.55))
    return text[:at], text[at + 1 :]


class Typist:
    """A typewriter or a word processor: one face, riding a little over the line."""

    def __init__(self, rng: random.Random, fonts: tuple[Path, ...] = ()) -> None:
        self._rng = rng
        self._path = rng.choice(typed_faces(fonts))
        self._size = rng.uniform(9, 11.5)
        self._ride = rng.uniform(-0.1, 0.9)
        self._indent = rng.uniform(0.4, 3.0)
        self._capitals = rng.random() < 0.12

    @property
    def name(self) -> str:
        """Name of the face."""
        return Path(self._path).stem

    def _put(self, ink: Ink, text: str, left: float, base: float, size: float) -> None:
        face = font(self._path, size)
        room = round(size * 2)
        width = round(face.getlength(text)) + 2 * room
        tall = round(size * 7)
        image = Image.new("L", (width, tall), 255)
        row = round(size * 5)
        ImageDraw.Draw(image).text((room, row), text, font=face, fill=0, anchor="ls")
        ink.put(np.asarray(image), left - room / PX_PER_MM, base, row)

    def _cells(self, ink: Ink, slot: Slot, text: str) -> bool:
        chars = "".join(char for char in text if char.isalnum())
        if len(chars) > len(slot.cells):
            return False
        for char, cell in zip(chars, slot.cells, strict=False):
            wide = width_mm(self._path, self._size, char)
            base = cell.centre[1] + self._size * 0.12
            self._put(ink, char, cell.centre[0] - wide / 2, base, self._size)
        return True

    def write(self, ink: Ink, slot: Slot, text: str) -> bool:
        """Type a value: smaller where it must be, on two lines where it may be."""
        if slot.cells and len(text) <= len(slot.cells):
            return self._cells(ink, slot, text)
        text = text.upper() if self._capitals else text
        room, size = slot.area.width - self._indent - 0.6, self._size
        size = min(size, slot.area.height / _MM_PER_PT * 0.9)
        while size >= _SMALLEST_PT and width_mm(self._path, size, text) > room:
            size -= 0.5
        left = slot.area.left + self._indent
        if size >= _SMALLEST_PT:
            base = slot.area.centre[1] + size * 0.12 + self._rng.gauss(0, 0.2)
            if slot.base is not None:
                base = slot.base - self._ride
            self._put(ink, text, left, base, size)
            return True
        return self._two_lines(ink, slot, text, left, room)

    def _two_lines(self, ink: Ink, slot: Slot, text: str, left: float, room: float) -> bool:
        parts, size = _split(text), _SMALLEST_PT + 0.5
        leading = size * _MM_PER_PT * 1.15
        if parts is None or slot.area.height < 2 * leading or slot.base is not None:
            return False
        if max(width_mm(self._path, size, part) for part in parts) > room:
            return False
        base = slot.area.centre[1] - 0.15 * leading
        for number, part in enumerate(parts):
            self._put(ink, part, left, base + number * leading, size)
        return True


class Penman:
    """A person with a pen: one hand, capitals or not, larger where there is room."""

    def __init__(self, rng: random.Random, hand: Hand, *, capitals: bool) -> None:
        self._rng = rng
        self._hand = hand
        self._capitals = capitals
        self._cap = rng.uniform(2.6, 4.4)
        self._indent = rng.uniform(0.5, 4.0)

    @property
    def name(self) -> str:
        """Name of the hand, and whether it writes in capitals."""
        return self._hand.name + ("-caps" if self._capitals else "")

    def _line(self, text: str, cap: float) -> tuple[Pixels, float]:
        return self._hand.line(text, cap, self._rng)

    def _cells(self, ink: Ink, slot: Slot, text: str) -> bool:
        chars = "".join(char for char in text if char.isalnum())
        if len(chars) > len(slot.cells):
            return False
        for char, cell in zip(chars, slot.cells, strict=False):
            cap = min(self._cap, cell.height * 0.68)
            picture, baseline = self._line(char, cap)
            left = cell.centre[0] - picture.shape[1] / PX_PER_MM / 2 + self._rng.gauss(0, 0.25)
            base = cell.centre[1] + cap / 2 + self._rng.gauss(0, 0.25)
            ink.put(picture, left, base, baseline)
        return True

    def write(self, ink: Ink, slot: Slot, text: str) -> bool:
        """Write a value: smaller where it must be, on two lines where it may be."""
        text = text.upper() if self._capitals else text
        if not self._hand.can_write(text):
            return False
        if slot.cells and len(text) <= len(slot.cells):
            return self._cells(ink, slot, text)
        tall = slot.area.height
        cap = min(self._cap, tall * 0.62) * self._rng.uniform(0.92, 1.05)
        room = slot.area.width - 0.8
        picture, baseline = self._line(text, cap)
        wide = picture.shape[1] / PX_PER_MM
        if wide > room:
            cap = cap * room / wide * 0.97
            if cap < _SMALLEST_CAP_MM:
                return self._two_lines(ink, slot, text, room)
            picture, baseline = self._line(text, cap)
        spare = max(0.0, room - picture.shape[1] / PX_PER_MM)
        left = slot.area.left + 0.4 + min(self._indent, spare)
        if spare > _CORRECTION_MM and self._rng.random() < _CORRECTED:
            left = self._false_start(ink, text, left, slot.area.centre[1] + cap * 0.45, cap)
        base = slot.area.centre[1] + cap * 0.45 + self._rng.gauss(0, 0.3)
        if slot.base is not None:
            base = slot.base - self._rng.uniform(-0.3, 0.9)
        ink.put(picture, left, base, baseline)
        return True

    def _false_start(self, ink: Ink, text: str, left: float, base: float, cap: float) -> float:
        """Begin wrongly and strike it out; gives where the right words begin."""
        picture, baseline = self._line(text[1:4].strip() or "X", cap)
        ink.put(picture, left, base, baseline)
        right = min(left + picture.shape[1] / PX_PER_MM, left + _CORRECTION_MM - 3)
        ink.draw(strike(self._rng, BoxMm(left, base - cap, right, base)))
        return float(right + 2.0)

    def _two_lines(self, ink: Ink, slot: Slot, text: str, room: float) -> bool:
        parts = _split(text)
        cap = slot.area.height * 0.26
        if parts is None or cap < _SMALLEST_CAP_MM or slot.base is not None:
            return False
        lines = [self._line(part, cap) for part in parts]
        if max(picture.shape[1] for picture, _ in lines) / PX_PER_MM > room:
            return False
        for number, (picture, baseline) in enumerate(lines):
            base = slot.area.top + slot.area.height * (0.42 + 0.48 * number)
            ink.put(picture, slot.area.left + 0.5, base, baseline)
        return True
