"""What was said about consent, and what was recorded instead of it: facts that are only added to.

Sources: *Drug Misusing Offenders: Ensuring the continuity-of-care between prison and community*,
June 2009, Annex A ("Information sharing - Continuity of care"), and Annex B for monitoring.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

Agency = int
"""Id of an agency; None stands for the one that runs this service."""


class Purpose(StrEnum):
    """What information is given for: the sheet asks for each by itself (Annex A and B)."""

    CONTINUITY = "continuity"
    """Continuity of care between the agencies that the client agreed to."""
    MONITORING = "monitoring"
    """Initials, date of birth and sex for the national monitoring system."""


class Stand(StrEnum):
    """What the client said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ExceptionReason(StrEnum):
    """Why information may be given without consent (Annex A, principle 1): a closed list."""

    HARM_TO_SELF = "harm_to_self"
    HARM_TO_OTHERS = "harm_to_others"
    REQUIRED_ASSESSMENT = "required_assessment"
    RESTRICTION_ON_BAIL = "restriction_on_bail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The four things that a sheet proves, each seen on the scan by itself; else None or False.

    "The worker and the individual must sign the consent form" (Annex A, principle 2).
    """

    client: bool = False
    client_on: date | None = None
    worker: bool = False
    worker_on: date | None = None

    @property
    def complete_on(self) -> date | None:
        """The day from which all four are there; None while anything is missing."""
        if not (self.client and self.worker) or self.client_on is None or self.worker_on is None:
            return None
        return max(self.client_on, self.worker_on)

    @property
    def first_on(self) -> date | None:
        """The earlier of the two days."""
        days = [day for day in (self.client_on, self.worker_on) if day is not None]
        return min(days, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFact:
    """One thing that a client said about one agency, or about all of them."""

    id: int
    client_id: int
    agency_id: Agency | None
    """None: every agency, which only a no can be about."""
    holder_id: Agency | None = None
    """Whose worker took it: sharing between the two is two-way. None: who runs this service."""
    purpose: Purpose = Purpose.CONTINUITY
    stand: Stand
    said_on: date | None = None
    """When a no was said, where the paper tells; it holds from when it is known, whatever it is."""
    recorded_at: datetime
    sheet_version: str = ""
    signed: Signed = field(default_factory=Signed)
    stands: bool = True
    """Whether the scan that a yes rests on is still accepted, and is this client's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionFact:
    """That information may be given to one agency without consent, with reason, who and when."""

    id: int
    client_id: int
    agency_id: Agency
    reason: ExceptionReason
    because: str = field(repr=False)
    """In the worker's own words."""
    recorded_by: str
    recorded_at: datetime
    until: date
    """The last day on which it holds."""


@dataclass(frozen=True, slots=True)
class History:
    """All that is recorded, of whichever clients, in whatever order."""

    consents: Sequence[ConsentFact] = ()
    exceptions: Sequence[ExceptionFact] = ()
