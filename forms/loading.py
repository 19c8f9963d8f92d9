"""Loads a form definition from TOML into frozen values, or refuses it with line and reason."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from forms import definition as d
from forms.copies import is_form_code
from forms.definition_checks import check_form
from forms.errors import DefinitionError
from forms.geometry import BoxMm
from forms.toml_lines import LineIndex
from forms.toml_lines import Path as TomlPath

_T = TypeVar("_T")
_E = TypeVar("_E", bound=StrEnum)
Beside = Callable[[str], bytes | None]
_KEY = re.compile(r"^[a-z][a-z0-9_]*$")
_FORM_ID = re.compile(r"^[a-z][a-z0-9-]*$")


class _Reader:
    """Takes typed values out of one TOML table and complains about what is left over."""

    def __init__(
        self, table: dict[str, Any], path: TomlPath, lines: LineIndex, source: str
    ) -> None:
        self.table, self.path, self.lines, self.source = dict(table), path, lines, source

    def fail(self, reason: str, key: str | None = None) -> NoReturn:
        raise DefinitionError(self.source, self.lines.line(self.path, key), reason)

    def take(self, key: str, wanted: type[_T], default: _T | None = None) -> _T:
        value = self.table.pop(key, default)
        if value is None:
            self.fail(f"`{key}` is missing")
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            self.fail(f"`{key}` must be {_TYPE_WORDS[wanted]}", key)
        return value

    def maybe(self, key: str, wanted: type[_T]) -> _T | None:
        return self.take(key, wanted) if key in self.table else None

    def words(self, key: str) -> tuple[str, ...]:
        value = self.take(key, list, [])
        if not all(isinstance(item, str) for item in value):
            self.fail(f"`{key}` must be a list of texts", key)
        return tuple(value)

    def member(self, key: str, wanted: type[_E], default: _E | None = None) -> _E:
        value = self.take(key, str, None if default is None else str(default))
        return self.as_member(value, key, wanted)

    def as_member(self, value: str, key: str, wanted: type[_E]) -> _E:
        try:
            return wanted(value)
        except ValueError:
            self.fail(f"`{key}` must be one of {', '.join(wanted)}, not {value!r}", key)

    def key(self) -> str:
        value = self.take("key", str)
        if not _KEY.match(value):
            self.fail("`key` must be small letters, digits and underscores", "key")
        return value

    def below(self, key: str) -> Iterator["_Reader"]:
        for index, table in enumerate(self.take(key, list, [])):
            if not isinstance(table, dict):
                self.fail(f"`{key}` must be a list of tables", key)
            yield _Reader(table, (*self.path, key, index), self.lines, self.source)

    def child(self, key: str) -> "_Reader | None":
        table = self.maybe(key, dict)
        if table is None:
            return None
        return _Reader(table, (*self.path, key), self.lines, self.source)

    def done(self) -> None:
        for key in self.table:
            self.fail(f"`{key}` is not known here", key)


_TYPE_WORDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def _text(reader: _Reader) -> d.Text:
    return d.Text(
        max_length=reader.take("max_length", int),
        lines=reader.take("lines", int, 1),
        style=reader.member("style", d.TextStyle, d.TextStyle.PLAIN),
    )


def _comb(reader: _Reader) -> d.Comb:
    pattern = reader.maybe("pattern", str)
    if pattern is not None:
        try:
            re.compile(pattern)
        except re.error as error:
            reader.fail(f"`pattern` is not a regular expression: {error}", "pattern")
    return d.Comb(length=reader.take("length", int), pattern=pattern)


def _choice(reader: _Reader) -> d.Choice:
    options = reader.take("options", dict)
    if len(options) < 2 or not all(isinstance(label, str) for label in options.values()):
        reader.fail('`options` must name at least two answers, each `key = "words"`', "options")
    if bad := [key for key in options if not _KEY.match(key) or key == "off"]:
        reader.fail(
            f"option key {bad[0]!r} must be small letters, digits and underscores", "options"
        )
    return d.Choice(
        options=tuple(d.Option(key=key, label=label) for key, label in options.items()),
        mark=reader.member("mark", d.ChoiceMark, d.ChoiceMark.BOX),
    )


_KINDS: dict[str, Callable[[_Reader], d.FieldKind]] = {
    "text": _text,
    "comb": _comb,
    "date": lambda _reader: d.Date(),
    "time": lambda _reader: d.Time(),
    "choice": _choice,
    "tick": lambda _reader: d.Tick(),
    "signature": lambda _reader: d.Signature(),
}


def _kind(reader: _Reader) -> d.FieldKind:
    name = reader.take("kind", str)
    if name not in _KINDS:
        reader.fail(f"`kind` must be one of {', '.join(_KINDS)}, not {name!r}", "kind")
    return _KINDS[name](reader)


def _reference(reader: _Reader | None) -> d.ReferenceUse | None:
    if reader is None:
        return None
    use = d.ReferenceUse(
        list_name=reader.take("list", str),
        part=reader.member("part", d.ReferencePart),
        pairs_with=reader.maybe("pairs_with", str),
    )
    reader.done()
    return use


def _condition(reader: _Reader | None) -> d.Condition | None:
    if reader is None:
        return None
    values = reader.take("is", list, [True])
    condition = d.Condition(field=reader.take("field", str), values=tuple(values))
    reader.done()
    return condition


def _field(
    reader: _Reader, key: str, *, label: str | None = None, owner: str | None = None
) -> d.Field:
    words = reader.take("label", str, label)
    kind = _kind(reader)
    default_place = d.LabelPlace.RIGHT if isinstance(kind, d.Tick) else d.LabelPlace.LEFT
    field = d.Field(
        key=key,
        label=words,
        kind=kind,
        help=reader.take("help", str, words),
        number=reader.maybe("number", str),
        required=reader.take("required", bool, False),
        required_when=_required_when(reader, owner),
        reference=_reference(reader.child("reference")),
        synonyms=reader.words("synonyms"),
        detail_of=owner,
        span=reader.take("span", int, 12),
        label_place=reader.member("label_place", d.LabelPlace, default_place),
        label_width=reader.maybe("label_width", int),
        urgency=_urgency(reader),
        by_hand=reader.take("by_hand", bool, False),
        places=tuple(_place(below) for below in reader.below("place")),
    )
    reader.done()
    return field


def _urgency(reader: _Reader) -> int:
    urgency = reader.take("urgency", int, 0)
    if not 0 <= urgency <= d.MOST_URGENT:
        reader.fail(f"`urgency` must be a whole number from 0 to {d.MOST_URGENT}", "urgency")
    return urgency


def _number(reader: _Reader, key: str) -> float:
    value = reader.table.pop(key, None)
    if not isinstance(value, int | float) or isinstance(value, bool):
        reader.fail(f"`{key}` must be a number", key)
    return float(value)


def _place(reader: _Reader) -> d.Place:
    edges = reader.take("box", list)
    if len(edges) != 4 or not all(isinstance(edge, int | float) for edge in edges):
        reader.fail("`box` must be four numbers: left, top, right, bottom in millimetres", "box")
    box = BoxMm(*(float(edge) for edge in edges))
    place = d.Place(
        page=reader.take("page", int),
        box=box,
        option=reader.maybe("option", str),
        cells=reader.take("cells", int, 0),
    )
    reader.done()
    return place


def _adopted(reader: _Reader | None, beside: Beside) -> d.Adopted | None:
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
        left, top = _number(page, "left"), _number(page, "top")
        pages.append(d.AdoptedPage(scale=_number(page, "scale"), left=left, top=top))
        page.done()
    reader.done()
    return d.Adopted(file=name, print_pdf=data, pages=tuple(pages))


def _required_when(reader: _Reader, owner: str | None) -> d.Condition | None:
    """Give the stated condition; a tick's detail is required with its tick unless it says not."""
    stated = _condition(reader.child("required_when"))
    if owner is None or not reader.take("required_with_tick", bool, True):
        return stated
    return stated or d.Condition(field=owner, values=(True,))


