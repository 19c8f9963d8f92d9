"""Makes text harmless in a spreadsheet, in a way that can be undone.

A cell that begins with one of these characters could be taken for a formula (OWASP: CSV
injection). It gets an apostrophe before it; so does one that begins with an apostrophe. To have
the text as it was, take one apostrophe away from each cell that begins with one.
"""

import csv
from collections.abc import Iterable
from io import StringIO

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")  # noqa: RUF001


def guarded(text: str) -> str:
    """Give the text as a cell may hold it."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def unguarded(cell: str) -> str:
    """Give back what `guarded` was given."""
    return cell.removeprefix("'")


def csv_line(cells: Iterable[str], end: str = "\r\n") -> str:
    """Write a row of a table as a line; whoever calls it guards the cells that need it."""
    target = StringIO(newline="")
    csv.writer(target, lineterminator=end).writerow(cells)
    return target.getvalue()
