"""The parent's end of a reading process: started when needed, ended when it breaks its limits."""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Timer
from time import monotonic
from types import TracebackType
from typing import Any, Self

import structlog

from service.errors import FileRefusedError, ReadingFailedError
from service.evidence import Content
from service.jobs.child import LearnOrder, Limits, Order, serve_orders
from service.jobs.scratch import Scratch, sweep

_LONGEST_MESSAGE = 256 << 20
"""Bytes; a page with its picture takes well under one megabyte."""

_HANDING_OVER = 60
"""Seconds that a process may take to start and to take in the file of an order."""

_PRELOADED = "service.jobs.warm"

_log = structlog.get_logger(__name__)


def too_slow() -> ReadingFailedError:
    """Give the error of a reading that ran past its time."""
    return FileRefusedError("reading took too long", code="reading-too-slow")


def too_large() -> ReadingFailedError:
    """Give the error of a reading that ran out of memory."""
    return FileRefusedError("reading needs too much memory", code="reading-too-large")


def crashed() -> ReadingFailedError:
    """Give the error of a reading process that broke down or was ended from outside."""
    return ReadingFailedError("the reader broke down", code="reading-crashed")


@cache
def _context() -> ForkServerContext:
    """Prepare the server that forks readers with all that they need: 50 ms each, not seconds."""
    sweep()
    context = get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    return context


def _started(process: BaseProcess) -> int:
    """Give the id of a process that was started."""
    if process.pid is None:
        raise ValueError("the process was not started")
    return process.pid


def _kill(process: BaseProcess) -> None:
    """Kill a process and whatever programs it started."""
    # Never 0, which would be the group of this process: only a started one is kept.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(_started(process), signal.SIGKILL)
    process.kill()


class Reader:
    """One reading process. It lives from order to order and is replaced where it was lost."""

    def __init__(
        self, folders: tuple[Path, ...], limits: Limits, layouts: Sequence[str] = ()
    ) -> None:
        """Prepare a reader; its process starts with the first order.

        Args:
            folders: of local form definitions.
            limits: of its process.
            layouts: those of other agencies that were learned, as JSON.
        """
        self._folders, self._limits, self._layouts = folders, limits, tuple(layouts)
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._scratch: Scratch | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def start(self) -> None:
        """Start the process now; come back once there is one, with all that it needs made."""
        try:
            self._open()
        except OSError as error:
            raise crashed() from error

    def obey(self, order: Order | LearnOrder, content: Content) -> Iterator[dict[str, Any]]:
        """Yield the messages that an order brings, the last being `done` or `failed`.

        Args:
            order: what to do.
            content: the file; it reaches the process through memory alone, whole or not at all.

        Raises:
            ReadingFailedError: the process ran past its limits or was lost; it has ended.
        """
        kind = ""
        try:
            self._send(asdict(order))
            self._hand_over(content)
            deadline = monotonic() + self._limits.seconds
            while kind not in {"done", "failed"}:
                message = self._message(deadline)
                kind = message["kind"]
                yield message
                if kind in {"open", "page", "member"}:
                    deadline = monotonic() + self._limits.seconds
        finally:
            if kind not in {"done", "failed"}:
                self.end()

    def answer(self, content: dict[str, Any] | None) -> None:
        """Answer what the process asked."""
        self._send(content)

    def end(self) -> None:
        """End the process and whatever programs it started."""
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        scratch, self._scratch = self._scratch, None
        if connection is not None:
            connection.close()
        if process is not None:
            _kill(process)
            process.join()
            process.close()
        if scratch is not None:
            scratch.remove()

    def _kill(self) -> None:
        if self._process is not None:
            _kill(self._process)

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection, there = _context().Pipe()
            self._scratch = Scratch.make()
            arguments = (there, self._scratch.path, self._folders, self._limits, self._layouts)
            process = _context().Process(target=serve_orders, args=arguments, daemon=True)
            process.start()
            self._process = process
            there.close()
        return self._connection

    def _hand_over(self, content: Content) -> None:
        """Send the file; a process that does not take it is ended, and sending fails."""
        patience = Timer(_HANDING_OVER, self._kill)
        patience.start()
        try:
            for piece in content.pieces():
                self._put(piece)
            self._put(b"")
        finally:
            patience.cancel()

    def _send(self, content: dict[str, Any] | None) -> None:
        self._put(json.dumps(content).encode())

    def _put(self, message: bytes) -> None:
        try:
            self._open().send_bytes(message)
        except OSError as error:
            raise crashed() from error

    def _message(self, deadline: float) -> dict[str, Any]:
        connection = self._open()
        try:
            if not connection.poll(max(0.0, deadline - monotonic())):
                raise too_slow()
            message: dict[str, Any] = json.loads(connection.recv_bytes(_LONGEST_MESSAGE))
        except (EOFError, OSError, ValueError) as error:
            raise crashed() from error
        match message["kind"]:
            case "memory":
                raise too_large()
            case "overtime":
                raise too_slow()
            case "crashed":
                _log.error("the reader crashed", error=message["error"])
                raise crashed()
            case _:
                return message
