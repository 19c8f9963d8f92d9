"""How far batches have come, how fast they go, and how often their reading was wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.clock import now_utc
from service.permission.powers import Power
from service.permission.rules import needs
from service.quality import ErrorRate, Outcome
from service.runtime import Runtime
from service.store import batches, checks
from service.store.engine import looking
from service.store.states import NEEDS_A_PERSON, UNFINISHED, DocumentState
from service.usecases.batches import Batch, batches_under_way, list_batches

_LOOKED_BACK = timedelta(hours=1)
_TOO_SHORT = timedelta(minutes=1)
"""A rate of less time says nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgress:
    """How far a batch has come."""

    batch: Batch
    documents: Mapping[DocumentState, int]

    @property
    def total(self) -> int:
        """All its documents."""
        return sum(self.documents.values())

    @property
    def left(self) -> int:
        """Those that are not read yet."""
        return sum(self.documents.get(state, 0) for state in UNFINISHED)

    @property
    def exceptions(self) -> int:
        """Those that need a person."""
        return sum(self.documents.get(state, 0) for state in NEEDS_A_PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a batch is being read."""

    read: int
    """Documents read within the last hour."""
    span: timedelta
    """Since the first of them; an hour at most."""

    @property
    def an_hour(self) -> float | None:
        """Documents an hour; None: too few, or too lately begun, to say."""
        return self.read / (self.span / timedelta(hours=1)) if self.read else None

    def time_left(self, left: int) -> timedelta | None:
        """Give how long so many documents will take at this pace; None: nobody can say."""
        rate = self.an_hour
        return timedelta(hours=left / rate) if rate else None


@needs(Power.SEE_FIGURES)
def list_progress(
    runtime: Runtime, *, before_id: int | None = None, limit: int
) -> list[BatchProgress]:
    """List batches, newest first, below the given id, each with how far it has come."""
    return _progress(runtime, list_batches(runtime, before_id=before_id, limit=limit))


@needs(Power.SEE_FIGURES)
def list_under_way(runtime: Runtime, *, limit: int) -> list[BatchProgress]:
    """List the batches of which something is still to be read, newest first."""
    return _progress(runtime, batches_under_way(runtime, limit=limit))


def _progress(runtime: Runtime, found: Sequence[Batch]) -> list[BatchProgress]:
    if not found:
        return []
    with looking(runtime.engine) as session:
        counts = batches.counts_of_each(session, [batch.id for batch in found])
    return [BatchProgress(batch=batch, documents=counts[batch.id]) for batch in found]


@needs(Power.SEE_FIGURES)
def progress_of(runtime: Runtime, batch: Batch) -> BatchProgress:
    """Tell how far a batch has come."""
    with looking(runtime.engine) as session:
        counts = batches.counts_of_each(session, [batch.id])
    return BatchProgress(batch=batch, documents=counts[batch.id])


@needs(Power.SEE_FIGURES)
def pace_of(runtime: Runtime, batch: Batch, *, at_utc: datetime | None = None) -> Pace:
    """Measure how fast a batch was read within the last hour.

    Args:
        runtime: the installation.
        batch: which.
        at_utc: the present, if it is not now.
    """
    now = at_utc or now_utc()
    with looking(runtime.engine) as session:
        number, first = batches.read_since(session, batch.id, now - _LOOKED_BACK)
    span = now - first if first else timedelta()
    return Pace(read=number if span >= _TOO_SHORT else 0, span=span)


@needs(Power.SEE_FIGURES)
def error_rate_of(runtime: Runtime, batch: Batch) -> ErrorRate:
    """Give how often reading was wrong in a batch where nobody looked."""
    with looking(runtime.engine) as session:
        counted = {
            outcome: number for _, outcome, number in checks.counts(session, (), batch_id=batch.id)
        }
    return ErrorRate.counted({}, {outcome: counted.get(outcome, 0) for outcome in Outcome})
