"""Backs an installation up while it is used: the database as it stood, then all that it names.

What comes in is on the disk before the database names it and stays there, so a file that a snapshot
names can be copied at any time after; deletion waits meanwhile (service.maintenance).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.backup.database import rows_of, snapshot
from service.backup.key_box import locked
from service.backup.summary import (
    FILES,
    Contents,
    Summary,
    contents_of,
    new_name,
    read_summary,
    summaries_in,
    write_summary,
)
from service.clock import now_utc
from service.entities import Actor
from service.errors import ConflictError, NotFoundError, UnavailableError
from service.maintenance import alone
from service.originals import Originals
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, originals
from service.store.engine import unit_of_work
from service.vault.key_text import key_text


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A back-up that was made."""

    summary: Path
    files: int
    """That belong to it."""
    copied: int
    """That were not there yet."""
    lacking: Sequence[str]
    """SHA-256 of those that the installation itself no longer has whole."""


def _nobody(_done: int, _of: int) -> None:
    pass


@needs(Power.MAINTAIN)
def back_up(
    runtime: Runtime,
    actor: Actor,
    folder: Path,
    *,
    passphrase: str | None = None,
    keep: int | None = None,
    seen: Callable[[int, int], object] = _nobody,
) -> BackedUp:
    """Back everything up; files that are in the folder already are not copied again.

    Args:
        runtime: the installation.
        actor: who asks.
        folder: of the back-ups; made when missing.
        passphrase: put the keys in, too, under it; None: they are not.
        keep: how many back-ups to keep, this one among them; None: all.
        seen: is told how many files are done, of how many.

    Raises:
        ConflictError: the folder is within the data folder, or a rotation or deletion is under way.
        UnavailableError: the database cannot be read or the folder written.
    """
    _refuse_own(runtime, folder)
    with alone(runtime.settings.data_dir):
        store = _store(runtime, folder)
        try:
            summary, contents, copied = _made(runtime, store, passphrase, seen)
            path = folder / new_name(now_utc())
            write_summary(path, summary, store.source.ring().find_short(summary.key))
        except OSError as error:
            raise UnavailableError(f"the back-up cannot be written ({error.strerror})") from error
        if keep is not None:
            _prune(store, folder, keep)
    with unit_of_work(runtime.engine) as session:
        files = len(contents.files)
        audit.write(session, actor, "backup.made", "backup", path.stem, files=files)
    return BackedUp(path, files, copied, contents.lacking)


def _refuse_own(runtime: Runtime, folder: Path) -> None:
    if folder.resolve().is_relative_to(runtime.settings.data_dir.resolve()):
        raise ConflictError(
            "the back-up would lie in the data folder, and be lost with it",
            hint="Name a folder on another disk.",
        )


def _store(runtime: Runtime, folder: Path) -> Originals:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UnavailableError(f"the back-up cannot be written ({error.strerror})") from error
    return Originals(folder / FILES, runtime.originals.source)


def _made(
    runtime: Runtime,
    store: Originals,
    passphrase: str | None,
    seen: Callable[[int, int], object],
) -> tuple[Summary, Contents, int]:
    key = store.source.ring().first
    with snapshot(runtime.engine, runtime.settings.data_dir) as taken:
        names, rows = sorted(originals.kept(taken.session)), rows_of(taken.session)
        database = taken.keep_in(store)
    copied, lacking = _copy(runtime.originals, store, names, seen)
    contents = Contents(
        files=[name for name in names if name not in lacking],
        lacking=lacking,
        rows=rows,
        forms=_forms(runtime.settings.uploads_dir),
    )
    texts = [key_text(one.secret) for one in store.source.ring().keys]
    summary = Summary(
        made_at=now_utc().isoformat(timespec="seconds"),
        engine=runtime.engine.url.get_backend_name(),
        key=key.short_id,
        database=database,
        contents=store.keep(contents.to_json()).sha256,
        keys=None if passphrase is None else locked(texts, passphrase),
    )
    return summary, contents, copied


def _copy(
    source: Originals, target: Originals, names: Sequence[str], seen: Callable[[int, int], object]
) -> tuple[int, list[str]]:
    """Copy what is not there yet, each read whole and found to be what it was."""
    copied, lacking = 0, []
    for number, name in enumerate(names, start=1):
        if not target.is_there(name):
            try:
                target.take(source.content(name))
                copied += 1
            except NotFoundError:
                lacking.append(name)
        seen(number, len(names))
    return copied, lacking


def _forms(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}


def _prune(store: Originals, folder: Path, keep: int) -> None:
    """Keep the newest; remove the others, and every file that none of the kept ones names."""
    for path in summaries_in(folder)[:-keep]:
        path.unlink()
    needed = {name for path in summaries_in(folder) for name in _named(store, path)}
    places = {place for name in needed for place in store.places(name)}
    for path in store.files():
        if path not in places:
            path.unlink()


def _named(store: Originals, path: Path) -> set[str]:
    summary, _ = read_summary(path)
    contents = contents_of(store.read(summary.contents))
    return {summary.database, summary.contents, *contents.files}
