"""Takes apart what a person types into a search: days in British style, numbers, parts of names."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forms.written_dates import read_day
from service.identifiers.police import read_cro, read_pnc
from service.matching.cleaning.names import TITLES
from service.searching.words import LONGEST, fold, has_digit

MOST_TERMS = 8
"""More words say nothing more."""
_DAY = re.compile(
    r"(?<![\w/])(?:\d{1,2}(?:st|nd|rd|th)?[-/. ]+(?:\d{1,2}|[a-z]{3,9})[-/., ]+(?:\d{4}|\d\d)"
    r"|\d{4}-\d{1,2}-\d{1,2}|\d{8})(?![\w/])",
    re.IGNORECASE | re.ASCII,
)
_MONTH = re.compile(r"(?<![\w/])(\d{1,2})/((?:19|20)\d\d)(?![\w/])", re.ASCII)
_POLICE = re.compile(r"(?<![\w/])(?:SF)?\d{1,6}/\d{1,7}[A-Z](?![\w/])", re.IGNORECASE | re.ASCII)
_IN_PARTS = re.compile(
    r"(?<!\w)(?:\d{3}[ -]\d{3}[ -]\d{4}|[A-Z] ?\d{4} ?[A-Z]{2})(?!\w)", re.IGNORECASE | re.ASCII
)


class TermKind(StrEnum):
    """What a part of a search is."""

    NAME = "name"
    NUMBER = "number"
    BIRTH = "birth"
    """A day, or the beginning of one: a year, a month of it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a search; a client must have it."""

    kind: TermKind
    said: str = field(repr=False)
    """As it was understood: of a day, ISO 8601."""
    ways: tuple[str, ...] = field(repr=False)
    """How words that are looked for may begin, folded."""


_Reader = Callable[[str, date], Term | None]


def terms_of(text: str, today: date) -> tuple[Term, ...]:
    """Take apart what was typed; the parts are in no order.

    Args:
        text: what was typed.
        today: the day that a two-digit year of birth is judged by.
    """
    found: list[Term] = []
    rest = text
    for pattern, read in _READERS:
        rest = _taken(rest, pattern, read, today, found)
    found += _plain(rest)
    return tuple(dict.fromkeys(found))[:MOST_TERMS]


def _taken(
    text: str, pattern: re.Pattern[str], read: _Reader, today: date, found: list[Term]
) -> str:
    """Read all that a pattern fits; give what is left."""

    def take(match: re.Match[str]) -> str:
        term = read(match[0], today)
        if term is None:
            return match[0]
        found.append(term)
        return " "

    return pattern.sub(take, text)


def _day(text: str, today: date) -> Term | None:
    try:
        day = read_day(text, born=True, today=today)
    except ValueError:
        return None
    year, month, number = day.split("-")
    return Term(TermKind.BIRTH, day, (number + month + year,))


def _month(text: str, today: date) -> Term | None:
    del today
    month, year = text.split("/")
    if not 1 <= int(month) <= 12:
        return None
    return Term(TermKind.BIRTH, f"{year}-{int(month):02}", (f"{year}{int(month):02}",))


def _police(text: str, today: date) -> Term:
    numbers = (read_pnc(text, today=today), read_cro(text))
    known = [fold(number.canonical) for number in numbers if number.canonical]
    ways = (_joined(one) for one in (*known, text))
    return Term(TermKind.NUMBER, text.upper(), tuple(dict.fromkeys(ways)))


def _in_parts(text: str, today: date) -> Term:
    del today
    return Term(TermKind.NUMBER, text.upper(), (_joined(text),))


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_DAY, _day),
    (_MONTH, _month),
    (_POLICE, _police),
    (_IN_PARTS, _in_parts),
)


def _plain(text: str) -> Iterator[Term]:
    """Read the words that are left; a title is no part of a name."""
    words = fold(text).split()
    for word in [word for word in words if word not in TITLES] or words:
        kind = TermKind.NUMBER if has_digit(word) else TermKind.NAME
        yield Term(kind, word, (word[:LONGEST],))
