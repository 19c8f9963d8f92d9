"""Queries for quality checks."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.quality import Outcome
from service.store.models import DocumentRow, RecordRow
from service.store.work_models import QualityCheckRow


def get(session: Session, check_id: int, *, to_change: bool = False) -> QualityCheckRow | None:
    """Find a check by id; to change it, nobody else may hold it meanwhile."""
    return session.get(QualityCheckRow, check_id, with_for_update=to_change or None)


def fields_of(session: Session, record_id: int) -> set[str]:
    """Name the fields of a record that were drawn."""
    query = select(QualityCheckRow.field).where(QualityCheckRow.record_id == record_id)
    return set(session.scalars(query))


def waiting(session: Session, *, limit: int, after_id: int = 0) -> list[QualityCheckRow]:
    """List what nobody has answered, oldest first, above the given id."""
    open_ones = (QualityCheckRow.seen_at.is_(None), QualityCheckRow.id > after_id)
    query = select(QualityCheckRow).where(*open_ones).order_by(QualityCheckRow.id)
    return list(session.scalars(query.limit(limit)))


def count_waiting(session: Session) -> int:
    """Count what nobody has answered."""
    query = select(func.count()).where(QualityCheckRow.seen_at.is_(None))
    return session.scalar(query) or 0


def counts(
    session: Session, columns: Sequence[str], *, batch_id: int | None = None
) -> Iterator[tuple[tuple[str, ...], Outcome, int]]:
    """Count checks by outcome, apart by these columns; all of them, or those of a batch."""
    by = [getattr(QualityCheckRow, column) for column in columns]
    query = select(*by, QualityCheckRow.outcome, func.count())
    if batch_id is not None:
        query = query.join(QualityCheckRow.record).join(RecordRow.document)
        query = query.where(DocumentRow.batch_id == batch_id)
    for *group, outcome, number in session.execute(query.group_by(*by, QualityCheckRow.outcome)):
        yield tuple(group), outcome, number
