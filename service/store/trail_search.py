"""Queries for auditors: which entries of the trail there are, newest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from service.auditing.asked import TrailAsked
from service.clock import LONDON
from service.store import clients
from service.store.models import AuditRow, IssuedCopyRow, PageRow, RecordRow, UserRow

Found = tuple[AuditRow, str | None]
"""An entry, and the name of whose it is."""


def search(session: Session, asked: TrailAsked, limit: int) -> list[Found]:
    """List entries, newest first, with the names of accounts."""
    query = select(AuditRow, UserRow.name).outerjoin(UserRow, AuditRow.user_id == UserRow.id)
    query = query.where(*_conditions(asked))
    if asked.client_id is not None:
        query = query.where(_about(session, _ids_of(session, asked.client_id)))
    found = session.execute(query.order_by(AuditRow.id.desc()).limit(limit))
    return [(entry, name) for entry, name in found]


def _conditions(asked: TrailAsked) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.user_id is not None:
        wanted.append(AuditRow.user_id == asked.user_id)
    if asked.action:
        wanted.append(AuditRow.action.startswith(asked.action, autoescape=True))
    if asked.subject:
        wanted.append(AuditRow.subject == asked.subject)
    if asked.subject_id:
        wanted.append(AuditRow.subject_id == asked.subject_id)
    if asked.before_id is not None:
        wanted.append(AuditRow.id < asked.before_id)
    return wanted + _days(asked)


def _days(asked: TrailAsked) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if (first := asked.first_day) is not None:
        wanted.append(AuditRow.at >= datetime(first.year, first.month, first.day, tzinfo=LONDON))
    if (last := asked.last_day) is not None:
        end = datetime(last.year, last.month, last.day, 23, 59, 59, 999999, tzinfo=LONDON)
        wanted.append(AuditRow.at <= end)
    return wanted


def _about(session: Session, client_ids: Sequence[int]) -> ColumnElement[bool]:
    """Tell what is about a client: itself, and what is filed under it now."""
    of_client = RecordRow.client_id.in_(client_ids)
    records = session.execute(select(RecordRow.id, RecordRow.document_id).where(of_client)).all()
    pages = select(PageRow.document_id).join(RecordRow, PageRow.record_id == RecordRow.id)
    copies = select(IssuedCopyRow.copy_id).where(IssuedCopyRow.client_id.in_(client_ids))
    known: dict[str, set[str]] = {
        "client": {str(one) for one in client_ids},
        "record": {str(record.id) for record in records},
        "document": {str(record.document_id) for record in records}
        | {str(one) for one in session.scalars(pages.where(of_client))},
        "copy": set(session.scalars(copies)),
    }
    return or_(
        *(
            and_(AuditRow.subject == subject, AuditRow.subject_id.in_(sorted(ids)))
            for subject, ids in known.items()
            if ids
        )
    )


def _ids_of(session: Session, client_id: int) -> list[int]:
    """Give the ids of whoever stands for a client, and of all who were merged into them."""
    row = clients.standing(session, client_id)
    standing = client_id if row is None else row.id
    return [standing, *clients.merged_ids(session, standing)]
