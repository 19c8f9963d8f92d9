"""Fill a printed page in: values by machine or by hand, marks by pen."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from forms.answers import Answer
from forms.geometry import BoxMm
from tests.foreign import marking
from tests.foreign.drawing import Drawing, Slot
from tests.foreign.faces import PX_PER_MM, font, width_mm
from tests.foreign.ink import Ink
from tests.foreign.writers import Writer

_MM_PER_PT = 25.4 / 72


@dataclass(slots=True)
class Marker:
    """The pen with which a person marks."""

    rng: random.Random
    pen: float
    grey: int
    manner: str
    chooses: str
    """By striking out, by a ring around the word, or by a tick above it."""
    machine: str | None = None
    """Path of a face: boxes are marked with a typed x."""


@dataclass(slots=True)
class Filled:
    """A page that was filled in, and what is true of it."""

    ink: Ink
    fields: dict[str, Answer] = field(default_factory=dict, repr=False)
    taken_back: list[str] = field(default_factory=list)
    """Ticks that were made and crossed out."""


def any_marker(rng: random.Random, *, machine: str | None = None) -> Marker:
    """Choose how a person marks."""
    return Marker(
        rng=rng,
        pen=rng.uniform(0.3, 0.75),
        grey=rng.randrange(0, 70),
        manner=marking.manner(rng),
        chooses=rng.choices(("strike", "ring", "tick"), (93, 4, 3))[0],
        machine=machine,
    )


def _type(ink: Ink, words: str, left: float, base: float, face: tuple[str, float]) -> None:
    """Type words; `face` is its path and its size in points."""
    made = font(*face)
    room = 20
    image = Image.new("L", (round(made.getlength(words)) + 2 * room, 200), 255)
    ImageDraw.Draw(image).text((room, 150), words, font=made, fill=0, anchor="ls")
    ink.put(np.asarray(image), left - room / PX_PER_MM, base, 150)


def _typed_mark(marker: Marker, machine: str, ink: Ink, box: BoxMm) -> None:
    size = min(12.0, box.height / _MM_PER_PT * 0.95)
    sign = "X" if marker.pen > 0.45 else "x"
    left = box.centre[0] - width_mm(machine, size, sign) / 2 + marker.rng.gauss(0, 0.2)
    base = box.centre[1] + size * (0.12 if sign == "X" else 0.09)
    _type(ink, sign, left, base, (machine, size))


def _tick_boxes(filled: Filled, drawing: Drawing, truth: Mapping[str, Answer], by: Marker) -> None:
    for tick in drawing.ticks:
        answer = truth.get(tick.key)
        if isinstance(tick.says, bool):
            filled.fields[tick.key] = bool(answer)
        elif answer is not None:
            filled.fields[tick.key] = answer
        if answer == tick.says and answer is not None:
            if by.machine:
                _typed_mark(by, by.machine, filled.ink, tick.box)
            else:
                marking.mark(by.rng, filled.ink, tick.box, by.pen, by.grey, by.manner)
        elif by.rng.random() < 0.004 and tick.says is True and not by.machine:
            marking.take_back(by.rng, filled.ink, tick.box, by.pen, by.grey)
            filled.taken_back.append(tick.key)
        elif by.rng.random() < 0.02:
            marking.stray(by.rng, filled.ink, tick.box)


def _options(filled: Filled, drawing: Drawing, truth: Mapping[str, Answer], by: Marker) -> None:
    for word in drawing.options:
        answer = truth.get(word.key)
        if answer is None:
            continue
        filled.fields[word.key] = answer
        if answer == word.option:
            _choose(filled.ink, word.box, by)
        elif by.chooses == "strike":
            _strike(filled.ink, word.box, by)


def _choose(ink: Ink, word: BoxMm, by: Marker) -> None:
    if by.chooses == "ring":
        marking.circle(by.rng, ink, word, by.pen, by.grey)
    elif by.chooses == "tick":
        marking.tick_above(by.rng, ink, word, by.pen, by.grey)


def _strike(ink: Ink, word: BoxMm, by: Marker) -> None:
    """Strike a word out; a typist now and then types over it."""
    if by.machine is None or by.rng.random() < 0.6:
        marking.strike(by.rng, ink, word, by.pen, by.grey)
        return
    size = word.height / _MM_PER_PT
    count = max(2, round(word.width / width_mm(by.machine, size, "x")))
    _type(ink, "x" * count, word.left, word.bottom - 0.3, (by.machine, size))


def _for_slot(slot: Slot, value: Answer, words: str | None) -> str | None:
    """Give the words for a slot; squares for a date take its eight digits."""
    if slot.cells and isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        year, month, day = value.split("-")
        return day + month + year
    return words


def fill_in(
    drawing: Drawing,
    shape: tuple[int, ...],
    truth: Mapping[str, Answer],
    words: Mapping[str, str],
    writer: Writer,
    marker: Marker,
) -> Filled:
    """Fill a page in; what did not fit is left blank and is not in the truth.

    Args:
        drawing: the printed page.
        shape: of its picture at 300 dpi.
        truth: what is true, by field.
        words: how it is written.
        writer: who writes.
        marker: who marks.
    """
    filled = Filled(Ink(shape))
    for slot in drawing.slots:
        text = _for_slot(slot, truth.get(slot.key), words.get(slot.key))
        if text is not None and writer.write(filled.ink, slot, text) and slot.key in truth:
            filled.fields[slot.key] = truth[slot.key]
    _tick_boxes(filled, drawing, truth, marker)
    _options(filled, drawing, truth, marker)
    return filled
