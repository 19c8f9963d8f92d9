"""Small upright pages with printed boxes and words, marked as people mark them."""

import random
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw

from forms.geometry import BoxMm
from ocr.sheet import Grey
from tests.foreign.faces import font, print_faces
from tests.paper.hand import Drawn

PER_MM = 300 / 25.4


def px(millimetres: float) -> int:
    """Give a length in pixels at 300 dpi."""
    return round(millimetres * PER_MM)


def paper(width_mm: float = 120, height_mm: float = 120) -> Grey:
    """Give an empty piece of page."""
    return np.full((px(height_mm), px(width_mm)), 250, np.uint8)


def print_box(grey: Grey, box: BoxMm, line_mm: float = 0.25) -> None:
    """Print the square of a tick box."""
    start, stop = (px(box.left), px(box.top)), (px(box.right), px(box.bottom))
    cv2.rectangle(grey, start, stop, (0,), max(1, px(line_mm)))


def column(count: int = 6, side: float = 4.0) -> dict[str, BoxMm]:
    """Give boxes one under the other."""
    tops = [10 + 12.0 * number for number in range(count)]
    return {str(n): BoxMm(15, top, 15 + side, top + side) for n, top in enumerate(tops)}


def draw(grey: Grey, drawn: Drawn) -> None:
    """Lay a pen's strokes on the page."""
    for stroke in drawn.strokes:
        points = np.rint(stroke * PER_MM * 16).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(grey, [points], False, (0,), px(drawn.pen_mm), cv2.LINE_AA, 4)


def line(grey: Grey, *points: tuple[float, float], pen_mm: float = 0.4) -> None:
    """Draw straight strokes through points in millimetres."""
    draw(grey, Drawn((np.array(points, dtype=float),), pen_mm))


def words(grey: Grey, x: float, base: float, options: Sequence[str]) -> dict[str, BoxMm]:
    """Print the options of a question with slashes between; gives their boxes."""
    image = Image.fromarray(grey)
    pen, face = ImageDraw.Draw(image), font(print_faces()[0].regular, 10)
    boxes = {}
    for number, option in enumerate(options):
        if number:
            pen.text((x * PER_MM, base * PER_MM), " / ", font=face, fill=0, anchor="ls")
            x += face.getlength(" / ") / PER_MM
        pen.text((x * PER_MM, base * PER_MM), option, font=face, fill=0, anchor="ls")
        left, top, right, bottom = (edge / PER_MM for edge in face.getbbox(option, anchor="ls"))
        boxes[option] = BoxMm(x + left, base + top, x + right, base + bottom)
        x += face.getlength(option) / PER_MM
    grey[:] = np.asarray(image)
    return boxes


def faxed(grey: Grey, lines_per_inch: int, seed: int = 1) -> Grey:
    """Send a piece of page over a line, and make it 300 dpi and grey again."""
    height, width = grey.shape
    size = (round(width * 204 / 300), round(height * lines_per_inch / 300))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(float)
    noise = np.random.default_rng(seed)
    level = random.Random(seed).uniform(120, 165)
    two = (small + noise.normal(0, 12, small.shape) > level) ^ (noise.random(small.shape) < 0.001)
    large = cv2.resize((two * 250).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(large, (0, 0), 1.2), dtype=np.uint8)
