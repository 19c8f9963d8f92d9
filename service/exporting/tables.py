"""Puts records into the tables of an export: one a form, and one of all values where wanted."""

from collections.abc import Iterable, Mapping

from forms.registry import Catalogue
from service.exporting.columns import (
    VALUE_COLUMNS,
    Column,
    Exported,
    record_columns,
    record_row,
    value_rows,
)
from service.exporting.files import Tables

_VALUES = "values_with_evidence"
"""No form can be called this."""


def columns_of_forms(catalogue: Catalogue) -> dict[str, tuple[Column, ...]]:
    """Give the columns of each form's table, those of its newest version first."""
    newest_first = list(reversed(list(catalogue)))
    return {
        form.id: record_columns(one for one in newest_first if one.id == form.id)
        for form in newest_first
    }


def fill_tables(
    tables: Tables,
    found: Iterable[Exported],
    columns: Mapping[str, tuple[Column, ...]],
    *,
    with_evidence: bool,
) -> int:
    """Put records into tables; give how many they were."""
    count = 0
    for exported in found:
        own = columns[exported.record.form_id]
        tables.add(exported.record.form_id, own, [record_row(exported, own)])
        if with_evidence:
            tables.add(_VALUES, VALUE_COLUMNS, value_rows(exported))
        count += 1
    return count
