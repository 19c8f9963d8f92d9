"""Queries for agencies and how they are reached."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.agency_models import AgencyRow


def get(session: Session, agency_id: int) -> AgencyRow | None:
    """Find an agency by id."""
    return session.get(AgencyRow, agency_id)


def by_code(session: Session, code: str) -> AgencyRow | None:
    """Find an agency by its code; capitals do not matter."""
    return session.scalar(select(AgencyRow).where(AgencyRow.code == code.strip().upper()))


def listed(session: Session) -> list[AgencyRow]:
    """List all agencies by name, those that have closed last."""
    query = select(AgencyRow).order_by(AgencyRow.is_active.desc(), AgencyRow.name, AgencyRow.id)
    return list(session.scalars(query))
