"""Loads a form definition from TOML into frozen values, or refuses it with line and reason."""

import hashlib
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from forms import definition as d
from forms.copies import is_form_code
from forms.definition_checks import check_form
from forms.errors import DefinitionError
from forms.loading_fields import field_of, fields_of, urgency_of
from forms.table_reader import TableReader
from forms.toml_lines import LineIndex

Beside = Callable[[str], bytes | None]
_FORM_ID = re.compile(r"^[a-z][a-z0-9-]*$")


def _adopted(reader: TableReader | None, beside: Beside) -> d.Adopted | None:
    if reader is None:
        return None
    name, digest = reader.take("file", str), reader.take("sha256", str)
    data = beside(name)
    if data is None:
        reader.fail(f"{name} is not beside this definition", "file")
    if hashlib.sha256(data).hexdigest() != digest:
        reader.fail(f"{name} is not the file that was adopted: adopt it anew", "file")
    pages = []
    for page in reader.below("page"):
        left, top = page.number("left"), page.number("top")
        pages.append(d.AdoptedPage(scale=page.number("scale"), left=left, top=top))
        page.done()
    reader.done()
    return d.Adopted(file=name, print_pdf=data, pages=tuple(pages))


def _line(reader: TableReader) -> d.Line:
    return d.Line(
        key=reader.key(), label=reader.take("label", str), width=reader.take("width", int, 1)
    )


def _table(reader: TableReader) -> tuple[d.Table, tuple[d.Field, ...]]:
    rows, columns = [], []
    for row in reader.below("row"):
        rows.append(_line(row))
        row.done()
    columns = list(reader.below("column"))
    lines = tuple(_line(column) for column in columns)
    fields = tuple(
        _cell(column, row, line)
        for row in rows
        for column, line in zip(columns, lines, strict=True)
    )
    table = d.Table(
        rows=tuple(rows),
        columns=lines,
        row_heading=reader.take("row_heading", str, ""),
        row_width=reader.take("row_width", int, 3),
    )
    reader.done()
    return table, fields


def _cell(column: TableReader, row: d.Line, line: d.Line) -> d.Field:
    """Make one cell's field; label and help name the row, so that it stands alone when read out."""
    cell = TableReader(column.table, column.path, column.lines, column.source)
    if isinstance(condition := cell.table.get("required_when"), dict):
        field = str(condition.get("field", "")).replace("{row}", row.key)
        cell.table["required_when"] = {**condition, "field": field}
    words = f"{row.label}: {line.label}" if row.label else line.label
    if "help" in cell.table:
        cell.table["help"] = (
            f"{row.label}: {cell.table['help']}" if row.label else cell.table["help"]
        )
    return field_of(cell, f"{row.key}_{line.key}", label=words)


def _section(reader: TableReader) -> d.Section:
    table_reader = reader.child("table")
    table, cells = _table(table_reader) if table_reader else (None, ())
    fields = tuple(field for below in reader.below("field") for field in fields_of(below))
    section = d.Section(
        key=reader.key(),
        title=reader.take("title", str, ""),
        layout=d.SectionLayout.TABLE
        if table
        else reader.member("layout", d.SectionLayout, d.SectionLayout.GRID),
        width=reader.member("width", d.SectionWidth, d.SectionWidth.FULL),
        paragraphs=reader.words("paragraphs"),
        points=reader.words("points"),
        fields=fields + cells,
        table=table,
        new_page=reader.take("new_page", bool, False),
    )
    reader.done()
    return section


def _rule(reader: TableReader) -> d.Rule:
    kind, message = reader.take("kind", str), reader.take("message", str)
    rule: d.Rule
    match kind:
        case "in_order":
            rule = d.InOrder(
                earlier=reader.take("earlier", str),
                later=reader.take("later", str),
                message=message,
            )
        case "any_of":
            rule = d.AnyOf(fields=reader.words("fields"), message=message)
        case "not_after_today":
            rule = d.NotAfterToday(field=reader.take("field", str), message=message)
        case _:
            reader.fail("`kind` must be in_order, any_of or not_after_today", "kind")
    reader.done()
    return rule


def _form(reader: TableReader, beside: Beside) -> d.Form:
    form_id = reader.take("id", str)
    if not _FORM_ID.match(form_id):
        reader.fail("`id` must be small letters, digits and hyphens", "id")
    code = reader.take("code", str)
    if not is_form_code(code):
        reader.fail("`code` must be two of the characters 0-9 and A-Z without I, L, O, U", "code")
    form = d.Form(
        id=form_id,
        version=reader.take("version", str),
        code=code,
        title=reader.take("title", str),
        language=reader.take("language", str, "en-GB"),
        pages=reader.take("pages", int),
        senders=tuple(reader.as_member(party, "from", d.Party) for party in reader.words("from")),
        recipients=tuple(reader.as_member(party, "to", d.Party) for party in reader.words("to")),
        source=reader.take("source", str),
        note=reader.maybe("note", str),
        synonyms=reader.words("synonyms"),
        urgency=urgency_of(reader),
        sections=tuple(_section(below) for below in reader.below("section")),
        rules=tuple(_rule(below) for below in reader.below("rule")),
        adopted=_adopted(reader.child("adopted"), beside),
    )
    reader.done()
    return form


def load_form(source: str, name: str, beside: Beside = lambda _name: None) -> d.Form:
    """Load one definition from TOML text.

    Args:
        source: the text.
        name: the file as messages call it.
        beside: gives the content of a file that is kept with the definition, None where it is not.

    Raises:
        DefinitionError: with the line and the reason.
    """
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        reason = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise DefinitionError(name, int(line[1]) if line else None, reason) from error
    lines = LineIndex(source)
    form = _form(TableReader(table, (), lines, name), beside)
    for problem in check_form(form):
        raise DefinitionError(name, lines.line(problem.path, problem.key), problem.reason)
    return form


def load_form_file(path: Path) -> d.Form:
    """Load one definition file.

    Raises:
        DefinitionError: unreadable, not UTF-8, or wrong.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "cannot be read" if isinstance(error, OSError) else "is not UTF-8 text"
        raise DefinitionError(path.name, None, reason) from error

    def beside(name: str) -> bytes | None:
        kept = path.parent / Path(name).name
        return kept.read_bytes() if kept.is_file() else None

    return load_form(source, path.name, beside)
