"""Keeps apart what goes through all stored files: rotation, deletion, back-up, one at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import ConflictError
from service.folders import make_folder


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Hold off the others until this ends; the kernel lets go of what a dead process held.

    Raises:
        ConflictError: one of them is at work.
    """
    make_folder(data_dir)
    descriptor = os.open(data_dir / "maintenance.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConflictError(
                "the stored files are being backed up, sealed anew or deleted by another process",
                hint="Try again when that has ended.",
            ) from error
        yield
    finally:
        os.close(descriptor)
