"""Takes away the system calls by which a process could reach others: sockets above all.

A filter of classic BPF (seccomp(2)), written by hand: it is thirty numbers. A call that it names
fails with EPERM, as if the machine had no network; everything else goes on.
"""

import ctypes
import errno
import platform
import struct
from collections.abc import Sequence

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
"""BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K (linux/bpf_common.h)."""
_NUMBER, _ARCHITECTURE = 0, 4
"""Offsets in `struct seccomp_data`."""
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_X32 = 0x40000000
"""The second set of system calls of x86-64: calls by other numbers are no way round."""
_NEW_CALLS = (425, 442, 438, 447)
"""On both machines: io_uring_setup (it has sockets), mount_setattr, pidfd_getfd, memfd_secret."""
_CALLS = {
    "x86_64": (
        0xC000003E,
        # socket connect accept sendto bind listen | ptrace mount pivot_root swapon umount2
        *(41, 42, 43, 44, 49, 50, 101, 165, 155, 167, 166),
        # init_module kexec_load add_key request_key keyctl unshare perf_event_open accept4
        *(175, 246, 248, 249, 250, 272, 298, 288),
        # setns process_vm_readv process_vm_writev finit_module kexec_file_load bpf userfaultfd
        *(308, 310, 311, 313, 320, 321, 323),
    ),
    "aarch64": (
        0xC00000B7,
        # socket connect accept sendto bind listen | ptrace mount pivot_root swapon umount2
        *(198, 203, 202, 206, 200, 201, 117, 40, 41, 224, 39),
        # init_module kexec_load add_key request_key keyctl unshare perf_event_open accept4
        *(105, 104, 217, 218, 219, 97, 241, 242),
        # setns process_vm_readv process_vm_writev finit_module kexec_file_load bpf userfaultfd
        *(268, 270, 271, 273, 294, 280, 282),
    ),
}


class _Program(ctypes.Structure):
    """`struct sock_fprog` (linux/filter.h)."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _filter(architecture: int, calls: Sequence[int]) -> bytes:
    """Write the filter: refuse what is of another machine or in the list, allow the rest."""
    left = len(calls)
    steps = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, architecture, 0, left + 3),
        _step(_LOAD, _NUMBER),
        _step(_AT_LEAST, _X32, left + 1, 0),
    ]
    steps += [_step(_EQUAL, call, left - place, 0) for place, call in enumerate(calls)]
    return b"".join([*steps, _step(_RETURN, _ALLOW), _step(_RETURN, _REFUSE)])


def forbid_sockets() -> bool:
    """Leave this process, and those that it starts, no socket; it can never be undone.

    Returns:
        False where the machine is of a kind, or the kernel of a build, that cannot.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if platform.machine() not in _CALLS:
        return False
    architecture, *calls = _CALLS[platform.machine()]
    code = _filter(architecture, (*calls, *_NEW_CALLS))
    program = _Program(len(code) // 8, code)
    done: int = libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)
    return done == 0
