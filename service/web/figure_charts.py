"""Charts of the figures for monitoring: what is suppressed has no bar, and says so in words."""

from service.monitoring.suppressing import Display, Shown
from service.monitoring.tables import Row, Table
from service.web.charts import (
    LEFT_OF_WORDS,
    Chart,
    bar_row,
    ticks_of_counts,
    upper_end,
)
from service.web.words import show_number

_MOST_ROWS = 15
_LONGEST_LABEL = 44
"""Letters beside a bar; the table has the whole of it."""
_WORDS = {Display.FEWER: "fewer than 5", Display.HIDDEN: "not shown"}


def show_count(cell: Shown) -> str:
    """Write a number as it may be shown."""
    return show_number(cell.number) if cell.display is Display.NUMBER else _WORDS[cell.display]


def chart_of(table: Table) -> Chart | None:
    """Draw a table, its largest rows first where there are many; None: there is nothing to draw."""
    rows = [row for row in table.rows if any(cell != Shown(Display.NUMBER) for cell in row.cells)]
    if not rows:
        return None
    shown = rows if len(rows) <= _MOST_ROWS else sorted(rows, key=_length, reverse=True)
    shown = shown[:_MOST_ROWS]
    end = upper_end(max(map(_length, shown)) or 1)
    several = len(table.columns) > 1
    return Chart(
        key=f"figures-{table.key}",
        title=table.title,
        description=f"A bar for each row of the table. {table.about} {_left_out(rows, shown)}",
        rows=tuple(
            bar_row(at, _label(row), _bars(row), _number(row), end=end, left=LEFT_OF_WORDS)
            for at, row in enumerate(shown)
        ),
        ticks=ticks_of_counts(end, LEFT_OF_WORDS),
        numbers="the number, to the nearest 5" if not several else "all that are shown",
        legend=tuple(words for _, words in table.columns) if several else (),
    )


def _left_out(rows: list[Row], shown: list[Row]) -> str:
    left = len(rows) - len(shown)
    return f"The {len(shown)} largest are drawn, {left} more are in the table." if left else ""


def _bars(row: Row) -> list[int]:
    return [cell.value or 0 for cell in row.cells]


def _length(row: Row) -> int:
    return sum(_bars(row))


def _number(row: Row) -> str:
    if len(row.cells) == 1:
        return show_count(row.cells[0])
    return show_number(_length(row))


def _label(row: Row) -> str:
    if len(row.label) <= _LONGEST_LABEL:
        return row.label
    return row.label[: _LONGEST_LABEL - 1].rstrip() + "…"
