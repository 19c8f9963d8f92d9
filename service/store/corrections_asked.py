"""Queries for what clients say is wrong of what is held."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from service.store.rights_models import CorrectionRequestRow

_WITH_NAMES = (joinedload(CorrectionRequestRow.by), joinedload(CorrectionRequestRow.decided_by))


def held(session: Session, request_id: int) -> CorrectionRequestRow | None:
    """Find a request to decide it: nobody else may hold it meanwhile."""
    return session.get(CorrectionRequestRow, request_id, with_for_update=True)


def of_clients(session: Session, client_ids: Collection[int]) -> list[CorrectionRequestRow]:
    """List the requests of a person, by all their ids, the newest first."""
    same = CorrectionRequestRow.client_id.in_(client_ids)
    return _listed(session, same)


def of_record(session: Session, record_id: int) -> list[CorrectionRequestRow]:
    """List the requests about one form, the newest first."""
    return _listed(session, CorrectionRequestRow.record_id == record_id)


def _listed(session: Session, condition: ColumnElement[bool]) -> list[CorrectionRequestRow]:
    query = select(CorrectionRequestRow).options(*_WITH_NAMES).where(condition)
    return list(session.scalars(query.order_by(CorrectionRequestRow.id.desc())))
