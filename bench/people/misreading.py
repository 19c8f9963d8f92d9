"""Misreads texts by the counted confusions, as the reader could: days as days, codes by pattern."""

import random
import re
from datetime import date
from typing import assert_never

from bench.people.confusions import Table
from bench.people.readings import Kind

_TRIES = 30
_FIRST_YEAR, _LAST_YEAR = 1905, 2015
_NUMBERS = (re.compile(r"[A-Z]\d{4}[A-Z]{2}"), re.compile(r"[A-Z]{2}\d{4,6}"))


def mistaken(rng: random.Random, table: Table, kind: Kind, text: str, edits: int = 1) -> str:
    """Misread a text: so many confusions of the table, and never the text itself."""
    for _ in range(_TRIES):
        found = text
        for _ in range(edits):
            found = _once(rng, table, found)
        if found.strip() not in {text, ""} and _fits(kind, text, found):
            return found.strip()
    return _fallen_back(rng, kind, text)


def _is_day(text: str) -> bool:
    try:
        return _FIRST_YEAR <= date.fromisoformat(text).year <= _LAST_YEAR
    except ValueError:
        return False


def _shape(text: str) -> str:
    """Give the kinds of characters in their order, runs as one: `A0A` of a NOMIS number."""
    plain = re.sub(r"[^\W\d_]+", "A", text)
    return re.sub(r"\d+", "0", plain)


def _fits(kind: Kind, true: str, found: str) -> bool:
    """Tell whether the reader could have given this: it reads days as days, codes by pattern."""
    match kind:
        case Kind.NAME:
            return True
        case Kind.DATE:
            return _is_day(found)
        case Kind.NUMBER:
            pattern = next((one for one in _NUMBERS if one.fullmatch(true)), None)
            return bool(pattern.fullmatch(found)) if pattern else _shape(true) == _shape(found)
        case _ as never:
            assert_never(never)


def _fallen_back(rng: random.Random, kind: Kind, text: str) -> str:
    """Misread where no confusion fits: another year, another digit, one letter less."""
    if kind is Kind.DATE:
        year = int(text[:4]) - rng.choice((1, 3, 10))
        return f"{year}-{text[5:7]}-{min(28, int(text[8:])):02d}"
    if kind is Kind.NUMBER:
        return re.sub(r"\d", lambda digit: str((int(digit[0]) + 7) % 10), text, count=1)
    place = rng.randrange(len(text))
    return text[:place] + text[place + 1 :] or "?"


def _once(rng: random.Random, table: Table, text: str) -> str:
    """Take one confusion that the text allows, by its chance and how often it may befall."""
    fitting = {
        pair: chance * (text.count(pair.partition(">")[0]) if pair[0] != ">" else len(text) + 1)
        for pair, chance in table.items()
    }
    total = sum(fitting.values())
    if not total:
        return text
    before, _, after = rng.choices(list(fitting), weights=list(fitting.values()))[0].partition(">")
    return _replaced(rng, text, before, after)


def _replaced(rng: random.Random, text: str, before: str, after: str) -> str:
    if not before:
        place = rng.randrange(len(text) + 1)
        return text[:place] + after + text[place:]
    places = [at for at in range(len(text)) if text.startswith(before, at)]
    place = rng.choice(places)
    return text[:place] + after + text[place + len(before) :]
