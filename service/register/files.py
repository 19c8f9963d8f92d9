"""Reads the register's table out of a CSV file, row by row."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from forms.errors import TableError
from service.exporting.spreadsheet import guarded, unguarded
from service.register.columns import COLUMNS

_BEYOND = "beyond the columns"
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class TableShape:
    """Which columns a table may have."""

    columns: Sequence[str]
    one_of: Sequence[str]
    """One of these must be among them; the first is named where none is."""

    @property
    def hint(self) -> str:
        """What to do about a wrong heading."""
        needed = " or ".join(self.one_of)
        return f"Columns are {', '.join(self.columns)}; {needed} must be among them."


REGISTER = TableShape(COLUMNS, ("surname", "client_ref"))


def read_table(
    file: BinaryIO, name: str, shape: TableShape = REGISTER
) -> Iterator[tuple[int, Cells]]:
    """Yield each row with its line in the file; cells that are missing or empty are left out.

    Args:
        file: CSV in UTF-8.
        name: of the file, as errors call it.
        shape: which columns it may have.

    Raises:
        TableError: the file is no such table.
    """
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        reader = csv.DictReader(text, restkey=_BEYOND, strict=True)
        _check_heading(name, reader.fieldnames or (), shape)
        for row in reader:
            if cells := _cells(row):
                yield reader.line_num, cells
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError(
            f"{name} is not a CSV file in UTF-8", hint="Save it as CSV UTF-8."
        ) from error
    finally:
        text.detach()


def _check_heading(name: str, heading: Sequence[str], shape: TableShape) -> None:
    unknown = sorted(set(heading) - set(shape.columns))
    if not set(shape.one_of) & set(heading):
        raise TableError(f"{name} has no column “{shape.one_of[0]}”", hint=shape.hint)
    if unknown:
        raise TableError(f"{name} has unknown columns: {', '.join(unknown)}", hint=shape.hint)
    if len(set(heading)) < len(heading):
        raise TableError(f"{name} has a column twice", hint=shape.hint)


def _cells(row: dict[str, str | list[str]]) -> Cells:
    known = ((key, _cell(cell)) for key, cell in row.items() if cell)
    return {key: text for key, text in known if text}


def _cell(cell: str | list[str]) -> str:
    # PostgreSQL keeps no NUL, and nobody means one.
    text = "".join(cell).replace("\0", "").strip()
    plain = unguarded(text)
    # What begins with an apostrophe for another reason than a spreadsheet's safety keeps it.
    return plain.strip() if guarded(plain) == text else text


def is_too_long(cells: Cells) -> bool:
    """Tell whether the row has more cells than there are columns."""
    return _BEYOND in cells
