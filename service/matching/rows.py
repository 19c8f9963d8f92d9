"""Rows of the matching files (docs: README, matching in bulk) as persons."""

from collections.abc import Iterator, Mapping

from service.matching.cleaning.whole_names import split_name
from service.matching.person import Person, PersonName

FACTS = (
    *("given_names", "surname", "aliases", "date_of_birth", "sex", "postcode"),
    *("prisoner_number", "pnc", "cro", "nhs_number", "address"),
)
"""Columns that tell of a person; any may be missing or empty."""
SEVERAL = ";"
"""Stands between aliases, and between several values of one column."""


def person_of(row: Mapping[str, str]) -> Person:
    """Take a person out of a row."""
    return Person(
        names=tuple(_names(row)),
        births=_several(row, "date_of_birth"),
        prisoner_numbers=_several(row, "prisoner_number"),
        pncs=_several(row, "pnc"),
        cros=_several(row, "cro"),
        nhs_numbers=_several(row, "nhs_number"),
        postcodes=_several(row, "postcode"),
        address=row.get("address", ""),
        sex=row.get("sex", ""),
    )


def _several(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    parts = row.get(column, "").split(SEVERAL)
    return tuple(part for part in map(str.strip, parts) if part)


def _names(row: Mapping[str, str]) -> Iterator[PersonName]:
    given, surname = row.get("given_names", ""), row.get("surname", "")
    if given.strip() or surname.strip():
        yield PersonName(given_names=given, surname=surname)
    for alias in _several(row, "aliases"):
        given, surname = split_name(alias)
        yield PersonName(given_names=given, surname=surname)
