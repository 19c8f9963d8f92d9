"""Marks of people: in boxes, through words, around words, and taken back."""

import random

import numpy as np

from forms.geometry import BoxMm
from tests.foreign.ink import Ink
from tests.paper import hand
from tests.paper.hand import Drawn


def _fill(rng: random.Random, box: BoxMm, pen: float) -> Drawn:
    """Scribble a box full."""
    count = rng.randrange(7, 13)
    left, right = box.left + 0.2, box.right - 0.2
    ys = np.linspace(box.top + 0.3, box.bottom - 0.3, count)
    reach = [rng.uniform(-0.5, 0.4) for _ in range(count)]
    aims = [
        (left - r if n % 2 else right + r, y)
        for n, (y, r) in enumerate(zip(ys, reach, strict=True))
    ]
    return Drawn((hand.stroke(rng, aims, 0.05),), pen)


def _overrun(rng: random.Random, box: BoxMm, pen: float) -> Drawn:
    """Tick so widely that most of it is outside."""
    x, y = box.centre
    size = box.width * rng.uniform(1.3, 2.1)
    aims = [(x - size * 0.3, y - size * 0.1), (x - size * 0.05, y + size * 0.3)]
    aims.append((x + size * 0.75, y - size * 0.7))
    return Drawn((hand.stroke(rng, aims),), pen)


def _dash(rng: random.Random, box: BoxMm, pen: float) -> Drawn:
    x, y = box.centre
    half = box.width * rng.uniform(0.3, 0.5)
    return Drawn((hand.stroke(rng, [(x - half, y), (x, y - 0.1), (x + half, y + 0.1)], 0.05),), pen)


def mark(rng: random.Random, ink: Ink, box: BoxMm, pen: float, grey: int, manner: str) -> None:
    """Mark a box; `manner` is how this person marks."""
    match manner:
        case "fill":
            ink.draw(_fill(rng, box, pen), grey)
        case "overrun":
            ink.draw(_overrun(rng, box, pen), grey)
        case "dash":
            ink.draw(_dash(rng, box, pen), grey)
        case _:
            drawn = hand.tick(rng, box)
            ink.draw(Drawn(drawn.strokes, pen), grey)


def manner(rng: random.Random) -> str:
    """Choose how a person marks boxes."""
    return rng.choice(("any", "any", "any", "any", "fill", "overrun"))


def take_back(rng: random.Random, ink: Ink, box: BoxMm, pen: float, grey: int) -> None:
    """Mark a box and cross the mark out, far over its edges."""
    ink.draw(Drawn(hand.tick(rng, box).strokes, pen), grey)
    x, y = box.centre
    reach = box.width / 2 + rng.uniform(2.5, 4)
    for off in (-0.8, 0.0, 0.8):
        aims = [(x - reach, y + off), (x, y + off + rng.uniform(-0.3, 0.3)), (x + reach, y + off)]
        ink.draw(Drawn((hand.stroke(rng, aims),), pen), grey)


def strike(rng: random.Random, ink: Ink, word: BoxMm, pen: float, grey: int) -> None:
    """Strike a printed word out."""
    ink.draw(Drawn(hand.strike(rng, word).strokes, pen), grey)


def circle(rng: random.Random, ink: Ink, word: BoxMm, pen: float, grey: int) -> None:
    """Draw a ring around a printed word."""
    x, y = word.centre
    wide, high = word.width / 2 + rng.uniform(0.8, 1.8), word.height / 2 + rng.uniform(0.6, 1.3)
    turn = np.linspace(0.3, 2 * np.pi + rng.uniform(0.2, 0.9), 28)
    aims = [(x + wide * np.cos(t), y + high * np.sin(t)) for t in turn]
    ink.draw(Drawn((hand.stroke(rng, aims, 0.08),), pen), grey)


def tick_above(rng: random.Random, ink: Ink, word: BoxMm, pen: float, grey: int) -> None:
    """Tick just over a printed word instead of striking the others out."""
    x, y = word.centre[0] + rng.uniform(-2, 2), word.top - 0.6
    aims = [(x - 1.2, y - 0.6), (x - 0.3, y + 0.6), (x + 1.8, y - 2.2)]
    ink.draw(Drawn((hand.stroke(rng, aims, 0.06),), pen), grey)


def stray(rng: random.Random, ink: Ink, box: BoxMm) -> None:
    """Leave a dot in or near a box that nobody meant to mark."""
    ink.dot(rng, rng.uniform(box.left - 1, box.right + 1), rng.uniform(box.top - 1, box.bottom + 1))
