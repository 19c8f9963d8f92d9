"""An environment with nothing in it to steal, a scratch folder of its own, and no voice."""

import ctypes
import logging
import os
import tempfile
from pathlib import Path

_KEPT = ("PATH", "LANG", "TESSDATA_PREFIX")
_ENV_START, _ENV_END = 47, 48
"""Of /proc/self/stat, from 0 after the closing bracket of the command (proc(5): fields 50, 51)."""


def clean_environment(scratch: Path) -> None:
    """Forget every variable but the few that reading needs, and be silent.

    Args:
        scratch: the folder for temporary files; whoever made it removes it.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    os.environ.clear()
    _wipe_first_environment()
    os.environ.update(kept, OMP_THREAD_LIMIT="1", TMPDIR=str(scratch))
    tempfile.tempdir = None
    _be_silent()


def _wipe_first_environment() -> None:
    """Blank what this program was started with: the kernel shows it, and secrets stand in it."""
    text = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace")
    fields = text.rpartition(")")[2].split()
    start, end = int(fields[_ENV_START]), int(fields[_ENV_END])
    if 0 < start < end:
        ctypes.memset(start, 0, end - start)


def _be_silent() -> None:
    """Say nothing on standard output or error: a complaint of a library could quote the file."""
    logging.disable()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
