"""Takes typed values out of the tables of a TOML file, and refuses with line and reason."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from forms.errors import DefinitionError
from forms.toml_lines import LineIndex
from forms.toml_lines import Path as TomlPath

_T = TypeVar("_T")
_E = TypeVar("_E", bound=StrEnum)
KEY = re.compile(r"^[a-z][a-z0-9_]*$")
"""What fields, sections and options are known by."""


class TableReader:
    """Takes typed values out of one TOML table; what is left over at the end is refused.

    Every method that takes a value raises `DefinitionError`, with file and line, where it is
    missing or of another type.
    """

    def __init__(
        self, table: dict[str, Any], path: TomlPath, lines: LineIndex, source: str
    ) -> None:
        self.table, self.path, self.lines, self.source = dict(table), path, lines, source

    def fail(self, reason: str, key: str | None = None) -> NoReturn:
        """Refuse the table, at the line of a key or at its own."""
        raise DefinitionError(self.source, self.lines.line(self.path, key), reason)

    def take(self, key: str, wanted: type[_T], default: _T | None = None) -> _T:
        """Take a value that must be there, or its default."""
        value = self.table.pop(key, default)
        if value is None:
            self.fail(f"`{key}` is missing")
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            self.fail(f"`{key}` must be {_TYPE_WORDS[wanted]}", key)
        return value

    def maybe(self, key: str, wanted: type[_T]) -> _T | None:
        """Take a value that may be missing."""
        return self.take(key, wanted) if key in self.table else None

    def number(self, key: str) -> float:
        """Take a number that must be there, whole or not."""
        value = self.table.pop(key, None)
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.fail(f"`{key}` must be a number", key)
        return float(value)

    def words(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; none where it is missing."""
        value = self.take(key, list, [])
        if not all(isinstance(item, str) for item in value):
            self.fail(f"`{key}` must be a list of texts", key)
        return tuple(value)

    def member(self, key: str, wanted: type[_E], default: _E | None = None) -> _E:
        """Take one of the values of an enumeration."""
        value = self.take(key, str, None if default is None else str(default))
        return self.as_member(value, key, wanted)

    def as_member(self, value: str, key: str, wanted: type[_E]) -> _E:
        """Read a text as a value of an enumeration."""
        try:
            return wanted(value)
        except ValueError:
            self.fail(f"`{key}` must be one of {', '.join(wanted)}, not {value!r}", key)

    def key(self) -> str:
        """Take the key by which something is known."""
        value = self.take("key", str)
        if not KEY.match(value):
            self.fail("`key` must be small letters, digits and underscores", "key")
        return value

    def below(self, key: str) -> Iterator["TableReader"]:
        """Take a list of tables, one after the other."""
        for index, table in enumerate(self.take(key, list, [])):
            if not isinstance(table, dict):
                self.fail(f"`{key}` must be a list of tables", key)
            yield TableReader(table, (*self.path, key, index), self.lines, self.source)

    def child(self, key: str) -> "TableReader | None":
        """Take a table within this one, if it is there."""
        table = self.maybe(key, dict)
        if table is None:
            return None
        return TableReader(table, (*self.path, key), self.lines, self.source)

    def done(self) -> None:
        """Refuse the table if something in it was not asked for."""
        for key in self.table:
            self.fail(f"`{key}` is not known here", key)


_TYPE_WORDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}
