"""Adds a document for bytes that are safely stored, and the job of reading it."""

from dataclasses import dataclass, field
from pathlib import PurePath

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from forms.errors import EmptyFileError
from service.clock import now_utc
from service.originals import Kept
from service.store import documents, jobs
from service.store.models import DocumentRow, IntakeRow, OriginalRow
from service.store.states import DocumentState, JobKind, Priority
from service.store.work_models import JobRow

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A stored file, and where it lay."""

    name: str = field(repr=False)
    """As its sender called it."""
    kept: Kept
    place: str | None = field(default=None, repr=False)
    place_key: str | None = None
    batch_id: int | None = None
    parent_id: int | None = None


def add_document(session: Session, intake: IntakeRow, arrival: Arrival) -> JobRow | None:
    """Add a document; give its job, unless there is nothing to be read in it.

    An empty file is kept as a refused document, so that nobody believes it arrived well; the same
    bytes again are linked with the document that stands for them.
    """
    _add_original(session, arrival.kept)
    same = documents.first_with_bytes(session, arrival.kept.sha256)
    row = DocumentRow(
        intake=intake,
        original_sha256=arrival.kept.sha256,
        name_given=shown_name(arrival.name),
        state=DocumentState.RECEIVED,
        place=arrival.place,
        place_key=arrival.place_key,
        batch_id=arrival.batch_id,
        parent_id=arrival.parent_id,
    )
    session.add(row)
    documents.enter(session, row, DocumentState.RECEIVED, now_utc())
    if not arrival.kept.size:
        row.reason_code, row.reason = EmptyFileError.code, EmptyFileError.hint
        _end(session, row, DocumentState.REFUSED)
        return None
    if same is not None:
        row.duplicate_of_id = same.id
        _end(session, row, DocumentState.DUPLICATE)
        return None
    priority = Priority.TODAY if arrival.batch_id is None else Priority.BATCH
    return jobs.add(session, row, JobKind.READ, priority, now_utc())


def _end(session: Session, row: DocumentRow, state: DocumentState) -> None:
    row.finished_at = now_utc()
    documents.enter(session, row, state, now_utc(), row.reason_code)


def shown_name(name: str) -> str:
    """Cut a sender's name for a file to its last part, printable, at most 255 letters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable())[:_LONGEST_NAME] or "unnamed"


def _add_original(session: Session, kept: Kept) -> None:
    """Add the row unless another sending has added it; two at once may both try."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(OriginalRow).values(
        sha256=kept.sha256, size=kept.size, media_type=kept.media_type, received_at=now_utc()
    )
    session.execute(statement.on_conflict_do_nothing())
