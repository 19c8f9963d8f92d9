"""What a client says is wrong of what is held, as values."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from service.store.states import Channel, CorrectionOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCorrection:
    """What a client says is wrong."""

    record_id: int | None = None
    """The form whose value it is; None: it is the register's."""
    field: str
    """Of the form, or of the register."""
    statement: str = dataclasses.field(repr=False)
    """In the client's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequest(NewCorrection):
    """One that is recorded, and what came of it."""

    id: int
    client_id: int
    at: datetime
    by: str | None
    channel: Channel
    outcome: CorrectionOutcome
    because: str = dataclasses.field(repr=False)
    decided_at: datetime | None
    decided_by: str | None

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.outcome is CorrectionOutcome.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionDecision:
    """What came of it."""

    accept: bool
    because: str = dataclasses.field(default="", repr=False)
    """Why; a refusal needs it."""
    value: str | None = dataclasses.field(default=None, repr=False)
    """What to put in its place; None: it was corrected already, or cannot be put in one value."""
