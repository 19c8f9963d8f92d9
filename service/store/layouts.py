"""Queries for the layouts of other agencies that were learned, and the lessons that wait."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.models import LearnedLayoutRow, PageRow
from service.store.states import LayoutState


def get(session: Session, row_id: int) -> LearnedLayoutRow | None:
    """Find one by id."""
    return session.get(LearnedLayoutRow, row_id)


def listed(session: Session, *, state: LayoutState | None = None) -> list[LearnedLayoutRow]:
    """List them, oldest first."""
    query = select(LearnedLayoutRow).order_by(LearnedLayoutRow.id)
    if state is not None:
        query = query.where(LearnedLayoutRow.state == state)
    return list(session.scalars(query))


def active(session: Session) -> list[str]:
    """Give the JSON of the layouts that pages are compared with."""
    query = select(LearnedLayoutRow.layout).where(LearnedLayoutRow.state == LayoutState.ACTIVE)
    return [layout for layout in session.scalars(query.order_by(LearnedLayoutRow.id)) if layout]


def active_one(session: Session, layout_id: str) -> LearnedLayoutRow | None:
    """Find the one in use with these contents."""
    same = LearnedLayoutRow.layout_id == layout_id
    query = select(LearnedLayoutRow).where(same, LearnedLayoutRow.state == LayoutState.ACTIVE)
    return session.scalar(query.limit(1))


def waiting(session: Session, document_id: int) -> list[LearnedLayoutRow]:
    """List the lessons of a document's pages that wait."""
    query = select(LearnedLayoutRow).join(LearnedLayoutRow.page)
    query = query.where(
        PageRow.document_id == document_id, LearnedLayoutRow.state == LayoutState.WAITING
    )
    return list(session.scalars(query.order_by(LearnedLayoutRow.id)))
