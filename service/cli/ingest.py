"""`throughcare ingest`: files and folders into the database, read one after another."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from service.cli.context import console_actor, open_here
from service.logs import set_up_logs
from service.runtime import Runtime
from service.store.states import NEEDS_A_PERSON, UNFINISHED, DocumentState
from service.usecases.intakes import find_document
from service.usecases.read import read_document
from service.usecases.take_in import SentFile, take_in
from service.web.words import STATE


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield files in order; of a folder, all below it, hidden ones left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        below = (item for item in sorted(path.rglob("*")) if item.is_file())
        yield from (item for item in below if not item.name.startswith("."))


def _ingest(runtime: Runtime, path: Path) -> DocumentState:
    try:
        content = path.read_bytes()
    except OSError as error:
        click.echo(f"{path}: cannot be opened ({error.strerror})", err=True)
        return DocumentState.FAILED
    intake = take_in(runtime, console_actor(), [SentFile(path.name, content)])
    document = intake.documents[0]
    if document.state in UNFINISHED:
        read_document(runtime, document.id)
    return find_document(runtime, document.id).state


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def ingest(paths: tuple[Path, ...]) -> None:
    """Take files and folders into the database and read them.

    A file that was taken in before is recognised and not read twice, so a run that was stopped is
    simply started again.
    """
    set_up_logs(logging.WARNING)
    runtime = open_here()
    counts: dict[DocumentState, int] = {}
    files = list(_files(paths))
    with click.progressbar(files, label="Reading", file=sys.stderr) as progress:
        for path in progress:
            state = _ingest(runtime, path)
            counts[state] = counts.get(state, 0) + 1
    for state, number in sorted(counts.items()):
        click.echo(f"{number:>7}  {STATE[state]}")
    raise SystemExit(1 if any(state in counts for state in NEEDS_A_PERSON) else 0)
