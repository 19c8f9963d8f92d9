"""What accepted forms change, as pages and programs show it: of a record, of a client, of all."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from service.effects.weighing import Circumstances, Decided, Paper, Proposal, weigh
from service.errors import NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import effects, records
from service.store.effect_models import EffectDecisionRow
from service.store.engine import looking
from service.store.models import RecordRow
from service.store.states import RecordState
from service.usecases.effect_counts import circumstances, decided_of, paper_of
from service.usecases.known import known_client
from service.usecases.views import client_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A decision in the ledger of effects, standing or taken back."""

    decided: Decided
    client_id: int
    taken_back_at: datetime | None
    taken_back_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEffects:
    """What one form changes."""

    record_id: int
    form_id: str
    form_version: str
    client_id: int | None
    day: date
    """That the form is of."""
    proposals: tuple[Proposal, ...]
    """Nothing where it is not accepted."""
    before: tuple[Entry, ...]
    """Decided of what the record said before, or of another client: it stands until taken back."""

    @property
    def waiting(self) -> tuple[Proposal, ...]:
        """What a person should look at."""
        return tuple(one for one in self.proposals if one.is_waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientEffects:
    """What a client's forms change, and what they have changed."""

    open: tuple[RecordEffects, ...]
    """Forms of which something waits for a person, the oldest first."""
    applied: tuple[Entry, ...]
    """What stands, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForm:
    """A form of which something waits for a person."""

    record_id: int
    form_id: str
    form_version: str
    client_id: int
    reference: str
    name: str
    number: int


@needs(Power.SEE_CLIENTS)
def effects_of_record(runtime: Runtime, record_id: int) -> RecordEffects:
    """Give what a record changes, and how it stands.

    Raises:
        NotFoundError: there is no such record.
    """
    with looking(runtime.engine) as session:
        row = records.get(session, record_id)
        if row is None:
            raise NotFoundError(f"there is no record {record_id}")
        return _of_row(session, row)


def _of_row(session: Session, row: RecordRow) -> RecordEffects:
    proposals = _proposals(session, row)
    shown = {one.decided.id for one in proposals if one.decided}
    entries = [_entry(one) for one in effects.of_record(session, row.id) if one.id not in shown]
    return RecordEffects(
        record_id=row.id,
        form_id=row.form_id,
        form_version=row.form_version,
        client_id=row.client_id,
        day=paper_of(row).day,
        proposals=proposals,
        before=tuple(entries),
    )


def _proposals(session: Session, row: RecordRow) -> tuple[Proposal, ...]:
    is_in_force = row.state is RecordState.ACCEPTED and row.document.batch_id is None
    if not is_in_force or row.client_id is None:
        return ()
    around = circumstances(session, client_of(known_client(session, row.client_id)))
    return weigh(paper_of(row), around)


def _entry(row: EffectDecisionRow) -> Entry:
    return Entry(
        decided=decided_of(row),
        client_id=row.client_id,
        taken_back_at=row.taken_back_at,
        taken_back_by=row.taken_back_by.name if row.taken_back_by else None,
    )


@needs(Power.SEE_CLIENTS)
def effects_of_client(runtime: Runtime, client_id: int) -> ClientEffects:
    """Give what a client's forms change.

    Raises:
        NotFoundError: there is no such client.
    """
    with looking(runtime.engine) as session:
        client = client_of(known_client(session, client_id))
        rows = effects.papers(session, client.id)
        around = circumstances(session, client, rows)
        forms = (
            _form(row, paper, around) for (row, _), paper in zip(rows, around.papers, strict=True)
        )
        applied = effects.applied_before(session, client.id)
        return ClientEffects(
            open=tuple(one for one in forms if one.waiting),
            applied=tuple(map(_entry, applied)),
        )


def _form(row: RecordRow, paper: Paper, around: Circumstances) -> RecordEffects:
    return RecordEffects(
        record_id=row.id,
        form_id=row.form_id,
        form_version=row.form_version,
        client_id=row.client_id,
        day=paper.day,
        proposals=weigh(paper, around),
        before=(),
    )


@needs(Power.SEE_CLIENTS)
def waiting_forms(runtime: Runtime, *, after_id: int = 0, limit: int = 50) -> list[WaitingForm]:
    """List the forms of which something waits for a person, the oldest first."""
    with looking(runtime.engine) as session:
        found = effects.open_records(session, after_id=after_id, limit=limit)
        return [
            WaitingForm(
                record_id=row.id,
                form_id=row.form_id,
                form_version=row.form_version,
                client_id=row.client.id,
                reference=row.client.reference,
                name=f"{row.client.given_names} {row.client.surname}".strip(),
                number=number,
            )
            for row, number in found
            if row.client is not None
        ]


@needs(Power.SEE_CLIENTS)
def count_waiting_forms(runtime: Runtime) -> int:
    """Count the forms of which something waits for a person."""
    with looking(runtime.engine) as session:
        return effects.count_open(session)
