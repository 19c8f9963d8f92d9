"""Adds to the audit trail."""

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.store.models import AuditRow


def write(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: object,
    **details: str | int | bool | list[str] | None,
) -> None:
    """Note who did what to what; details are codes, counts and ids, never a name or a value."""
    session.add(
        AuditRow(
            at=now_utc(),
            user_id=actor.user_id,
            action=action,
            subject=subject,
            subject_id=str(subject_id),
            details={"channel": str(actor.channel), **details},
        )
    )
