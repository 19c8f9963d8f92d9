"""Draw reliability diagrams: share right against confidence, a small diagram a class."""

import math
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float, int]
"""Mean confidence, share right, number of readings of one bin."""
_FONT = "templates/fonts/LiberationSans-Regular.ttf"
_SIDE, _MARGIN, _GAP, _ACROSS = 260, 48, 34, 4
_AXIS, _EVEN, _BAR, _DOT = (60, 60, 60), (170, 170, 170), (214, 226, 240), (29, 84, 156)


def _place(left: int, top: int, confidence: float, right: float) -> tuple[float, float]:
    return left + confidence * _SIDE, top + (1 - right) * _SIDE


def _axes(pen: ImageDraw.ImageDraw, left: int, top: int, face: ImageFont.FreeTypeFont) -> None:
    pen.rectangle((left, top, left + _SIDE, top + _SIDE), outline=_AXIS)
    pen.line((left, top + _SIDE, left + _SIDE, top), fill=_EVEN)
    for tenths in (0, 5, 10):
        share = tenths / 10
        x, y = _place(left, top, share, share)
        pen.text((x, top + _SIDE + 4), f"{share:g}", font=face, fill=_AXIS, anchor="ma")
        pen.text((left - 6, y), f"{share:g}", font=face, fill=_AXIS, anchor="rm")


def _curve(pen: ImageDraw.ImageDraw, left: int, top: int, points: Sequence[Point]) -> None:
    total = sum(count for _, _, count in points)
    for confidence, right, count in points:
        x, y = _place(left, top, confidence, right)
        _, level = _place(left, top, confidence, confidence)
        pen.line((x, level, x, y), fill=_BAR, width=6)
        reach = 2 + 8 * math.sqrt(count / total)
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=_DOT, width=2)
    line = [_place(left, top, confidence, right) for confidence, right, _ in points]
    if len(line) > 1:
        pen.line(line, fill=_DOT, width=2)


def draw(curves: Mapping[str, Sequence[Point]], errors: Mapping[str, float]) -> Image.Image:
    """Draw one diagram a class, its calibration error above; areas of dots go by the count."""
    rows = math.ceil(len(curves) / _ACROSS)
    cell = _SIDE + _MARGIN + _GAP
    size = (min(len(curves), _ACROSS) * cell + _GAP, rows * (cell + 20) + _GAP)
    image = Image.new("RGB", size, "white")
    pen, face = ImageDraw.Draw(image), ImageFont.truetype(_FONT, 15)
    for number, (name, points) in enumerate(curves.items()):
        left = _MARGIN + number % _ACROSS * cell
        top = _MARGIN + number // _ACROSS * (cell + 20)
        count = sum(one[2] for one in points)
        words = f"{name}: {count} fields, ECE {errors[name]:.3f}"
        pen.text((left, top - 24), words, font=face, fill=_AXIS)
        _axes(pen, left, top, face)
        _curve(pen, left, top, points)
    return image
