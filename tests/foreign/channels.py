"""How a page arrives: over a fax line, from a scanner, from a photocopier, photographed on a desk.

Each way takes a page at 300 dpi and gives the bytes of a file, as the machine writes it.
"""

import io
import random
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tests.foreign.drawing import Pixels
from tests.foreign.faces import typed_faces
from tests.foreign.photographs import photographed
from tests.foreign.wordings import PLACES

FAX_WIDTH = 1728
_PELS_PER_INCH = 204
_COPIED_BEFORE, _FAXED_BEFORE, _PUNCHED = 0.15, 0.1, 0.15
"""Shares of faxes of photocopies and of faxes, and of sheets with holes from a ring binder."""


class Way(StrEnum):
    """The ways by which pages come."""

    FAX_FINE = "fax_fine"
    FAX_STD = "fax_std"
    SCAN = "scan"
    PHOTOCOPY = "photocopy"
    PHOTO = "photo"


def turned(page: Pixels, degrees: int) -> Pixels:
    """Turn a page counterclockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(page, degrees // 90))


def _noise(rng: random.Random) -> np.random.Generator:
    return np.random.default_rng(rng.randrange(1 << 32))


def _fed(page: Pixels, rng: random.Random, size: tuple[int, int], skew: float) -> Pixels:
    """Bring a page askew and stretched onto a grid of `size` (width, height)."""
    width, height = size
    wide, tall = page.shape[1], page.shape[0]
    across = width / wide * rng.uniform(0.975, 1.015)
    down = height / tall * rng.uniform(0.975, 1.02)
    turn = np.deg2rad(skew)
    cos, sin = np.cos(turn), np.sin(turn)
    centre = np.array([wide / 2, tall / 2])
    shape = np.array([[across * cos, -across * sin], [down * sin, down * cos]])
    shift = np.array([width / 2, height / 2]) - shape @ centre
    shift += (rng.uniform(-0.01, 0.01) * width, rng.uniform(-0.008, 0.008) * height)
    blur = 0.35 / across, 0.35 / down
    soft = cv2.GaussianBlur(page, (0, 0), sigmaX=blur[0], sigmaY=blur[1])
    bent = cv2.warpAffine(
        soft, np.column_stack([shape, shift]), size, flags=cv2.INTER_LINEAR, borderValue=255
    )
    return np.asarray(bent, dtype=np.uint8)


def _header(levels: Pixels, rng: random.Random, lines_per_inch: int) -> None:
    """Print the sender's line across the top, as the receiving machine does."""
    month = rng.randrange(1, 13)
    day = date(rng.randrange(2008, 2019), month, rng.randrange(1, 29))
    sender = rng.choice((f"{rng.choice(PLACES).upper()} CJIT", "HMP HEALTHCARE", "DIP OFFICE", ""))
    number = f"0{rng.randrange(1100, 1999)} {rng.randrange(100000, 999999)}"
    hour, page = f"{rng.randrange(24):02d}:{rng.randrange(60):02d}", rng.randrange(1, 4)
    words = rng.choice(
        (
            f"{day:%d-%b-%Y} {hour}  FROM {sender} {number}  P.{page:02d}".upper(),
            f"{day:%d/%m %Y}  {hour} FAX {number}   {sender}    [{page:03d}/003]",
            f"{number}   {sender}   {hour}:00   {day:%d-%m-%Y}   1 /{page}",
        )
    )
    strip = Image.new("L", (levels.shape[1], 34), 255)
    face = ImageFont.truetype(typed_faces()[0], 24)
    ImageDraw.Draw(strip).text((rng.randrange(20, 120), 3), words, font=face, fill=0)
    tall = round(34 * lines_per_inch / 196)
    small = np.asarray(strip.resize((levels.shape[1], tall)))
    levels[2 : 2 + tall] = np.where(small > 128, 255, 0)


def _line_noise(levels: Pixels, rng: random.Random) -> None:
    """Disturb a page of two levels: specks, streaks of a dirty scanner, lost lines."""
    noise = _noise(rng)
    share = rng.choice((0.0, 0.0005, 0.001, 0.002, 0.004, 0.008))
    levels[noise.random(levels.shape, dtype=np.float32) < share] ^= 255
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        at = rng.randrange(5, levels.shape[1] - 5)
        levels[:, at : at + rng.choice((1, 1, 2))] = 0
    for _ in range(rng.choice((0, 0, 0, 1, 3))):
        row, count = rng.randrange(10, len(levels) - 10), rng.randrange(1, 4)
        levels[row : row + count] = levels[row - 1] if rng.random() < 0.6 else 255


def _levels(page: Pixels, rng: random.Random, lines_per_inch: int, skew: float) -> Pixels:
    """Scan a page as a fax machine does: askew, in two levels."""
    height = round(297 / 25.4 * lines_per_inch)
    grey = _fed(page, rng, (FAX_WIDTH, height), skew)
    noise = _noise(rng).normal(0, rng.choice((2, 6, 14)), grey.shape)
    return np.where(grey + noise > rng.uniform(112, 172), 255, 0).astype(np.uint8)


def _sent_before(page: Pixels, rng: random.Random) -> Pixels:
    """Give a page that is itself a photocopy or a fine fax, now and then."""
    chance = rng.random()
    if chance < _COPIED_BEFORE:
        return np.clip(_worn(page, rng), 0, 255).astype(np.uint8)
    if chance < _COPIED_BEFORE + _FAXED_BEFORE:
        first = _levels(page, rng, 196, rng.uniform(-0.8, 0.8))
        return np.asarray(cv2.resize(first, page.shape[::-1], interpolation=cv2.INTER_LINEAR))
    return page


