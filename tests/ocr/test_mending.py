"""Rules of a comb taken out of typing that they cross, and the strokes that they hide."""

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.engine.ctc import log_likelihood
from ocr.engine.recogniser import recogniser
from ocr.mending import Mended, without_print
from ocr.sheet import Grey
from tests.paper.typist import SYSTEM_FONTS

FACE = SYSTEM_FONTS / "dejavu/DejaVuSansMono.ttf"
_HIGH, _MARGIN, _RULE = 72, 18, 6


def typed(text: str) -> Grey:
    image = Image.new("L", (40 + 24 * len(text), _HIGH), 255)
    ImageDraw.Draw(image).text((20, _MARGIN), text, font=ImageFont.truetype(FACE, 38), fill=0)
    return np.asarray(image, dtype=np.uint8).copy()


def crossed(crop: Grey, left: int) -> Mended:
    """Draw a rule from top to bottom, and take it out as print that may lie a pixel off."""
    printed = np.zeros_like(crop)
    printed[:, left - 1 : left + _RULE + 1] = 1
    inked = crop.copy()
    inked[:, left : left + _RULE] = 0
    return without_print(inked, printed, slice(_MARGIN, _HIGH - _MARGIN))


def likelier(grey: Grey, one: str, other: str) -> bool:
    cut = cv2.GaussianBlur(grey[8:-8], (0, 0), 1.2)
    (output,) = recogniser().read([np.asarray(cut, dtype=np.uint8)])
    return log_likelihood(output, one) > log_likelihood(output, other)


def left_of_digit(crop: Grey, place: int) -> int:
    first = 20 + 23 * place
    return first + int(np.flatnonzero((crop[:, first : first + 23] < 128).any(axis=0))[0])


def test_rule_beside_the_writing_leaves_nothing() -> None:
    crop = typed("11/11/11")
    mended = crossed(crop, len(crop[0]) - 12)
    assert mended.faint is None
    assert np.array_equal(mended.bridged, crop)


def test_second_view_shows_the_stem_that_a_rule_hides() -> None:
    crop = typed("17/18/2012")
    mended = crossed(crop, left_of_digit(crop, 4))
    assert mended.faint is not None
    assert likelier(mended.bridged, "17/13/2012", "17/18/2012")
    assert likelier(mended.faint, "17/18/2012", "17/13/2012")


def test_second_view_keeps_the_rule_only_where_a_stem_may_be() -> None:
    crop = typed("17/10/2012")
    mended = crossed(crop, left_of_digit(crop, 4))
    assert mended.faint is not None
    rows = np.flatnonzero((crop < 128).any(axis=1))
    more = mended.bridged.astype(int) - mended.faint
    shown = np.flatnonzero((more > 40).any(axis=1))
    assert rows[0] + 2 < shown[0] < shown[-1] < rows[-1] - 2
    assert len(shown) > 0.5 * len(rows)
