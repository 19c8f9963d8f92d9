"""Queries for failed tries at a door."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.store.identity_models import TriesRow

_AT_ONCE = 500


def lock(session: Session, keys: Collection[str], at_utc: datetime) -> dict[str, TriesRow]:
    """Hold the counts of these doors until the transaction ends, beginning those there are none of.

    In one order, so that two who come at once do not wait for one another.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [{"key": key, "failures": 0, "last_at": at_utc} for key in sorted(keys)]
    added = insert(TriesRow).values(rows).on_conflict_do_nothing()
    query = select(TriesRow).where(TriesRow.key.in_(keys)).order_by(TriesRow.key).with_for_update()
    found: dict[str, TriesRow] = {}
    while len(found) < len(keys):
        # Again where one was dropped while it was waited for.
        session.execute(added)
        found = {row.key: row for row in session.scalars(query)}
    return found


def of(session: Session, keys: Collection[str]) -> dict[str, TriesRow]:
    """Look at the counts of these doors."""
    query = select(TriesRow).where(TriesRow.key.in_(keys))
    return {row.key: row for row in session.scalars(query)}


def forget_old(session: Session, before_utc: datetime) -> None:
    """Drop what has been quiet for long, but what somebody else drops at this moment."""
    quiet = select(TriesRow.key).where(TriesRow.last_at < before_utc)
    found = session.scalars(quiet.limit(_AT_ONCE).with_for_update(skip_locked=True)).all()
    if found:
        session.execute(delete(TriesRow).where(TriesRow.key.in_(found)))
