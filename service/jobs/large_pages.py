"""Moves the memory of this process into large pages, so that a fork copies few entries of tables.

Each reader of a file is forked twice from a process that holds 200 MB; entry by entry for pages of
4 kB, that costs more than opening a form that was filled in on screen. Where the kernel does not do
it (Linux before 6.1, or another one that only looks like it), nothing changes.
"""

import ctypes
from collections.abc import Iterator
from pathlib import Path

_LARGE = 2 << 20
"""Bytes of a large page, on x86-64 and on 64-bit ARM with small pages of 4 kB."""
_COLLAPSE = 25
"""MADV_COLLAPSE of madvise(2)."""
_HEAP = "[heap]"


def use_large_pages() -> int:
    """Move what this process has written itself into large pages; give how many were made."""
    advise = ctypes.CDLL(None, use_errno=True).madvise
    size = ctypes.c_size_t(_LARGE)
    return sum(advise(ctypes.c_void_p(at), size, _COLLAPSE) == 0 for at in list(_places()))


def _places() -> Iterator[int]:
    """Yield the addresses of all that could be large pages: memory of no file, written to."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        span, rights, _offset, _device, _inode, *name = line.split(maxsplit=5)
        if rights == "rw-p" and name in ([], [_HEAP]):
            begin, end = (int(part, 16) for part in span.split("-"))
            first = -(-begin // _LARGE) * _LARGE
            yield from range(first, end - _LARGE + 1, _LARGE)
