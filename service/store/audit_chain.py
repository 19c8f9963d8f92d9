"""Reads the audit trail as it stands in the table, to be checked, and the guard over it."""

from collections.abc import Generator
from typing import Any

from sqlalchemy import ColumnElement, column, func, select, table, text
from sqlalchemy.orm import Session

from service.auditing.chain import StoredEntry, instant_text
from service.auditing.verifying import Anchor
from service.store.models import AuditRow

_TOGETHER = 2000
_NAMES = tuple(AuditRow.__table__.columns.keys())
# Columns without a type: what the driver gives is not interpreted, so that a byte that would
# mean the same to us is seen, too.
_RAW = table("audit_entries", *(column(name) for name in _NAMES))
_INSTANT = "YYYY-MM-DD HH24:MI:SS.US"
_GUARDS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
}
_WANTED = {
    "sqlite": {"no_update", "no_delete", "only_at_end"},
    "postgresql": {"no_update", "no_delete", "no_truncate", "only_at_end"},
}


def stored_entries(session: Session) -> Generator[StoredEntry]:
    """Give every entry in the order of their ids, some in memory at a time."""
    columns = [_RAW.c[name] for name in _NAMES if name != "at"]
    at: ColumnElement[Any] = _RAW.c.at
    if session.get_bind().dialect.name == "postgresql":
        at = func.to_char(func.timezone("UTC", _RAW.c.at), _INSTANT)
    query = select(*columns, at.label("at")).order_by(_RAW.c.id)
    with session.execute(query.execution_options(yield_per=_TOGETHER)) as found:
        for row in found.mappings():
            yield StoredEntry(**row)


def is_guarded(session: Session) -> bool:
    """Tell whether the database itself refuses changes of entries."""
    kind = session.get_bind().dialect.name
    names = {name.lower() for name in session.scalars(text(_GUARDS[kind]))}
    return {f"audit_entries_{one}" for one in _WANTED[kind]} <= names


def head(session: Session) -> Anchor | None:
    """Give the last entry."""
    row = session.scalar(select(AuditRow).order_by(AuditRow.id.desc()).limit(1))
    if row is None:
        return None
    return Anchor(id=row.id, hash=row.hash, at=instant_text(row.at))


def has_index_faults(session: Session) -> bool:
    """Tell whether the table's indexes miss or invent entries, where the engine can say so."""
    if session.get_bind().dialect.name != "sqlite":
        return False
    return bool(session.scalar(text("PRAGMA integrity_check(audit_entries)")) != "ok")
