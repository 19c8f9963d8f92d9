"""The columns of the tables that leave the service, and their rows.

Columns about the record begin with an underscore, which no field key can, so none is taken twice.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain

from forms.answers import Answer
from forms.definition import Form, Signature, Tick
from service.custody.chain import AcceptedBy, ValueEvidence
from service.entities import Record


class ColumnType(StrEnum):
    """What a column holds."""

    TEXT = "text"
    FLAG = "flag"
    WHOLE = "whole"
    NUMBER = "number"
    INSTANT = "instant"


Cell = str | bool | int | float | datetime | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; cells are of its type or None."""

    name: str
    type: ColumnType = ColumnType.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A record on its way out, with what stands behind its values."""

    record: Record = field(repr=False)
    batch: str | None
    original_sha256: str
    values: tuple[ValueEvidence, ...] = field(repr=False)
    with_doubtful: bool
    """Whether values leave that nobody and nothing has accepted."""

    @property
    def leaving(self) -> tuple[ValueEvidence, ...]:
        """The values that leave."""
        if self.with_doubtful:
            return self.values
        return tuple(value for value in self.values if value.acceptance is not None)

    @property
    def not_accepted(self) -> list[str]:
        """Keys of the values that nobody and nothing has accepted."""
        return [value.key for value in self.values if value.acceptance is None]


_INSTANT, _WHOLE, _NUMBER, _FLAG = (
    ColumnType.INSTANT,
    ColumnType.WHOLE,
    ColumnType.NUMBER,
    ColumnType.FLAG,
)
_OF_RECORD = (
    Column("_record_id", _WHOLE),
    Column("_document_id", _WHOLE),
    Column("_client_reference"),
    Column("_state"),
    Column("_form_version"),
    Column("_copy_id"),
    Column("_batch"),
    Column("_original_sha256"),
    Column("_created_at", _INSTANT),
    Column("_accepted_at", _INSTANT),
    Column("_not_accepted"),
    Column("_checked_by_a_person"),
)
VALUE_COLUMNS = (
    Column("record_id", _WHOLE),
    Column("document_id", _WHOLE),
    Column("form"),
    Column("form_version"),
    Column("field"),
    Column("value"),
    Column("read_value"),
    Column("raw"),
    Column("state"),
    Column("method"),
    Column("confidence", _NUMBER),
    Column("alternatives"),
    Column("page", _WHOLE),
    Column("box_left_mm", _NUMBER),
    Column("box_top_mm", _NUMBER),
    Column("box_right_mm", _NUMBER),
    Column("box_bottom_mm", _NUMBER),
    Column("original_sha256"),
    Column("picture_sha256"),
    Column("read_by"),
    Column("read_at", _INSTANT),
    Column("accepted"),
    Column("accepted_by"),
    Column("accepted_at", _INSTANT),
    Column("corrected", _FLAG),
)
"""Of the long table: a row a value."""


def record_columns(versions: Iterable[Form]) -> tuple[Column, ...]:
    """Give the columns of a form's flat table: one a field that any version of it asks."""
    asked = chain.from_iterable(form.fields() for form in versions)
    of_fields = {
        one.key: Column(
            one.key, _FLAG if isinstance(one.kind, Tick | Signature) else ColumnType.TEXT
        )
        for one in asked
    }
    return (*_OF_RECORD, *of_fields.values())


def record_row(exported: Exported, columns: Iterable[Column]) -> Row:
    """Give a record's row of its form's flat table."""
    record = exported.record
    cells: dict[str, Cell] = {
        **{value.key: value.value for value in exported.leaving},
        "_record_id": record.id,
        "_document_id": record.document_id,
        "_client_reference": record.client.reference if record.client else None,
        "_state": str(record.state),
        "_form_version": record.form_version,
        "_copy_id": record.copy_id,
        "_batch": exported.batch,
        "_original_sha256": exported.original_sha256,
        "_created_at": record.created_at,
        "_accepted_at": record.accepted_at,
        "_not_accepted": " ".join(exported.not_accepted),
        "_checked_by_a_person": " ".join(sorted({one.key for one in record.corrections})),
    }
    return tuple(cells.get(column.name) for column in columns)


def value_rows(exported: Exported) -> Iterator[Row]:
    """Give a record's rows of the long table, as `VALUE_COLUMNS` has them."""
    record = exported.record
    head = (record.id, record.document_id, record.form_id, record.form_version)
    for value in exported.leaving:
        yield (*head, value.key, _text(value.value), *_reading_cells(value), *_trust_cells(value))


def _text(answer: Answer) -> str | None:
    return str(answer).lower() if isinstance(answer, bool) else answer


def _reading_cells(value: ValueEvidence) -> Row:
    reading = value.reading
    if reading is None:
        return (None,) * 11
    box = reading.box
    edges: Row = (None,) * 4 if box is None else (box.left, box.top, box.right, box.bottom)
    return (
        _text(reading.value),
        reading.raw,
        str(reading.state),
        str(reading.method),
        reading.confidence,
        json.dumps(reading.alternatives, ensure_ascii=False) if reading.alternatives else None,
        value.page,
        *edges,
    )


def _trust_cells(value: ValueEvidence) -> Row:
    accepted = value.acceptance
    who = accepted and (accepted.who if accepted.by is AcceptedBy.PERSON else accepted.rule)
    return (
        value.original_sha256,
        value.picture_sha256,
        value.read_by,
        value.read_at,
        str(accepted.by) if accepted else None,
        who or None,
        accepted.at if accepted else None,
        value.was_changed,
    )
