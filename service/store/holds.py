"""Queries for who checks a record: a lease, so that two people never check the same form at once.

One conditional statement takes it, on SQLite and on PostgreSQL alike.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.store.checking_models import HoldRow
from service.store.models import RecordRow, UserRow


@dataclass(frozen=True, slots=True)
class Held:
    """Who checks a record, since when."""

    user_id: int
    by: str
    since: datetime


def take(
    session: Session,
    record_ids: Collection[int],
    user_id: int,
    now_utc: datetime,
    until_utc: datetime,
) -> None:
    """Take records to check them, or go on with them, as many as nobody else has."""
    if not record_ids:
        return
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    goes_on = and_(HoldRow.user_id == user_id, HoldRow.until > now_utc)
    lease = {"user_id": user_id, "since": now_utc, "until": until_utc}
    statement = (
        insert(HoldRow)
        # In one order, so that two people who open the same screen do not wait for one another.
        .values([{"record_id": record_id, **lease} for record_id in sorted(record_ids)])
        .on_conflict_do_update(
            index_elements=[HoldRow.record_id],
            set_={**lease, "since": case((goes_on, HoldRow.since), else_=now_utc)},
            where=or_(HoldRow.user_id == user_id, HoldRow.until <= now_utc),
        )
    )
    session.connection().execute(statement)


def of(session: Session, record_ids: Collection[int], now_utc: datetime) -> dict[int, Held]:
    """Tell who checks which of these records now."""
    query = (
        select(HoldRow.record_id, HoldRow.user_id, UserRow.name, HoldRow.since)
        .join(UserRow, UserRow.id == HoldRow.user_id)
        .where(HoldRow.record_id.in_(record_ids), HoldRow.until > now_utc)
    )
    found = session.execute(query)
    return {record_id: Held(user, by, since) for record_id, user, by, since in found}


def lock(session: Session, record_id: int) -> HoldRow | None:
    """Hold the lease itself, so that nobody takes it before this transaction ends."""
    query = select(HoldRow).where(HoldRow.record_id == record_id).with_for_update()
    return session.scalar(query)


def shorten(session: Session, record_id: int, user_id: int, until_utc: datetime) -> None:
    """Have a lease of this user end soon, or at once."""
    statement = (
        update(HoldRow)
        .where(
            HoldRow.record_id == record_id, HoldRow.user_id == user_id, HoldRow.until > until_utc
        )
        .values(until=until_utc)
    )
    session.execute(statement.execution_options(synchronize_session=False))


def held_by_another(user_id: int | None, now_utc: datetime) -> ColumnElement[bool]:
    """Give the condition that somebody else checks a record now."""
    same = HoldRow.record_id == RecordRow.id
    return exists().where(same, HoldRow.user_id != user_id, HoldRow.until > now_utc)
