"""Queries for values in doubt across records: like with like, and records that have none left."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.selectable import TableValuedAlias

from service.assembly import Doubt
from service.matching.decision import MatchNote
from service.store.models import DocumentRow, RecordRow
from service.store.states import RecordState

Question = tuple[str, str, str]
"""Form, version and field."""


def _each(session: Session) -> TableValuedAlias:
    """Give the doubts of each record, one a row: field and reason."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    each = func.json_each if is_sqlite else func.jsonb_each_text
    # As tables the columns of both are called alike.
    return each(RecordRow.doubts).table_valued("key", "value", joins_implicitly=True)


def _waiting(query: Select[Any], doubt: TableValuedAlias, batch_id: int | None) -> Select[Any]:
    query = query.where(RecordRow.state == RecordState.REVIEW, doubt.c.value != str(Doubt.NOT_READ))
    if batch_id is None:
        return query
    return query.join(RecordRow.document).where(DocumentRow.batch_id == batch_id)


def counts(session: Session, batch_id: int | None) -> dict[Question, int]:
    """Count the values in doubt of each question, of all that waits or of one batch."""
    doubt = _each(session)
    parts = (RecordRow.form_id, RecordRow.form_version, doubt.c.key)
    query = _waiting(select(*parts, func.count()).select_from(RecordRow), doubt, batch_id)
    found = session.execute(query.group_by(*parts))
    return {(form, version, key): number for form, version, key, number in found}


def listed(
    session: Session,
    questions: Collection[Question],
    batch_id: int | None,
    *,
    skip: int,
    limit: int,
) -> list[tuple[int, str]]:
    """Give record and field of values in doubt, equal values next to each other."""
    doubt = _each(session)
    value: ColumnElement[str] = RecordRow.values.op("->>")(doubt.c.key)
    asked = (
        and_(RecordRow.form_id == form, RecordRow.form_version == version, doubt.c.key == key)
        for form, version, key in questions
    )
    query = _waiting(select(RecordRow.id, doubt.c.key).select_from(RecordRow), doubt, batch_id)
    query = query.where(or_(*asked)).order_by(func.lower(value), RecordRow.id, doubt.c.key)
    return [(record_id, key) for record_id, key in session.execute(query.offset(skip).limit(limit))]


def with_pages(session: Session, record_ids: Collection[int]) -> dict[int, RecordRow]:
    """Give records by id, with their pages."""
    query = select(RecordRow).options(selectinload(RecordRow.pages))
    rows = session.scalars(query.where(RecordRow.id.in_(record_ids)))
    return {row.id: row for row in rows}


def _ready(query: Select[Any], batch_id: int | None) -> Select[Any]:
    """Narrow a query to what waits and has nothing left to ask: no doubt, no concern, a client."""
    has_client = or_(
        RecordRow.client_id.is_not(None), RecordRow.match_note == str(MatchNote.NOT_NEEDED)
    )
    nothing_left = and_(RecordRow.doubts == {}, RecordRow.concerns == [], has_client)
    query = query.where(RecordRow.state == RecordState.REVIEW, nothing_left)
    if batch_id is None:
        return query
    return query.join(RecordRow.document).where(DocumentRow.batch_id == batch_id)


def count_ready(session: Session, batch_id: int | None) -> int:
    """Count the records that a person only has to accept."""
    return session.scalar(_ready(select(func.count(RecordRow.id)), batch_id)) or 0


def ready(session: Session, batch_id: int | None, *, limit: int) -> list[RecordRow]:
    """List the records that a person only has to accept: the most urgent first, then the oldest."""
    query = select(RecordRow).options(selectinload(RecordRow.client))
    query = _ready(query, batch_id).order_by(RecordRow.urgency.desc(), RecordRow.id)
    return list(session.scalars(query.limit(limit)))