def _faxed(page: Pixels, rng: random.Random, lines_per_inch: int) -> bytes:
    page = _sent_before(page, rng)
    levels = _levels(page, rng, lines_per_inch, rng.uniform(-1.8, 1.8))
    _line_noise(levels, rng)
    if rng.random() < 0.75:
        _header(levels, rng, lines_per_inch)
    out = io.BytesIO()
    Image.fromarray(levels).convert("1", dither=Image.Dither.NONE).save(
        out,
        format="TIFF",
        compression=rng.choice(("group3", "group4", "group4")),
        dpi=(_PELS_PER_INCH, lines_per_inch),
    )
    return out.getvalue()


def _jpeg(pixels: NDArray[np.uint8], rng: random.Random, dpi: int, low: int = 55) -> bytes:
    out = io.BytesIO()
    quality = rng.randrange(low, 93)
    Image.fromarray(pixels).save(out, format="JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()


def _edges(grey: NDArray[np.floating[Any]], rng: random.Random) -> None:
    """Darken one or two edges, where the lid does not close."""
    for _ in range(rng.choice((0, 1, 2))):
        wide = rng.randrange(4, 45)
        fall = np.linspace(rng.uniform(0.0, 0.5), 1, wide, dtype=np.float32)
        side = rng.randrange(4)
        view = np.rot90(grey, side)
        view[:, :wide] *= fall[None, :]


def _punched(page: Pixels, rng: random.Random) -> Pixels:
    """Punch two holes; the lid behind them is dark."""
    if rng.random() > _PUNCHED:
        return page
    page = page.copy()
    x, middle = rng.randrange(80, 140), page.shape[0] // 2 + rng.randrange(-30, 30)
    for y in (middle - 472, middle + 472):
        cv2.circle(page, (x, y), 35, rng.randrange(30, 160), -1, cv2.LINE_AA)
    return page


def scanned(page: Pixels, rng: random.Random) -> bytes:
    """Scan a page on a flat bed or through a feeder."""
    page = _punched(page, rng)
    dpi = rng.choice((200, 200, 240, 300, 300))
    size = (round(page.shape[1] * dpi / 300), round(page.shape[0] * dpi / 300))
    grey = _fed(page, rng, size, rng.gauss(0, 0.6)).astype(np.float32)
    paper, black = rng.uniform(232, 253), rng.uniform(5, 60)
    grey = black + grey / 255 * (paper - black)
    grey *= np.linspace(rng.uniform(0.94, 1), rng.uniform(0.94, 1), size[0], dtype=np.float32)
    grey += _noise(rng).normal(0, rng.uniform(0.5, 5), grey.shape).astype(np.float32)
    _edges(grey, rng)
    return _jpeg(np.clip(grey, 0, 255).astype(np.uint8), rng, dpi)


def _blotches(grey: NDArray[np.floating[Any]], rng: random.Random) -> None:
    for _ in range(rng.randrange(2, 25)):
        at = (rng.randrange(grey.shape[1]), rng.randrange(grey.shape[0]))
        cv2.circle(grey, at, rng.randrange(1, 6), rng.uniform(0, 120), -1, cv2.LINE_AA)


def _worn(page: Pixels, rng: random.Random) -> NDArray[np.floating[Any]]:
    """Copy a page once: strokes grow or thin, greys go, toner is uneven."""
    soft = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.8, 1.8)).astype(np.float32)
    soft += _noise(rng).normal(0, rng.uniform(4, 16), soft.shape).astype(np.float32)
    level, slope = rng.uniform(105, 185), rng.uniform(3, 12)
    return (255 / (1 + np.exp(-np.clip((soft - level) / 255 * slope * 4, -20, 20)))).astype(
        np.float32
    )


def photocopied(page: Pixels, rng: random.Random) -> bytes:
    """Photocopy a page once or twice and scan the copy."""
    grey = _worn(_punched(page, rng), rng)
    if rng.random() < 0.35:
        grey = _worn(grey.astype(np.uint8), rng)
    _blotches(grey, rng)
    _edges(grey, rng)
    dpi = rng.choice((200, 200, 300))
    size = (round(page.shape[1] * dpi / 300), round(page.shape[0] * dpi / 300))
    fed = _fed(np.clip(grey, 0, 255).astype(np.uint8), rng, size, rng.gauss(0, 1.0))
    low, high = rng.uniform(0, 40), rng.uniform(225, 255)
    flat = low + fed.astype(np.float32) / 255 * (high - low)
    return _jpeg(flat.astype(np.uint8), rng, dpi)


_WAYS: dict[Way, Callable[[Pixels, random.Random], bytes]] = {
    Way.FAX_FINE: lambda page, rng: _faxed(page, rng, 196),
    Way.FAX_STD: lambda page, rng: _faxed(page, rng, 98),
    Way.SCAN: scanned,
    Way.PHOTOCOPY: photocopied,
    Way.PHOTO: photographed,
}


def arrived(page: Pixels, way: Way, rng: random.Random) -> bytes:
    """Send a page; gives the bytes of a TIFF (fax) or JPEG file."""
    return _WAYS[way](page, rng)


def any_turn(way: Way, rng: random.Random) -> int:
    """Choose how a page lies: mostly upright; a fax machine takes A4 by its short side only."""
    if rng.random() < 0.82:
        return 0
    turns = (180,) if way in {Way.FAX_FINE, Way.FAX_STD} else (180, 180, 90, 270)
    return rng.choice(turns)
