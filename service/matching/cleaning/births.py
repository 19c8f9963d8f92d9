"""Dates of birth as they are compared: eight digits, day first."""

import re
from datetime import date

from forms.written_dates import read_day
from service.matching.cleaning.letters import as_digits, capitals

_PLACEHOLDERS = frozenset(("01011900", "01011901", "01011970", "01010001", "11111111"))
_NO_DIGIT = re.compile(r"\D")
_YEAR_FIRST = re.compile(r"^(?:19|20)\d{6}$")


def clean_birth(written: str, today: date) -> str:
    """Give DDMMYYYY; what is no date keeps its eight digits, and anything shorter is nothing.

    The days that old systems filled in for an unknown birth count as nothing.
    """
    try:
        year, month, day = read_day(written.strip(), born=True, today=today).split("-")
        digits = day + month + year
    except ValueError:
        digits = _digits(written, today)
    return "" if digits in _PLACEHOLDERS else digits


def _digits(written: str, today: date) -> str:
    digits = _NO_DIGIT.sub("", as_digits(capitals(written)))
    if _YEAR_FIRST.match(digits) and int(digits[4:6]) <= 31:
        return digits[6:] + digits[4:6] + digits[:4]
    if len(digits) == 6:
        century = "20" if int(digits[4:]) <= today.year % 100 - 10 else "19"
        return digits[:4] + century + digits[4:]
    return digits if len(digits) == 8 else ""


def swapped(birth: str) -> str:
    """Put day and month of a cleaned date the other way round."""
    return birth[2:4] + birth[:2] + birth[4:]
