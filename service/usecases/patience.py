"""Tries at a door are counted before they are heard, so that many at once are no more than one."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import TooManyTriesError
from service.patience import PATIENCE, Door, waiting_words
from service.permission.rules import anybody
from service.runtime import Runtime
from service.secret_key import secret_key
from service.store import tries
from service.store.engine import looking, unit_of_work
from service.store.identity_models import TriesRow

Doors = Mapping[Door, str]
"""Whose tries are counted where: a name, an address, an account's id."""


def _key(runtime: Runtime, door: Door, whose: str) -> str:
    secret = secret_key(runtime.settings).encode()
    return f"{door}:{hmac.digest(secret, f'{door}:{whose}'.encode(), hashlib.sha256).hex()}"


@anybody
def count_try(runtime: Runtime, doors: Doors, at_utc: datetime) -> None:
    """Count a try as failed until it is known to be right.

    Raises:
        TooManyTriesError: somebody has to wait first; this one is neither counted nor heard.
    """
    keys = {_key(runtime, door, whose): door for door, whose in doors.items()}
    with unit_of_work(runtime.engine) as session:
        rows = tries.lock(session, keys.keys(), at_utc)
        _refuse(list(rows.values()), at_utc)
        for key, row in rows.items():
            patience = PATIENCE[keys[key]]
            if patience.is_forgotten(row.last_at, at_utc):
                row.failures = 0
            row.failures, row.last_at = row.failures + 1, at_utc
            wait = patience.wait(row.failures)
            row.until = at_utc + wait if wait else None


def _refuse(rows: list[TriesRow], at_utc: datetime) -> None:
    until = max((row.until for row in rows if row.until), default=at_utc)
    if until > at_utc:
        left = until - at_utc
        raise TooManyTriesError(
            f"there were too many tries; wait {waiting_words(left)}", int(left.total_seconds()) + 1
        )


def forgive(session: Session, runtime: Runtime, doors: Doors, at_utc: datetime) -> None:
    """Take a try that was right back: an account's count ends, an address loses this one.

    An address keeps its others: whoever guesses there may have an account of their own.
    """
    keys = {_key(runtime, door, whose): door for door, whose in doors.items()}
    for key, row in tries.lock(session, keys.keys(), at_utc).items():
        is_address = keys[key] is Door.ADDRESS
        row.failures, row.until = max(0, row.failures - 1) if is_address else 0, None


def is_waiting(session: Session, runtime: Runtime, door: Door, whose: str) -> bool:
    """Tell whether the last try at a door was one too many."""
    key = _key(runtime, door, whose)
    row = tries.of(session, [key]).get(key)
    return row is not None and row.until is not None


@anybody
def waiting_until(
    runtime: Runtime, door: Door, whose: Iterable[str], at_utc: datetime
) -> dict[str, datetime]:
    """Tell who of these waits, and until when."""
    keys = {_key(runtime, door, one): one for one in whose}
    with looking(runtime.engine) as session:
        rows = tries.of(session, keys.keys())
        return {
            keys[key]: row.until for key, row in rows.items() if row.until and row.until > at_utc
        }


def let_try_again(session: Session, runtime: Runtime, doors: Doors, at_utc: datetime) -> None:
    """Lift the waits at these doors, and count anew."""
    keys = [_key(runtime, door, whose) for door, whose in doors.items()]
    for row in tries.lock(session, keys, at_utc).values():
        row.failures, row.until = 0, None
