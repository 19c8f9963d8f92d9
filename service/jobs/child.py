"""The process in which a stranger's file is parsed: limited, without database, used once.

It asks its parent about issued copies and answers in JSON, never in pickles: what a parser that has
been taken over sends is then no more than a wrong reading.
"""

import ctypes
import json
import os
import resource
import signal
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from forms.copies import CopyId
from forms.errors import ThroughcareError
from forms.registry import Catalogue, load_catalogue
from ocr.issued import IssuedCopy, IssuedLookup
from ocr.pipeline import read_file
from ocr.reading import page_json
from service.page_pictures import page_pictures

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_MEGABYTE = 1 << 20
_LARGEST_FILE = 512 * _MEGABYTE
_OPEN_FILES = 256
_SPARE_CPU_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a reading may use."""

    memory_mb: int
    """Address space."""
    seconds: int
    """Of CPU time, and of wall time."""


def _limit(limits: Limits) -> None:
    memory = limits.memory_mb * _MEGABYTE
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, limits.seconds + _SPARE_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _stand_apart() -> None:
    """Lead a process group that ends as one; die with the parent; gain no rights."""
    os.setsid()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def send(connection: Connection, message: dict[str, Any]) -> None:
    """Send a message as JSON."""
    connection.send_bytes(json.dumps(message).encode())


def _lookup(connection: Connection, catalogue: Catalogue) -> IssuedLookup:
    def find(copy: CopyId) -> IssuedCopy | None:
        send(connection, {"kind": "issued", "copy": copy.text})
        answer = json.loads(connection.recv_bytes())
        if answer is None:
            return None
        form = catalogue.find(answer["form"], answer["version"])
        return IssuedCopy(form=form, values=answer["values"])

    return find


def _pages(
    connection: Connection, path: Path, name: str, folders: tuple[Path, ...]
) -> Iterator[dict[str, Any]]:
    catalogue = load_catalogue(*folders)
    data = path.read_bytes()
    readings = read_file(name, data, catalogue, _lookup(connection, catalogue))
    pictures = page_pictures(data, readings, catalogue)
    for reading in readings:
        picture = pictures.get(reading.page)
        yield {"reading": page_json(reading), "picture": picture and b64encode(picture).decode()}


def read_in_child(
    connection: Connection, path: Path, name: str, folders: tuple[Path, ...], limits: Limits
) -> None:
    """Read the file and send its pages, or the error, to the parent."""
    _stand_apart()
    _limit(limits)
    try:
        for page in _pages(connection, path, name, folders):
            send(connection, {"kind": "page", **page})
        send(connection, {"kind": "done"})
    except ThroughcareError as error:
        failure = {"code": error.code, "message": error.message, "hint": error.hint}
        send(connection, {"kind": "failed", **failure})
    except MemoryError:
        send(connection, {"kind": "memory"})
    except Exception as error:  # noqa: BLE001 - a traceback here could quote the file
        send(connection, {"kind": "crashed", "error": type(error).__name__})
