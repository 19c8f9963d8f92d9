"""Keeps what people decided of records and clients, and takes it back; nothing is overwritten."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.store.decision_models import ApartDecisionRow, ClientDecisionRow

Pairs = Sequence[dict[str, Any]]


def standing(session: Session, record_id: int) -> ClientDecisionRow | None:
    """Find the decision on a record that has not been undone."""
    mine = (ClientDecisionRow.record_id == record_id, ClientDecisionRow.undone_at.is_(None))
    return session.scalar(select(ClientDecisionRow).where(*mine))


def add(
    session: Session,
    actor: Actor,
    record_id: int,
    client_id: int | None,
    pairs: Pairs,
    *,
    size: int,
    model: str,
) -> None:
    """Keep a decision; one that stood before is undone by it."""
    undo(session, actor, record_id)
    session.add(
        ClientDecisionRow(
            record_id=record_id,
            client_id=client_id,
            pairs=list(pairs),
            register_size=size,
            model_version=model,
            by_id=actor.user_id,
            at=now_utc(),
        )
    )


def undo(session: Session, actor: Actor, record_id: int) -> bool:
    """Take back the decision on a record; tell whether there was one."""
    row = standing(session, record_id)
    if row is not None:
        row.undone_at, row.undone_by_id = now_utc(), actor.user_id
    return row is not None


def standing_ones(session: Session, *, after_id: int, limit: int) -> list[ClientDecisionRow]:
    """Give some decisions that stand, in their order, above the given id."""
    query = select(ClientDecisionRow).where(
        ClientDecisionRow.undone_at.is_(None), ClientDecisionRow.id > after_id
    )
    return list(session.scalars(query.order_by(ClientDecisionRow.id).limit(limit)))


def apart(session: Session, first_id: int, second_id: int) -> ApartDecisionRow | None:
    """Find the standing word that two clients are two people; the lower id comes first."""
    pair = (ApartDecisionRow.first_id == first_id, ApartDecisionRow.second_id == second_id)
    query = select(ApartDecisionRow).where(*pair, ApartDecisionRow.undone_at.is_(None))
    return session.scalar(query)


def all_apart(session: Session) -> Iterator[ApartDecisionRow]:
    """Give all standing words that two clients are two people, newest first."""
    query = select(ApartDecisionRow).where(ApartDecisionRow.undone_at.is_(None))
    yield from session.scalars(query.order_by(ApartDecisionRow.id.desc()))
