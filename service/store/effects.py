"""Queries for what accepted forms say of clients, and for what people decided of it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from service.effects.facts import SILENT
from service.store.clients import BARE
from service.store.effect_models import EffectDecisionRow, OpenEffectsRow
from service.store.models import DocumentRow, IntakeRow, RecordRow, UserRow
from service.store.register_models import ClientHistoryRow
from service.store.states import ClientAction, EffectOutcome, RecordState

_BY_HAND = (ClientAction.CHANGED, ClientAction.IMPORTED)
_COUNTING = 28
"""Sets these locks apart from others."""
_INT = 1 << 31
_STANDS = EffectDecisionRow.taken_back_at.is_(None)


def _may_change(client_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        RecordRow.client_id == client_id,
        RecordRow.state == RecordState.ACCEPTED,
        RecordRow.form_id.not_in(SILENT),
        DocumentRow.batch_id.is_(None),
    )


def papers(session: Session, client_id: int) -> list[tuple[RecordRow, datetime]]:
    """List the accepted forms of a client that may change something, with when each came in.

    Historic paper changes nothing.
    """
    query = (
        select(RecordRow, IntakeRow.received_at)
        .join(RecordRow.document)
        .join(DocumentRow.intake)
        .where(*_may_change(client_id))
    )
    found = session.execute(query.order_by(RecordRow.id))
    return [(row, received_at) for row, received_at in found]


def has_papers(session: Session, client_id: int) -> bool:
    """Tell whether there is any such form."""
    query = select(RecordRow.id).join(RecordRow.document).where(*_may_change(client_id))
    return session.scalar(query.limit(1)) is not None


def get(session: Session, decision_id: int, *, to_change: bool = False) -> EffectDecisionRow | None:
    """Find a decision by id."""
    return session.get(EffectDecisionRow, decision_id, with_for_update=to_change or None)


def standing(session: Session, client_id: int) -> list[EffectDecisionRow]:
    """List what was decided for a client and was not taken back, the latest first."""
    query = select(EffectDecisionRow).where(EffectDecisionRow.client_id == client_id, _STANDS)
    query = query.options(joinedload(EffectDecisionRow.by))
    return list(session.scalars(query.order_by(EffectDecisionRow.id.desc())))


def of_record(session: Session, record_id: int) -> list[EffectDecisionRow]:
    """List what was decided because of a record, taken back or not, the latest first."""
    query = select(EffectDecisionRow).where(EffectDecisionRow.record_id == record_id)
    query = query.options(
        joinedload(EffectDecisionRow.by), joinedload(EffectDecisionRow.taken_back_by)
    )
    return list(session.scalars(query.order_by(EffectDecisionRow.id.desc())))


def records_behind(session: Session, history_ids: Collection[int]) -> dict[int, int]:
    """Give for changes of clients the record that made each."""
    row = EffectDecisionRow
    query = select(row.history_id, row.record_id).where(row.history_id.in_(history_ids))
    return {history: record for history, record in session.execute(query) if history is not None}


def changes_by_hand(
    session: Session, client_ids: Collection[int]
) -> Sequence[tuple[ClientHistoryRow, str | None]]:
    """List the changes of clients that no form made, the latest first, with who made each."""
    row, made = ClientHistoryRow, EffectDecisionRow
    query = (
        select(row, UserRow.name)
        .outerjoin(UserRow, UserRow.id == row.by_id)
        .where(
            row.client_id.in_(client_ids),
            row.action.in_(_BY_HAND),
            ~select(made.id).where(made.history_id == row.id).exists(),
            ~select(made.id).where(made.undo_history_id == row.id).exists(),
        )
        .order_by(row.id.desc())
    )
    return [(entry, name) for entry, name in session.execute(query)]


def last_change(session: Session, client_id: int) -> int | None:
    """Give the id of the last entry of a client's history."""
    return session.scalar(
        select(func.max(ClientHistoryRow.id)).where(ClientHistoryRow.client_id == client_id)
    )


def hold(session: Session, client_id: int) -> None:
    """Have nobody else count anew what waits of a client until this transaction ends.

    On SQLite whoever writes is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock(_COUNTING, client_id % _INT)
        session.execute(select(lock))


def set_open(session: Session, client_id: int, numbers: dict[int, int]) -> None:
    """Keep how many changes wait of each record of a client; of others of the client, none."""
    here = (OpenEffectsRow.client_id == client_id) | OpenEffectsRow.record_id.in_(numbers)
    session.execute(delete(OpenEffectsRow).where(here).execution_options(synchronize_session=False))
    waiting = [
        {"record_id": record_id, "client_id": client_id, "number": number}
        for record_id, number in numbers.items()
        if number
    ]
    if waiting:
        session.execute(insert(OpenEffectsRow), waiting)


def forget_open(session: Session, record_id: int) -> None:
    """Count nothing any more of what a record says."""
    here = OpenEffectsRow.record_id == record_id
    session.execute(delete(OpenEffectsRow).where(here).execution_options(synchronize_session=False))


def clients_waiting(session: Session, record_id: int) -> list[int]:
    """Give the clients for whom changes were counted that this record says."""
    query = select(OpenEffectsRow.client_id).where(OpenEffectsRow.record_id == record_id)
    return list(session.scalars(query))


def count_open(session: Session) -> int:
    """Count the records that say changes which wait for a person."""
    return session.scalar(select(func.count()).select_from(OpenEffectsRow)) or 0


def open_records(session: Session, *, after_id: int, limit: int) -> list[tuple[RecordRow, int]]:
    """List the records that say changes which wait, the oldest first, with how many."""
    query = (
        select(RecordRow, OpenEffectsRow.number)
        .join(OpenEffectsRow, OpenEffectsRow.record_id == RecordRow.id)
        .join(RecordRow.client)
        .options(contains_eager(RecordRow.client).options(*BARE))
        # By its own id of the record: by the record's, all records would be gone through in order.
        .where(OpenEffectsRow.record_id > after_id)
        .order_by(OpenEffectsRow.record_id)
    )
    return [(row, number) for row, number in session.execute(query.limit(limit))]


def applied_before(session: Session, client_id: int) -> list[EffectDecisionRow]:
    """List the changes of a client that forms have made and that stand, the latest first."""
    found = standing(session, client_id)
    return [row for row in found if row.outcome is EffectOutcome.ACCEPTED]
