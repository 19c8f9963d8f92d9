"""Moves a file that was taken in out of the way: into a folder of its day, never over another."""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from service.clock import now_utc

TAKEN_IN = "taken-in"
_LONDON = ZoneInfo("Europe/London")
_LONGEST_STEM = 200


def clear_away(path: Path, watched: Path) -> None:
    """Move a file to `taken-in/YYYY-MM-DD` of the watched folder; a name in use gets a number.

    Raises:
        OSError: it cannot be moved.
    """
    day = now_utc().astimezone(_LONDON).date()
    folder = watched / TAKEN_IN / day.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    place = _reserve(folder, path.name)
    try:
        path.replace(place)
    except OSError:
        with suppress(OSError):
            place.unlink()
        raise


def _reserve(folder: Path, name: str) -> Path:
    """Take a free name: network shares cannot rename without overwriting."""
    for place in _places(folder, name):
        with suppress(FileExistsError):
            os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            break
    return place


def _places(folder: Path, name: str) -> Iterator[Path]:
    given = Path(name)
    yield folder / name
    for number in count(2):
        yield folder / f"{given.stem[:_LONGEST_STEM]}-{number}{given.suffix}"
