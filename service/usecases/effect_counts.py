"""How what accepted forms say of a client stands now, worked out anew each time it is asked.

Only how much of it waits for a person is kept, for Home: it follows every change of a record, of a
client, and of what people decided.
"""

from datetime import date, datetime
from itertools import starmap

from sqlalchemy.orm import Session

from forms.reference import shipped_lists
from forms.written_dates import today_utc
from service.clocks.limits import day_of
from service.effects.facts import SILENT
from service.effects.register import Changed, touched
from service.effects.saying import statements
from service.effects.weighing import Circumstances, Decided, Paper, Proposal, weigh
from service.entities import Client
from service.store import clients, effects
from service.store.effect_models import EffectDecisionRow
from service.store.models import RecordRow
from service.store.register_models import ClientHistoryRow
from service.store.states import ClientAction, EffectOutcome, RecordState
from service.usecases.views import client_of

_WRITTEN_ON = "date_completed"


def paper_of(row: RecordRow, received_at: datetime | None = None) -> Paper:
    """Give an accepted form with what it says.

    Args:
        row: the form.
        received_at: when it came in; without it, its document is asked.
    """
    received = day_of(received_at or row.document.intake.received_at)
    return Paper(
        record_id=row.id,
        form_id=row.form_id,
        day=min(_written(row) or received, received),
        accepted_at=row.accepted_at or row.created_at,
        said=statements(row.form_id, row.values, shipped_lists()),
    )


def _written(row: RecordRow) -> date | None:
    written = row.values.get(_WRITTEN_ON) or row.values.get("client_signed_date")
    try:
        return date.fromisoformat(str(written or ""))
    except ValueError:
        return None


def decided_of(row: EffectDecisionRow) -> Decided:
    """Give a decision as a value."""
    return Decided(
        id=row.id,
        record_id=row.record_id,
        fact=row.fact,
        field_key=row.field,
        value=row.value,
        before=row.before,
        is_accepted=row.outcome is EffectOutcome.ACCEPTED,
        reason=row.reason,
        day=row.day,
        at=row.at,
        by=row.by.name if row.by else None,
    )


def circumstances(
    session: Session, client: Client, rows: list[tuple[RecordRow, datetime]] | None = None
) -> Circumstances:
    """Gather all that a client's forms are weighed against."""
    found = effects.papers(session, client.id) if rows is None else rows
    ids = [client.id, *clients.merged_ids(session, client.id)]
    return Circumstances(
        client=client,
        papers=tuple(starmap(paper_of, found)),
        decided=tuple(map(decided_of, effects.standing(session, client.id))),
        changed=tuple(_changed(*one) for one in effects.changes_by_hand(session, ids)),
        today=today_utc(),
    )


def _changed(row: ClientHistoryRow, name: str | None) -> Changed:
    return Changed(
        at=row.at,
        by=name,
        facts=touched(row.changes),
        was_imported=row.action is ClientAction.IMPORTED,
    )


def proposals_of(around: Circumstances) -> tuple[Proposal, ...]:
    """Give how everything stands that a client's forms say, form after form."""
    return tuple(one for paper in around.papers for one in weigh(paper, around))


def recount(session: Session, client_id: int) -> None:
    """Count anew how much of what a client's forms say waits for a person."""
    session.flush()
    if not effects.has_papers(session, client_id):
        return
    effects.hold(session, client_id)
    rows = effects.papers(session, client_id)
    row = clients.get(session, client_id)
    if row is None:
        return
    around = circumstances(session, client_of(row), rows)
    numbers = dict.fromkeys((paper.record_id for paper in around.papers), 0)
    for one in proposals_of(around):
        numbers[one.record_id] += one.is_waiting
    effects.set_open(session, client_id, numbers)


def follow_effects(session: Session, row: RecordRow) -> None:
    """Count anew because a record was accepted, or is so no longer, or has another client."""
    if row.document.batch_id is not None or row.form_id in SILENT:
        return
    session.flush()
    before = effects.clients_waiting(session, row.id)
    now = [row.client_id] if row.state is RecordState.ACCEPTED and row.client_id else []
    if before != now:
        effects.forget_open(session, row.id)
    for client_id in sorted({*before, *now}):
        recount(session, client_id)
