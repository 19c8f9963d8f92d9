"""Makes counts safe to show: small ones are suppressed, the others rounded, and the sums audited.

* One to four is shown as "fewer than 5": national drug treatment statistics suppress cells of less
  than five, "because of the issue of deductive disclosure" (ndtms.net, *Suppression and Restricted
  Data*).
* All else is shown to the nearest five, totals too, each rounded by itself: NHS Digital's method
  for counts below national level (*Changes to the Sexual and Reproductive Health Activity Dataset's
  disclosure control methodology for 2019-20*). Nought is shown as nought, by the same method.
* These two alone are not enough. Two rows of "fewer than 5" with a total of 10 are both 4; four of
  them with a total of "fewer than 5" are each 1. So what is shown is audited as somebody would who
  wants to know: what can each suppressed number still be, given all that it adds up to? Wherever
  that is not each of 1, 2, 3 and 4, the smallest other number of that table is not shown either,
  and where there is none, the whole table (secondary suppression: Office for National Statistics,
  *Review of the Dissemination of Health Statistics: Confidentiality Guidance*, 2006).

The audit goes by what is shown and by nothing else. Tables part one count or a part of a part, so
what can be is found exactly by going once up and once down.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from service.monitoring.counted import Counted

SMALLEST_SHOWN = 5
"""What is less is suppressed."""
ROUNDED_TO = 5
ENDLESS = 10**12
"""More than anybody counts."""


class Display(StrEnum):
    """How a number is shown."""

    NUMBER = "number"
    """To the nearest five; nought as it is."""
    FEWER = "fewer_than_5"
    HIDDEN = "not_shown"
    """It would give away another."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is shown."""

    display: Display
    number: int = 0
    """Of what is shown to the nearest five; of what is hidden, the least that it can be."""

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the most that the true number can be, by itself."""
        if self.display is Display.FEWER:
            return 1, SMALLEST_SHOWN - 1
        if self.display is Display.HIDDEN:
            return self.number, ENDLESS
        if self.number == 0:
            return 0, 0
        return max(self.number - 2, SMALLEST_SHOWN), self.number + 2

    @property
    def value(self) -> int | None:
        """The number, where one is shown."""
        return self.number if self.display is Display.NUMBER else None


def shown(number: int) -> Shown:
    """Show a number by itself."""
    if 0 < number < SMALLEST_SHOWN:
        return Shown(Display.FEWER)
    return Shown(Display.NUMBER, ROUNDED_TO * ((number + 2) // ROUNDED_TO))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is shown, and the tables that part it."""

    shown: Shown
    tables: Mapping[str, Mapping[str, "Figure"]] = field(default_factory=dict)


@dataclass(slots=True)
class _Cell:
    """A number on its way: how it is shown, and what it can be by all that is shown."""

    shown: Shown
    tables: dict[str, "_Table"]
    least: int = 0
    most: int = ENDLESS

    @property
    def is_narrowed(self) -> bool:
        """Tell whether a suppressed number can no longer be each of 1 to 4."""
        least, most = self.shown.bounds
        return self.shown.display is Display.FEWER and (self.least > least or self.most < most)


_Table = dict[str, _Cell]


def suppressed(counted: Counted) -> Figure:
    """Give a count and its tables as they may be shown."""
    whole = _cell(counted)
    _look(whole)
    while table := next(_unsafe(whole), None):
        _hide_more(table)
        _look(whole)
    return _figure(whole)


def _cell(counted: Counted) -> _Cell:
    tables = {
        name: {key: _cell(part) for key, part in parts.items()}
        for name, parts in counted.tables.items()
        if parts
    }
    return _Cell(shown(counted.number), tables)


def _figure(cell: _Cell) -> Figure:
    return Figure(
        cell.shown,
        {
            name: {key: _figure(part) for key, part in parts.items()}
            for name, parts in cell.tables.items()
        },
    )


def _look(whole: _Cell) -> None:
    """Find what each number can be."""
    _look_up(whole)
    _look_down(whole)


def _look_up(cell: _Cell) -> None:
    """Narrow a number by its parts."""
    cell.least, cell.most = cell.shown.bounds
    for table in cell.tables.values():
        for part in table.values():
            _look_up(part)
        least, most = _sums(table.values())
        cell.least, cell.most = max(cell.least, least), min(cell.most, most)


def _look_down(cell: _Cell) -> None:
    """Narrow the parts by their sum."""
    for table in cell.tables.values():
        least, most = _sums(table.values())
        for part in table.values():
            # What is left of the sum where all others are as small, or as large, as they can be.
            up_to, from_on = cell.most - (least - part.least), cell.least - (most - part.most)
            part.least, part.most = max(part.least, from_on), min(part.most, up_to)
        for part in table.values():
            _look_down(part)


def _sums(parts: Iterable[_Cell]) -> tuple[int, int]:
    some = list(parts)
    return sum(part.least for part in some), sum(part.most for part in some)


def _unsafe(cell: _Cell) -> Iterator[_Table]:
    """Give the tables in which a suppressed number can be worked out, the innermost first."""
    for table in cell.tables.values():
        for part in table.values():
            yield from _unsafe(part)
        if any(part.is_narrowed for part in table.values()):
            yield table


def _hide_more(table: _Table) -> None:
    numbers = [part for part in table.values() if part.shown.value]
    if numbers:
        smallest = min(numbers, key=lambda part: part.shown.number)
        smallest.shown = Shown(Display.HIDDEN, SMALLEST_SHOWN)
        return
    for part in table.values():
        part.shown = Shown(Display.HIDDEN)
