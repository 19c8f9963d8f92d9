"""What people put on a printed page: ink of pens and of machines, on one layer."""

import random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tests.foreign.drawing import Pixels
from tests.foreign.faces import PX_PER_MM, font, typed_faces
from tests.paper.hand import Drawn

_SHIFT = 4


class Ink:
    """The layer over a page, at 300 dpi; lengths in millimetres."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.grey: Pixels = np.full(shape, 255, np.uint8)

    def put(self, picture: Pixels, left: float, base: float, baseline: float) -> None:
        """Lay a picture dark on white with its baseline (row) at `base`."""
        x, y = round(left * PX_PER_MM), round(base * PX_PER_MM - baseline)
        height, width = self.grey.shape
        x0, y0, x1, y1 = max(x, 0), max(y, 0), x + picture.shape[1], y + picture.shape[0]
        x1, y1 = min(x1, width), min(y1, height)
        if x1 > x0 and y1 > y0:
            part = self.grey[y0:y1, x0:x1]
            np.minimum(part, picture[y0 - y : y1 - y, x0 - x : x1 - x], out=part)

    def draw(self, drawn: Drawn, grey: int = 0) -> None:
        """Draw strokes of a pen."""
        lines = [np.round(s * PX_PER_MM * (1 << _SHIFT)).astype(np.int32) for s in drawn.strokes]
        width = max(1, round(drawn.pen_mm * PX_PER_MM))
        cv2.polylines(
            self.grey,
            lines,
            isClosed=False,
            color=grey,
            thickness=width,
            lineType=cv2.LINE_AA,
            shift=_SHIFT,
        )

    def stamp(self, rng: random.Random, words: tuple[str, ...], x: float, y: float) -> None:
        """Stamp lines of words in a frame, a little turned and unevenly inked."""
        size = (round(46 * PX_PER_MM), round((6 + 5 * len(words)) * PX_PER_MM))
        image = Image.new("L", size, 255)
        pen, dark = ImageDraw.Draw(image), rng.randrange(20, 120)
        pen.rectangle((4, 4, size[0] - 5, size[1] - 5), outline=dark, width=6)
        face = font(typed_faces()[0], 12)
        for number, line in enumerate(words):
            pen.text((size[0] / 2, 60 + 60 * number), line, font=face, fill=dark, anchor="mm")
        turned = image.rotate(rng.uniform(-8, 8), expand=True, fillcolor=255)
        self.put(np.asarray(turned), x, y, 0)

    def dot(self, rng: random.Random, x: float, y: float) -> None:
        """Leave a stray dot."""
        at = (round(x * PX_PER_MM), round(y * PX_PER_MM))
        cv2.circle(self.grey, at, rng.randrange(1, 5), 0, -1, cv2.LINE_AA)
