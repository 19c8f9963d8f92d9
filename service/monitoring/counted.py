"""A count, and the tables that part it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are, told apart in one or several ways, each of which adds up to all."""

    number: int
    tables: Mapping[str, Mapping[str, "Counted"]] = field(default_factory=dict)
    """By what they are told apart by, and then by category."""


def parted(**tables: Iterable[tuple[str, int]]) -> Counted:
    """Make a count of tables that tell the same things apart; a category may come twice."""
    summed = {name: _summed(rows) for name, rows in tables.items()}
    number = max((sum(rows.values()) for rows in summed.values()), default=0)
    return Counted(
        number,
        {
            name: {key: Counted(count) for key, count in sorted(rows.items())}
            for name, rows in summed.items()
        },
    )


def together(table: str, parts: Mapping[str, Counted]) -> Counted:
    """Make the count of all parts of one table, which may have tables of their own."""
    return Counted(sum(part.number for part in parts.values()), {table: parts})


def _summed(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, count in rows:
        found[key] = found.get(key, 0) + count
    return found
