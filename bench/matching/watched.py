"""Runs a program and measures it with all its children: wall, CPU, peak memory."""

import os
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from threading import Event, Thread

_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    """Resident, of the whole tree at one time; pages that processes share count for each."""
    code: int


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found[int(folder.name)] = int(
                    (folder / "stat").read_text().rpartition(")")[2].split()[1]
                )
            except OSError:
                continue
    return found


def _resident_mb(root: int) -> float:
    parents, whole = _parents(), 0
    for process in parents:
        above = process
        while above not in {0, root}:
            above = parents.get(above, 0)
        if above == root:
            whole += _pages(process)
    return whole * os.sysconf("SC_PAGE_SIZE") / 1e6


def _pages(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0


def watched(command: Sequence[str]) -> Cost:
    """Run a program to its end."""
    peak, ended = [0.0], Event()

    def watch(root: int) -> None:
        while not ended.wait(_EVERY_S):
            peak[0] = max(peak[0], _resident_mb(root))

    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with Popen(command) as process:
        watcher = Thread(target=watch, args=(process.pid,))
        watcher.start()
        code = process.wait()
        ended.set()
        watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - began, cpu, peak[0], code)
