"""Folders for the temporary files of reading processes, gone afterwards however those ended.

The parent makes and removes them. One whose parent was killed is swept by whoever makes the next: a
living parent holds a lock on its folder, which the kernel lets go with the process.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

_PREFIX = "throughcare-reader-"


def _locked(path: Path) -> int | None:
    """Open and lock a folder; None where somebody else has it, or it is gone."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def sweep() -> None:
    """Remove the folders that dead processes left."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        descriptor = _locked(path)
        if descriptor is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(descriptor)


class Scratch:
    """A folder that only this user can enter."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path, self._descriptor = path, descriptor

    @classmethod
    def make(cls) -> Self:
        """Make a folder and lock it."""
        while True:
            path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            descriptor = _locked(path)
            # A sweep may have come in between and taken it away.
            if descriptor is not None and path.is_dir():
                return cls(path, descriptor)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        with suppress(OSError):
            os.close(self._descriptor)
