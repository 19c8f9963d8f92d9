"""Writes a secret into a file that only this user may read, whole or not at all."""

import os
import secrets
from pathlib import Path


def write_once(path: Path, line: str) -> None:
    """Write a secret unless there is one: two services may start at once.

    Raises:
        OSError: the folder cannot be written.
    """
    draft = _draft(path, line)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def write_anew(path: Path, text: str) -> None:
    """Write secrets in the place of those that are there.

    Raises:
        OSError: the folder cannot be written.
    """
    _draft(path, text).replace(path)


def _draft(path: Path, text: str) -> Path:
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return draft
