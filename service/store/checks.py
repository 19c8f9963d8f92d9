"""Queries for quality checks."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.store.work_models import QualityCheckRow

_TOGETHER = 1000


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


def all_drawn(session: Session) -> Iterator[QualityCheckRow]:
    """Give every check, a portion at a time."""
    query = select(QualityCheckRow).execution_options(yield_per=_TOGETHER)
    yield from session.scalars(query)
