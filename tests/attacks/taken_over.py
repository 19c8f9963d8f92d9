"""A process that reads, taken over by the file in it; it loads as little as readers do at first."""

import os
import socket
from collections.abc import Callable, Collection
from pathlib import Path

from service.jobs.confined import warden
from service.jobs.confined.limits import Limits

_LIMITS = Limits(memory_mb=1024, seconds=10)
_SECRET = "THROUGHCARE_SECRET_KEY"
_MUCH = 2 << 30
"""Bytes."""


def _open_a_socket() -> None:
    socket.socket(socket.AF_INET).close()


def _read_secrets() -> None:
    if _SECRET not in os.environ:
        raise OSError


def _take_memory() -> None:
    bytearray(_MUCH)


_TRIED: dict[str, Callable[[], None]] = {
    "socket": _open_a_socket,
    "secrets": _read_secrets,
    "memory": _take_memory,
}


def try_confined(what: str, spared: Collection[str], scratch: Path) -> None:
    """Try something behind all walls but those that are spared; leave a file where it is done."""

    def work() -> None:
        _TRIED[what]()
        (scratch / "done").touch()

    # Readers are forked from a server, and by then no thread runs, as here.
    if child := os.fork():
        os.waitpid(child, 0)
        return
    os.environ[_SECRET] = "invented"
    for name in spared:
        setattr(warden, name, lambda *_, **__: None)
    warden.run_confined(work, _LIMITS, scratch)
    os._exit(0)
