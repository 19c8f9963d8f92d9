"""Queries for second factors and the codes that stand in for them."""

from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from service.store.identity_models import RecoveryCodeRow, SecondFactorRow


def of_user(session: Session, user_id: int) -> SecondFactorRow | None:
    """Find an account's, confirmed or not."""
    return session.get(SecondFactorRow, user_id)


def confirmed(session: Session, user_id: int) -> SecondFactorRow | None:
    """Find an account's, where it was shown to work."""
    row = of_user(session, user_id)
    return row if row and row.confirmed_at else None


def having(session: Session) -> set[int]:
    """Tell which accounts have one."""
    query = select(SecondFactorRow.user_id).where(SecondFactorRow.confirmed_at.is_not(None))
    return set(session.scalars(query))


def take_step(session: Session, user_id: int, step: int) -> bool:
    """Take the code of a half minute, once: two at a time cannot both."""
    is_new = or_(SecondFactorRow.last_step.is_(None), SecondFactorRow.last_step < step)
    taken = update(SecondFactorRow).where(SecondFactorRow.user_id == user_id, is_new)
    found = session.execute(taken.values(last_step=step).returning(SecondFactorRow.user_id))
    return found.scalar() is not None


def take_recovery_code(session: Session, user_id: int, code_hash: str, at_utc: datetime) -> bool:
    """Use a recovery code up, once."""
    is_it = (
        RecoveryCodeRow.user_id == user_id,
        RecoveryCodeRow.code_hash == code_hash,
        RecoveryCodeRow.used_at.is_(None),
    )
    used = update(RecoveryCodeRow).where(*is_it).values(used_at=at_utc)
    return session.execute(used.returning(RecoveryCodeRow.id)).scalar() is not None


def recovery_codes_left(session: Session, user_id: int) -> int:
    """Count an account's unused codes."""
    is_left = (RecoveryCodeRow.user_id == user_id, RecoveryCodeRow.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCodeRow).where(*is_left)) or 0


def forget_recovery_codes(session: Session, user_id: int) -> None:
    """Drop all of an account's codes."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
