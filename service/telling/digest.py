"""The letter that says each morning how much is due, by process point: it names nobody."""

from collections.abc import Mapping
from datetime import datetime

from service.clock import LONDON
from service.journey.actions import TeamAt
from service.journey.events import Point
from service.journey.words import show_point, show_team
from service.store.due import When

_COLUMNS = (When.OVERDUE, When.TODAY, When.SOON)
_HEADS = ("overdue", "today", "7 days")
_WIDTH = 38


def digest(
    counts: Mapping[tuple[int, When], int], team: TeamAt | None, at_utc: datetime
) -> tuple[str, str]:
    """Give subject and text of the letter."""
    whose = show_team(team) if team else "all teams"
    day = at_utc.astimezone(LONDON)
    sums = [sum(number for (_, when), number in counts.items() if when is one) for one in _COLUMNS]
    subject = f"Throughcare: {sums[0]} overdue, {sums[1]} due today"
    lines = [
        f"What is due for {whose}, {day.day} {day:%B %Y}, {day:%H:%M}",
        "",
        _line("Process point", _HEADS),
        *(
            _line(show_point(point), [counts.get((point, when), 0) for when in _COLUMNS])
            for point in Point
            if any((point, when) in counts for when in _COLUMNS)
        ),
        _line("All", sums),
        "",
        "Sign in to Throughcare and open “Due” to see each. This letter names nobody.",
    ]
    return subject, "\n".join(lines) + "\n"


def _line(name: str, cells: "tuple[object, ...] | list[int]") -> str:
    return f"{name:<{_WIDTH}}" + "".join(f"{cell!s:>9}" for cell in cells)
