"""Strokes as a hand draws them: ticks, strikes and signatures, as lines of points in millimetres.

A hand aims at a few points, overshoots, and shakes slowly: straight aims are rounded off and a
smooth random walk is laid over them.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm

Stroke = NDArray[np.float64]
"""Points (x, y) in millimetres of the page."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a pen left."""

    strokes: tuple[Stroke, ...]
    pen_mm: float


def _rounded(points: Stroke) -> Stroke:
    """Cut the corners twice (Chaikin)."""
    for _ in range(2):
        early, late = points[:-1] * 0.75 + points[1:] * 0.25, points[:-1] * 0.25 + points[1:] * 0.75
        middle = np.stack([early, late], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], middle, points[-1:]])
    return points


def stroke(
    rng: random.Random, aims: Sequence[tuple[float, float]], shake_mm: float = 0.12
) -> Stroke:
    """Draw through points with a hand's rounding and slow shake."""
    points = _rounded(np.array(aims, dtype=np.float64))
    noise = np.array([[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(len(points) + 8)])
    slow = np.apply_along_axis(
        lambda column: np.convolve(column, np.ones(9) / 9, "valid"), 0, noise
    )
    return points + slow[: len(points)] * shake_mm * 3


def pen(rng: random.Random) -> float:
    """Choose a pen: ball point to felt tip."""
    return rng.uniform(0.28, 0.75)


def tick(rng: random.Random, box: BoxMm) -> Drawn:
    """Mark a box: a tick, a cross or a slash, not always quite inside."""
    x, y = box.centre
    x, y = x + rng.gauss(0, 0.35), y + rng.gauss(0, 0.35)
    size = rng.uniform(0.55, 1.3) * box.width
    strokes: tuple[Stroke, ...]
    match rng.choice(("tick", "tick", "cross", "slash", "short-tick")):
        case "tick":
            aims = [(x - size * 0.45, y - size * 0.05), (x - size * 0.1, y + size * 0.4)]
            aims += [(x + size * 0.6, y - size * 0.65)]
            strokes = (stroke(rng, aims),)
        case "short-tick":
            aims = [(x - 0.9, y), (x - 0.2, y + 0.9), (x + 1.1, y - 1.0)]
            strokes = (stroke(rng, aims, 0.06),)
        case "cross":
            half = size * 0.42
            strokes = (
                stroke(rng, [(x - half, y - half), (x, y), (x + half, y + half)]),
                stroke(rng, [(x + half, y - half), (x, y), (x - half, y + half)]),
            )
        case _:
            half = size * 0.45
            strokes = (stroke(rng, [(x - half, y + half), (x, y), (x + half, y - half)]),)
    return Drawn(strokes, pen(rng))


def strike(rng: random.Random, word: BoxMm) -> Drawn:
    """Strike a word out: a line, two, a wave, a zigzag or a cross."""
    left, right = word.left - rng.uniform(-0.4, 1.2), word.right + rng.uniform(-0.4, 1.2)
    middle = word.centre[1] + rng.uniform(-0.25, 0.35)
    strokes: tuple[Stroke, ...]
    match rng.choice(("line", "line", "double", "wave", "zigzag", "cross")):
        case "line":
            strokes = (_across(rng, left, right, middle),)
        case "double":
            strokes = tuple(_across(rng, left, right, middle + off) for off in (-0.5, 0.5))
        case "wave":
            count = rng.randrange(5, 9)
            xs = np.linspace(left, right, count)
            strokes = (
                stroke(
                    rng, [(x, middle + rng.uniform(0.3, 0.7) * (-1) ** i) for i, x in enumerate(xs)]
                ),
            )
        case "zigzag":
            count = rng.randrange(8, 13)
            xs, half = np.linspace(left, right, count), word.height * 0.6
            strokes = (
                stroke(rng, [(x, middle + half * (-1) ** i) for i, x in enumerate(xs)], 0.06),
            )
        case _:
            half = word.height * 0.6
            strokes = (
                stroke(rng, [(left, middle - half), (right, middle + half)]),
                stroke(rng, [(left, middle + half), (right, middle - half)]),
            )
    return Drawn(strokes, pen(rng))


def _across(rng: random.Random, left: float, right: float, y: float) -> Stroke:
    centre = (left + right) / 2
    ends = (y + rng.uniform(-0.5, 0.5), y + rng.uniform(-0.2, 0.2), y + rng.uniform(-0.5, 0.5))
    return stroke(rng, list(zip((left, centre, right), ends, strict=True)))


def signature(rng: random.Random, box: BoxMm) -> Drawn:
    """Sign: loops running to the right, now and then a flourish below."""
    width = rng.uniform(0.45, 0.8) * box.width
    height = min(box.height * 0.7, rng.uniform(4, 9))
    left = box.left + rng.uniform(0.1, 0.2) * box.width
    turns = rng.uniform(4, 9)
    angles = np.linspace(0, turns * 2 * np.pi, 60)
    xs = left + width * np.linspace(0, 1, 60) + height * 0.25 * np.sin(angles)
    ys = box.centre[1] + height / 2 * np.cos(angles) * np.linspace(1, 0.4, 60)
    return Drawn((stroke(rng, list(zip(xs, ys, strict=True))),), pen(rng))
