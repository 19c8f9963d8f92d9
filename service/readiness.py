"""Whether this process can do its work at present: the database, its tables, the store, the queue.

What is said of a part that is away names no address and no user of it: anybody may ask.
"""

from collections.abc import Callable, Iterator
from tempfile import TemporaryFile

from sqlalchemy.exc import SQLAlchemyError

from service.errors import NotServingError, UnavailableError
from service.migrations import is_current
from service.runtime import Runtime
from service.store.engine import database_errors

_PROBE = b"is there room?" * 512


def check_ready(runtime: Runtime) -> None:
    """Look at each part.

    Raises:
        NotServingError: one or more are away; the problems name each.
    """
    problems = dict(_problems(runtime))
    if problems:
        raise NotServingError("the service cannot do its work at present", problems)


def _problems(runtime: Runtime) -> Iterator[tuple[str, str]]:
    parts: dict[str, Callable[[Runtime], str]] = {
        "database": _database,
        "store": _store,
        "queue": _queue,
    }
    for name, look in parts.items():
        if problem := look(runtime):
            yield name, problem


def _database(runtime: Runtime) -> str:
    try:
        with database_errors():
            return "" if is_current(runtime.engine) else "is of another version than this program"
    except (UnavailableError, SQLAlchemyError):
        return "cannot be used"


def _store(runtime: Runtime) -> str:
    """Write as an original is written: a disk that is full or read-only shows in nothing less."""
    folder = runtime.originals.folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryFile(dir=folder) as file:
            file.write(_PROBE)
    except OSError:
        return "cannot be written"
    return ""


def _queue(runtime: Runtime) -> str:
    try:
        runtime.reach_queue()
    except UnavailableError:
        return "cannot be reached"
    return ""
