"""Probabilities and weights in words; evidence beside what both sides say."""

from datetime import date

import pytest

from service.matching.comparing.comparisons import BIRTH, GIVEN, PRISON_NUMBER, SURNAME
from service.matching.person import Person, PersonName
from service.matching.showing import evidence_of, show
from service.matching.weights.learning import learned
from service.matching.weights.model import shipped_model
from service.matching.weights.posterior import pair_probability
from service.web.likelihood import bar, in_words, number, one_in, percent, strength

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("probability", "words", "written"),
    [
        (1.0, "Almost certain", "over 99.999 %"),
        (0.999_999_9, "Almost certain", "over 99.999 %"),
        (0.999_98, "Almost certain", "99.998 %"),
        (0.9995, "Very likely", "99.95 %"),
        (0.9949, "Very likely", "99.4 %"),
        (0.98, "Likely", "98 %"),
        (0.5, "Possible", "50 %"),
        (0.2, "Less likely", "20 %"),
        (0.012, "Unlikely", "1 %"),
        (0.0, "Unlikely", "under 1 %"),
    ],
)
def test_a_probability_in_words_and_in_percent(
    probability: float, words: str, written: str
) -> None:
    assert (in_words(probability), percent(probability)) == (words, written)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.0, "1"),
        (2.4, "2"),
        (9.6, "10"),
        (111.0, "110"),
        (39_812.0, "40,000"),
        (3_140_000.0, "3.1 million"),
        (52e9, "52 billion"),
        (2e12, "2 trillion"),
    ],
)
def test_a_big_number_in_two_digits(value: float, written: str) -> None:
    assert number(value) == written


def test_no_chance_is_smaller_than_a_model_can_know() -> None:
    assert one_in(1 / 40_000) == "1 in 40,000"
    assert one_in(0.0) == "less than 1 in 1 million"


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (9.0, "Strongly for"),
        (4.0, "For"),
        (1.0, "A little for"),
        (0.2, "Says little"),
        (-0.2, "Says little"),
        (-1.0, "A little against"),
        (-4.0, "Against"),
        (-9.0, "Strongly against"),
    ],
)
def test_a_weight_in_words(bits: float, words: str) -> None:
    assert strength(bits) == words


def test_a_bar_goes_to_its_own_side_and_never_beyond_the_picture() -> None:
    assert bar(5.0, 10.0) == (100.0, 50.0)
    assert bar(-5.0, 10.0) == (50.0, 50.0)
    assert bar(-99.0, 10.0) == (0.0, 100.0)


def test_of_several_names_and_numbers_those_are_shown_that_agree() -> None:
    form = Person(
        names=(PersonName(given_names="Bob", surname="Ouse"),),
        births=("1974-03-27",),
        prisoner_numbers=("A1234BC",),
    )
    client = Person(
        names=(
            PersonName(given_names="Laura Jane", surname="Severn"),
            PersonName(given_names="Robert Lee", surname="Ouse"),
        ),
        births=("1974-04-01", "1974-03-27"),
        prisoner_numbers=("XX9999", "A1234BC"),
    )
    stored = [
        (GIVEN.key, "nickname", 4.0),
        (SURNAME.key, "same", 9.0),
        (BIRTH.key, "same", 13.0),
        (PRISON_NUMBER.key, "same", 20.0),
        ("left_out_since", "same", 1.0),
    ]
    shown = show(evidence_of(stored), form, client, TODAY)
    assert [(one.left, one.right) for one in shown] == [
        ("Bob", "Robert"),
        ("Ouse", "Ouse"),
        ("1974-03-27", "1974-03-27"),
        ("A1234BC", "A1234BC"),
    ]


def test_the_larger_the_register_the_more_it_takes_to_look_like_one() -> None:
    assert pair_probability(20.0, 1_000) > 0.9
    assert pair_probability(20.0, 1_000_000) < 0.5
    assert pair_probability(-1e9, 10) < 1e-9
    assert pair_probability(1e9, 10) == pytest.approx(1.0)


def test_what_people_decided_moves_the_weights_and_leaves_what_they_did_not_see() -> None:
    base = shipped_model()
    pairs = [{"given": "other", "surname": "same", "sex": ""}] * 500
    after = learned(base, pairs, version="taught")
    before_m, after_m = (model.odds["given", "other"].m for model in (base, after))
    assert after_m == pytest.approx((500 + 500 * before_m) / 1000)
    assert after.odds["given", "other"].u == base.odds["given", "other"].u
    assert after.odds["sex", "same"] == base.odds["sex", "same"]
    levels = [level.key for level in GIVEN.levels]
    assert sum(after.odds["given", level].m for level in levels) == pytest.approx(
        sum(base.odds["given", level].m for level in levels), abs=0.05
    )
