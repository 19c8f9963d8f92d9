"""Adds to the audit trail: entries wait in their transaction and are chained when it ends.

The chain needs one point that transactions pass one by one. It is the very end of each: all else
that it writes is written, and only the commit is left, so nobody is held up longer than that takes,
and nobody who waits there holds up anybody by what else they lock (docs/adr/0025-audit.md).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, func, insert, select
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from service.auditing.chain import GENESIS, details_text, hash_of, instant_text
from service.clock import now_utc
from service.entities import Actor
from service.store.models import AuditRow

_WAITING = "audit entries that wait for the end of the transaction"
_TURN = 0x7468726F75676863
"""PostgreSQL's lock under which entries are chained: any number that nothing else uses."""
_TAKE_TURN = select(func.pg_advisory_xact_lock(_TURN))
_LAST = select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)
_ADD = insert(AuditRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    at: datetime
    user_id: int | None
    action: str
    subject: str
    subject_id: str
    details: dict[str, Any]

    def chained(self, id_: int, previous_hash: str) -> dict[str, Any]:
        """Give the row that it becomes."""
        own = hash_of(
            previous_hash,
            id_,
            instant_text(self.at),
            self.user_id,
            self.action,
            self.subject,
            self.subject_id,
            details_text(self.details),
        )
        return {
            "id": id_,
            "at": self.at,
            "user_id": self.user_id,
            "action": self.action,
            "subject": self.subject,
            "subject_id": self.subject_id,
            "details": self.details,
            "previous_hash": previous_hash,
            "hash": own,
        }


def write(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: object,
    **details: str | int | bool | list[str] | list[int] | None,
) -> None:
    """Note who did what to what; details are codes, counts and ids, never a name or a value.

    The entry is there when the transaction ends, and only then.
    """
    known: dict[str, Any] = {"channel": str(actor.channel)}
    if request_id := get_contextvars().get("request_id"):
        known["request"] = str(request_id)
    entry = _Entry(
        at=now_utc(),
        user_id=actor.user_id,
        action=action,
        subject=subject,
        subject_id=str(subject_id),
        details={**known, **details},
    )
    session.info.setdefault(_WAITING, []).append(entry)


@event.listens_for(Session, "before_commit")
def _chain(session: Session) -> None:
    """Chain what waits, as the last thing that the transaction does."""
    if session.in_nested_transaction() or not (waiting := session.info.pop(_WAITING, None)):
        return
    session.flush()
    connection = session.connection()
    id_, last_hash = _end(connection)
    rows = []
    for entry in waiting:
        id_ += 1
        rows.append(entry.chained(id_, last_hash))
        last_hash = rows[-1]["hash"]
    connection.execute(_ADD, rows)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    """Forget what waits: nothing of the transaction happened."""
    session.info.pop(_WAITING, None)


def _end(connection: Connection) -> tuple[int, str]:
    """Give the end of the trail, to which nobody else adds before this transaction is over.

    On SQLite a transaction that writes is alone from its beginning.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE_TURN)
    found = connection.execute(_LAST).first()
    return (found.id, found.hash) if found else (0, GENESIS)
