"""What of a batch needs a person: where each file lay, and why."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from ocr.reading import PageStatus
from service.assembly import count_to_check
from service.matching.decision import MatchNote
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import batches, settling
from service.store.engine import looking
from service.store.models import DocumentRow
from service.store.settling import RecordOfDocument, UnreadPage
from service.store.states import NEEDS_A_PERSON, DocumentState, RecordState
from service.usecases.batches import Batch
from service.usecases.standing import is_between

_AT_ONCE = 500
"""Documents: a database takes so many ids in one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoints:
    """What is left to settle about a document that was read."""

    values: int = 0
    """Values to check."""
    match_notes: tuple[MatchNote, ...] = ()
    """Why forms have no client yet."""
    concerns: tuple[str, ...] = ()
    """What stands against forms as a whole: codes of service.assembly.Concern."""
    pages_unidentified: int = 0
    pages_failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """A document of a batch that needs a person."""

    document_id: int
    place: str = field(repr=False)
    state: DocumentState
    reason_code: str | None
    """Of one that could not be read at all."""
    reason: str | None = field(repr=False)
    open: OpenPoints
    record_ids: tuple[int, ...] = ()


@needs(Power.SEE_CLIENTS)
def exceptions_of(
    runtime: Runtime,
    batch: Batch,
    *,
    states: Collection[DocumentState] = NEEDS_A_PERSON,
    after_id: int = 0,
    limit: int | None = None,
) -> list[BatchItem]:
    """List the documents of a batch that need a person, with what is left to settle of each.

    Args:
        runtime: the installation.
        batch: whose.
        states: which of them.
        after_id: list those whose id is above.
        limit: how many at most.
    """
    with looking(runtime.engine) as session:
        found = batches.in_states(session, batch.id, states, after_id=after_id, limit=limit)
        portions = (found[at : at + _AT_ONCE] for at in range(0, len(found), _AT_ONCE))
        return [item for portion in portions for item in _items(session, portion)]


def _items(
    session: Session, documents: Sequence[tuple[DocumentRow, str | None]]
) -> Iterable[BatchItem]:
    ids = [row.id for row, _ in documents]
    records = settling.records_behind(session, ids)
    unread = settling.unread_pages(session, ids)
    for row, container in documents:
        yield BatchItem(
            document_id=row.id,
            place="/".join(filter(None, (container, row.place))),
            state=row.state,
            reason_code=row.reason_code,
            reason=row.reason,
            open=_open_points(records[row.id], unread[row.id]),
            record_ids=tuple(record.id for record in records[row.id]),
        )


def _open_points(records: Iterable[RecordOfDocument], unread: Iterable[UnreadPage]) -> OpenPoints:
    waiting = [record for record in records if record.state is RecordState.REVIEW]
    notes = (record.match_note for record in waiting if record.client_id is None)
    concerns = (concern for record in waiting for concern in record.concerns)
    statuses = Counter(one.status for one in unread if not is_between(one.reading, one.pages))
    return OpenPoints(
        values=sum(count_to_check(record.doubts) for record in waiting),
        match_notes=tuple(map(MatchNote, dict.fromkeys(filter(_is_open, notes)))),
        concerns=tuple(dict.fromkeys(concerns)),
        pages_unidentified=statuses[PageStatus.UNIDENTIFIED],
        pages_failed=statuses[PageStatus.FAILED],
    )


def _is_open(match_note: str) -> bool:
    """Tell a reason for having no client from a form that is about none, or was not matched."""
    return match_note not in {"", MatchNote.NOT_NEEDED}
