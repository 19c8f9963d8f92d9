"""How sure the reader was, and matching: what other thresholds would have done is told by it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr.reading import FieldState, PageReading
from service.store.matching_models import MatchFindingRow
from service.store.models import PageSurenessRow


def sureness_of(page: PageReading, read_at: datetime) -> PageSurenessRow:
    """Note how sure the reader was of what it read on a page."""
    read = [one for one in page.fields.values() if one.state is FieldState.READ]
    return PageSurenessRow(
        read_at=read_at,
        confidences=[one.confidence for one in read],
        accepted=sum(one.accepted for one in read),
    )


def of_pages(session: Session, since: datetime) -> Iterator[tuple[list[float], int]]:
    """Give of each page that was read since: how sure of each value, and how many were accepted."""
    row = PageSurenessRow
    query = select(row.confidences, row.accepted).where(row.read_at >= since)
    return ((confidences, accepted) for confidences, accepted in session.execute(query))


def of_matches(session: Session, since: datetime) -> Iterator[tuple[str, float]]:
    """Give of each form that was matched since: why it came out so, and how likely the first is."""
    row = MatchFindingRow
    first = row.candidates[(0, "probability")].as_float()
    query = select(row.reason, first).where(row.at >= since)
    return ((reason, likely or 0.0) for reason, likely in session.execute(query))
