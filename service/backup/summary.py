"""What a back-up is: a small file that says what belongs to it, and sealed files beside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from service.errors import DamagedError, NotFoundError
from service.vault.keys import Key, KeyRing

FILES = "files"
"""The folder, beside the summaries, of all that is sealed: shared by all back-ups in one place."""
_PREFIX = "throughcare-"
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One back-up. It says nothing of anybody, so it is not sealed; a mark shows any change."""

    made_at: str
    engine: str
    """What the database runs on, as SQLAlchemy calls it."""
    key: str
    """Short id of the key that seals database and contents."""
    database: str
    """SHA-256 of the snapshot, which is among the files."""
    contents: str
    """Likewise of the list of what belongs to it."""
    keys: Mapping[str, Any] | None = field(default=None, repr=False)
    """The keys themselves under a passphrase (service.backup.key_box), where that was asked for."""
    version: int = _VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What belongs to a back-up."""

    files: Sequence[str] = field(repr=False)
    """SHA-256 of every original and picture that the database names and that is here."""
    lacking: Sequence[str]
    """Of those that the installation itself no longer had whole."""
    rows: Mapping[str, int]
    """Rows of each table."""
    forms: Mapping[str, str] = field(repr=False)
    """Definitions that went live from a page, by file name."""

    def to_json(self) -> bytes:
        """Write it."""
        return json.dumps(asdict(self), sort_keys=True).encode()


def contents_of(data: bytes) -> Contents:
    """Read a list of contents."""
    return Contents(**json.loads(data))


def new_name(now: datetime) -> str:
    """Name the summary of a back-up that is made now."""
    return f"{_PREFIX}{now:%Y%m%dT%H%M%S%f}Z.json"


def summaries_in(folder: Path) -> list[Path]:
    """List the summaries in a place, oldest first."""
    return sorted(folder.glob(f"{_PREFIX}*.json"))


def write_summary(path: Path, summary: Summary, key: Key) -> None:
    """Write a summary with its mark; it has its name only once it is whole."""
    said = asdict(summary)
    said["mark"] = key.mark_of(_marked(said))
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def read_summary(path: Path) -> tuple[Summary, str]:
    """Read a summary, and the mark under it.

    Raises:
        NotFoundError: it is not there, or is none.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        mark = str(said.pop("mark"))
        summary = Summary(**said)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotFoundError(
            "this is no back-up",
            hint=f"Name the file {_PREFIX}….json in the folder of the back-ups.",
        ) from error
    if summary.version != _VERSION:
        raise NotFoundError("this back-up is of a version of Throughcare that is not this one")
    return summary, mark


def check_mark(summary: Summary, mark: str, ring: KeyRing) -> None:
    """Check that nobody without the key has changed a summary.

    Raises:
        KeyMissingError: the key is not among these.
        DamagedError: it was changed.
    """
    key = ring.find_short(summary.key)
    if key.mark_of(_marked(asdict(summary))) != mark:
        raise DamagedError(
            "the back-up was changed since it was made", hint="Take another back-up."
        )


def _marked(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True).encode()
