"""Queries for what happened to a document and its records: only ever read, only ever added to."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from service.store.models import AuditRow, UserRow
from service.store.work_models import DocumentEventRow


def events_of(session: Session, document_ids: Sequence[int]) -> list[DocumentEventRow]:
    """List the steps of documents, first to last."""
    same = DocumentEventRow.document_id.in_(document_ids)
    return list(session.scalars(select(DocumentEventRow).where(same).order_by(DocumentEventRow.id)))


def audit_of(
    session: Session, subjects: Sequence[tuple[str, int]]
) -> list[tuple[AuditRow, str | None]]:
    """List what the audit trail says of these subjects, first to last, with the users' names."""
    of_one = [
        and_(AuditRow.subject == subject, AuditRow.subject_id == str(subject_id))
        for subject, subject_id in subjects
    ]
    query = select(AuditRow, UserRow.name).outerjoin(UserRow, AuditRow.user_id == UserRow.id)
    found = session.execute(query.where(or_(*of_one)).order_by(AuditRow.id))
    return [(entry, name) for entry, name in found]


def user_names(session: Session, user_ids: Sequence[int]) -> dict[int, str]:
    """Give the names of accounts."""
    query = select(UserRow.id, UserRow.name).where(UserRow.id.in_(user_ids))
    return dict(session.execute(query).all())
