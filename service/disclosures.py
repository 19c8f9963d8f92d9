"""What lets a client's information out, and the log of it, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.consent.facts import ConsentFact, ExceptionFact, Purpose
from service.consent.ground import Glance, GroundKind


class Way(StrEnum):
    """How a client's information reaches another agency."""

    MADE = "made"
    """A form was made that is addressed to it."""
    SHOWN = "shown"
    """Its worker was shown it here."""
    EXPORTED = "exported"
    EMAILED = "emailed"
    FAXED = "faxed"
    """Printed with a cover sheet, to be faxed."""


SENT = (Way.EMAILED, Way.FAXED)
"""What the guidance has followed up by telephone (part 1, process points 4, 6, 7, 9, 13, 14)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What is about to be given, to whom, and how."""

    client_id: int
    agency_id: int | None
    """None: for the own use of whoever asks."""
    way: Way
    subject: str
    """`copy`, `record` or `client`."""
    subject_id: str
    form_id: str = ""
    purpose: Purpose = Purpose.CONTINUITY


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One entry of the log."""

    id: int
    client_id: int
    agency_id: int | None
    agency: str
    """Its name."""
    way: Way
    subject: str
    subject_id: str
    form_id: str
    ground: GroundKind
    at: datetime
    by: str | None
    telephone: str
    """To ring, where it was sent."""
    sent_at: datetime | None
    failed_because: str | None
    follow_up_at: datetime | None
    follow_up_by: str | None

    @property
    def waits_for_call(self) -> bool:
        """Whether it was sent and nobody has rung yet."""
        return self.way in SENT and self.sent_at is not None and self.follow_up_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyConsent:
    """How a client's consent to one agency stands."""

    agency_id: int
    code: str
    name: str
    kind: str
    glance: Glance
    fact: ConsentFact | None
    exception: ExceptionFact | None
    """One that holds now."""

    @property
    def may_be_given(self) -> bool:
        """Whether there is a ground."""
        return self.glance is Glance.GIVEN or self.exception is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConsent:
    """Consent at a glance."""

    client_id: int
    agencies: tuple[AgencyConsent, ...]
    """Those of which anything is recorded; of all others: no consent recorded, ask."""
    others: tuple[tuple[str, str], ...] = ()
    """Code and name of every agency that something can be recorded about."""
    sheets: tuple["ConsentSheet", ...] = ()
    """Accepted consent sheets of the client, newest first."""
    disclosures: tuple[Disclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSheet:
    """A consent sheet of a client that was accepted."""

    record_id: int
    document_id: int
    version: str
    accepted_at: datetime | None
