"""Takes in files: the bytes are on the disk and the rows committed before the sender hears yes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.clock import now_utc
from service.entities import Actor, Intake
from service.errors import BadRequestError
from service.runtime import Runtime
from service.store import audit, documents
from service.store.engine import unit_of_work
from service.store.models import IntakeRow
from service.usecases.receive import Arrival, add_document
from service.usecases.views import intake_of


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came, with the name that the sender gave it."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


def take_in(
    runtime: Runtime, actor: Actor, files: Sequence[SentFile], *, source_key: str | None = None
) -> Intake:
    """Take in one sending and have its documents read.

    Args:
        runtime: the installation.
        actor: who sends, and by what way.
        files: what is sent.
        source_key: SHA-256 that stands for the letter or the dropped file; a sending that has it
            already is given back, and nothing is taken in twice.

    Raises:
        BadRequestError: no file was sent.
    """
    if not files:
        raise BadRequestError("no file was sent", {"files": "Choose at least one file."})
    kept = [runtime.originals.keep(file.content) for file in files]
    with unit_of_work(runtime.engine) as session:
        if source_key and (known := documents.intake_from(session, source_key)):
            return intake_of(known)
        row = IntakeRow(
            channel=actor.channel,
            received_by_id=actor.user_id,
            received_at=now_utc(),
            source_key=source_key,
        )
        session.add(row)
        added = []
        for file, content in zip(files, kept, strict=True):
            added.append(add_document(session, row, Arrival(name=file.name, kept=content)))
            session.flush()
        audit.write(session, actor, "intake.received", "intake", row.id, documents=len(files))
        session.refresh(row)
        intake, waiting = intake_of(row), [job.id for job in added if job]
    for job_id in waiting:
        runtime.wake(job_id)
    return intake
