"""Tells which dropped files are complete: whoever drops them may still be writing."""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic

from service.doors.open_files import FileId, open_for_writing

QUIET = timedelta(seconds=10)
"""So long a file must stay as it is."""
QUIET_EMPTY = timedelta(minutes=1)
"""So long an empty one: many programs make the file first and write into it later."""
_TEMPORARY_ENDS = (".part", ".partial", ".tmp", ".crdownload", "~")
_TEMPORARY_STARTS = (".", "~")
_FURNITURE = ("desktop.ini", "thumbs.db")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when a file is written to."""

    size: int
    changed_ns: int
    file: FileId = field(compare=False)


def stamp_of(path: Path) -> Stamp | None:
    """Look at a plain file; None where it is gone, or is a link, a pipe or a folder."""
    try:
        status = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, (status.st_dev, status.st_ino))


def dropped_files(folder: Path, apart: Path) -> dict[Path, Stamp]:
    """Find the files in a folder and below it that are meant for us, oldest first.

    Args:
        folder: the watched one.
        apart: what is left out of it.

    Raises:
        OSError: the folder cannot be looked into.
    """
    os.scandir(folder).close()
    stamps = {path: stamp_of(path) for path in _below(folder, apart)}
    plain = [(path, stamp) for path, stamp in stamps.items() if stamp is not None]
    return dict(sorted(plain, key=lambda item: item[1].changed_ns))


def _below(folder: Path, apart: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = [name for name in folders if name[0] != "." and here / name != apart]
        files = (here / name for name in names if not _is_temporary(name.lower()))
        yield from (path for path in files if path != apart)


def _is_temporary(name: str) -> bool:
    left_alone = name.startswith(_TEMPORARY_STARTS) or name.endswith(_TEMPORARY_ENDS)
    return left_alone or name in _FURNITURE


class Settling:
    """Remembers since when each file has stayed as it is."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._since: dict[Path, tuple[Stamp, float]] = {}

    def complete(self, found: Mapping[Path, Stamp]) -> list[Path]:
        """Give the files that nobody seems to be writing any more."""
        now = self._clock()
        self._since = {path: self._seen(path, stamp, now) for path, stamp in found.items()}
        quiet = [path for path in found if self._is_quiet(path, now)]
        written = open_for_writing({found[path].file for path in quiet}) if quiet else set()
        return [path for path in quiet if found[path].file not in written]

    def _seen(self, path: Path, stamp: Stamp, now: float) -> tuple[Stamp, float]:
        before = self._since.get(path)
        return before if before and before[0] == stamp else (stamp, now)

    def _is_quiet(self, path: Path, now: float) -> bool:
        stamp, since = self._since[path]
        patience = QUIET if stamp.size else QUIET_EMPTY
        return now - since >= patience.total_seconds()
