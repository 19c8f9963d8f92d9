"""More variety than the stroke files have: uneven lines, faint pens, slashes of every slope."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.pen.hands import StrokeHand
from bench.pen.strokes import Sample

Grey = NDArray[np.uint8]
Rng = np.random.Generator

_SLASHES = 12
_WAVERS = 0.5
_FAINT = 0.25
_PX_PER_MM = 300 / 25.4


def _slash(rng: Rng) -> Sample:
    """Draw a slash from nearly upright to leaning half over, a little bent."""
    width, bend = float(rng.uniform(0.16, 0.8)), float(rng.normal(0, 0.05))
    t = np.linspace(0, 1, 7)
    across = width * t + bend * np.sin(np.pi * t)
    points = np.stack([across - across.min(), t], axis=1).astype(np.float32)
    return Sample((points,))


def with_slashes(hand: StrokeHand, number: int) -> StrokeHand:
    """Give every other hand slashes of its own, which the stroke files lack.

    A slash always drawn alike is learnt alike, and one that stands steeper is then read as a 1.
    """
    if number % 2:
        return hand
    rng = np.random.default_rng(number)
    middle = _slash(rng)
    slashes = tuple(
        Sample(((middle.strokes[0] * (float(rng.normal(1, 0.12)), 1)).astype(np.float32),))
        for _ in range(_SLASHES)
    )
    return replace(hand, characters={**hand.characters, "/": slashes})


def _field(
    shape: tuple[int, ...], apart_px: float, reach_px: float, rng: Rng
) -> NDArray[np.float32]:
    """Draw shifts that change gently from place to place."""
    coarse = tuple(max(3, round(side / apart_px) + 2) for side in shape)
    shifts = rng.normal(0, reach_px, coarse).astype(np.float32)
    wide = cv2.resize(shifts, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(wide, np.float32)


def wavering(line: Grey, rng: Rng) -> Grey:
    """Bend a line here and there, so that no writer's letters come twice alike."""
    if rng.random() > _WAVERS:
        return line
    apart = float(rng.uniform(1.2, 3.5)) * _PX_PER_MM
    reach = min(0.09 * apart, 0.045 * len(line)) * float(rng.uniform(0.3, 1.0))
    room = round(2 * reach) + 2
    paper = cv2.copyMakeBorder(line, room, room, room, room, cv2.BORDER_CONSTANT, value=255)
    rows, columns = np.indices(paper.shape, dtype=np.float32)
    across, down = (_field(paper.shape, apart, reach, rng) for _ in range(2))
    bent = cv2.remap(paper, columns + across, rows + down, cv2.INTER_LINEAR, borderValue=255)
    dark = bent < 200
    inked, used = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not len(inked):
        return line
    top, left = max(0, inked[0] - 2), max(0, used[0] - 2)
    return np.asarray(bent[top : inked[-1] + 3, left : used[-1] + 3], np.uint8)


def faded(line: Grey, rng: Rng) -> Grey:
    """Write with a pencil or a tired pen now and then."""
    if rng.random() > _FAINT:
        return line
    ink = float(rng.uniform(0.6, 0.95))
    return (255 - (255 - line.astype(np.float32)) * ink).astype(np.uint8)
