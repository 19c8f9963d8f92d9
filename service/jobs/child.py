"""The process in which strangers' files are parsed: limited, without database, replaced when lost.

It takes orders and answers in JSON, never in pickles: what a parser that has been taken over sends
is then no more than a wrong reading. What it loads, models above all, serves all files it reads.
"""

import ctypes
import json
import os
import resource
import signal
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from forms.copies import CopyId
from forms.errors import ThroughcareError
from forms.registry import Catalogue, load_catalogue
from ocr.issued import IssuedCopy, IssuedLookup
from ocr.pipeline import OpenFile, open_file, read_opened
from ocr.reading import page_json
from service.page_pictures import page_picture

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_MEGABYTE = 1 << 20
_LARGEST_FILE = 512 * _MEGABYTE
_OPEN_FILES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a reading may use. Pixels are limited where pages are decoded (ocr.pictures)."""

    memory_mb: int
    """Address space of the process."""
    seconds: int
    """Of wall time, for opening a file and for each page of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a reading process is asked to read."""

    path: str
    name: str
    """As the sender called the file."""
    first: int
    """Page to begin with, counted from 1."""
    last: int | None
    """Page to end with; None: the last there is."""
    pictures: bool
    """Send a picture of each page with its reading."""


def _limit(limits: Limits) -> None:
    memory = limits.memory_mb * _MEGABYTE
    for what, most in (
        (resource.RLIMIT_AS, memory),
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
    connection: Connection, file: OpenFile, order: Order, catalogue: Catalogue
) -> Iterator[dict[str, Any]]:
    lookup = _lookup(connection, catalogue)
    count = None if order.last is None else order.last - order.first + 1
    for reading in islice(read_opened(file, catalogue, lookup, first=order.first), count):
        picture = page_picture(file.data, reading, catalogue) if order.pictures else None
        yield {"reading": page_json(reading), "picture": picture and b64encode(picture).decode()}


def _obey(connection: Connection, order: Order, catalogue: Catalogue) -> None:
    """Read what the order names and send page after page, or the error, to the parent."""
    try:
        file = open_file(order.name, Path(order.path).read_bytes(), catalogue)
        send(connection, {"kind": "open", "pages": file.pages})
        for page in _pages(connection, file, order, catalogue):
            send(connection, {"kind": "page", **page})
        send(connection, {"kind": "done"})
    except ThroughcareError as error:
        failure = {"code": error.code, "message": error.message, "hint": error.hint}
        send(connection, {"kind": "failed", **failure})


def serve_orders(connection: Connection, folders: tuple[Path, ...], limits: Limits) -> None:
    """Obey orders until the parent hangs up; end where anything went wrong that has no name."""
    _stand_apart()
    _limit(limits)
    # An order that never ended well leaves a process that nobody should trust with the next file.
    with suppress(EOFError, BrokenPipeError):
        try:
            catalogue = load_catalogue(*folders)
            while True:
                _obey(connection, Order(**json.loads(connection.recv_bytes())), catalogue)
        except MemoryError:
            send(connection, {"kind": "memory"})
        except (EOFError, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - a traceback here could quote the file
            send(connection, {"kind": "crashed", "error": type(error).__name__})
