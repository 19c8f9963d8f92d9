"""Brings a back-up back to an empty installation, and proves that nothing is missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.backup.database import bring_back, is_empty, rows_of
from service.backup.key_box import unlocked
from service.backup.summary import (
    FILES,
    Contents,
    Summary,
    check_mark,
    contents_of,
    read_summary,
)
from service.entities import Actor
from service.errors import ConflictError, DamagedError, KeyMissingError
from service.folders import make_folder
from service.migrations import upgrade
from service.originals import Originals
from service.permission.rules import by_the_service
from service.runtime import Runtime
from service.secret_file import write_once
from service.settings import Settings
from service.store import audit, originals
from service.store.engine import looking, unit_of_work
from service.vault.key_source import is_kept_inside, kept_keys


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    made_at: str
    files: int
    rows: int
    lacking: tuple[str, ...]
    """SHA-256 of files that the installation had lost before it was backed up."""


def make_keys_ready(settings: Settings, path: Path, ask: Callable[[], str]) -> None:
    """See to it that the keys of a back-up are set before anything makes new ones.

    Args:
        settings: of the installation that it comes back to.
        path: the summary of the back-up.
        ask: for the passphrase of the keys in it.

    Raises:
        KeyMissingError: none are set, and none are in the back-up.
        BadRequestError: the passphrase is another.
    """
    summary, _ = read_summary(path)
    kept = kept_keys(settings.data_dir)
    if not is_kept_inside(settings) or kept.exists():
        return
    if summary.keys is None:
        raise KeyMissingError(
            f"the key {summary.key} of the back-up is not set",
            hint=f"Set THROUGHCARE_KEY or THROUGHCARE_KEY_FILE, or put its file at {kept}.",
        )
    texts = unlocked(summary.keys, ask())
    make_folder(settings.data_dir)
    write_once(kept, "\n".join(texts))


@by_the_service
def restore(
    runtime: Runtime, actor: Actor, path: Path, seen: Callable[[int, int], object]
) -> Restored:
    """Bring a back-up back: files first, then the database, then a look at both.

    To be interrupted does no harm: the same call begins again, and goes on with the files.

    Args:
        runtime: the installation, empty and not yet migrated.
        actor: who asks.
        path: the summary of the back-up.
        seen: is told how many files are done, of how many.

    Raises:
        ConflictError: the installation is not empty, or its database is of another kind.
        KeyMissingError: the key of the back-up is not set.
        DamagedError: something of the back-up is not what it was.
        NotFoundError: something of the back-up is missing.
    """
    summary, mark = read_summary(path)
    source = runtime.originals.source
    check_mark(summary, mark, source.ring())
    store = Originals(path.parent / FILES, source)
    contents = contents_of(store.read(summary.contents))
    _refuse_full(runtime, summary, contents)
    for number, name in enumerate(contents.files, start=1):
        if not runtime.originals.is_there(name):
            runtime.originals.take(store.content(name))
        seen(number, len(contents.files))
    _bring_back_forms(runtime.settings.uploads_dir, contents.forms)
    bring_back(runtime.engine, store, summary.database)
    _prove(runtime, contents)
    upgrade(runtime.engine)
    with unit_of_work(runtime.engine) as session:
        files = len(contents.files)
        audit.write(session, actor, "backup.restored", "backup", path.stem, files=files)
    rows = sum(contents.rows.values())
    return Restored(summary.made_at, files, rows, tuple(contents.lacking))


def _refuse_full(runtime: Runtime, summary: Summary, contents: Contents) -> None:
    if runtime.engine.url.get_backend_name() != summary.engine:
        raise ConflictError(
            f"the back-up is of a database on {summary.engine}",
            hint="Set THROUGHCARE_DATABASE_URL to an empty database of that kind.",
        )
    places = {place for name in contents.files for place in runtime.originals.places(name)}
    is_ours = all(file in places for file in runtime.originals.files())
    if not is_empty(runtime.engine) or not is_ours:
        raise ConflictError(
            "this installation is not empty: nothing was restored",
            hint="Name another data folder, and another database if it has one of its own.",
        )


def _bring_back_forms(folder: Path, forms: Mapping[str, str]) -> None:
    if forms:
        make_folder(folder)
    for name, text in forms.items():
        (folder / Path(name).name).write_text(text, encoding="utf-8")


def _prove(runtime: Runtime, contents: Contents) -> None:
    """Hold what came back against what was backed up.

    Raises:
        DamagedError: a row or a file is not there.
    """
    with looking(runtime.engine) as session:
        rows, named = rows_of(session), originals.kept(session)
    if rows != dict(contents.rows):
        raise DamagedError("rows of the back-up did not come back")
    expected = {*contents.files, *contents.lacking}
    if named != expected:
        raise DamagedError("the database names files that are not in the back-up")
