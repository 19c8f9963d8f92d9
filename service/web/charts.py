"""Charts as SVG without a script or a style: rows of bars and of marks, all across in percent.

They keep their letters' size on any screen, for only lengths across stretch. Nothing is told by
colour alone: fills have patterns of their own, marks have shapes, and the numbers stand beside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_LEFT, _RIGHT = 24.0, 82.0
"""Percent of the width: before it the label of a row, behind it the number."""
LEFT_OF_WORDS = 52.0
"""The same, where labels are words rather than days."""
_STEP_PX, _TOP_PX = 30, 6
FILLS = 6
"""As many kinds of bar as the page's patterns tell apart; the last takes all that are left."""
_NICE = (1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a row's bar."""

    x: float
    width: float
    """Both in percent of the chart."""
    fill: int
    """Number of the pattern, from 0."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on a row, and what belongs to it: the span of an interval, or another value."""

    x: float
    low: float
    high: float
    """All in percent of the chart."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row: its label, what is drawn, and the number at its end."""

    label: str
    number: str
    top_px: int
    bars: tuple[Bar, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart, ready to be drawn."""

    key: str
    """Of letters: its elements' ids begin with it."""
    title: str
    description: str
    """What a person who does not see it should know of it, in a sentence or two."""
    rows: tuple[ChartRow, ...]
    ticks: tuple[Tick, ...]
    numbers: str
    """What the numbers at the end of the rows are."""
    legend: tuple[str, ...] = ()
    """The names of the fills, in order."""

    @property
    def height_px(self) -> int:
        """Rows and the scale below them."""
        return _TOP_PX + _STEP_PX * len(self.rows) + 26

    @property
    def floor_px(self) -> int:
        """Where the scale stands."""
        return _TOP_PX + _STEP_PX * len(self.rows)


def upper_end(largest: float) -> float:
    """Give a round number for the end of a scale, not below what is shown."""
    if largest <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= largest:
        power *= 10
    while power > largest:
        power /= 10
    return next(nice * power for nice in _NICE if nice * power >= largest)


def across(value: float, end: float, left: float = _LEFT) -> float:
    """Give the place of a value in percent of the chart's width."""
    return round(left + (_RIGHT - left) * value / end, 2)


def ticks(end: float, labels: Sequence[str], left: float = _LEFT) -> tuple[Tick, ...]:
    """Put labels at equal distances along the scale, the first at nought."""
    steps = len(labels) - 1
    return tuple(Tick(across(end * at / steps, end, left), text) for at, text in enumerate(labels))


def ticks_of_counts(end: float, left: float = _LEFT) -> tuple[Tick, ...]:
    """Put labels along a scale of things that are counted: there is no half of one."""
    middle = [f"{end / 2:,.0f}"] if (end / 2).is_integer() else []
    return ticks(end, ["0", *middle, f"{end:,.0f}"], left)


def row(at: int, label: str, number: str, *, mark: Mark | None = None) -> ChartRow:
    """Make a row that has no bar, the first with 0."""
    return ChartRow(label, number, _TOP_PX + _STEP_PX * at, mark=mark)


def bar_row(
    at: int,
    label: str,
    parts: Iterable[float],
    number: str,
    *,
    end: float,
    left: float = _LEFT,
) -> ChartRow:
    """Make a row with a bar of parts that lie one behind the other."""
    bars, before = [], 0.0
    for fill, part in enumerate(parts):
        if part:
            x = across(before, end, left)
            bars.append(Bar(x, round(across(before + part, end, left) - x, 2), fill))
        before += part
    return ChartRow(label, number, _TOP_PX + _STEP_PX * at, tuple(bars))


def largest_first(counts: Mapping[str, int]) -> list[tuple[str, tuple[str, ...]]]:
    """Group what is counted for the fills of a chart: the largest alone, the rest together."""
    keys = [key for key, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    if len(keys) <= FILLS:
        return [(key, (key,)) for key in keys]
    return [*((key, (key,)) for key in keys[: FILLS - 1]), ("", tuple(keys[FILLS - 1 :]))]
