"""The watched folder, where a fax server or a scanner drops its files.

It is looked into again and again, which works on network shares too. A file is moved only after
its bytes and rows are safe. Should the power go in between, its key says that it was taken in.
"""

import errno
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import BinaryIO

import structlog

from service.doors.clearing import TAKEN_IN, clear_away
from service.doors.settling import Settling, Stamp, dropped_files, stamp_of
from service.entities import Actor
from service.errors import SettingsError, UnavailableError
from service.originals import Kept
from service.permission.powers import Power
from service.runtime import Runtime
from service.store.states import Channel
from service.usecases.take_in import SentFile, take_in

_log = structlog.get_logger(__name__)
_ACTOR = Actor(user_id=None, channel=Channel.FOLDER, powers=frozenset({Power.TAKE_IN}))


class _SourceError(Exception):
    """A dropped file cannot be opened or read."""


@dataclass(frozen=True, slots=True)
class _Dropped:
    """A stream over a dropped file, whose faults are told from those of our own disk."""

    file: BinaryIO

    def read(self, size: int, /) -> bytes:
        """Give the next bytes."""
        try:
            return self.file.read(size)
        except OSError as error:
            raise _SourceError from error


def waiting_files(folder: Path) -> dict[Path, Stamp]:
    """Find what lies in a watched folder, oldest first.

    Raises:
        UnavailableError: it cannot be looked into.
    """
    try:
        return dropped_files(folder, folder / TAKEN_IN)
    except OSError as error:
        raise UnavailableError(
            f"the watched folder cannot be looked into ({error.strerror})",
            hint="Is its share mounted, and may this user read it?",
        ) from error


class FolderDoor:
    """Takes in what is dropped in one folder."""

    name = "folder"
    pause = timedelta(seconds=5)

    def __init__(
        self, runtime: Runtime, folder: Path, *, clock: Callable[[], float] = monotonic
    ) -> None:
        ours = runtime.settings.data_dir
        if folder == ours or folder in ours.parents or ours in folder.parents:
            raise SettingsError("the watched folder and the data folder lie one in the other")
        self.unopened: set[Path] = set()
        """Files that could not be opened at the last look."""
        self.unmoved: dict[Path, Stamp] = {}
        """Files that are taken in and could not be moved away."""
        self._runtime, self._folder = runtime, folder
        self._settling = Settling(clock)
        self._stumbled: set[Path] = set()

    def look(self, stopped: Event) -> int:
        """Take in what is complete, and tell how much that was.

        Raises:
            UnavailableError: the folder, our disk or the database cannot be used; all is left.
        """
        found = waiting_files(self._folder)
        before = self.unopened | self.unmoved.keys()
        self.unopened &= found.keys()
        self.unmoved = {path: stamp for path, stamp in self.unmoved.items() if path in found}
        # One that is too large for the disk must not keep the others waiting.
        ready = sorted(self._settling.complete(found), key=self._stumbled.__contains__)
        taken = sum(self._take(path, found[path]) for path in ready if not stopped.is_set())
        if not self.unopened | self.unmoved.keys() <= before:
            numbers = {"unopened": len(self.unopened), "unmoved": len(self.unmoved)}
            _log.warning("files of the watched folder stay: see throughcare doctor", **numbers)
        return taken

    def _take(self, path: Path, stamp: Stamp) -> bool:
        """Take in one file and move it away; what has been taken in is only moved."""
        is_new = self.unmoved.get(path) != stamp
        self._stumbled.add(path)
        is_taken = not is_new or self._take_in(path, stamp)
        self._stumbled.discard(path)
        if is_taken:
            self._clear_away(path, stamp)
        return is_new and is_taken

    def _take_in(self, path: Path, stamp: Stamp) -> bool:
        try:
            kept = self._keep(path)
        except FileNotFoundError:
            return False
        except (OSError, _SourceError):
            self.unopened.add(path)
            return False
        self.unopened.discard(path)
        if stamp_of(path) != stamp:
            return False
        key = self._key(path, stamp, kept)
        intake = take_in(self._runtime, _ACTOR, [SentFile(path.name, kept)], source_key=key)
        _log.info("taken in from the folder", intake_id=intake.id)
        return True

    def _keep(self, path: Path) -> Kept:
        # Never through a link: whoever may write here could name any file of this machine.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            return self._runtime.originals.keep(_Dropped(file))

    def _key(self, path: Path, stamp: Stamp, kept: Kept) -> str:
        place = os.fsencode(path.relative_to(self._folder))
        words = (b"folder", os.fsencode(self._folder), place)
        parts = (*words, str(stamp.changed_ns).encode(), kept.sha256.encode())
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def _clear_away(self, path: Path, stamp: Stamp) -> None:
        """Move a file away, unless more was written to it: that is taken in by itself."""
        if stamp_of(path) != stamp:
            return
        try:
            clear_away(path, self._folder)
        except OSError as error:
            if error.errno != errno.ENOENT:
                self.unmoved[path] = stamp
        else:
            self.unmoved.pop(path, None)
