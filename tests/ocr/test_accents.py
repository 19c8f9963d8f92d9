"""Accents above the letters of a name, put on what was read without them."""

import unicodedata
from importlib import resources
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.accents import with_accents
from ocr.sheet import Grey


def drawn(text: str) -> Grey:
    """Draw a line as soft as one cut out of a fax."""
    image = Image.new("L", (900, 90), 255)
    face = (resources.files("templates.fonts") / "LiberationSans-Regular.ttf").read_bytes()
    font = ImageFont.truetype(BytesIO(face), 46)
    ImageDraw.Draw(image).text((10, 12), text, font=font, fill=0)
    return np.asarray(cv2.GaussianBlur(np.array(image), (0, 0), 1.2), dtype=np.uint8)


def without(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


@pytest.mark.parametrize(
    "name", ["Siân Rowe", "Zoë Hill", "Anna Wójcik", "Hélène Marsh", "Jürgen Òdena", "Owain Môr"]
)
def test_marks_above_letters_become_accents(name: str) -> None:
    assert with_accents(without(name), drawn(name)) == name


def test_a_wrong_accent_is_put_right() -> None:
    assert with_accents("Zoé Hill", drawn("Zoë Hill")) == "Zoë Hill"


@pytest.mark.parametrize("name", ["Julia Finnis", "Mark Okafor", "Tom"])
def test_dots_and_plain_letters_stay(name: str) -> None:
    assert with_accents(name, drawn(name)) == name


def test_a_speck_is_no_accent() -> None:
    image = drawn("Mark Okafor")
    image[18:21, 64:67] = 0
    assert with_accents("Mark Okafor", image) == "Mark Okafor"


def test_nothing_written_is_left_alone() -> None:
    assert with_accents("Rowe", np.full((40, 200), 255, np.uint8)) == "Rowe"
