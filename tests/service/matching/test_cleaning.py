"""What holds of cleaning whatever is written."""

import csv
import time
from collections.abc import Callable
from datetime import date
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.matching.cleaning.addresses import address_words
from service.matching.cleaning.births import clean_birth
from service.matching.cleaning.letters import capitals, signs
from service.matching.cleaning.lookalikes import name_key
from service.matching.cleaning.names import clean_name
from service.matching.cleaning.nicknames import roots_of
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
from service.matching.face import faces_of
from service.matching.person import Person, PersonName

TODAY = date(2009, 6, 30)
LIKELY = st.text("ABCDEFGHILMNOPRSTUVZ0123456789 /-.,'|", max_size=20)
WRITTEN = st.one_of(st.text(max_size=40), LIKELY)


def birth(written: str) -> str:
    return clean_birth(written, TODAY)


def older_number(written: str) -> str:
    return prison_numbers(written)[1]


def family_name(written: str) -> str:
    return clean_name("", written).surname


def whole_name(written: str) -> str:
    cleaned = clean_name(*split_name(written))
    return f"{cleaned.given} {cleaned.middle} {cleaned.surname}"


def address(written: str) -> str:
    return ", ".join(sorted(address_words(written)))


NUMBERS = (nomis_number, older_number, pnc_number, cro_number, nhs_number)
CLEANED_FOR_GOOD = (capitals, signs, *NUMBERS, birth, postcode, district, clean_sex, address)
ALL = (*CLEANED_FOR_GOOD, family_name, whole_name)


@pytest.mark.parametrize("clean", CLEANED_FOR_GOOD)
@given(written=WRITTEN)
def test_cleaning_twice_is_cleaning_once(clean: Callable[[str], str], written: str) -> None:
    cleaned = clean(written)
    # The place of a check letter that is missing is kept by a sign that is no part of a number.
    assume(not (clean in NUMBERS and cleaned.endswith("-")))
    assert clean(cleaned) == cleaned


@given(given_names=WRITTEN, surname=WRITTEN)
def test_a_cleaned_name_stays_as_it_is(given_names: str, surname: str) -> None:
    once = clean_name(given_names, surname)
    twice = clean_name(f"{once.given} {once.middle}", once.surname)
    assert (twice.given, twice.middle, twice.surname) == (once.given, once.middle, once.surname)


@pytest.mark.parametrize("clean", ALL)
@given(written=WRITTEN)
def test_what_is_cleaned_has_plain_signs_alone(clean: Callable[[str], str], written: str) -> None:
    if clean is capitals:
        return
    cleaned = clean(written)
    assert cleaned.isascii()
    assert cleaned == cleaned.upper()


@pytest.mark.parametrize("clean", ALL)
@pytest.mark.parametrize("piece", ["A", "1", " ", "/", "-", "O'", "\u0301", "de ", "1/", "\ufdfa"])
def test_a_long_text_takes_no_longer_than_a_page(clean: Callable[[str], str], piece: str) -> None:
    started = time.process_time()
    clean(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 1


@given(name=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=20))
def test_doubled_letters_are_one_in_a_folded_name(name: str) -> None:
    key = name_key(name)
    assert all(one != other for one, other in pairwise(key))


def test_nobody_is_named_by_a_repr() -> None:
    name = PersonName(given_names="Siân", surname="Llewellyn")
    person = Person(names=(name,), births=("12/03/1975",), prisoner_numbers=("A1234BC",))
    (face,) = faces_of(person, TODAY)
    shown = repr((name, person, face, clean_name("Siân", "Llewellyn"))).upper()
    assert not any(word in shown for word in ("SI", "LLEWELLYN", "1975", "A1234BC"))


def _nicknames() -> list[tuple[str, list[str]]]:
    table = resources.files("service.matching.cleaning").joinpath("nicknames.csv")
    with table.open(encoding="utf-8") as file:
        return [(row["name"], row["forms"].split()) for row in csv.DictReader(file)]


def test_the_table_of_given_names_is_in_order() -> None:
    rows = _nicknames()
    assert [name for name, _ in rows] == sorted({name for name, _ in rows})
    assert [name for name, forms in rows if forms != sorted(set(forms) - {name})] == []
    assert [word for name, forms in rows for word in (name, *forms) if not word.isalpha()] == []


def test_a_name_that_has_forms_stands_for_itself() -> None:
    assert [
        name for name, _ in _nicknames() if capitals(name) not in roots_of(capitals(name))
    ] == []


SIBLINGS = (
    *("Ian Sean", "Marie Maria", "Julie Julia", "Joanne Joanna", "Christine Christina"),
    *("Gareth Gary", "Mark Marcus", "Sarah Sally", "Sophie Sophia", "Helen Helena"),
    *("Hassan Hussain", "Mohammed Mahmood", "Carys Cerys", "Eira Eirlys", "Ifan Iwan"),
    *("Dewi Dafydd", "Molly Polly", "Rose Rosemary", "Nathan Nathaniel", "Alexander Alistair"),
    *("Luke Lucas", "Leon Leonard", "Tim Jim", "Ellen Eleanor", "Nicola Nicole", "Ann Anna"),
    *("Daniel Danielle", "Fergus Fergal", "Glen Glyn", "Saeed Syed", "John Jonathan"),
    *("Emma Emily", "Harold Henry", "Lisa Elizabeth", "Michelle Shelley", "Bethan Bethany"),
    *("Gerald Gerard", "Frances Francesca", "Stephen Stephanie", "Paul Paula", "Eamon Edmund"),
)


@pytest.mark.parametrize("pair", SIBLINGS)
def test_names_that_siblings_bear_are_no_forms_of_one(pair: str) -> None:
    one, other = map(capitals, pair.split())
    assert roots_of(one).isdisjoint(roots_of(other))
