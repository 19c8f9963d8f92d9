"""The hand that draws for the tests draws where it should."""

import random

import numpy as np
import pytest

from forms.geometry import BoxMm
from tests.paper import hand

BOX = BoxMm(20.0, 20.0, 24.2, 24.2)
WORD = BoxMm(40.0, 60.0, 52.0, 62.5)


def points(drawn: hand.Drawn) -> np.ndarray:
    return np.vstack(drawn.strokes)


@pytest.mark.parametrize("seed", range(20))
def test_a_tick_is_in_its_box(seed: int) -> None:
    found = points(hand.tick(random.Random(seed), BOX))
    assert np.abs(found.mean(axis=0) - BOX.centre).max() < 2.0


@pytest.mark.parametrize("seed", range(20))
def test_a_strike_goes_through_its_word(seed: int) -> None:
    found = points(hand.strike(random.Random(seed), WORD))
    assert found[:, 0].min() < WORD.left + 1.0
    assert found[:, 0].max() > WORD.right - 1.0
    assert abs(found[:, 1].mean() - WORD.centre[1]) < 1.0
