"""Checks a trail from its first entry to its last, and against heads that were noted before."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from service.auditing.chain import GENESIS, StoredEntry
from service.errors import BadRequestError


class BreachKind(StrEnum):
    """In what way a trail is not what it was."""

    CHANGED = "changed"
    """The entry does not have its own hash: something in it was changed."""
    MISSING = "missing"
    """Entries before this one are gone."""
    OUT_OF_PLACE = "out_of_place"
    """The entry was put in, or moved, or the one before it was exchanged: it follows another."""
    CUT_OFF = "cut_off"
    """The trail ends before an entry that was noted elsewhere."""
    REWRITTEN = "rewritten"
    """The entry is whole, but it is not the one whose hash was noted elsewhere."""
    UNGUARDED = "unguarded"
    """The database no longer refuses changes: a trigger is gone."""
    INDEX = "index"
    """The entries are sound, but an index that searches go by misses some or invents some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Where a trail breaks first, and how."""

    kind: BreachKind
    entry_id: int
    """The first entry that is not as it was; of a trail without guard, the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The head of the trail at some time, to be kept out of reach of whoever could change it."""

    id: int
    hash: str
    at: str
    """Of the entry, as it is hashed."""

    def line(self) -> str:
        """Give it as a line of a file."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a check."""

    entries: int
    """That were looked at, up to the breach."""
    head: Anchor | None
    """The last entry that is sound; None: there is none."""
    breach: Breach | None

    @property
    def is_sound(self) -> bool:
        """Tell whether all is as it was written."""
        return self.breach is None


def read_anchors(lines: Iterable[str]) -> list[Anchor]:
    """Read the lines of a file of anchors.

    Raises:
        BadRequestError: a line is none.
    """
    return [_read_anchor(line, at) for at, line in enumerate(lines, 1) if line.strip()]


def _read_anchor(line: str, number: int) -> Anchor:
    try:
        data = json.loads(line)
        return Anchor(id=int(data["id"]), hash=str(data["hash"]), at=str(data["at"]))
    except (ValueError, TypeError, KeyError) as error:
        raise BadRequestError(
            f"line {number} is no anchor: give a file that `throughcare audit anchor` has written"
        ) from error


def verify(entries: Iterable[StoredEntry], anchors: Sequence[Anchor] = ()) -> Verdict:
    """Check entries in the order of their ids; the first breach ends it."""
    noted = _Noted(anchors)
    count, before = 0, None
    for entry in entries:
        kind = _breach(entry, before) or noted.breach(entry)
        if kind is not None:
            return _broken(count, before, kind, entry.id)
        count, before = count + 1, entry
    unseen = noted.unseen()
    if unseen is None:
        return Verdict(entries=count, head=_head(before), breach=None)
    is_beyond = before is None or unseen > before.id
    kind = BreachKind.CUT_OFF if is_beyond else BreachKind.MISSING
    return _broken(count, before, kind, unseen)


class _Noted:
    """What was noted of entries elsewhere, and is still to be met."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self._hashes: dict[int, set[str]] = {}
        for anchor in anchors:
            self._hashes.setdefault(anchor.id, set()).add(anchor.hash)

    def breach(self, entry: StoredEntry) -> BreachKind | None:
        """Hold an entry against what was noted of it."""
        hashes = self._hashes.pop(entry.id, {entry.hash})
        return None if hashes == {entry.hash} else BreachKind.REWRITTEN

    def unseen(self) -> int | None:
        """Give the first entry that was noted and has not been met."""
        return min(self._hashes, default=None)


def _broken(count: int, before: StoredEntry | None, kind: BreachKind, entry_id: int) -> Verdict:
    breach = Breach(kind=kind, entry_id=entry_id)
    return Verdict(entries=count, head=_head(before), breach=breach)


def _breach(entry: StoredEntry, before: StoredEntry | None) -> BreachKind | None:
    if entry.own_hash() != entry.hash:
        return BreachKind.CHANGED
    if entry.previous_hash == (before.hash if before else GENESIS):
        return None
    is_gap = entry.id > (before.id if before else 0) + 1
    return BreachKind.MISSING if is_gap else BreachKind.OUT_OF_PLACE


def _head(entry: StoredEntry | None) -> Anchor | None:
    if entry is None:
        return None
    return Anchor(id=entry.id, hash=str(entry.hash), at=str(entry.at))
