"""How much of the machine a process may use: address space, processor, files, processes."""

import ctypes
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1 << 20
LARGEST_FILE_BYTES = 512 * MEGABYTE
"""Of any file that it writes: its scratch files are pictures of lines, of kilobytes."""
OPEN_FILES = 128
"""It holds about 20; programs that it starts, fewer."""
PROCESSES = 64
"""Tesseract is one, with one thread; more than a few are a fork bomb."""
LEAST_CPU_SECONDS = 5
CPU_SHARE = 0.5
"""Processor time of a page to its wall time: what computes that long without pause hangs. On a busy
machine the wall time of a page grows, its processor time of a second or two does not."""
OVERTIME_STATUS = 24
"""Exit status of a process whose processor time ran out: the number of SIGXCPU."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a reading may use. Pixels are limited where pages are decoded (ocr.pictures)."""

    memory_mb: int
    """Address space of the process."""
    seconds: int
    """Of wall time, for opening a file and for each page of it."""

    @property
    def cpu_seconds(self) -> int:
        """Of processor time, likewise."""
        return max(LEAST_CPU_SECONDS, int(self.seconds * CPU_SHARE))


def _threads_of_user() -> Iterator[int]:
    me = os.getuid()
    for folder in Path("/proc").glob("[0-9]*/task"):
        with suppress(OSError):
            if folder.stat().st_uid == me:
                yield folder.stat().st_nlink - 2


def _processes(*, alone: bool) -> int:
    """Give the limit, which the kernel holds against all processes of the user in a namespace."""
    return PROCESSES if alone else PROCESSES + sum(_threads_of_user())


def _within(most: int, hard: int) -> int:
    """Keep to what whoever runs the service allows it: a hard limit cannot be raised."""
    return most if hard == resource.RLIM_INFINITY else min(most, hard)


def limit(limits: Limits, *, alone: bool) -> None:
    """Set the limits of this process and of those that it starts.

    Args:
        limits: how much.
        alone: this process is the first of a user namespace.
    """
    memory = limits.memory_mb * MEGABYTE
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, LARGEST_FILE_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, _processes(alone=alone)),
        (resource.RLIMIT_CORE, 0),
    ):
        bound = _within(most, resource.getrlimit(what)[1])
        resource.setrlimit(what, (bound, bound))
    _end_at_overtime()


def _end_at_overtime() -> None:
    """Have SIGXCPU end the process, even within C code and as the first of a namespace.

    There the default action is ignored (pid_namespaces(7)), and a Python handler would run only
    once the C code came back. So `_exit` itself is the handler; it exits with the signal's number.
    """
    libc = ctypes.CDLL(None)
    libc.signal.argtypes = (ctypes.c_int, ctypes.c_void_p)
    libc.signal.restype = ctypes.c_void_p
    libc.signal(signal.SIGXCPU, ctypes.cast(libc._exit, ctypes.c_void_p))  # noqa: SLF001


def allow_cpu(seconds: int) -> None:
    """Let this process compute so long from now on: the soft limit may rise, the hard one not."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (_within(until, hard), hard))
