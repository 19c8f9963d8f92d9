"""What the use cases of matching give to their callers; nothing personal is in a `repr`."""

from dataclasses import dataclass
from datetime import datetime

from service.entities import Client
from service.matching.ruling import Outcome, Reason
from service.matching.showing import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedClient:
    """A client whom a form may be about, with all that speaks for and against."""

    client: Client
    probability: float
    bits: float
    against: Reason | None
    """What keeps it from being linked without a person, however likely it is."""
    evidence: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A person's word that stands."""

    client_id: int | None
    by: str | None
    """None: the person at the console."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What matching found for a record."""

    outcome: Outcome
    reason: Reason
    register_size: int
    model_version: str
    at: datetime
    ranked: tuple[RankedClient, ...]
    """Likeliest first; only those that are likely enough to be shown."""
    printed_for: Client | None
    """Whom the copy was printed for."""
    decision: Decided | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikePair:
    """Two clients who look like one person, or whom a person has said to be two."""

    first: Client
    second: Client
    probability: float
    bits: float
    reason: Reason
    evidence: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartPair:
    """Two clients of whom a person said that they are two people."""

    first: Client
    second: Client
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeClients:
    """What came of comparing the register with itself."""

    at: datetime | None
    """None: it was never done."""
    compared: int
    """Clients that were compared."""
    pairs: tuple[AlikePair, ...]
    apart: tuple[ApartPair, ...]
