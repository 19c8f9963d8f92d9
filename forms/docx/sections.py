"""A form's sections as they stand in a document: headings, prose, and tables of questions."""

from collections.abc import Iterable, Iterator
from itertools import accumulate, zip_longest

from forms.definition import (
    Field,
    Form,
    LabelPlace,
    Section,
    SectionLayout,
    SectionWidth,
    Signature,
    Table,
    Text,
    Tick,
)
from forms.docx.controls import content_control
from forms.docx.markup import Element, paragraph, printed, run, words
from forms.docx.tables import ROW_MM, Cell, Row, table
from forms.geometry import CONTENT_LEFT_MM, CONTENT_RIGHT_MM

_CONTENT_MM = CONTENT_RIGHT_MM - CONTENT_LEFT_MM
_TWELFTHS = 12
_HALF_MM = _CONTENT_MM / (2 * _TWELFTHS)
"""Width of one of 24 columns: a half section has twelve of them, a full one pairs them."""
_LABEL_CHAR_MM = 1.75
_NARROW_COLUMNS = 8
"""Below this a label does not stand beside its answer but above it."""
_LABEL_ROW_MM, _LINE_MM, _SIGNATURE_MM = 9.0, 4.5, 13.0
_NUMBER_MM, _BOX_MM, _CHANGE_MM = 8.0, 10.0, 56.0


def section_blocks(form: Form) -> Iterator[Element]:
    """Yield the headings, paragraphs and tables of all sections in order."""
    waiting: Section | None = None
    for section in form.sections:
        if waiting is not None and _pairs(section):
            yield from _pair(waiting, section)
            waiting = None
            continue
        if waiting is not None:
            yield from _alone(waiting)
        waiting = section if _pairs(section) else None
        if waiting is None:
            yield from _alone(section)
    if waiting is not None:
        yield from _alone(waiting)


def _pairs(section: Section) -> bool:
    """Tell whether the section can share a table with its neighbour."""
    plain = section.layout is SectionLayout.GRID and not section.paragraphs + section.points
    return section.width is SectionWidth.HALF and plain


def _gap() -> Element:
    return paragraph(style="FormGap")


def _pair(left: Section, right: Section) -> Iterator[Element]:
    titles = tuple(
        Cell(content=(words(section.title, "Heading2"),), columns=_TWELFTHS)
        for section in (left, right)
    )
    rows = [Row(cells=titles)]
    empty = Row(cells=(_blank(_TWELFTHS),), height_mm=0)
    for one, other in zip_longest(_grid(left, 1), _grid(right, 1), fillvalue=empty):
        height = max(one.height_mm, other.height_mm)
        rows.append(Row(cells=one.cells + other.cells, height_mm=height))
    yield table(rows, (_HALF_MM,) * 2 * _TWELFTHS, f"{left.title}; {right.title}")
    yield _gap()


def _alone(section: Section) -> Iterator[Element]:
    if section.title:
        yield words(section.title, "Heading1", page_break=section.new_page)
    yield from (words(text, "BodyText") for text in section.paragraphs)
    yield from (words(text, "ListBullet") for text in section.points)
    if section.fields:
        yield _questions(section)
        yield _gap()


def _questions(section: Section) -> Element:
    if section.table:
        return _table_section(section, section.table)
    if section.layout is SectionLayout.CHANGES:
        rest = _CONTENT_MM - _NUMBER_MM - _BOX_MM - _CHANGE_MM
        widths = (_NUMBER_MM, _BOX_MM, _CHANGE_MM, rest)
        return table(list(_changes(section)), widths, section.title)
    return table(list(_grid(section, 2)), (_HALF_MM,) * 2 * _TWELFTHS, section.title)


def _blank(columns: int, *, ruled: bool = True) -> Cell:
    return Cell(content=(paragraph(style="FieldValue"),), columns=columns, ruled=ruled)


def _rows_of(section: Section) -> Iterator[list[Field]]:
    """Fill rows of twelve twelfths from left to right."""
    row: list[Field] = []
    for field in section.fields:
        if row and sum(f.span for f in row) + field.span > _TWELFTHS:
            yield row
            row = []
        row.append(field)
    if row:
        yield row


