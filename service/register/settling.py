"""What is written of a client, as the register keeps it: numbers and postcode in canonical form."""

from collections.abc import Mapping
from typing import TypeVar

from service.identifiers.numbers import PROBLEM_WORDS, NumberKind
from service.identifiers.postcodes import PostcodeProblem, read_postcode
from service.identifiers.reading import read_number

NUMBER_COLUMNS: Mapping[str, NumberKind] = {
    "prisoner_number": NumberKind.UNKNOWN,
    "pnc": NumberKind.PNC,
    "cro": NumberKind.CRO,
    "nhs_number": NumberKind.NHS,
}
_Value = TypeVar("_Value")


def settle(column: str, value: _Value) -> _Value | str:
    """Give a main value as the register keeps it; what cannot be right stays as it is written."""
    if not isinstance(value, str):
        return value
    if column in NUMBER_COLUMNS:
        number = read_number(NUMBER_COLUMNS[column], value)
        return number.canonical or (_joined(value) if column == "prisoner_number" else value)
    if column == "postcode":
        return read_postcode(value).canonical or value.upper()
    return value


def _joined(prisoner_number: str) -> str:
    return prisoner_number.replace(" ", "").upper()


def doubt_of(column: str, value: str) -> str | None:
    """Say what is wrong with a number or a postcode, if anything is."""
    if column in NUMBER_COLUMNS:
        problem = read_number(NUMBER_COLUMNS[column], value).problem
        return PROBLEM_WORDS[problem] if problem else None
    if column == "postcode" and read_postcode(value).problem is PostcodeProblem.FORM:
        return "it does not have the form of a postcode"
    return None
