"""Many copies of one form from a CSV table: one row a copy, streamed, with its answers or problems.

The heading row names field keys. UTF-8 with or without a byte order mark, or Windows-1252; commas,
semicolons or tabs. There is no limit to the rows, and only one is in memory at a time.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, TextIO

from forms.answers import Answers
from forms.definition import Form
from forms.errors import EmptyFileError, TableError, ValuesError
from forms.reference import ReferenceLists
from forms.schema import FormSchema, load_with, nearest_key, schema_for

SEPARATORS = ",;\t"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ROW = "row"
"""What a problem of the whole row is reported under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRow:
    """One row of a table: its answers, or what is wrong with it."""

    number: int
    """As a spreadsheet counts: the heading is row 1."""
    values: Answers = field(repr=False, default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


def read_rows(
    source: BinaryIO, form: Form, lists: ReferenceLists | None = None, *, complete: bool = False
) -> Iterator[BulkRow]:
    """Check the heading row, then give the rows one by one.

    Raises:
        EmptyFileError: no bytes.
        TableError: a heading is no field key, stands twice, or the file is not a CSV table.
    """
    lines = _decoded(source)
    heading = next(lines, "")
    if not heading.strip():
        raise EmptyFileError("the table is empty")
    separator = _separator(heading, form)
    table = csv.reader(_chained(heading, lines), delimiter=separator, strict=True)
    columns = _checked_columns(_next_row(table) or [], form)
    schema = schema_for(form, lists)()
    return _rows(table, columns, schema, complete=complete)


def _decoded(source: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(source, 1):
        if number == 1 and line.startswith(_UTF16):
            raise TableError("the table is UTF-16 text", hint="Save it as CSV UTF-8.")
        yield _text(line.removeprefix(_BOM) if number == 1 else line, number)


def _text(line: bytes, number: int) -> str:
    """Decode a line; old spreadsheets write Windows-1252, whose letters are not valid UTF-8."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    reason = f"line {number} is neither UTF-8 nor Windows-1252 text"
    raise TableError(reason, hint="Save the table as CSV UTF-8.")


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _separator(heading: str, form: Form) -> str:
    """Choose the separator under which the most headings are field keys."""
    keys = {field.key for field in form.fields()}

    def known(separator: str) -> int:
        return sum(_key(cell) in keys for cell in heading.split(separator))

    return max(SEPARATORS, key=lambda separator: (known(separator), heading.count(separator)))


def _key(heading: str) -> str:
    return heading.strip().strip('"').strip().casefold()


def _next_row(table: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(table, None)
    except csv.Error as error:
        raise TableError(f"the table is not CSV: {error}") from error


def _checked_columns(headings: Sequence[str], form: Form) -> tuple[str, ...]:
    """Give the field key of each column, empty for a column without a heading."""
    keys = {field.key for field in form.fields()}
    columns = tuple(_key(heading) for heading in headings)
    for heading, column in zip(headings, columns, strict=True):
        if column and column not in keys:
            nearest = nearest_key(form, column)
            meant = f"; did you mean {nearest}?" if nearest else ""
            reason = f"column {heading.strip()!r} is no field of {form.id}{meant}"
            raise TableError(reason)
    if twice := [column for column, count in Counter(columns).items() if column and count > 1]:
        raise TableError(f"column {twice[0]} stands twice")
    return columns


def _rows(
    table: Iterator[list[str]], columns: tuple[str, ...], schema: FormSchema, *, complete: bool
) -> Iterator[BulkRow]:
    number = 1
    while (cells := _next_row(table)) is not None:
        number += 1
        if any(cell.strip() for cell in cells):
            yield _row(number, cells, columns, schema, complete=complete)


def _row(
    number: int,
    cells: Sequence[str],
    columns: tuple[str, ...],
    schema: FormSchema,
    *,
    complete: bool,
) -> BulkRow:
    spare = len(cells) - len(columns)
    names = (*columns, *[""] * max(spare, 0))
    written = dict(zip(names, cells, strict=False))
    loose = any(cell.strip() for name, cell in zip(names, cells, strict=False) if not name)
    if loose:
        return BulkRow(
            number=number, problems={_ROW: "a cell stands in a column without a heading"}
        )
    written.pop("", None)
    try:
        return BulkRow(number=number, values=load_with(schema, written, complete=complete))
    except ValuesError as error:
        return BulkRow(number=number, problems=error.problems)


class ProblemReport:
    """Writes the problems of rows as CSV: row, field, problem. Holds no answers."""

    def __init__(self, out: TextIO) -> None:
        self._table = csv.writer(out, lineterminator="\n")
        self._table.writerow(("row", "field", "problem"))
        self.rows = 0
        """How many rows had a problem."""

    def add(self, row: BulkRow) -> None:
        """Write the problems of one row; nothing where it has none."""
        self.add_problems(row.number, row.problems)

    def add_problems(self, number: int, problems: Mapping[str, str]) -> None:
        """Write problems that were found later, when the copy was made."""
        self.rows += bool(problems)
        self._table.writerows((number, key, text) for key, text in problems.items())


def heading_row(form: Form) -> str:
    """Give the heading row of an empty table for a form."""
    return ",".join(field.key for field in form.fields()) + "\n"
