"""What is cleaned out of what is written, and what comparing two people finds, case by case."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest

from service.matching.cleaning.addresses import address_words
from service.matching.cleaning.births import clean_birth
from service.matching.cleaning.names import clean_name
from service.matching.cleaning.numbers import (
    cro_number,
    nhs_number,
    nomis_number,
    pnc_number,
    prison_numbers,
)
from service.matching.cleaning.postcodes import district, postcode
from service.matching.cleaning.sexes import clean_sex
from service.matching.cleaning.whole_names import split_name
from service.matching.comparing.comparisons import COMPARISONS, Comparison
from service.matching.face import Face, faces_of
from service.matching.person import Person, PersonName
from tests.service.matching.tables import Case, all_cases, cases

TODAY = date(2009, 6, 30)
CLEANED: dict[str, Callable[[str], str]] = {
    "nomis": nomis_number,
    "older": lambda written: prison_numbers(written)[1],
    "pnc": pnc_number,
    "cro": cro_number,
    "nhs": nhs_number,
    "postcode": postcode,
    "district": district,
    "sex": clean_sex,
    "address": lambda written: " ".join(sorted(address_words(written))),
}
NUMBERS = {"number": "prisoner_numbers", "pnc": "pncs", "cro": "cros", "nhs": "nhs_numbers"}
LISTS = {**NUMBERS, "birth": "births", "postcode": "postcodes"}
KEYS = {
    "names": {"it", "written", "given_names", "surname", "becomes"},
    "births": {"it", "written", "becomes"},
    "numbers": {"it", "kind", "written", "becomes"},
    "places": {"it", "kind", "written", "becomes"},
    "two_names": {"it", "one", "other", "finds"},
    "two_people": {"it", "one", "other", "finds"},
}


@pytest.mark.parametrize("case", cases("names"))
def test_a_name(case: Case) -> None:
    given, surname = case.get("given_names", ""), case.get("surname", "")
    cleaned = clean_name(*(split_name(case["written"]) if "written" in case else (given, surname)))
    assert {part: _as_written(getattr(cleaned, part)) for part in case["becomes"]} == {
        part: _as_written(becomes) for part, becomes in case["becomes"].items()
    }


def _as_written(part: Any) -> Any:
    return part if isinstance(part, str) else sorted(part)


@pytest.mark.parametrize("case", cases("births"))
def test_a_date_of_birth(case: Case) -> None:
    assert clean_birth(case["written"], TODAY) == case["becomes"]


@pytest.mark.parametrize("case", cases("numbers") + cases("places"))
def test_a_number_or_a_place(case: Case) -> None:
    assert CLEANED[case["kind"]](case["written"]) == case["becomes"]


@pytest.mark.parametrize("case", cases("two_names") + cases("two_people"))
def test_two_people(case: Case) -> None:
    ones, others = (faces_of(_person(case[side]), TODAY) for side in ("one", "other"))
    one, other = min(product(ones, others), key=_distance)
    finds = {key: _found(one, other)[key] for key in case["finds"]}
    assert finds == case["finds"]
    assert {key: _found(other, one)[key] for key in case["finds"]} == finds


def _person(written: Mapping[str, Any]) -> Person:
    unknown = written.keys() - {"name", "given_names", "surname", "aliases", "address", "sex"}
    assert unknown <= LISTS.keys(), f"no such thing is known of a person: {unknown}"
    name = (written.get("given_names", ""), written.get("surname", ""))
    names = [split_name(written["name"]) if "name" in written else name]
    names += map(split_name, written.get("aliases", []))
    lists = {to: _several(written.get(key, [])) for key, to in LISTS.items()}
    return Person(
        names=tuple(PersonName(given_names=given, surname=surname) for given, surname in names),
        address=written.get("address", ""),
        sex=written.get("sex", ""),
        **lists,
    )


def _several(written: str | list[str]) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


def _distance(pair: tuple[Face, Face]) -> int:
    return sum(_rank(one, *pair) for one in COMPARISONS)


def _rank(comparison: Comparison, one: Face, other: Face) -> int:
    """Give the place of what a comparison finds, best first; where it says nothing, one after."""
    if not comparison.known.holds(one, other):
        return len(comparison.levels)
    return next(n for n, level in enumerate(comparison.levels) if level.when.holds(one, other))


def _found(one: Face, other: Face) -> dict[str, str]:
    keys = {one.key: [*(level.key for level in one.levels), "nothing"] for one in COMPARISONS}
    return {each.key: keys[each.key][_rank(each, one, other)] for each in COMPARISONS}


def test_there_are_at_least_150_cases_and_no_title_is_twice() -> None:
    titles = Counter(case["it"] for _, case in all_cases())
    assert titles.total() >= 150
    assert [title for title, count in titles.items() if count > 1] == []


def test_each_table_is_tried_and_says_nothing_that_is_not_tried() -> None:
    assert {table for table, _ in all_cases()} == KEYS.keys()
    odd = [case["it"] for table, case in all_cases() if not case.keys() <= KEYS[table]]
    assert odd == []
