"""CPU time of a program with all that it starts, also of what was ended before it could be asked.

A reader is killed with the process that stands at its door, so nobody of the program waits for it
and its time would be on nobody's account. Here it is: who is left behind comes to this process.
"""

import ctypes
import os
import resource
from contextlib import suppress
from pathlib import Path

from bench.running import below

_PR_SET_CHILD_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")


def adopt() -> None:
    """Have whatever loses its parent below this process become its child (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def stat(pid: int) -> list[str]:
    """Give the fields of /proc/<pid>/stat behind the name (proc(5)).

    Raises:
        OSError: there is no such process.
    """
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()


def cpu_of(pid: int) -> float:
    """CPU seconds of a process, of the children it has waited for, and of those that live."""
    spent = 0
    for one in (pid, *below(pid)):
        with suppress(OSError):
            spent += sum(map(int, stat(one)[11:15]))
    return spent / _TICKS


def cpu_of_ended(program: int) -> float:
    """CPU seconds of all children of this process that have ended and were waited for.

    Args:
        program: process id of the one that whoever started it waits for; others are waited for
            here.
    """
    with suppress(ChildProcessError):
        while (ended := _ended()) is not None and ended != program:
            os.waitpid(ended, 0)
    return _waited_for()


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ended() -> int | None:
    """Give a child that has ended and was not waited for yet."""
    found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return None if found is None else found.si_pid


def cpu_of_all() -> float:
    """Wait until every child of this process has ended; give the CPU seconds of all so far."""
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    return _waited_for()