def _grid(section: Section, columns_each: int) -> Iterator[Row]:
    rows = list(_rows_of(section))
    labels = _label_columns(rows, columns_each)
    for row in rows:
        cells = [
            cell
            for f, start in _starts(row)
            for cell in _cells(f, columns_each, labels[start, f.span])
        ]
        left_over = (_TWELFTHS - sum(f.span for f in row)) * columns_each
        if left_over:
            cells.append(_blank(left_over, ruled=columns_each == 1))
        yield Row(cells=tuple(cells), height_mm=max(map(_height_mm, row)))


def _starts(row: list[Field]) -> Iterator[tuple[Field, int]]:
    """Pair each field of a row with the twelfth at which it starts."""
    yield from zip(row, accumulate((f.span for f in row), initial=0), strict=False)


def _label_columns(rows: list[list[Field]], columns_each: int) -> dict[tuple[int, int], int]:
    """Give the columns of labels on the left, the same for fields that stand below one another."""
    wide: dict[tuple[int, int], int] = {}
    for field, start in (pair for row in rows for pair in _starts(row)):
        columns = field.span * columns_each
        wanted = round(len(_label(field)) * _LABEL_CHAR_MM / _HALF_MM) + 1
        if field.label_width is not None:
            wanted = round(columns * field.label_width / _TWELFTHS)
        fitting = max(2, min(wanted, columns // 2)) if _beside(field, columns) else 0
        wide[start, field.span] = max(wide.get((start, field.span), 0), fitting)
    return wide


def _beside(field: Field, columns: int) -> bool:
    """Tell whether the label stands beside the answer and not above it."""
    if isinstance(field.kind, Tick) or field.label_place is LabelPlace.ABOVE:
        return False
    return columns >= _NARROW_COLUMNS


def _height_mm(field: Field) -> float:
    match field.kind:
        case Signature():
            return _SIGNATURE_MM
        case Text(lines=lines) if lines > 1:
            return _LABEL_ROW_MM + (lines - 1) * _LINE_MM
        case _:
            return ROW_MM


def _label(field: Field) -> str:
    return f"{field.number}. {field.label}" if field.number else field.label


def _answer(field: Field) -> Element:
    return paragraph(*content_control(field), style="FieldValue")


def _tick_line(field: Field) -> Element:
    return paragraph(*content_control(field), run(printed(f"  {_label(field)}")), style="TickLabel")


def _cells(field: Field, columns_each: int, label_columns: int) -> Iterator[Cell]:
    columns = field.span * columns_each
    if isinstance(field.kind, Tick):
        yield Cell(content=(_tick_line(field),), columns=columns)
        return
    label, answer = words(_label(field), "FieldLabel"), _answer(field)
    if not _beside(field, columns):
        yield Cell(content=(label, answer), columns=columns, top=True)
        return
    yield Cell(content=(label,), columns=label_columns)
    yield Cell(content=(answer,), columns=columns - label_columns)


def _changes(section: Section) -> Iterator[Row]:
    details = {field.detail_of: field for field in section.fields if field.detail_of}
    for field in section.fields:
        if field.detail_of:
            continue
        detail = details.get(field.key)
        cells = (
            Cell(content=(words(field.number or "", "RowLabel"),)),
            Cell(content=(paragraph(*content_control(field), style="TickLabel"),)),
            Cell(content=(words(field.label, "RowLabel"),)),
            Cell(content=_detail(detail), top=True) if detail else _blank(1),
        )
        yield Row(cells=cells, height_mm=_height_mm(detail) if detail else ROW_MM)


def _detail(field: Field) -> tuple[Element, ...]:
    return words(field.label, "FieldLabel"), _answer(field)


def _table_section(section: Section, shape: Table) -> Element:
    widths = [*([shape.row_width] if shape.row_width else []), *(c.width for c in shape.columns)]
    grid = [_CONTENT_MM * width / sum(widths) for width in widths]
    heads = [*([shape.row_heading] if shape.row_width else []), *(c.label for c in shape.columns)]
    rows = [Row(cells=_texts(heads, "FieldLabel"), heading=True)] if any(heads) else []
    fields = iter(section.fields)
    for line in shape.rows:
        asked = [next(fields) for _ in shape.columns]
        cells = _texts([line.label], "RowLabel") if shape.row_width else ()
        cells += tuple(Cell(content=(_answer(field),)) for field in asked)
        rows.append(Row(cells=cells, height_mm=max(map(_height_mm, asked))))
    return table(rows, grid, section.title)


def _texts(texts: Iterable[str], style: str) -> tuple[Cell, ...]:
    return tuple(Cell(content=(words(text, style),)) for text in texts)
