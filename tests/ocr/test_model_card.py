import hashlib
import string
from importlib import resources

import cv2
import numpy as np
import pytest

from ocr.engine.ctc import greedy
from ocr.engine.recogniser import recogniser

FOLDER = resources.files("ocr.engine")
MODEL = (FOLDER / "recogniser.onnx").read_bytes()
CARD = (FOLDER / "MODEL.md").read_text(encoding="utf-8")


def test_the_card_is_that_of_the_file() -> None:
    assert hashlib.sha256(MODEL).hexdigest() in CARD


def test_the_card_names_sources_and_licences() -> None:
    for said in ("Apache-2.0", "PaddleOCR", "UNIPEN", "CC BY 4.0", "OFL", "seed", "writers"):
        assert said in CARD


def test_the_file_is_small() -> None:
    assert len(MODEL) < 15_000_000


def test_it_knows_every_character_that_forms_bear() -> None:
    known = set(recogniser().characters)
    assert set(string.ascii_letters + string.digits + " .,-/'()&:+@%£") <= known
    assert set("âêîôûŵŷéëïöü") <= known


@pytest.mark.parametrize("text", ["A1234BC", "14/03/1971", "020 7946 0018", "Owen Clarke"])
def test_it_reads_pen_strokes(text: str) -> None:
    line = np.full((70, 34 * len(text) + 30, 1), 255, np.uint8)
    cv2.putText(line, text, (12, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 3, cv2.LINE_AA)
    dark = np.flatnonzero((line[:, :, 0] < 128).any(axis=0))
    (output,) = recogniser().read([line[:, : dark[-1] + 14, 0]])
    assert greedy(output).text == text
