"""The ways in which people write a name, a day or a number, folded (`ocr.engine.folding`)."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from typing import assert_never

from forms.definition import (
    Choice,
    Comb,
    Date,
    Field,
    Signature,
    Text,
    TextStyle,
    Tick,
    Time,
)
from ocr.engine.folding import STROKE, fold

_ORDINALS = {1: "ST", 2: "ND", 3: "RD", 21: "ST", 22: "ND", 23: "RD", 31: "ST"}


def _folded(ways: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(way for way in map(fold, ways) if way))


def _givens(given: list[str]) -> Iterator[str]:
    """Yield the ways to write given names: all, the first, initials for the rest or for all."""
    initials = [name[0] for name in given]
    yield "".join(given)
    yield given[0]
    yield "".join([given[0], *initials[1:]])
    yield "".join(initials)
    yield initials[0]


def name_ways(name: str) -> tuple[str, ...]:
    """Give the ways to write a person's name: in either order, middle names or not, initials.

    Args:
        name: given names and surname; as "Surname, Given names" where the surname has gaps.
    """
    surname, comma, rest = name.partition(",")
    if not comma:
        rest, _, surname = name.strip().rpartition(" ")
    given = rest.split()
    if not given:
        return _folded([surname])
    ways = list(_givens(given))
    return _folded([*(way + surname for way in ways), *(surname + way for way in ways)])


def day_ways(day: date) -> tuple[str, ...]:
    """Give the ways to write a day: in figures, with the month's name, in cells, the year first."""
    days, months = (tuple(dict.fromkeys((f"{n:02}", f"{n}"))) for n in (day.day, day.month))
    years = (f"{day:%Y}", f"{day:%y}")
    numeric = (STROKE.join(parts) for parts in product(days, months, years))
    named = [f"{d}{m}{y}" for d, m, y in product(days, (f"{day:%b}", f"{day:%B}"), years)]
    th = f"{day.day}{_ORDINALS.get(day.day, 'TH')}"
    spoken = [f"{th}{m}{y}" for m, y in product((f"{day:%b}", f"{day:%B}"), years)]
    parted = (STROKE.join((d, fold(f"{day:%b}"), y)) for d, y in product(days, years))
    cells = (f"{day:%d%m%Y}", f"{day:%d%m%y}", f"{day:%Y}/{day:%m}/{day:%d}")
    return tuple(dict.fromkeys((*numeric, *parted, *cells, *_folded([*named, *spoken]))))


def ways(asked: Field, value: str) -> tuple[str, ...]:
    """Give the ways to write a canonical value in a field."""
    kind = asked.kind
    match kind:
        case Date():
            return day_ways(date.fromisoformat(value))
        case Text():
            return name_ways(value) if kind.style is TextStyle.NAME else _folded([value])
        case Comb() | Time():
            return _folded([value])
        case Choice() | Tick() | Signature():
            raise TypeError("marks are no writing")
        case _:
            assert_never(kind)
