"""Says how the work stands at this instant, in numbers that name nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from ocr.reading import FieldState
from service.clock import now_utc
from service.permission.rules import by_the_service
from service.runtime import Runtime
from service.store import vitals
from service.store.engine import looking
from service.store.states import DocumentState, JobState

_LAST_PAGES = 200
"""Enough to show within minutes that faxes have become worse, and too many for one bad one to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """How the work stands."""

    documents: Mapping[DocumentState, int]
    jobs: Mapping[JobState, int]
    """But for those that are done."""
    queue_age: timedelta
    """How long the job has been due that waits longest."""
    pages: Mapping[str, int]
    """By what reading them came to."""
    values: int
    """On the last pages that were read."""
    doubtful_values: int
    """Of them, those that a person was asked about."""


@by_the_service
def take_vitals(runtime: Runtime) -> Vitals:
    """Count."""
    now = now_utc()
    with looking(runtime.engine) as session:
        due = vitals.oldest_due(session, now)
        values, doubtful = _values(session)
        return Vitals(
            documents=vitals.documents(session),
            jobs=vitals.jobs(session),
            queue_age=max(now - due, timedelta()) if due else timedelta(),
            pages=vitals.pages(session),
            values=values,
            doubtful_values=doubtful,
        )


def _values(session: Session) -> tuple[int, int]:
    """Count the values of the last pages, and the doubtful ones; what is not asked is none."""
    accepted = [
        bool(field["accepted"])
        for reading in vitals.last_readings(session, _LAST_PAGES)
        for field in reading["fields"].values()
        if field["state"] != FieldState.NOT_ASKED
    ]
    return len(accepted), accepted.count(False)
