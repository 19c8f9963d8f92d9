"""Deletes rows with all that hangs on them, whatever tables there are: found by the foreign keys.

A row that must refer to what goes, goes too. One that may be without stays without, unless it is
about the same person (`GOES_TOO`): a test asks of every new one which it is.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Table, delete, exists, func, select, union_all, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from service.store import (
    checking_models,  # noqa: F401 - declares its tables
    consent_models,  # noqa: F401 - declares its tables
    decision_models,  # noqa: F401 - declares its tables
    effect_models,  # noqa: F401 - declares its tables
    journey_models,  # noqa: F401 - declares its tables
    matching_models,  # noqa: F401 - declares its tables
    retention_models,  # noqa: F401 - declares its tables
    rights_models,  # noqa: F401 - declares its tables
    work_models,  # noqa: F401 - declares its tables
)
from service.store.base import Base
from service.store.columns import UtcDateTime

GOES_TOO = frozenset(
    {
        "clients.merged_into_id",
        "documents.duplicate_of_id",
        "effect_decisions.history_id",
        "effect_decisions.undo_history_id",
        "issued_copies.client_id",
        "jobs.document_id",
        "records.client_id",
        "retention_decisions.client_id",
        "retention_decisions.document_id",
    }
)
STAYS_WITHOUT = frozenset(
    {
        "client_decisions.client_id",
        "consents.document_id",
        "consents.record_id",
        "copy_set_members.copy_id",
        "correction_requests.record_id",
        "disclosures.consent_id",
        "disclosures.exception_id",
        "documents.parent_id",
        "journey_events.record_id",
        "learned_layouts.page_id",
        "pages.record_id",
        "records.resembles_id",
    }
)
CLIENTS, DOCUMENTS, PAGES, RECORDS = (
    Base.metadata.tables[name] for name in ("clients", "documents", "pages", "records")
)
_AT_ONCE = 500
_OF_KEEPING = frozenset({"retention_decisions", "retention_holds"})
"""To decide how long something is kept is no reason to keep it longer."""
_NAMED_ONLY = {"clients": "client_id"}
"""Columns that refer by their name alone, for speed, and have no foreign key."""


class Reference(NamedTuple):
    """A column that refers to the rows of a table."""

    table: Table
    column: Column[int]

    @property
    def name(self) -> str:
        """As the two lists have it."""
        return f"{self.table.name}.{self.column.name}"


def references_to(target: Table) -> Iterator[Reference]:
    """Yield what refers to a table."""
    named = _NAMED_ONLY.get(target.name)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            is_key = any(key.column.table is target for key in column.foreign_keys)
            if is_key or column.name == named:
                yield Reference(table, column)


def erase(session: Session, table: Table, ids: Collection[int]) -> None:
    """Delete rows by id, with whatever hangs on them."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        _erase_some(session, table, wanted[start : start + _AT_ONCE])


def _erase_some(session: Session, table: Table, ids: list[int]) -> None:
    for reference in references_to(table):
        ours = reference.column.in_(ids)
        if reference.column.nullable and reference.name not in GOES_TOO:
            session.execute(update(reference.table).where(ours).values({reference.column: None}))
        elif any(references_to(reference.table)):
            below = set(session.scalars(select(reference.table.c.id).where(ours)))
            erase(session, reference.table, below - set(ids) if reference.table is table else below)
        else:
            session.execute(delete(reference.table).where(ours))
    session.execute(delete(table).where(table.c.id.in_(ids)))


def untouched_since(target: Table, instant: datetime) -> list[ColumnElement[bool]]:
    """Give the conditions that nothing that refers to a row is of a later instant."""
    return [
        ~exists().where(column == target.c.id, at >= instant) for column, at in _touches(target)
    ]


def last_touches(session: Session, target: Table, ids: Collection[int]) -> dict[int, datetime]:
    """Give the latest instant at which something was recorded that refers to a row."""
    asked = [
        select(column.label("id"), func.max(at).label("at")).where(column.in_(ids)).group_by(column)
        for column, at in _touches(target)
    ]
    found = union_all(*asked).subquery()
    query = select(found.c.id, func.max(found.c.at)).group_by(found.c.id)
    return {row_id: at for row_id, at in session.execute(query) if at is not None}


def _touches(target: Table) -> Iterator[tuple[Column[int], Column[datetime]]]:
    for table, column in references_to(target):
        if table.name not in _OF_KEEPING:
            times = (one for one in table.columns if isinstance(one.type, UtcDateTime))
            yield from ((column, one) for one in times)
