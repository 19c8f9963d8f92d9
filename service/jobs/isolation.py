"""Reads a file in a process apart, limited in time and memory: a crash there hurts nobody else."""

import json
import os
import signal
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any

import structlog

from forms.copies import parse_copy_id
from ocr.issued import IssuedLookup
from ocr.reading import page_from_json
from service.errors import ReadingFailedError
from service.evidence import ReadPage
from service.jobs.child import Limits, read_in_child

_LONGEST_MESSAGE = 256 << 20
"""Bytes; a page with its picture takes well under one megabyte."""

_log = structlog.get_logger(__name__)
_TOO_SLOW = ReadingFailedError("the file took too long to read", code="reading-too-slow")
_TOO_LARGE = ReadingFailedError("the file needs too much memory to read", code="reading-too-large")
_CRASHED = ReadingFailedError("the reader broke down over this file", code="reading-crashed")


@cache
def _context() -> ForkServerContext:
    """Prepare the server that forks readers with all modules loaded: 50 ms a file, not seconds."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["service.jobs.child"])
    return context


@contextmanager
def _child(arguments: tuple[object, ...]) -> Iterator[tuple[Connection, BaseProcess]]:
    here, there = _context().Pipe()
    process = _context().Process(target=read_in_child, args=(there, *arguments), daemon=True)
    process.start()
    there.close()
    try:
        yield here, process
    finally:
        here.close()
        _end(process)


def _end(process: BaseProcess) -> None:
    """End the process and whatever programs it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.kill()
    process.join()
    process.close()


def _message(connection: Connection, deadline: float) -> dict[str, Any]:
    if not connection.poll(max(0.0, deadline - monotonic())):
        raise _TOO_SLOW
    try:
        message: dict[str, Any] = json.loads(connection.recv_bytes(_LONGEST_MESSAGE))
    except (EOFError, OSError, ValueError) as error:
        raise _CRASHED from error
    return message


def _answer(connection: Connection, copy: str, issued: IssuedLookup) -> None:
    found = issued(parse_copy_id(copy))
    answer = found and {
        "form": found.form.id,
        "version": found.form.version,
        "values": dict(found.values),
    }
    with suppress(BrokenPipeError):
        connection.send_bytes(json.dumps(answer).encode())


def _page(message: dict[str, Any]) -> ReadPage:
    picture = message["picture"]
    return ReadPage(
        reading=page_from_json(message["reading"]), picture=picture and b64decode(picture)
    )


def _conversation(connection: Connection, deadline: float, issued: IssuedLookup) -> list[ReadPage]:
    pages: list[ReadPage] = []
    while True:
        message = _message(connection, deadline)
        match message["kind"]:
            case "page":
                pages.append(_page(message))
            case "issued":
                _answer(connection, message["copy"], issued)
            case "done":
                return pages
            case "memory":
                raise _TOO_LARGE
            case "crashed":
                _log.error("the reader crashed", error=message["error"])
                raise _CRASHED
            case _:
                raise ReadingFailedError(
                    message["message"], code=message["code"], hint=message["hint"]
                )


def read_apart(
    path: Path,
    name: str,
    issued: IssuedLookup,
    *,
    folders: tuple[Path, ...],
    memory_mb: int,
    seconds: int,
) -> list[ReadPage]:
    """Read a file in a process of its own.

    Args:
        path: the stored bytes.
        name: as the sender called the file.
        issued: the register of copies; asked from this process.
        folders: of local form definitions.
        memory_mb: the most address space it may use.
        seconds: the longest it may take.

    Raises:
        ReadingFailedError: the file cannot be read; `code` says why.
    """
    limits = Limits(memory_mb=memory_mb, seconds=seconds)
    deadline = monotonic() + seconds
    with _child((path, name, folders, limits)) as (connection, _process):
        return _conversation(connection, deadline, issued)
