"""Looks after stored files as a whole: are all there, whole, and sealed with the first key?"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from service.clock import now_utc
from service.entities import Actor
from service.errors import DamagedError, KeyMissingError, NotFoundError
from service.maintenance import alone
from service.originals import Originals
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, copy_sets, originals
from service.store.engine import looking, unit_of_work
from service.usecases.copy_sets import set_files
from service.vault.key_source import SEALED_SUFFIX

UNSEALED = "not sealed"
_LONGEST_SENDING = timedelta(days=1)
_UNSETTLED = timedelta(hours=1)
"""A file that young may be on its way in: its row is not committed yet."""


class Fault(StrEnum):
    """What can be wrong with a stored file."""

    MISSING = "missing"
    DAMAGED = "damaged"
    KEY_MISSING = "key-missing"
    UNKNOWN = "unknown"
    """Nothing in the database names it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One file with a fault."""

    fault: Fault
    what: str
    """SHA-256 of the content; of a file that nobody knows, its place in the data folder."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at all originals and pictures came to."""

    files: int
    findings: tuple[Finding, ...]


def _nobody(_done: int) -> None:
    pass


@needs(Power.MAINTAIN)
def verify_originals(
    runtime: Runtime, actor: Actor, seen: Callable[[int], object] = _nobody
) -> Verified:
    """Read every original and picture, and tell which is not what it was, or is not there.

    Args:
        runtime: the installation.
        actor: who asks.
        seen: is told how many were read.
    """
    with looking(runtime.engine) as session:
        known = originals.kept(session)
    found = []
    for number, sha256 in enumerate(sorted(known), start=1):
        fault = _fault(runtime, sha256)
        if fault is not None:
            found.append(Finding(fault, sha256))
        seen(number)
    runtime.originals.sweep((now_utc() - _LONGEST_SENDING).timestamp())
    found += [Finding(Fault.UNKNOWN, place) for place in _unknown(runtime, known)]
    with unit_of_work(runtime.engine) as session:
        counts = Counter(str(finding.fault) for finding in found)
        audit.write(
            session, actor, "originals.verified", "originals", "all", files=len(known), **counts
        )
    return Verified(len(known), tuple(found))


def _fault(runtime: Runtime, sha256: str) -> Fault | None:
    try:
        for _ in runtime.originals.pieces(sha256):
            pass
    except DamagedError:
        return Fault.DAMAGED
    except KeyMissingError:
        return Fault.KEY_MISSING
    except NotFoundError:
        return Fault.MISSING if _is_still_kept(runtime, sha256) else None
    return None


def _is_still_kept(runtime: Runtime, sha256: str) -> bool:
    with looking(runtime.engine) as session:
        return originals.is_kept(session, sha256)


def _unknown(runtime: Runtime, known: set[str]) -> Iterator[str]:
    """Yield what lies there and was asked for by nobody."""
    store = runtime.originals
    places = {place for sha256 in known for place in store.places(sha256)}
    settled = (now_utc() - _UNSETTLED).timestamp()
    for path in store.files():
        if path not in places and path.stat().st_mtime < settled:
            yield str(path.relative_to(store.folder.parent))


@needs(Power.MAINTAIN)
def stores(runtime: Runtime) -> tuple[Originals, Originals]:
    """Give all that is sealed: what came in with its pictures, and made sets of forms."""
    return runtime.originals, set_files(runtime)


@needs(Power.MAINTAIN)
def count_by_key(runtime: Runtime) -> Counter[str]:
    """Count stored files by the short id of the key that they need."""
    return Counter(_key_of(path) for store in stores(runtime) for path in store.files())


def _key_of(path: Path) -> str:
    return path.parent.parent.name if path.suffix == SEALED_SUFFIX else UNSEALED


@needs(Power.MAINTAIN)
def keys_not_set(runtime: Runtime) -> dict[str, int]:
    """Count the stored files of each key, by its short id, that is not set."""
    known = {UNSEALED, *(key.short_id for key in runtime.originals.source.ring().keys)}
    return {name: count for name, count in count_by_key(runtime).items() if name not in known}


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation came to."""

    sealed: int
    """Files that were sealed anew."""
    findings: tuple[Finding, ...]
    """Those that could not be."""


@needs(Power.MAINTAIN)
def rotate_keys(runtime: Runtime, actor: Actor, seen: Callable[[int], object] = _nobody) -> Rotated:
    """Seal everything with the first key that is not yet; begun again, it goes on.

    What comes in meanwhile is sealed with that key by itself; should a process still have used
    another, the next round finds it.

    Args:
        runtime: the installation.
        actor: who asks.
        seen: is told how many files were looked at, of how many.

    Raises:
        ConflictError: a back-up, a deletion or another rotation is under way.
        UnavailableError: the disk is full.
    """
    sealed = 0
    with alone(runtime.settings.data_dir):
        while (done := _round(runtime, seen)).sealed:
            sealed += done.sealed
    first = runtime.originals.source.ring().first
    with unit_of_work(runtime.engine) as session:
        audit.write(session, actor, "keys.rotated", "key", first.short_id, files=sealed)
    return Rotated(sealed, done.findings)


def _round(runtime: Runtime, seen: Callable[[int], object]) -> Rotated:
    sealed, found = 0, []
    for number, (store, sha256) in enumerate(_all(runtime), start=1):
        try:
            sealed += store.reseal(sha256)
        except DamagedError:
            found.append(Finding(Fault.DAMAGED, sha256))
        except KeyMissingError:
            found.append(Finding(Fault.KEY_MISSING, sha256))
        except NotFoundError:
            found.append(Finding(Fault.MISSING, sha256))
        seen(number)
    return Rotated(sealed, tuple(found))


def _all(runtime: Runtime) -> list[tuple[Originals, str]]:
    with looking(runtime.engine) as session:
        names = (originals.kept(session), copy_sets.kept(session))
    pairs = zip(stores(runtime), names, strict=True)
    return [(store, sha256) for store, some in pairs for sha256 in sorted(some)]
