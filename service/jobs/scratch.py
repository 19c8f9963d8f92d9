"""Folders for temporary files, gone afterwards however the process ended that used them.

The service has one, and each reading process, whose parent makes and removes it. One whose owner
was killed is swept by whoever makes the next: a living owner holds a lock on its folder, which the
kernel lets go with the process.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

_PREFIX = "throughcare-private-"


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


def sweep(root: Path | None = None) -> None:
    """Remove the folders that dead processes left.

    Args:
        root: where to look; None: where this process has its temporary files.
    """
    for path in (root or Path(tempfile.gettempdir())).glob(f"{_PREFIX}*"):
        descriptor = _locked(path)
        if descriptor is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(descriptor)


class Scratch:
    """A folder that only this user can enter."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path, self._descriptor = path, descriptor

    @classmethod
    def make(cls, root: Path | None = None) -> Self:
        """Make a folder and lock it.

        Args:
            root: in which; None: where this process has its temporary files.
        """
        while True:
            path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
            descriptor = _locked(path)
            # A sweep may have come in between and taken it away.
            if descriptor is not None and path.is_dir():
                return cls(path, descriptor)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        with suppress(OSError):
            os.close(self._descriptor)
