"""`throughcare ingest`: files and folders into the database, and read, several at a time."""

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import click

from service.cli.context import console_actor, open_here
from service.cli.ledger import print_ledger
from service.cli.working import work_until
from service.logs import set_up_logs
from service.runtime import Runtime
from service.store.states import NEEDS_A_PERSON, UNFINISHED, DocumentState
from service.usecases.batches import (
    Batch,
    PlacedFile,
    count_documents,
    ledger_of,
    open_batch,
    put_in,
)
from service.usecases.intakes import count_in
from service.usecases.take_in import SentFile, take_in
from service.web.words import STATE

_PUT_IN_AT_ONCE = 20
"""Files a transaction: fewer cost more, more would be lost to an interruption."""


def _files(paths: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    """Yield files in order, each with its place; of a folder, all below it but hidden ones."""
    for path in paths:
        if not path.is_dir():
            yield path.name, path
            continue
        below = (item for item in sorted(path.rglob("*")) if item.is_file())
        named = ((item.relative_to(path), item) for item in below)
        yield from (
            (place.as_posix(), item) for place, item in named if not item.name.startswith(".")
        )


class _Opened:
    """Reads files from the disk and tells of those that cannot be opened."""

    def __init__(self) -> None:
        self.missing = 0

    def content(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError as error:
            click.echo(f"{path}: cannot be opened ({error.strerror})", err=True)
            self.missing += 1
            return None


def _portions(files: Sequence[tuple[str, Path]], opened: _Opened) -> Iterator[list[PlacedFile]]:
    """Yield files with their bytes, some at a time: a box does not fit into memory."""
    left = iter(files)
    while portion := list(islice(left, _PUT_IN_AT_ONCE)):
        contents = ((place, opened.content(path)) for place, path in portion)
        yield [PlacedFile(place, content) for place, content in contents if content is not None]


def _ingest_batch(
    runtime: Runtime, batch: Batch, files: Sequence[tuple[str, Path]], threads: int
) -> int:
    opened, actor = _Opened(), console_actor()
    with click.progressbar(length=len(files), label="Taking in", file=sys.stderr) as progress:
        for portion in _portions(files, opened):
            put_in(runtime, actor, batch, portion)
            progress.update(min(_PUT_IN_AT_ONCE, len(files) - progress.pos))

    def counted() -> Mapping[DocumentState, int]:
        return count_documents(runtime, batch)

    is_done = work_until(runtime, threads, counted)
    ledger = ledger_of(runtime, batch)
    print_ledger(ledger)
    if not is_done:
        click.echo("Interrupted. Nothing is lost: the same command with --resume goes on.")
    needs_a_person = any(state in ledger.documents for state in NEEDS_A_PERSON)
    return 1 if needs_a_person or opened.missing or not is_done else 0


def _ingest_files(runtime: Runtime, files: Sequence[tuple[str, Path]], threads: int) -> int:
    opened, intakes = _Opened(), []
    for _, path in files:
        content = opened.content(path)
        if content is not None:
            sent = take_in(runtime, console_actor(), [SentFile(path.name, content)])
            intakes.append(sent.id)

    def counted() -> Mapping[DocumentState, int]:
        return count_in(runtime, intakes)

    is_done = work_until(runtime, threads, counted)
    counts = counted()
    for state in sorted(counts):
        click.echo(f"{counts[state]:>7}  {STATE[state]}")
    if not is_done:
        click.echo("Interrupted. What was taken in is read by `throughcare serve` or a worker.")
    needs_a_person = any(state in counts for state in (*NEEDS_A_PERSON, *UNFINISHED))
    return 1 if needs_a_person or opened.missing else 0


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--batch", metavar="NAME", help="Digitise them as a batch of this name.")
@click.option("--resume", is_flag=True, help="Go on with a batch that was begun before.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Files read at a time; else THROUGHCARE_WORKERS."
)
def ingest(paths: tuple[Path, ...], batch: str | None, jobs: int | None, *, resume: bool) -> None:
    """Take files, folders and ZIPs into the database and read them.

    A file that was taken in before is recognised and not read twice. A batch may be interrupted at
    any instant: the same command with --resume goes on where it was. What a running service takes
    in meanwhile is read first.
    """
    if resume and batch is None:
        raise click.UsageError("--resume needs the name of a batch: --batch NAME.")
    set_up_logs(logging.WARNING)
    runtime = open_here()
    threads = jobs or runtime.settings.workers
    files = list(_files(paths))
    if batch is None:
        raise SystemExit(_ingest_files(runtime, files, threads))
    begun = open_batch(runtime, console_actor(), batch, resume=resume)
    raise SystemExit(_ingest_batch(runtime, begun, files, threads))
