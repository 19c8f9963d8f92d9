"""Queries for sets of copies and their clients."""

from collections.abc import Collection, Sequence

from sqlalchemy import case, func, insert, select
from sqlalchemy.orm import Session, joinedload

from service.store.copy_set_models import CopySetMemberRow, CopySetRow
from service.store.register_models import ClientRow


def get(session: Session, set_id: int) -> CopySetRow | None:
    """Find a set by id."""
    return session.get(CopySetRow, set_id)


def with_request_key(session: Session, request_key: str) -> CopySetRow | None:
    """Find the set that was asked for with this key."""
    return session.scalar(select(CopySetRow).where(CopySetRow.request_key == request_key))


def listed(session: Session, *, limit: int) -> list[CopySetRow]:
    """List sets, newest first."""
    return list(session.scalars(select(CopySetRow).order_by(CopySetRow.id.desc()).limit(limit)))


def add_members(session: Session, set_id: int, client_ids: Sequence[int]) -> None:
    """Settle whom a set is for, in this order."""
    rows = [
        {"copy_set_id": set_id, "client_id": client_id, "place": place}
        for place, client_id in enumerate(client_ids, 1)
    ]
    session.execute(insert(CopySetMemberRow), rows)


def counts(session: Session, set_ids: Collection[int]) -> dict[int, tuple[int, int, int]]:
    """Count the clients of sets: all, those with a copy, those who can have none."""
    row = CopySetMemberRow
    query = (
        select(
            row.copy_set_id,
            func.count(),
            func.count(row.copy_id),
            func.count(case((row.problems.is_not(None), 1))),
        )
        .where(row.copy_set_id.in_(set_ids))
        .group_by(row.copy_set_id)
    )
    return {set_id: (every, made, left) for set_id, every, made, left in session.execute(query)}


def portion(
    session: Session, set_id: int, *, after_place: int, limit: int
) -> list[CopySetMemberRow]:
    """Give some clients of a set in their order, with all that is known of them."""
    row = CopySetMemberRow
    query = (
        select(row)
        .options(joinedload(row.client), joinedload(row.copy))
        .where(row.copy_set_id == set_id, row.place > after_place)
        .order_by(row.place)
    )
    return list(session.scalars(query.limit(limit)))


def without_copy(session: Session, set_id: int) -> list[CopySetMemberRow]:
    """List the clients of a set who can have no copy."""
    row = CopySetMemberRow
    query = select(row).where(row.copy_set_id == set_id, row.problems.is_not(None))
    return list(session.scalars(query.options(joinedload(row.client)).order_by(row.place)))


def with_copy(session: Session, set_id: int) -> list[int]:
    """List the clients of a set of whom there is a copy."""
    row = CopySetMemberRow
    query = select(row.client_id).where(row.copy_set_id == set_id, row.copy_id.is_not(None))
    return list(session.scalars(query))


def members(session: Session, set_id: int, places: Collection[int]) -> list[CopySetMemberRow]:
    """Give the clients of a set at these places."""
    row = CopySetMemberRow
    query = select(row).where(row.copy_set_id == set_id, row.place.in_(places))
    return list(session.scalars(query.order_by(row.place)))


def still_standing(session: Session, client_ids: Collection[int]) -> set[int]:
    """Hold those of these clients who are merged into nobody, so that they stay so."""
    query = select(ClientRow.id).where(
        ClientRow.id.in_(client_ids), ClientRow.merged_into_id.is_(None)
    )
    return set(session.scalars(query.order_by(ClientRow.id).with_for_update(read=True)))


def kept(session: Session) -> set[str]:
    """Give the SHA-256 of the files of sets that are there to be taken."""
    query = select(CopySetRow.file_sha256).where(CopySetRow.file_sha256.is_not(None))
    return {str(one) for one in session.scalars(query)}
