"""Numbers and postcodes are read strictly; what is wrong is said, and never shown."""

import csv
import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.identifiers.nhs import check_digit
from service.identifiers.numbers import PROBLEM_WORDS, NumberKind, NumberProblem
from service.identifiers.police import check_letter
from service.identifiers.postcodes import PostcodeProblem, read_postcode
from service.identifiers.reading import read_number

TODAY = date(2026, 11, 26)
_FILE = Path(__file__).parent / "data" / "identifier_test_vectors.csv"
with _FILE.open(encoding="utf-8", newline="") as _vectors:
    VECTORS = [(row["type"], row["input"], row["canonical"]) for row in csv.DictReader(_vectors)]


@pytest.mark.parametrize(("kind", "text", "canonical"), VECTORS)
def test_published_numbers_read_as_published(kind: str, text: str, canonical: str) -> None:
    number = read_number(NumberKind(kind.lower()), text, today=TODAY)
    assert (number.canonical or "") == canonical
    assert number.ok is bool(canonical)
    assert number.text == text


def test_all_vectors_are_there() -> None:
    assert len(VECTORS) == 23


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("A1234BC", NumberKind.NOMIS, "A1234BC"),
        ("a 1234 bc", NumberKind.NOMIS, "A1234BC"),
        ("AB1234", NumberKind.OLDER, "AB1234"),
        ("ab-12345", NumberKind.OLDER, "AB12345"),
        ("DD000005", NumberKind.OLDER, "DD000005"),
        ("A12345B", NumberKind.UNKNOWN, None),
        ("AB123", NumberKind.UNKNOWN, None),
        ("AB1234567", NumberKind.UNKNOWN, None),
        ("A\u0661234BC", NumberKind.UNKNOWN, None),
    ],
)
def test_the_form_tells_the_kind_of_a_prisoner_number(
    text: str, kind: NumberKind, canonical: str | None
) -> None:
    number = read_number(NumberKind.UNKNOWN, text)
    assert (number.kind, number.canonical) == (kind, canonical)


def test_a_kind_that_is_given_is_kept() -> None:
    assert read_number(NumberKind.NOMIS, "AB1234").problem is NumberProblem.FORM
    assert read_number(NumberKind.OLDER, "A1234BC").problem is NumberProblem.FORM


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (NumberKind.CRO, "000000/00Z", NumberProblem.PLACEHOLDER),
        (NumberKind.CRO, "SF00/0Z", NumberProblem.PLACEHOLDER),
        (NumberKind.PNC, "00/0000000Z", NumberProblem.PLACEHOLDER),
        (NumberKind.NHS, "000 000 0000", NumberProblem.PLACEHOLDER),
        (NumberKind.NHS, "1111111111", NumberProblem.PLACEHOLDER),
        (NumberKind.NHS, "943476591", NumberProblem.FORM),
        (NumberKind.PNC, "2027/0000001" + check_letter("270000001"), NumberProblem.YEAR),
        (NumberKind.PNC, "200/1234567A", NumberProblem.FORM),
        (NumberKind.LOCAL, " - ", NumberProblem.FORM),
    ],
)
def test_what_cannot_be_right_says_why(kind: NumberKind, text: str, problem: NumberProblem) -> None:
    number = read_number(kind, text, today=TODAY)
    assert (number.problem, number.canonical, number.text) == (problem, None, text)


@pytest.mark.parametrize("text", ["2002/73319Z", "02/0073319z", "02 / 73319 Z", "0273319Z"])
def test_all_ways_to_write_a_pnc_number_are_one(text: str) -> None:
    expected = "2002/0073319Z"
    assert read_number(NumberKind.PNC, text, today=TODAY).canonical == expected


def test_every_problem_has_words() -> None:
    assert set(PROBLEM_WORDS) == set(NumberProblem)


def test_numbers_do_not_show_themselves() -> None:
    shown = repr(read_number(NumberKind.NHS, "9434765919")) + repr(read_postcode("SW1A 2AA"))
    assert not any(part in shown for part in ("943", "5919", "SW1A", "2AA"))


@given(st.integers(1, 9_999_999), st.integers(1950, 2026))
def test_a_pnc_number_and_its_canonical_form_read_alike(serial: int, year: int) -> None:
    letter = check_letter(f"{year % 100:02}{serial:07}")
    number = read_number(NumberKind.PNC, f"{year}/{serial}{letter}", today=TODAY)
    assert number.canonical == f"{year}/{serial:07}{letter}"
    joined = number.canonical.replace("/", "")
    assert read_number(NumberKind.PNC, joined, today=TODAY).canonical == number.canonical


@given(st.integers(1, 999_999), st.integers(0, 99))
def test_a_wrong_letter_is_always_found(serial: int, year: int) -> None:
    right_letter = check_letter(f"{year:02}{serial:06}")
    for letter in string.ascii_uppercase:
        number = read_number(NumberKind.CRO, f"{serial}/{year:02}{letter}")
        assert number.ok is (letter == right_letter)


@given(st.integers(0, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_an_nhs_number_is_always_found(nine: int, at: int, by: int) -> None:
    digits = f"{nine:09}"
    last = check_digit(digits)
    whole = digits + (last or "0")
    other = (int(whole[at]) + by) % 10
    misread = f"{whole[:at]}{other}{whole[at + 1 :]}"
    if last is not None:
        assert not read_number(NumberKind.NHS, misread).ok


@pytest.mark.parametrize(
    ("text", "canonical", "outward", "problem"),
    [
        ("sw1a2aa", "SW1A 2AA", "SW1A", None),
        ("M1  1AE", "M1 1AE", "M1", None),
        ("GIR 0AA", "GIR 0AA", "GIR", None),
        ("GIR 1AA", None, None, PostcodeProblem.FORM),
        ("NF1 1NF", None, None, PostcodeProblem.PLACEHOLDER),
        ("nf11fa", None, None, PostcodeProblem.PLACEHOLDER),
        ("ZZ99 3VZ", None, None, PostcodeProblem.PLACEHOLDER),
        ("M13", None, "M13", PostcodeProblem.INCOMPLETE),
        ("12345", None, None, PostcodeProblem.FORM),
        ("", None, None, PostcodeProblem.FORM),
    ],
)
def test_postcodes(
    text: str, canonical: str | None, outward: str | None, problem: PostcodeProblem | None
) -> None:
    found = read_postcode(text)
    assert (found.canonical, found.outward, found.problem) == (canonical, outward, problem)


@given(st.text(max_size=12))
def test_reading_is_idempotent(text: str) -> None:
    for kind in NumberKind:
        number = read_number(kind, text, today=TODAY)
        if number.canonical is not None:
            again = read_number(kind, number.canonical, today=TODAY)
            assert (again.kind, again.canonical) == (number.kind, number.canonical)
