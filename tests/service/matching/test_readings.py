"""The arithmetic of what a field may say."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.matching.readings import Alternative, Held, alternatives, held_alternatives, mixture

_CHANCES = st.floats(0.001, 1.0)
_BITS = st.floats(-20, 20)


@given(bits=_BITS)
def test_a_reading_beyond_doubt_weighs_what_it_says(bits: float) -> None:
    assert mixture([(1.0, bits)]) == pytest.approx(bits)


@given(chance=_CHANCES)
def test_what_is_not_read_says_nothing(chance: float) -> None:
    assert mixture([]) == 0
    assert mixture([(chance, 0.0)]) == pytest.approx(0)


def test_half_a_reading_is_worth_one_bit_less_and_never_speaks_against_by_more_than_its_doubt() -> (
    None
):
    assert mixture([(0.5, 20.0)]) == pytest.approx(19, abs=1e-5)
    assert mixture([(0.9, -20.0)]) == pytest.approx(math.log2(0.1), abs=1e-4)


@given(st.lists(st.tuples(_CHANCES, _BITS), min_size=1, max_size=5))
def test_a_mixture_lies_between_its_readings_and_nothing(parts: list[tuple[float, float]]) -> None:
    scale = max(1.0, sum(chance for chance, _ in parts))
    scaled = [(chance / scale, bits) for chance, bits in parts]
    weights = [0.0, *(bits for _, bits in parts)]
    assert min(weights) - 1e-6 <= mixture(scaled) <= max(weights) + 1e-6


def test_alternatives_are_together_no_more_than_certain_and_the_likeliest_comes_first() -> None:
    found = alternatives([("Ann Lee", 0.9), ("Anne Lee", 0.6), ("", 0.3), ("Ann Lee", 0.1)])
    assert [one.text for one in found] == ["Ann Lee", "Anne Lee"]
    assert sum(one.probability for one in found) == pytest.approx(1)
    assert alternatives([("Ann Lee", 0.4)]) == (Alternative("Ann Lee", 0.4),)


def test_values_held_against_the_image_share_with_what_is_read_freely() -> None:
    held = [Held("LEE, ANN", -10.0), Held("LEIGH, ANN", -14.0)]
    found = held_alternatives(held, -9.0, lambda _: 1e-4, 1e-6)
    weights = [math.exp(-10) * 1e-4, math.exp(-14) * 1e-4, math.exp(-9) * 1e-6]
    assert [one.text for one in found] == ["LEE, ANN", "LEIGH, ANN"]
    assert [one.probability for one in found] == pytest.approx(
        [weight / sum(weights) for weight in weights[:2]]
    )


def test_what_the_image_does_not_bear_is_no_reading_of_it() -> None:
    [found] = held_alternatives([Held("LEE, ANN", -60.0)], -9.0, lambda _: 1e-4, 1e-6)
    assert found.probability < 1e-15
