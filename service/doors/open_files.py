"""Tells which files a process of this machine has open for writing, where /proc tells."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")
FileId = tuple[int, int]
"""Device and inode."""


def open_for_writing(wanted: set[FileId]) -> set[FileId]:
    """Give those of the wanted files that somebody is writing to.

    Processes of other users, and of other machines on a network share, cannot be seen.
    """
    return {found for folder in _descriptor_folders() for found in _written(folder, wanted)}


def _descriptor_folders() -> Iterator[Path]:
    with suppress(OSError):
        for process in _PROCESSES.iterdir():
            if process.name.isdigit():
                yield process


def _written(process: Path, wanted: set[FileId]) -> Iterator[FileId]:
    # A process that ends meanwhile, or is somebody else's, tells nothing.
    with suppress(OSError):
        for descriptor in (process / "fd").iterdir():
            with suppress(OSError):
                status = descriptor.stat()
                found = (status.st_dev, status.st_ino)
                if found in wanted and _may_write(process / "fdinfo" / descriptor.name):
                    yield found


def _may_write(info: Path) -> bool:
    lines = info.read_text(encoding="ascii").splitlines()
    flags = next((line.split()[1] for line in lines if line.startswith("flags:")), "0")
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY
