"""Queries for the clients to whom something happened in a period."""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from service.store.journey_models import JourneyEventRow
from service.store.models import DocumentRow, IntakeRow, RecordRow
from service.store.register_models import ClientRow
from service.store.states import RecordState


def portion(
    session: Session, start: datetime, end: datetime, *, after_id: int, limit: int
) -> list[int]:
    """Give some clients with an event or an accepted form in a period, in the order of their ids.

    Args:
        session: the transaction.
        start: the first instant of the period.
        end: the first one after it.
        after_id: only ids above this.
        limit: how many at most.
    """
    happened = exists().where(
        JourneyEventRow.client_id == ClientRow.id,
        JourneyEventRow.withdrawn_at.is_(None),
        JourneyEventRow.at >= start,
        JourneyEventRow.at < end,
    )
    came = (
        exists()
        .where(
            RecordRow.client_id == ClientRow.id,
            RecordRow.state == RecordState.ACCEPTED,
            DocumentRow.id == RecordRow.document_id,
            DocumentRow.batch_id.is_(None),
            IntakeRow.id == DocumentRow.intake_id,
            IntakeRow.received_at >= start,
            IntakeRow.received_at < end,
        )
        .correlate(ClientRow)
    )
    query = select(ClientRow.id).where(
        ClientRow.merged_into_id.is_(None), ClientRow.id > after_id, or_(happened, came)
    )
    return list(session.scalars(query.order_by(ClientRow.id).limit(limit)))
