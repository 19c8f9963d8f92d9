"""Takes in files: the bytes are on the disk and the rows committed before the sender hears yes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forms.errors import EmptyFileError
from service.clock import now_utc
from service.entities import Actor, Intake
from service.errors import BadRequestError, ConflictError
from service.originals import Kept, Stream
from service.runtime import Runtime
from service.store import audit, documents
from service.store.engine import looking, unit_of_work
from service.store.models import DocumentRow, IntakeRow, OriginalRow
from service.store.states import DocumentState
from service.usecases.views import intake_of

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came, with the name that the sender gave it."""

    name: str = field(repr=False)
    content: bytes | Stream | Kept = field(repr=False)
    """A stream is read from where it stands; `Kept`: its bytes are in the store already."""


def take_in(
    runtime: Runtime, actor: Actor, files: Sequence[SentFile], *, source_key: str | None = None
) -> Intake:
    """Take in one sending and have its documents read.

    An empty file is kept as a failed document, so that nobody believes it arrived well. What came
    before under the same `source_key` is given back as it was, and nothing is taken in.

    Raises:
        BadRequestError: no file was sent.
    """
    if not files:
        raise BadRequestError("no file was sent", {"files": "Choose at least one file."})
    kept = [_keep(runtime, file) for file in files]
    try:
        with unit_of_work(runtime.engine) as session:
            if source_key and (row := documents.with_source_key(session, source_key)):
                return intake_of(row)
            intake = _commit(session, actor, list(zip(files, kept, strict=True)), source_key)
    except IntegrityError:
        if source_key is None:
            raise
        # Another door has taken it in at this very instant.
        return _taken_meanwhile(runtime, source_key)
    for document in intake.documents:
        if document.state is DocumentState.RECEIVED:
            runtime.wake(document.id)
    return intake


def _keep(runtime: Runtime, file: SentFile) -> Kept:
    return file.content if isinstance(file.content, Kept) else runtime.originals.keep(file.content)


def _commit(
    session: Session, actor: Actor, files: list[tuple[SentFile, Kept]], source_key: str | None
) -> Intake:
    row = IntakeRow(
        channel=actor.channel,
        received_by_id=actor.user_id,
        received_at=now_utc(),
        source_key=source_key,
    )
    session.add(row)
    for file, content in files:
        row.documents.append(_document(session, file, content))
        session.flush()
    audit.write(session, actor, "intake.received", "intake", row.id, documents=len(files))
    return intake_of(row)


def _taken_meanwhile(runtime: Runtime, source_key: str) -> Intake:
    with looking(runtime.engine) as session:
        row = documents.with_source_key(session, source_key)
        if row is None:
            raise ConflictError("this was taken in by another process at the same time")
        return intake_of(row)


def _document(session: Session, file: SentFile, kept: Kept) -> DocumentRow:
    _add_original(session, kept)
    same = documents.first_with_bytes(session, kept.sha256)
    row = DocumentRow(
        original_sha256=kept.sha256,
        name_given=shown_name(file.name),
        state=DocumentState.DUPLICATE if same else DocumentState.RECEIVED,
        duplicate_of_id=same and same.id,
    )
    if not kept.size:
        row.state, row.duplicate_of_id = DocumentState.FAILED, None
        row.reason_code, row.reason = EmptyFileError.code, EmptyFileError.hint
    return row


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
