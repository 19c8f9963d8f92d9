"""Matches records again that wait for a client: the register has changed since."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.errors import StaleError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, records
from service.store.engine import looking, unit_of_work
from service.store.models import RecordRow
from service.store.states import RecordState
from service.usecases.filing import accept_if_clean
from service.usecases.keep import THE_SERVICE
from service.usecases.match import match_record
from service.usecases.standing import settle_all

AT_ONCE = 50
"""Records that are matched again after a change: about a second."""


@dataclass(frozen=True, slots=True)
class Rematched:
    """What came of it."""

    looked_at: int
    linked: int


@needs(Power.MAINTAIN)
def match_again(
    runtime: Runtime, *, limit: int = AT_ONCE, seen: Callable[[], None] = lambda: None
) -> Rematched:
    """Match the records that wait for a client, the newest first.

    What a person decided, and what is accepted or linked, is left alone.

    Args:
        runtime: the installation.
        limit: records at most.
        seen: is told of each record.
    """
    with looking(runtime.engine) as session:
        waiting = records.waiting_for_client(session, limit=limit)
    linked = 0
    for record_id in waiting:
        linked += _match_again(runtime, record_id)
        seen()
    return Rematched(len(waiting), linked)


def _match_again(runtime: Runtime, record_id: int) -> bool:
    """Match one record; tell whether it has a client now."""
    try:
        with unit_of_work(runtime.engine) as session:
            row = records.get(session, record_id)
            if row is None or not _waits(row):
                return False
            match_record(session, row, runtime.catalogue.find(row.form_id, row.form_version))
            return _settled(session, row)
    except StaleError:
        # A person changed it in the same moment, and by that it was matched again.
        return False


def _waits(row: RecordRow) -> bool:
    return row.state is RecordState.REVIEW and row.client_id is None and row.matched_by is None


def _settled(session: Session, row: RecordRow) -> bool:
    if row.client_id is None:
        return False
    audit.write(session, THE_SERVICE, "record.matched", "record", row.id, client_id=row.client_id)
    if not row.corrections:
        accept_if_clean(session, row)
    settle_all(session, row)
    return True
