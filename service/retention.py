"""How long things may be kept: whoever answers for the data says so; by default nothing goes."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from service.clocks.months import months_later


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """What goes when."""

    client_months: int | None = None
    """After the last that was recorded about a client, who is in no prison by then."""
    document_months: int | None = None
    """After a file came in, whomever it is about."""

    @property
    def is_on(self) -> bool:
        """Whether anything ever goes."""
        return self.client_months is not None or self.document_months is not None


def cutoff(now: datetime, months: int) -> datetime:
    """Give the instant before which things are too old: the beginning of that day."""
    return datetime.combine(months_later(now.date(), -months), time(), UTC)
