"""Typed and printed lines in the fonts of this machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Grey = NDArray[np.uint8]
Rng = np.random.Generator

_HELD_OUT = ("C059", "P052", "DejaVuSerif", "NimbusSansNarrow")
"""Families that only measure; the others train."""
_UNREADABLE = ("D050000L", "StandardSymbols", "opens___", "MathTeX", "Z003", "ExtraLight")
_USUAL = ("LiberationSans-", "LiberationMono-", "LiberationSerif-")
_USUAL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Typefaces:
    """Font files of one part."""

    usual: tuple[Path, ...]
    every: tuple[Path, ...]


def typefaces(folder: Path, *, measuring: bool) -> Typefaces:
    """Find the fonts of a part under a folder."""
    files = sorted(p for p in folder.rglob("*") if p.suffix in {".ttf", ".otf"})
    files = [p for p in files if not any(word in p.name for word in _UNREADABLE)]
    held = tuple(p for p in files if p.name.startswith(_HELD_OUT))
    rest = tuple(p for p in files if not p.name.startswith(_HELD_OUT))
    chosen = held if measuring else rest
    usual = tuple(p for p in chosen if p.name.startswith(_USUAL))
    return Typefaces(usual or chosen, chosen)


@cache
def _font(path: Path, px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), px)


def _one(rng: Rng, choices: Sequence[Path]) -> Path:
    return choices[int(rng.integers(len(choices)))]


def typed_line(text: str, faces: Typefaces, rng: Rng, *, printed: bool) -> Grey:
    """Typeset a line at 300 dpi, trimmed: 6 to 14 points, now and then spaced out."""
    usual = not printed and rng.random() < _USUAL_SHARE
    path = _one(rng, faces.usual if usual else faces.every)
    points = float(rng.uniform(6, 14) if printed else rng.uniform(8.5, 13.5))
    font = _font(path, round(points * 300 / 72))
    size = (round(font.getlength(text)) + 60, round(points * 300 / 72 * 1.8))
    image = Image.new("L", size, 255)
    ink = 0 if rng.random() < 0.7 else int(rng.integers(0, 110))
    ImageDraw.Draw(image).text((30, size[1] * 0.15), text, fill=ink, font=font)
    grey = np.asarray(image)
    dark = grey < 200
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return grey[max(0, rows[0] - 2) : rows[-1] + 3, max(0, columns[0] - 2) : columns[-1] + 3]
