"""Keeps which clients look like one person, as the register was when it was compared."""

from collections.abc import Iterable

from sqlalchemy import and_, case, delete, insert, select
from sqlalchemy.orm import Session, aliased

from service.clock import now_utc
from service.matching.ruling import Reason
from service.store.decision_models import AlikeRow, AlikeSearchRow, ApartDecisionRow
from service.store.matching_models import ClientFaceRow
from service.store.register_models import ClientRow

_TOGETHER = 500
_OBJECTIONS = case((AlikeRow.reason.in_((Reason.AGREES, Reason.THIN)), 0), else_=1)


def faces(session: Session, *, after_id: int, limit: int) -> dict[int, list[str]]:
    """Give the faces of some clients that are to be found, above the given id."""
    ids = select(ClientFaceRow.client_id).where(ClientFaceRow.client_id > after_id).distinct()
    some = ids.order_by(ClientFaceRow.client_id).limit(limit).subquery()
    query = (
        select(ClientFaceRow.client_id, ClientFaceRow.content)
        .join(some, some.c.client_id == ClientFaceRow.client_id)
        .order_by(ClientFaceRow.client_id, ClientFaceRow.id)
    )
    found: dict[int, list[str]] = {}
    for client_id, content in session.execute(query):
        found.setdefault(client_id, []).append(content)
    return found


def keep(session: Session, found: Iterable[AlikeRow], *, clients: int, model: str) -> None:
    """Keep what was found, in the place of what was found before."""
    session.execute(delete(AlikeRow))
    rows = [
        {column.key: getattr(row, column.key) for column in AlikeRow.__table__.columns}
        for row in found
    ]
    for start in range(0, len(rows), _TOGETHER):
        session.execute(insert(AlikeRow), rows[start : start + _TOGETHER])
    search = AlikeSearchRow(id=1, clients=clients, model_version=model, at=now_utc())
    session.merge(search)


def last_search(session: Session) -> AlikeSearchRow | None:
    """Tell when the register was last compared with itself."""
    return session.get(AlikeSearchRow, 1)


def get(session: Session, first_id: int, second_id: int) -> AlikeRow | None:
    """Find what was found of a pair; the lower id comes first."""
    return session.get(AlikeRow, (first_id, second_id))


def open_pairs(session: Session, *, skip: int, limit: int) -> list[AlikeRow]:
    """List pairs that nobody has merged or said to be two people, likeliest first.

    Those against whom something speaks, relatives above all, come after the others.
    """
    first, second = aliased(ClientRow), aliased(ClientRow)
    said = and_(
        ApartDecisionRow.first_id == AlikeRow.first_id,
        ApartDecisionRow.second_id == AlikeRow.second_id,
        ApartDecisionRow.undone_at.is_(None),
    )
    query = (
        select(AlikeRow)
        .join(first, and_(first.id == AlikeRow.first_id, first.merged_into_id.is_(None)))
        .join(second, and_(second.id == AlikeRow.second_id, second.merged_into_id.is_(None)))
        .where(~select(ApartDecisionRow.id).where(said).exists())
        .order_by(_OBJECTIONS, AlikeRow.bits.desc(), AlikeRow.first_id, AlikeRow.second_id)
    )
    return list(session.scalars(query.offset(skip).limit(limit)))
