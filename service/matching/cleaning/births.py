"""Dates of birth as they are compared: eight digits, day first."""

import re
from datetime import date
from functools import lru_cache

from forms.written_dates import read_day
from service.matching.cleaning.letters import as_digits, capitals

_PLACEHOLDERS = frozenset(
    (
        *("01011900", "01011901", "01011970", "01010001", "01011800", "01011753", "11111111"),
        *("31121899", "30121899", "31129999", "00000000", "99999999", "12345678"),
    )
)
_LONGEST = 60
"""Signs: what is longer is no date."""
_REMEMBERED = 100_000
"""Dates that are not read again: a century has 36,525 days."""
_LABEL = re.compile(r"^(?:D\.?\s?O\.?\s?B\b\.?|DATE OF BIRTH|BORN(?: ON)?)[\s:.-]*")
_TIME_AFTER = re.compile(r"(?<=\d)(?:T|\s+)\d{1,2}:\d\d.*$")
_WORD = re.compile(r"[A-Z0-9|!]+")
_LIKE_DIGITS = re.compile(r"(?=.*\d|.{1,2}$)(?!\d{1,2}(?:ST|ND|RD|TH)$)[\dOQDCILTJSBZGA|!]+")
_DAY_FIRST = re.compile(r"^(\d{1,2})[^0-9A-Z]+(\d{1,2})[^0-9A-Z]+(\d{4}|\d{2})$", re.ASCII)
_YEAR_FIRST = re.compile(r"^((?:19|20)\d\d)[^0-9A-Z]*(\d\d)[^0-9A-Z]*(\d\d)$", re.ASCII)
_CENTURIES = frozenset(("18", "19", "20"))
_DIGITS_ONLY = re.compile(r"^(\d\d)(\d\d)(\d{4}|\d\d)$", re.ASCII)


@lru_cache(maxsize=_REMEMBERED)
def clean_birth(written: str, today: date) -> str:
    """Give DDMMYYYY, also of a day that there is not; nothing where that is not what is written.

    The days that old systems filled in for an unknown birth count as nothing.
    """
    text = _repaired(written)
    digits = _read(text, today) or _as_it_stands(text, today)
    return "" if digits in _PLACEHOLDERS else digits


def _repaired(written: str) -> str:
    """Drop what stands around a date, and read letters among digits as digits: `O1/O3/198S`."""
    text = _TIME_AFTER.sub("", _LABEL.sub("", capitals(written)[:_LONGEST].strip()))
    return _WORD.sub(lambda word: _as_number(word[0]), text).strip(" .,;:?()")


def _as_number(word: str) -> str:
    return as_digits(word) if _LIKE_DIGITS.fullmatch(word) else word


def _read(text: str, today: date) -> str:
    try:
        year, month, day = read_day(text, born=True, today=today).split("-")
    except ValueError:
        return ""
    return day + month + year


def _as_it_stands(text: str, today: date) -> str:
    """Give the digits of a day that there is not: one sign of it may be misread."""
    year_first = _YEAR_FIRST.match(text)
    if year_first and (_is_day(year_first[3], year_first[2]) or not _is_day_first(text)):
        return year_first[3] + year_first[2] + year_first[1]
    found = _DAY_FIRST.match(text) or _DIGITS_ONLY.match(text)
    if not found:
        return ""
    day, month, year = found.groups()
    return day.zfill(2) + month.zfill(2) + (year if len(year) == 4 else _full(year, today))


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _is_day_first(text: str) -> bool:
    """Tell whether digits that may begin with a year can be a day, a month and a year as well."""
    found = _DIGITS_ONLY.match(text)
    return found is not None and _is_day(found[1], found[2]) and found[3][:2] in _CENTURIES


def _full(year: str, today: date) -> str:
    return ("20" if int(year) <= today.year % 100 - 10 else "19") + year


def swapped(birth: str) -> str:
    """Put day and month of a cleaned date the other way round."""
    return birth[2:4] + birth[:2] + birth[4:]
