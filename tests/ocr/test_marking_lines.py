"""Ink is what is darker than a level, whole or not."""

import numpy as np
import pytest

from ocr.marking.lines import darker


@pytest.mark.parametrize("level", [-1.0, 0.0, 0.5, 119.9, 120.0, 120.1, 255.0, 255.5, 300.0])
def test_darker_is_less_than_the_level(level: float) -> None:
    grey = np.arange(256, dtype=np.uint8)[None]
    assert np.array_equal(darker(grey, level), grey < level)
