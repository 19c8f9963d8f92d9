"""Archives originals: a searchable PDF/A of each, in a folder that may be filled in many goes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ocr.reading import PageStatus
from service.archiving import index
from service.archiving.apart import ConversionLimits, convert_apart
from service.archiving.index import Entry
from service.downloads import original_name
from service.entities import Actor
from service.errors import ArchiveError, UnavailableError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, originals
from service.store.engine import looking, unit_of_work
from service.store.models import DocumentRow
from service.store.states import DocumentState
from service.usecases.batches import find_batch

_TOGETHER = 100
_PAGES_AT_LEAST = 2
"""Starting takes about as long as two pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """What became of one document."""

    entry: Entry
    offline: bool = True
    """Whether the system could cut the conversion off from the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """One document to archive."""

    document_id: int
    sha256: str
    media_type: str
    turns: dict[int, int | None]
    is_refused: bool


@needs(Power.RUN_BATCHES)
def archive_originals(
    runtime: Runtime, actor: Actor, folder: Path, *, batch: str | None = None
) -> Iterator[Archived]:
    """Archive originals, oldest first; what the folder has already is left as it is.

    A file that cannot be converted is put there as it came, with the reason in the index. The
    caller may stop at any time: the next call goes on from there.

    Args:
        runtime: the installation.
        actor: who takes them out: the audit trail keeps it for each document.
        folder: made when missing; the files and the index.
        batch: only this batch.

    Raises:
        NotFoundError: there is no such batch, or an original is missing or damaged.
        UnavailableError: the folder cannot be written.
    """
    batch_id = None if batch is None else find_batch(runtime, batch).id
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = index.archived(folder)
        for task in _tasks(runtime, batch_id):
            if (task.document_id, task.sha256) in there:
                continue
            done = _archive(runtime, folder, task)
            index.add(folder, [done.entry])
            _note(runtime, actor, done.entry)
            yield done
    except OSError as error:
        raise UnavailableError(f"the archive cannot be written ({error.strerror})") from error


def _tasks(runtime: Runtime, batch_id: int | None) -> Iterator[_Task]:
    after_id = 0
    while True:
        with looking(runtime.engine) as session:
            rows = originals.portion(session, batch_id=batch_id, after_id=after_id, limit=_TOGETHER)
            tasks = [_task(row) for row in rows]
        if not tasks:
            return
        yield from tasks
        after_id = tasks[-1].document_id


def _task(row: DocumentRow) -> _Task:
    known = (PageStatus.READ, PageStatus.REVIEW)
    return _Task(
        document_id=row.id,
        sha256=row.original_sha256,
        media_type=row.original.media_type,
        turns={
            page.number: page.reading["rotation"] if page.status in known else None
            for page in row.pages
        },
        is_refused=row.state is DocumentState.REFUSED,
    )


def _archive(runtime: Runtime, folder: Path, task: _Task) -> Archived:
    if task.is_refused:
        return Archived(entry=_as_it_came(runtime, folder, task, "refused"))
    target = folder / f"document-{task.document_id}.pdf"
    try:
        made = convert_apart(
            runtime.originals.content(task.sha256), target, task.turns, _limits(runtime, task)
        )
    except ArchiveError as error:
        return Archived(entry=_as_it_came(runtime, folder, task, error.code))
    entry = _entry(task, target, made=made.way, pages=made.pages)
    return Archived(entry=entry, offline=made.offline)


def _limits(runtime: Runtime, task: _Task) -> ConversionLimits:
    pages = max(_PAGES_AT_LEAST, len(task.turns))
    settings = runtime.settings
    return ConversionLimits(memory_mb=settings.reading_mb, seconds=pages * settings.reading_seconds)


def _as_it_came(runtime: Runtime, folder: Path, task: _Task, reason: str) -> Entry:
    target = folder / f"original-{original_name(task.document_id, task.media_type)}"
    draft = target.with_name(f".{target.name}.part")
    with draft.open("wb") as file:
        file.writelines(runtime.originals.pieces(task.sha256))
    draft.replace(target)
    return _entry(task, target, made="the original as it came", reason=reason)


def _entry(
    task: _Task, target: Path, *, made: str, pages: int | None = None, reason: str = ""
) -> Entry:
    with target.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Entry(
        document_id=task.document_id,
        file=target.name,
        pages=pages,
        original_sha256=task.sha256,
        file_sha256=sha256,
        made=made,
        reason=reason,
    )


def _note(runtime: Runtime, actor: Actor, entry: Entry) -> None:
    with unit_of_work(runtime.engine) as session:
        audit.write(
            session, actor, "document.archived", "document", entry.document_id,
            sha256=entry.file_sha256, reason=entry.reason or None,
        )  # fmt: skip
