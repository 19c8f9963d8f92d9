"""What all bombs are made with."""

import zlib
from collections.abc import Callable

BOMBS: list[Callable[[], bytes]] = []
"""Every kind, in the order in which their modules are loaded."""
GIGABYTE = 1 << 30


def bomb(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Count a function among those that make a bomb."""
    BOMBS.append(make)
    return make


def zeros(size: int) -> bytes:
    """Pack so many zeros as tightly as can be."""
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()
