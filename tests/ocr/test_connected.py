"""Pieces measured along their runs are those that OpenCV measures pixel by pixel."""

from typing import Literal

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ocr.connected import connected
from ocr.sheet import Grey

_masks = arrays.arrays(
    np.uint8,
    st.tuples(st.integers(1, 12), st.integers(1, 15)),
    elements=st.sampled_from([0, 1, 255]),
)


@pytest.mark.parametrize("neighbours", [4, 8])
@given(mask=_masks)
def test_the_figures_are_opencvs(mask: Grey, neighbours: Literal[4, 8]) -> None:
    _, numbers, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=neighbours)
    found = connected(mask, neighbours=neighbours)
    assert np.array_equal(found.numbers, numbers)
    assert np.array_equal(found.stats[1:], stats[1:])
    assert np.array_equal(found.centres[1:], centres[1:])


def test_without_ink_there_is_only_paper() -> None:
    found = connected(np.zeros((3, 4), np.uint8))
    assert found.stats.tolist() == [[0, 0, 4, 3, 12]]
