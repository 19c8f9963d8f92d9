"""The engine's adapter: one process for all lines, and a clear word where it is missing."""

import os
from importlib import resources
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from forms.errors import NotInstalledError
from ocr.sheet import Grey
from ocr.tesseract import read_lines


def line(text: str) -> Grey:
    face = (resources.files("templates.fonts") / "LiberationSans-Regular.ttf").read_bytes()
    font = ImageFont.truetype(BytesIO(face), 40)
    image = Image.new("L", (round(font.getlength(text)) + 40, 70), 255)
    ImageDraw.Draw(image).text((20, 10), text, font=font, fill=0)
    return np.array(image)


def test_lines_come_back_in_order_with_confidence() -> None:
    texts = ["Samplegate Road", "14/06/2009", "Wednesday"]
    found = read_lines([line(text) for text in texts])
    assert [" ".join(word.text for word in words) for words in found] == texts
    assert all(word.confidence > 60 for words in found for word in words)


def test_a_blank_line_among_others_shifts_nothing() -> None:
    blank = np.full((60, 300), 255, np.uint8)
    found = read_lines([line("first"), blank, line("third")])
    assert len(found) == 3
    assert found[2][0].text == "third"


def test_nothing_to_read_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert read_lines([]) == ()


def test_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(NotInstalledError):
        read_lines([line("anything")])


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_THREAD_LIMIT", "3")
    read_lines([line("anything")])
    assert os.environ["OMP_THREAD_LIMIT"] == "3"
