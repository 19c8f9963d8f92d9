"""Figures for monitoring as CSV: a row a number, none that a spreadsheet takes for a formula."""

from collections.abc import Iterable, Iterator
from datetime import date

from service.exporting.spreadsheet import csv_line, guarded
from service.monitoring.suppressing import Display, Shown
from service.monitoring.tables import Table

COLUMNS = ("from", "to", "table", "title", "row", "category", "measure", "count")
WORDS = {Display.FEWER: "fewer than 5", Display.HIDDEN: "not shown"}


def figure_lines(first: date, last: date, tables: Iterable[Table]) -> Iterator[str]:
    """Yield the lines of the file; it begins with the mark of UTF-8."""
    yield "\ufeff" + csv_line(COLUMNS)
    period = (first.isoformat(), last.isoformat())
    for table in tables:
        for row in table.rows:
            for (_, measure), cell in zip(table.columns, row.cells, strict=True):
                known = (table.key, table.title, row.key, row.label, measure, count_text(cell))
                yield csv_line(guarded(cell) for cell in (*period, *known))


def count_text(cell: Shown) -> str:
    """Write a number as it may be shown, without a comma."""
    return str(cell.number) if cell.display is Display.NUMBER else WORDS[cell.display]
