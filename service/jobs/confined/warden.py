"""Runs a task in a confined process and stands at its door: what it started ends with it.

Two processes. The warden leads a process group, holds the way out, and parses nothing; within it,
first of its own process-id namespace where the machine permits, works the confined one. Whichever
is killed, by whomever, takes the other and all programs started with it.
"""

import ctypes
import os
import signal
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from service.jobs.confined.environment import clean_environment
from service.jobs.confined.limits import MEGABYTE, OVERTIME_STATUS, Limits, limit
from service.jobs.confined.namespaces import drop_rights, enter_own
from service.jobs.confined.seccomp import forbid_sockets

_PR_SET_PDEATHSIG = 1
_FAILED = 1
_FULL = 0.6
"""Share of the address space: whoever is ended by a signal with so much in hand asked for more.
C libraries then end the process by themselves (PDFium does), and it cannot say why."""


class Ending(Enum):
    """Why a confined process ended."""

    OVERTIME = auto()
    OUT_OF_MEMORY = auto()
    OTHER = auto()
    """It had finished, was killed, or broke down."""


def _die_with_parent(how: signal.Signals) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how, 0, 0, 0)


def run_confined(work: Callable[[], None], limits: Limits, scratch: Path) -> Ending:
    """Run a task in a confined process; come back when it has ended.

    Args:
        work: the task; nothing of what it changes is seen here.
        limits: of the process.
        scratch: its folder for temporary files.
    """
    os.setsid()
    _die_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGTERM, _end_group)
    clean_environment(scratch)
    alone = enter_own()
    child = os.fork()
    if child == 0:
        _confined(work, limits, alone=alone)
    _, status, usage = os.wait4(child, 0)
    _end_stragglers()
    return _ending(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024, limits)


def _ending(status: int, most_bytes: int, limits: Limits) -> Ending:
    if status in {OVERTIME_STATUS, -signal.SIGXCPU}:
        return Ending.OVERTIME
    full = most_bytes > _FULL * limits.memory_mb * MEGABYTE
    return Ending.OUT_OF_MEMORY if status < 0 and full else Ending.OTHER


def _confined(work: Callable[[], None], limits: Limits, *, alone: bool) -> None:
    """Confine this process for good, do the task, end."""
    status = _FAILED
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _die_with_parent(signal.SIGKILL)
        limit(limits, alone=alone)
        drop_rights()
        forbid_sockets()
        work()
        status = 0
    finally:
        os._exit(status)


def _end_group(_number: int, _frame: object) -> None:
    os.killpg(0, signal.SIGKILL)


def _end_stragglers() -> None:
    """End programs that outlived the confined process, but not this one."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
