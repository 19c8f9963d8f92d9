"""Queries for records that were taken out of the list to check."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.store.checking_models import WithdrawalRow


def last(session: Session, record_id: int) -> WithdrawalRow | None:
    """Find the last time that a record was taken out, whether or not it was put back."""
    query = (
        select(WithdrawalRow)
        .options(joinedload(WithdrawalRow.by))
        .where(WithdrawalRow.record_id == record_id)
        .order_by(WithdrawalRow.id.desc())
    )
    return session.scalar(query.limit(1))
