"""Names this process, so that a document which a dead process was reading is taken up at once."""

import os
import socket
from functools import cache
from pathlib import Path

_START_TIME_FIELD = 19
"""Of /proc/<pid>/stat, from 0 after the closing bracket of the command (proc(5): field 22)."""


def _started(pid: int) -> str | None:
    """Give when a process started: a process id alone is used again."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()[_START_TIME_FIELD]


@cache
def _name(pid: int) -> str:
    return f"{socket.gethostname()}/{pid}/{_started(pid)}"


def this_process() -> str:
    """Give the name of this process: host, process id, start time."""
    return _name(os.getpid())


def is_lost(claimant: str) -> bool:
    """Tell whether this is a process of this machine that has ended."""
    host, pid, started = claimant.split("/")
    return host == socket.gethostname() and _started(int(pid)) != started
