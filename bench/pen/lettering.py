"""Hands that are handwriting fonts: a letter is always the same, slanted and stretched."""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.pen.composing import Grey, Manner, Strokes
from bench.pen.hands import drawn_manner
from bench.pen.strokes import Part

_MEASURING_FONTS = 8


@dataclass(frozen=True, slots=True, eq=False)
class FontHand:
    """A handwriting font."""

    name: str
    path: Path = field(repr=False)
    known: frozenset[str] = field(repr=False)

    @property
    def is_strokes(self) -> bool:
        """Say that this hand is a font."""
        return False

    def manner(self, rng: np.random.Generator) -> Manner:
        """Draw the manner of one line; a font has its own heights and gaps."""
        return replace(drawn_manner(rng), joined=0.0)

    def can_write(self, text: str) -> bool:
        """Tell whether the font has every character."""
        return all(c in self.known for c in text if c != " ")

    def strokes(self, text: str, manner: Manner, rng: np.random.Generator) -> Strokes:
        """Refuse: a font has no strokes."""
        raise NotImplementedError

    def drawn(self, text: str, manner: Manner, _: np.random.Generator, cap_px: float) -> Grey:
        """Draw the text, slanted and stretched as the manner says."""
        image = _typeset(text, self.path, cap_px)
        height, width = image.shape
        lean = manner.slant * 0.6
        turn = (1 / manner.width, lean, -lean * height / 2, -manner.climbs, 1.0, 0.0)
        size = (round(width * manner.width + abs(lean) * height) + 4, height)
        bent = Image.fromarray(255 - image).transform(
            size, Image.Transform.AFFINE, turn, Image.Resampling.BILINEAR
        )
        ink = np.asarray(bent, np.float32) / 255
        return _trimmed((255 - ink * (255 - manner.grey)).astype(np.uint8))


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


def _typeset(text: str, path: Path, cap_px: float) -> Grey:
    """Draw a text with capitals of a given height, with room around."""
    probe = _font(path, 100)
    top, bottom = probe.getbbox("H", anchor="ls")[1::2]
    font = _font(path, max(8, round(100 * cap_px / max(20, bottom - top) / 2) * 2))
    left, up, right, down = font.getbbox(text, anchor="ls")
    room = round(cap_px * 0.4)
    size = (round(right - left) + 2 * room, round(down - up) + 2 * room)
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((room - left, room - up), text, fill=0, font=font, anchor="ls")
    return np.asarray(image)


def _trimmed(grey: Grey) -> Grey:
    dark = grey < 200
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not len(rows):
        return grey
    return grey[max(0, rows[0] - 2) : rows[-1] + 3, max(0, columns[0] - 2) : columns[-1] + 3]


def _known(path: Path) -> frozenset[str]:
    """List the printable characters that a font draws: not blank, not as its missing glyph."""
    font = _font(path, 40)
    missing = bytes(font.getmask("\uffff"))
    every = [chr(code) for code in (*range(33, 127), *range(0xC0, 0x180))]
    masks = {character: bytes(font.getmask(character)) for character in every}
    return frozenset(c for c, mask in masks.items() if mask not in (missing, b"") and any(mask))


@cache
def font_hands(path: Path, part: Part) -> tuple[FontHand, ...]:
    """Give one hand for each font of a folder; the last eight by name are for measuring."""
    files = sorted(path.glob("*.ttf"))
    chosen = files[-_MEASURING_FONTS:] if part == "measuring" else files[:-_MEASURING_FONTS]
    return tuple(FontHand(file.stem, file, _known(file)) for file in chosen)
