"""Hands that write lines: handwriting faces, made unsteady; real pen strokes are plugged in."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.foreign.drawing import Pixels
from tests.foreign.faces import PX_PER_MM, hand_faces


class Hand(Protocol):
    """Somebody who writes lines of text, in the same manner all over a page."""

    @property
    def name(self) -> str:
        """Name of the hand, as the truth file gives it."""
        ...

    def can_write(self, text: str) -> bool:
        """Tell whether every character is in this hand."""
        ...

    def line(self, text: str, cap_mm: float, rng: random.Random) -> tuple[Pixels, float]:
        """Write a line at 300 dpi, capitals `cap_mm` high; gives it with its baseline's row."""
        ...


@dataclass(frozen=True, slots=True)
class FaceHand:
    """A handwriting face, slanted, stretched and shaken as one person does."""

    path: str
    slant: float
    stretch: float
    shake: float
    """Of the line, in heights of a capital."""
    grey: int

    @property
    def name(self) -> str:
        """Name of the face."""
        return Path(self.path).stem.lower()

    def can_write(self, text: str) -> bool:
        """Tell that all the faces used have every character of English."""
        return text.isascii()

    def line(self, text: str, cap_mm: float, rng: random.Random) -> tuple[Pixels, float]:
        """Write a line at 300 dpi."""
        cap = cap_mm * PX_PER_MM
        probe = ImageFont.truetype(self.path, 100).getbbox("H", anchor="ls")
        face = ImageFont.truetype(self.path, 100 * cap / max(20.0, probe[3] - probe[1]))
        room = round(cap * 0.8)
        width = round(face.getlength(text)) + 2 * room
        height = round(cap * 2.4)
        image = Image.new("L", (width, height), 255)
        base = round(cap * 1.6)
        ImageDraw.Draw(image).text((room, base), text, fill=self.grey, font=face, anchor="ls")
        return self._shaken(np.asarray(image), base, cap, rng)

    def _shaken(
        self, flat: Pixels, base: int, cap: float, rng: random.Random
    ) -> tuple[Pixels, float]:
        height, width = flat.shape
        wide = round(width * self.stretch)
        x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(height, dtype=np.float32))
        knots = np.array([rng.gauss(0, self.shake * cap) for _ in range(max(4, wide // 40))])
        at = np.linspace(0, len(knots) - 1, wide)
        lift = np.interp(at, np.arange(len(knots)), knots).astype(np.float32)
        source = x / self.stretch + (y - base) * self.slant + np.roll(lift, 17)[None, :] * 0.6
        bent = cv2.remap(
            flat, source.astype(np.float32), y + lift[None, :], cv2.INTER_LINEAR, borderValue=255
        )
        dark = np.flatnonzero((bent < 200).any(axis=0))
        if len(dark):
            bent = bent[:, max(0, dark[0] - 2) : dark[-1] + 3]
        return np.asarray(bent, dtype=np.uint8), float(base)


def face_hand(rng: random.Random, fonts: Sequence[Path] = ()) -> FaceHand:
    """Choose a handwriting face of this machine and a manner."""
    return FaceHand(
        path=rng.choice(hand_faces(tuple(fonts))[:6]),
        slant=rng.uniform(-0.05, 0.3),
        stretch=rng.uniform(0.85, 1.15),
        shake=rng.uniform(0.01, 0.05),
        grey=rng.randrange(0, 80),
    )