def _with_detail(reader: _Reader) -> Iterator[d.Field]:
    key, detail = reader.key(), reader.child("detail")
    yield _field(reader, key)
    if detail is not None:
        yield _field(detail, f"{key}_detail", owner=key)


def _line(reader: _Reader) -> d.Line:
    return d.Line(
        key=reader.key(), label=reader.take("label", str), width=reader.take("width", int, 1)
    )


def _table(reader: _Reader) -> tuple[d.Table, tuple[d.Field, ...]]:
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


def _cell(column: _Reader, row: d.Line, line: d.Line) -> d.Field:
    """Make one cell's field; label and help name the row, so that it stands alone when read out."""
    cell = _Reader(column.table, column.path, column.lines, column.source)
    if isinstance(condition := cell.table.get("required_when"), dict):
        field = str(condition.get("field", "")).replace("{row}", row.key)
        cell.table["required_when"] = {**condition, "field": field}
    words = f"{row.label}: {line.label}" if row.label else line.label
    if "help" in cell.table:
        cell.table["help"] = (
            f"{row.label}: {cell.table['help']}" if row.label else cell.table["help"]
        )
    return _field(cell, f"{row.key}_{line.key}", label=words)


def _section(reader: _Reader) -> d.Section:
    table_reader = reader.child("table")
    table, cells = _table(table_reader) if table_reader else (None, ())
    fields = tuple(field for below in reader.below("field") for field in _with_detail(below))
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


def _rule(reader: _Reader) -> d.Rule:
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


def _form(reader: _Reader, beside: Beside) -> d.Form:
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
        urgency=_urgency(reader),
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
    form = _form(_Reader(table, (), lines, name), beside)
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
