"""Reads a document by its printed labels, where it lost its controls or was typed afresh.

The answer stands behind the label and a colon, below it in the same cell, or in the next cell.
Labels that several fields share count in order; where the count differs, nothing is guessed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from forms.definition import Field, Form, Table, Tick
from forms.docx.markup import Element
from forms.docx.story import W_BOX, W_P, W_TC, W_TR, seen, slot_of

_SIGNS = "\u2610\u2611\u2612\u2713\u2714"
_BRACKETED = ("[ ]", "[x]", "[X]", "[]", "( )", "(x)", "(X)", "()")
_BOX_WORDS = {*_SIGNS, *_BRACKETED, "x", "X", "\u2717", "\u2718"}

DocRow = tuple[tuple[str, ...], ...]
"""Cells of paragraphs; a paragraph outside a table is a row of one cell."""


def _home(paragraph: Element) -> Element:
    """Find the cell or text box that a paragraph stands in; itself if in none."""
    for ancestor in paragraph.iterancestors():
        if ancestor.tag in (W_TC, W_BOX):
            return ancestor
    return paragraph


def _row_of(home: Element) -> Element:
    if home.tag == W_TC:
        return next(home.iterancestors(W_TR), home)
    return home


def _text(paragraph: Element) -> str:
    inner = {p for box in paragraph.iter(W_BOX) for p in box.iter()}
    return slot_of([e for e in seen(paragraph) if e not in inner]).text


def rows_of(roots: Collection[Element]) -> list[DocRow]:
    """Take a document apart into rows of cells of paragraphs, in reading order."""
    rows: list[DocRow] = []
    for root in roots:
        paragraphs = [(p, _home(p)) for p in seen(root) if p.tag == W_P]
        for _, in_row in groupby(paragraphs, key=lambda pair: _row_of(pair[1])):
            cells = groupby(in_row, key=lambda pair: pair[1])
            rows.append(tuple(tuple(_text(p) for p, _ in pairs) for _, pairs in cells))
    return rows


def plain(text: str) -> str:
    """Reduce words to what two ways of typing them have in common."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _split_sign(paragraph: str) -> tuple[str, str]:
    """Part the sign of a box before a label from the label."""
    text = paragraph.strip()
    for sign in _BOX_WORDS:
        rest = text[len(sign) :]
        if text.startswith(sign) and (sign in _SIGNS or not rest or rest[0].isspace()):
            return sign, rest.strip()
    return "", text


def _heads(text: str) -> Iterator[tuple[str, str]]:
    """Yield what may be a label at the start of a paragraph, with what stands behind it."""
    yield plain(text), ""
    for place, char in enumerate(text):
        if char in ":\t":
            yield plain(text[:place]), text[place + 1 :].strip()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a label was found."""

    number: int
    """Of the paragraph in the document."""
    row: DocRow
    cell: int
    paragraph: int
    sign: str
    behind: str


def _labels(field: Field) -> set[str]:
    number = field.number or ""
    return {plain(field.label), plain(number + field.label)} - {""}


def _index(rows: Sequence[DocRow]) -> Mapping[str, list[_Place]]:
    """Find everything that may be a label."""
    index: dict[str, list[_Place]] = defaultdict(list)
    number = 0
    for row in rows:
        for cell, paragraphs in enumerate(row):
            for place, paragraph in enumerate(paragraphs):
                number += 1
                sign, text = _split_sign(paragraph)
                for label, behind in _heads(text):
                    index[label].append(_Place(number, row, cell, place, sign, behind))
    return index


def _places(index: Mapping[str, list[_Place]], labels: Collection[str]) -> list[_Place]:
    """Give the places of a label in any of its forms, one a paragraph, in order."""
    found = {place.number: place for label in labels for place in index.get(label, ())}
    return [found[number] for number in sorted(found)]


def _answer(place: _Place, printed: set[str]) -> str:
    """Give the answer to a label: behind it, below it, or in the next cell."""
    below = "\n".join(place.row[place.cell][place.paragraph + 1 :]).strip()
    if place.behind or below:
        return "\n".join(part for part in (place.behind, below) if part)
    following = place.row[place.cell + 1 : place.cell + 2]
    texts = [text for paragraphs in following for text in paragraphs if text]
    if any(plain(text) in printed for text in texts):
        return ""
    return "\n".join(texts)


def _mark(place: _Place) -> str:
    """Give the sign that belongs to the label of a tick: before it, or in a cell beside it."""
    if place.sign:
        return place.sign
    beside = (*reversed(place.row[: place.cell]), *place.row[place.cell + 1 :])
    texts = ("".join(paragraphs).strip() for paragraphs in beside)
    return next((text for text in texts if text in _BOX_WORDS), place.behind)


def _shared(fields: Sequence[Field]) -> Mapping[frozenset[str], list[Field]]:
    """Group fields that are printed with the same label, in order."""
    groups: dict[frozenset[str], list[Field]] = defaultdict(list)
    for field in fields:
        groups[frozenset(_labels(field))].append(field)
    return groups


def _read_plain(
    rows: Sequence[DocRow], fields: Sequence[Field], printed: set[str]
) -> dict[str, str]:
    read: dict[str, str] = {}
    index = _index(rows)
    for labels, sharing in _shared([field for field in fields if _labels(field)]).items():
        places = _places(index, labels)
        if len(places) != len(sharing):
            continue
        for field, place in zip(sharing, places, strict=True):
            read[field.key] = (
                _mark(place) if isinstance(field.kind, Tick) else _answer(place, printed)
            )
    return read


def _cells(row: DocRow) -> list[str]:
    return ["\n".join(paragraphs).strip() for paragraphs in row]


def _table_body(rows: Sequence[DocRow], shape: Table, heads: int) -> dict[str, str]:
    """Read the rows of a table, from the first; stop where they are no longer its own."""
    offset = 1 if shape.row_width else 0
    read: dict[str, str] = {}
    for line, row in zip(shape.rows, rows, strict=False):
        cells = _cells(row)
        named = not offset or plain(cells[0]) == plain(line.label)
        if not named or len(cells) != heads + offset:
            break
        keys = (f"{line.key}_{column.key}" for column in shape.columns)
        read |= dict(zip(keys, cells[offset:], strict=True))
    return read


def _read_table(rows: Sequence[DocRow], shape: Table) -> tuple[dict[str, str], list[DocRow]]:
    """Read a table below the row that has its column headings.

    Returns:
        The answers by key, and the rows of the document that are not of this table.
    """
    offset = 1 if shape.row_width else 0
    heads = [plain(column.label) for column in shape.columns]
    for number, row in enumerate(rows, 1):
        if [plain(cell) for cell in _cells(row)][offset:] != heads:
            continue
        if read := _table_body(rows[number:], shape, len(heads)):
            return read, [*rows[: number - 1], *rows[number + len(read) // len(heads) :]]
    return {}, list(rows)


def read_by_labels(rows: Sequence[DocRow], form: Form) -> Mapping[str, str]:
    """Find the answers by the labels that the form prints beside them.

    Returns:
        By key, what was written, empty where nothing was; without the fields whose label is not
        there, or is there more or less often than it should.
    """
    read: dict[str, str] = {}
    left = list(rows)
    for section in form.sections:
        if section.table:
            found, left = _read_table(left, section.table)
            read |= found
    tabled = {f.key for section in form.sections if section.table for f in section.fields}
    fields = [field for field in form.fields() if field.key not in tabled]
    printed = {label for field in fields for label in _labels(field)}
    printed |= {plain(section.title) for section in form.sections if section.title}
    return _read_plain(left, fields, printed) | read
