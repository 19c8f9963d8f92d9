"""PNC and CRO numbers, with their check letter (modulus 23).

Source: hmpps-person-record, `PNCIdentifier.kt` and `CROIdentifier.kt`; written anew, and tested
with the same numbers.
"""

import re
from datetime import date

from service.identifiers.numbers import Number, NumberKind, NumberProblem, right, wrong

_CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
_PNC_SLASHED = re.compile(r"([0-9]{4}|[0-9]{2})/([0-9]{1,7})([A-Z])")
_PNC_JOINED = re.compile(r"([0-9]{4}(?=[0-9]{6,7}[A-Z])|[0-9]{2})([0-9]{1,7})([A-Z])")
_CRO = re.compile(r"([0-9]{1,6})/?([0-9]{2})([A-Z])")
_CRO_SMALL_FILE = re.compile(r"SF([0-9]{2})/?([0-9]{1,6})([A-Z])")


def read_pnc(text: str, *, today: date) -> Number:
    """Read a PNC number; canonical `YYYY/NNNNNNNL`.

    Without a slash, the year has four digits only where two would leave too many for the serial.
    """
    kind, squeezed = NumberKind.PNC, _squeeze(text)
    found = _PNC_SLASHED.fullmatch(squeezed) or _PNC_JOINED.fullmatch(squeezed)
    if not found:
        return wrong(kind, text, NumberProblem.FORM)
    year, serial, letter = _full_year(found[1], today), found[2].zfill(7), found[3]
    problem = _problem(f"{year % 100:02}{serial}", serial, letter)
    if year > today.year:
        problem = NumberProblem.YEAR
    return wrong(kind, text, problem) if problem else right(kind, text, f"{year}/{serial}{letter}")


def read_cro(text: str) -> Number:
    """Read a CRO number; canonical `NNNNNN/YYL`, or `SFYY/NL` of a small file."""
    kind, squeezed = NumberKind.CRO, _squeeze(text)
    if small := _CRO_SMALL_FILE.fullmatch(squeezed):
        year, serial, letter = small.groups()
        canonical = f"SF{year}/{serial}{letter}"
    elif standard := _CRO.fullmatch(squeezed):
        serial, year, letter = standard[1].zfill(6), standard[2], standard[3]
        canonical = f"{serial}/{year}{letter}"
    else:
        return wrong(kind, text, NumberProblem.FORM)
    problem = _problem(f"{year}{serial}", serial, letter)
    return wrong(kind, text, problem) if problem else right(kind, text, canonical)


def check_letter(digits: str) -> str:
    """Give the letter that belongs to two digits of the year and a serial."""
    return _CHECK_LETTERS[int(digits) % len(_CHECK_LETTERS)]


def _problem(digits: str, serial: str, letter: str) -> NumberProblem | None:
    if check_letter(digits) != letter:
        return NumberProblem.CHECK
    return None if int(serial) else NumberProblem.PLACEHOLDER


def _full_year(written: str, today: date) -> int:
    if len(written) == 4:
        return int(written)
    return int(written) + (2000 if int(written) <= today.year - 2000 else 1900)


def _squeeze(text: str) -> str:
    return "".join(text.split()).upper()
