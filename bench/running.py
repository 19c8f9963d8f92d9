"""What the kernel says of processes that run: who listens, what they started, their memory."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_LISTENING = "0A"
"""State of a socket in /proc/net/tcp (include/net/tcp_states.h)."""


def below(pid: int) -> Iterator[int]:
    """Yield the processes that a process, or one of its threads, has started, and those below."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        # Threads and processes may end while they are looked at.
        with suppress(OSError):
            for child in task.read_text(encoding="ascii").split():
                yield int(child)
                yield from below(int(child))


def high_water_mb(pid: int) -> int:
    """Give the most memory that a process has held so far; 0 once it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return 0


def memory_mb(pid: int) -> float:
    """Give the memory of a process and all below it, what they share counted once (PSS)."""
    total = 0
    for one in (pid, *below(pid)):
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def listener(port: int) -> int:
    """Find the process of this machine that listens on a port.

    Raises:
        LookupError: there is none, or it is another user's.
    """
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(descriptor.readlink()) in sockets:
                return int(descriptor.parts[2])
    raise LookupError(f"no process of this machine that may be looked at listens on port {port}")


def _listening(port: int) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        with suppress(FileNotFoundError):
            lines = Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]
            for columns in map(str.split, lines):
                if columns[3] == _LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                    yield columns[9]
