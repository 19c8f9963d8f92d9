"""The lists of names and words that handwriting is read with: shape, size, what must be there."""

import csv
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[2] / "templates" / "reference"
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    file: str
    column: str
    fewest: int
    most: int
    there: str
    common: str
    rare: str
    absent: str


_LISTS = (
    _List(
        file="given_names.csv",
        column="name",
        fewest=2_500,
        most=6_000,
        there="David Susan Mohammed Siân Zoë Dafydd Angharad Eilidh Róisín Gurpreet Agnieszka"
        " Paweł Kwame Oluwaseun Delroy Fadumo Mehmet João Thi Anne-Marie Dave",
        common="David Sarah",
        rare="Fadumo Eluned",
        absent="Smith The Xqz",
    ),
    _List(
        file="surnames.csv",
        column="name",
        fewest=8_000,
        most=20_000,
        there="Smith Davies Llewellyn Hussain Begum Okonkwo Adeyemi Nowak Kowalska O'Neill McDonald"
        " MacLeod Mensah Kazlauskas Popescu Silva Yilmaz Warsame Nguyen Lloyd-Jones D'Souza",
        common="Smith Jones Patel",
        rare="Kazlauskas Warsame",
        absent="Methadone Oneill Mcdonald Xqz",
    ),
    _List(
        file="words.csv",
        column="word",
        fewest=15_000,
        most=30_000,
        there="methadone subutex buprenorphine naltrexone detox titration supervised prescribing"
        " ml mg am pm monday february magistrates custody probation remand licence colour organised"
        " programme misuse throughcare cjit drr keyworker don't",
        common="the and",
        rare="naltrexone abscess",
        absent="color center john Monday london quidance",
    ),
)


@pytest.fixture(params=_LISTS, ids=lambda wanted: wanted.file)
def wanted(request: pytest.FixtureRequest) -> _List:
    """Give one list after the other."""
    assert isinstance(request.param, _List)
    return request.param


def _weights(wanted: _List) -> dict[str, float]:
    with (_FOLDER / wanted.file).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(list(row) == [wanted.column, "weight"] for row in rows)
    return {row[wanted.column]: float(row["weight"]) for row in rows}


def test_a_list_has_its_size_and_no_entry_twice(wanted: _List) -> None:
    """Each spelling stands once, whatever its case."""
    lines = (_FOLDER / wanted.file).read_text(encoding="utf-8").splitlines()[1:]
    assert wanted.fewest <= len(lines) <= wanted.most
    assert len({line.partition(",")[0].casefold() for line in lines}) == len(lines)


def test_weights_fall_and_are_shares_of_a_million(wanted: _List) -> None:
    """The commonest comes first; the whole is most of a million and never more."""
    weights = list(_weights(wanted).values())
    assert min(weights) > 0
    assert all(before >= after for before, after in pairwise(weights))
    assert 0.6 * _MILLION <= sum(weights) <= _MILLION


def test_entries_are_clean(wanted: _List) -> None:
    """Composed letters of the Latin script, with a mark between them at most."""
    for entry in _weights(wanted):
        assert unicodedata.is_normalized("NFC", entry)
        parts = entry.replace("'", " ").replace("-", " ").split(" ")
        assert all(parts), entry
        letters = "".join(parts)
        assert all(unicodedata.name(sign).startswith("LATIN") for sign in letters), entry
        assert entry[0].isupper() == (wanted.column == "name"), entry


def test_the_expected_are_there(wanted: _List) -> None:
    """Every origin usual in Britain, and what is common weighs more than what is rare."""
    weights = _weights(wanted)
    assert set(wanted.there.split()) <= set(weights)
    assert not set(wanted.absent.split()) & set(weights)
    least_common = min(weights[entry] for entry in wanted.common.split())
    assert least_common > 20 * max(weights[entry] for entry in wanted.rare.split())


def test_the_lists_together_stay_small() -> None:
    """They are shipped with the product: under a megabyte for all."""
    assert sum((_FOLDER / wanted.file).stat().st_size for wanted in _LISTS) < _MILLION
