"""Writes what rows hold as cells that a person reads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from importlib import import_module
from typing import Any

from service.access.values import Cell, Grid
from service.store.held import Row


def cell(value: object, *, look: bool = False, link: str = "") -> Cell:
    """Make a cell; an empty one is never to be looked at."""
    text = shown(value)
    return Cell(text, link, look and bool(text))


def shown(value: object) -> str:
    """Write a value: days and instants as people write them, codes with spaces, lists in a row."""
    if value is None:
        return ""
    return next(write(value) for kind, write in _WRITERS if isinstance(value, kind))


def _parts(value: Mapping[str, object]) -> str:
    return "; ".join(f"{shown(key)}: {shown(one)}" for key, one in value.items() if one)


_WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "yes" if value else "no"),
    (datetime, lambda value: str(words().show_instant(value))),
    (date, lambda value: str(words().show_day(value))),
    (StrEnum, lambda value: str(value).replace("_", " ")),
    (Mapping, _parts),
    (str, str),
    (Sequence, lambda value: ", ".join(filter(None, map(shown, value)))),
    (object, str),
)
"""How each kind of value is written; the first that it is."""


def words() -> Any:  # noqa: ANN401 - a module
    """Give the words of the pages; asked for late, because the pages ask for use cases."""
    return import_module("service.web.words")


def register_words() -> Any:  # noqa: ANN401 - a module
    """Give the words of the register, likewise."""
    return import_module("service.web.register_words")


def grid(caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Grid:
    """Make a table."""
    return Grid(caption=caption, head=tuple(head), rows=tuple(map(tuple, rows)))


def plain(caption: str, columns: Mapping[str, str], rows: Iterable[Row]) -> Grid:
    """Make a table of some columns of rows, by their names and heads."""
    return grid(
        caption, list(columns.values()), ([cell(row[key]) for key in columns] for row in rows)
    )
