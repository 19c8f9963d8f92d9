"""Takes in files: the bytes are on the disk and the rows committed before the sender hears yes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor, Intake
from service.errors import BadRequestError, ConflictError
from service.originals import Kept, Stream
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, documents
from service.store.engine import looking, unit_of_work
from service.store.models import IntakeRow
from service.usecases.receive import Arrival, add_document
from service.usecases.views import intake_of


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came, with the name that the sender gave it."""

    name: str = field(repr=False)
    content: bytes | Stream | Kept = field(repr=False)
    """A stream is read from where it stands; `Kept`: its bytes are in the store already."""


@needs(Power.TAKE_IN)
def take_in(
    runtime: Runtime,
    actor: Actor,
    files: Sequence[SentFile],
    *,
    source_key: str | None = None,
    request_key: str | None = None,
) -> Intake:
    """Take in one sending and have its documents read.

    Args:
        runtime: the installation.
        actor: who sends, and by what way.
        files: what is sent.
        source_key: SHA-256 that stands for the letter or the dropped file; a sending that has it
            already is given back, and nothing is taken in twice.
        request_key: drawn by whoever asks, where there is no such letter: the same files sent twice
            with it are one sending.

    Raises:
        BadRequestError: no file was sent.
    """
    if not files:
        raise BadRequestError("no file was sent", {"files": "Choose at least one file."})
    kept = [_keep(runtime, file) for file in files]
    if request_key:
        source_key = _once(request_key, actor, kept)
    arrivals = [
        Arrival(name=file.name, kept=content) for file, content in zip(files, kept, strict=True)
    ]
    try:
        with unit_of_work(runtime.engine) as session:
            if source_key and (known := documents.with_source_key(session, source_key)):
                return intake_of(known)
            intake, waiting = _commit(session, actor, arrivals, source_key)
    except IntegrityError:
        if source_key is None:
            raise
        # Another door has taken it in at this very instant.
        return _taken_meanwhile(runtime, source_key)
    for job_id in waiting:
        runtime.wake(job_id)
    return intake


def _once(request_key: str, actor: Actor, kept: Sequence[Kept]) -> str:
    """Make one key of a page, who sends it, and what is sent: other files are another sending."""
    parts = [request_key, str(actor.user_id), *(one.sha256 for one in kept)]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _keep(runtime: Runtime, file: SentFile) -> Kept:
    return file.content if isinstance(file.content, Kept) else runtime.originals.keep(file.content)


def _commit(
    session: Session, actor: Actor, arrivals: Sequence[Arrival], source_key: str | None
) -> tuple[Intake, list[int]]:
    """Add the rows; give the sending, and the jobs that its documents wait for."""
    row = IntakeRow(
        channel=actor.channel,
        received_by_id=actor.user_id,
        received_at=now_utc(),
        source_key=source_key,
    )
    session.add(row)
    added = []
    for arrival in arrivals:
        added.append(add_document(session, row, arrival))
        session.flush()
    audit.write(session, actor, "intake.received", "intake", row.id, documents=len(arrivals))
    session.refresh(row)
    return intake_of(row), [job.id for job in added if job]


def _taken_meanwhile(runtime: Runtime, source_key: str) -> Intake:
    with looking(runtime.engine) as session:
        row = documents.with_source_key(session, source_key)
        if row is None:
            raise ConflictError("this was taken in by another process at the same time")
        return intake_of(row)
