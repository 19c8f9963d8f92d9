"""What stands in a line of writing, counted."""

from importlib import resources
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.glyphs import characters_apart, marks_in, marks_over
from ocr.sheet import Grey


def drawn(text: str, spacing: int = 0) -> Grey:
    image = Image.new("L", (900, 90), 255)
    face = (resources.files("templates.fonts") / "LiberationSans-Regular.ttf").read_bytes()
    font = ImageFont.truetype(BytesIO(face), 40)
    x = 10.0
    for char in text if spacing else [text]:
        ImageDraw.Draw(image).text((x, 15), char, font=font, fill=0)
        x += font.getlength(char) + spacing
    return np.array(image)


@pytest.mark.parametrize("text", ["14062009", "A09B", "WSI"])
def test_characters_apart(text: str) -> None:
    assert characters_apart(drawn(text, spacing=12)) == len(text)


@pytest.mark.parametrize("text", ["Laura", "Sian jig", "Wójcik", "Siân", "Zoë"])
def test_marks_seen_are_the_marks_of_the_text(text: str) -> None:
    assert len(marks_over(drawn(text)).marks) == marks_in(text)


def test_a_dropped_accent_shows() -> None:
    assert len(marks_over(drawn("Siân")).marks) > marks_in("Sian")


def test_nothing_in_nothing() -> None:
    empty = np.full((40, 200), 255, np.uint8)
    assert (characters_apart(empty), len(marks_over(empty).marks)) == (0, 0)
