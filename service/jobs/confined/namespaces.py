"""A machine of its own for a process: no network, no other processes to see (namespaces(7))."""

import ctypes
import os
from contextlib import suppress
from pathlib import Path

_NEW_USER, _NEW_PID, _NEW_NET, _NEW_IPC = 0x10000000, 0x20000000, 0x40000000, 0x08000000
_CAPABILITY_VERSION_3 = 0x20080522
_READ_ANY_FILE = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: root at a command line reads others' files."""


def enter_own() -> bool:
    """Give this process a network without devices, and its children process ids of their own.

    Returns:
        False where the machine does not let an ordinary user do so; the filter of system calls
        then stands alone.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_USER | _NEW_PID | _NEW_NET | _NEW_IPC) != 0:
        return False
    # Who one was outside, one is inside: files are made and seen as before.
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    return True


def drop_rights() -> None:
    """Give up every right of a superuser but to read files: for root, and in a namespace."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    kept = _READ_ANY_FILE if os.getuid() == 0 else 0
    sets = (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0)
    ctypes.CDLL(None, use_errno=True).capset(header, sets)
