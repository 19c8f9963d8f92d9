"""An invented register is like a real one in what matching meets: names, families, gaps."""

import random
import re
from collections import Counter
from datetime import date
from functools import cache
from itertools import islice

import pytest

from bench.people.clients import COLUMNS, Client
from bench.people.names import Sex, given_name, origin_of, without_accents
from bench.people.numbers import ELSEWHERE, check_letter, cro, nhs_number, nomis, older_number, pnc
from bench.people.registers import register

SIZE = 20_000


@cache
def clients() -> tuple[Client, ...]:
    return tuple(register(SIZE, 1))


def _known(column: str) -> list[str]:
    return [text for one in clients() if (text := getattr(one, column))]


def _share(column: str) -> float:
    return len(_known(column)) / SIZE


def test_the_same_seed_gives_the_same_register_and_another_seed_another() -> None:
    first = [one.row() for one in register(300, 7)]
    assert first == [one.row() for one in register(300, 7)]
    assert first != [one.row() for one in register(300, 8)]


def test_a_register_is_made_row_by_row() -> None:
    assert len(list(islice(register(10**9, 1), 3))) == 3


def test_rows_have_the_columns_of_a_register_and_references_of_their_own() -> None:
    assert {len(one.row()) for one in clients()} == {len(COLUMNS)}
    assert len({one.client_ref for one in clients()}) == SIZE


@pytest.mark.parametrize(
    ("column", "share"),
    [
        ("pnc", 0.74),
        ("cro", 0.63),
        ("prisoner_number", 0.92),
        ("date_of_birth", 0.99),
        ("sex", 0.99),
        ("postcode", 0.78),
        ("nhs_number", 0.41),
        ("surname", 0.999),
    ],
)
def test_facts_are_missing_as_often_as_in_registers(column: str, share: float) -> None:
    assert _share(column) == pytest.approx(share, abs=0.015)


def test_about_one_in_eight_has_another_name_and_one_in_ten_is_a_woman() -> None:
    assert 0.10 < _share("aliases") < 0.16
    assert Counter(_known("sex"))["female"] / SIZE == pytest.approx(0.10, abs=0.015)


def test_days_of_birth_are_of_adults_in_2009_with_new_years_days_too_many() -> None:
    days = [date.fromisoformat(text) for text in _known("date_of_birth")]
    assert min(days).year >= 1940
    assert max(days).year <= 1992
    new_year = sum((day.month, day.day) == (1, 1) for day in days) / len(days)
    assert 2 / 365 < new_year < 8 / 365
    median = sorted(day.year for day in days)[len(days) // 2]
    assert 1972 <= median <= 1978


def test_common_names_are_as_common_as_in_britain_and_most_surnames_are_rare() -> None:
    counts = Counter(one.surname for one in clients())
    assert 0.004 < counts["Smith"] / SIZE < 0.018
    assert len(counts) > SIZE / 4
    assert sum(count == 1 for count in counts.values()) > SIZE / 8


@pytest.mark.parametrize("pattern", [r"^O'", r"^Ma?c[A-Z]", r"\w-\w", r"[^\x00-\x7f]", r"ski$"])
def test_names_of_many_spellings_are_there(pattern: str) -> None:
    assert sum(bool(re.search(pattern, name)) for name in _known("surname")) > SIZE / 2000


def test_police_and_patient_numbers_have_their_check_characters() -> None:
    for text in _known("pnc"):
        year, serial, letter = re.fullmatch(r"\d\d(\d\d)/(\d{7})([A-Z])", text).groups()
        assert letter == "ZABCDEFGHJKLMNPQRTUVWXY"[int(year + serial) % 23]
    for text in _known("cro"):
        found = re.fullmatch(r"(\d{6})/(\d\d)([A-Z])|SF(\d\d)/(\d+)([A-Z])", text)
        serial, year, letter, small_year, small, small_letter = found.groups()
        counted = (small_year or year) + (small or serial)
        assert (letter or small_letter) == "ZABCDEFGHJKLMNPQRTUVWXY"[int(counted) % 23]
    for text in _known("nhs_number"):
        digits = [int(char) for char in text if char.isdigit()]
        total = sum(digit * (10 - place) for place, digit in enumerate(digits[:9]))
        assert (total + digits[9]) % 11 == 0


def test_check_letters_are_those_of_published_numbers() -> None:
    assert check_letter(int("81" + "0000034")) == "U"
    assert check_letter(int("91" + "065656")) == "H"
    assert check_letter(int("83" + "50058")) == "Z"


@pytest.mark.parametrize("column", ["prisoner_number", "pnc", "cro", "nhs_number"])
def test_no_two_people_have_one_number(column: str) -> None:
    holders: dict[str, set[int]] = {}
    for one in clients():
        if number := getattr(one, column):
            holders.setdefault(number, set()).add(one.person_id)
    assert {len(people) for people in holders.values()} == {1}


def test_numbers_of_people_elsewhere_are_no_clients() -> None:
    for make in (nomis, lambda n: older_number(n, 4), lambda n: pnc(n, 1999), lambda n: cro(n, 99)):
        registered = {make(nth) for nth in range(100_000)}
        assert len(registered) == 100_000
        assert registered.isdisjoint(make(ELSEWHERE + nth) for nth in range(20_000))
    patients = {nhs_number(nth) for nth in range(100_000)} - {None}
    assert patients.isdisjoint(nhs_number(ELSEWHERE + nth) for nth in range(20_000))


def test_most_prisoner_numbers_are_of_the_older_kind() -> None:
    older = sum(bool(re.fullmatch(r"[A-Z]{2}\d{4,6}", text)) for text in _known("prisoner_number"))
    for_life = sum(
        bool(re.fullmatch(r"A\d{4}[A-Z]{2}", text)) for text in _known("prisoner_number")
    )
    assert older + for_life == len(_known("prisoner_number"))
    assert 0.6 < older / (older + for_life) < 0.8


def test_twins_namesakes_households_and_people_entered_twice_are_there() -> None:
    people = Counter(one.person_id for one in clients())
    assert 0.005 < sum(count > 1 for count in people.values()) / SIZE < 0.02
    born = Counter((one.surname, one.date_of_birth) for one in clients() if one.date_of_birth)
    assert sum(count > 1 for count in born.values()) > SIZE / 2000
    named = Counter((one.given_names.split()[0], one.surname) for one in clients())
    assert sum(count > 1 for count in named.values()) > SIZE / 200
    homes = Counter((one.postcode, one.address) for one in clients() if one.address[:1].isdigit())
    assert sum(count > 1 for count in homes.values()) > SIZE / 200


def test_names_go_with_the_time_and_the_family() -> None:
    rng = random.Random(1)
    older = Counter(given_name(rng, "british", Sex.MALE, 1945) for _ in range(5_000))
    younger = Counter(given_name(rng, "british", Sex.MALE, 1988) for _ in range(5_000))
    assert older["John"] > 3 * younger["John"]
    assert younger["Daniel"] > 3 * older["Daniel"]
    assert origin_of("Wisniewski") == "polish"
    assert origin_of("Smith") == "british"
    assert without_accents("Łukasz Çelik Siân") == "Lukasz Celik Sian"
