"""Where all temporary files of this process go: a private folder in memory, gone afterwards.

Uploads, downloads, sets, tables, conversions: whatever asks Python for a temporary file gets it
there, libraries and programs that are started, too. What was left by a process that was killed is
swept by the next.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.util import get_temp_dir
from pathlib import Path

from service.errors import UnavailableError
from service.jobs.scratch import Scratch, sweep
from service.settings import Settings

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
_ENOUGH_BYTES = 2 << 30
"""Free; a container has 64 MB there unless it is given more, which one long fax would fill."""
_MEMORY_SYSTEMS = ("tmpfs", "ramfs")
_VARIABLE = "TMPDIR"


def private_root(settings: Settings) -> Path:
    """Give the folder in which private ones are made: as set, in memory, or in the data folder."""
    if settings.scratch_dir is not None:
        return settings.scratch_dir
    return _IN_MEMORY if is_in_memory(_IN_MEMORY) else settings.data_dir / "scratch"


def is_in_memory(folder: Path) -> bool:
    """Tell whether a folder is in memory, may be written and has room."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    kinds = {mount[1]: mount[2] for mount in mounts}
    return (
        kinds.get(str(folder)) in _MEMORY_SYSTEMS
        and os.access(folder, os.W_OK | os.X_OK)
        and shutil.disk_usage(folder).free >= _ENOUGH_BYTES
    )


@contextmanager
def private_temporary_files(settings: Settings) -> Iterator[Path]:
    """Have all temporary files of this process in a private folder, until this ends.

    Raises:
        UnavailableError: none can be made.
    """
    root = private_root(settings)
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep(root)
        scratch = Scratch.make(root)
    except OSError as error:
        raise UnavailableError(
            f"the folder for temporary files cannot be written ({error.strerror})",
            hint="Set THROUGHCARE_SCRATCH_DIR to a folder that this user may write to.",
        ) from error
    # Sockets of its own are all that is in there; their paths must be short, and it clears them up.
    get_temp_dir()
    before = tempfile.tempdir, os.environ.get(_VARIABLE)
    _use(str(scratch.path), str(scratch.path))
    try:
        yield scratch.path
    finally:
        _use(*before)
        scratch.remove()


def _use(folder: str | None, variable: str | None) -> None:
    tempfile.tempdir = folder
    if variable is None:
        os.environ.pop(_VARIABLE, None)
    else:
        os.environ[_VARIABLE] = variable
