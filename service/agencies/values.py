"""Agencies that send and receive forms, and how each is reached."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

FRESH_FOR = timedelta(days=31)
"""The SPOC list is "updated monthly" (guidance of June 2009, process point 4)."""


class AgencyKind(StrEnum):
    """What an agency is, as forms and the guidance's Annex D name them."""

    CJIT = "cjit"
    CARAT = "carat"
    PRISON_CLINICAL = "prison_clinical"
    TREATMENT_PROVIDER = "treatment_provider"
    PROBATION = "probation"
    DATA_TEAM = "data_team"
    MONITORING = "monitoring"
    """The national monitoring system (NDTMS)."""
    OTHER = "other"

    @property
    def is_in_prison(self) -> bool:
        """Whether it is part of a prison's Substance Misuse Team."""
        return self in (AgencyKind.CARAT, AgencyKind.PRISON_CLINICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetails:
    """A single point of contact: how an agency is reached, from a day on."""

    name: str = ""
    """Of the desk or the person; may be empty."""
    telephone: str = ""
    fax: str = ""
    email: str = ""
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(ContactDetails):
    """One that is recorded."""

    id: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDetails:
    """An agency."""

    code: str
    """Its own short code, such as its DAT code: what lists and programs know it by."""
    name: str
    kind: AgencyKind
    is_own: bool = False
    """Part of whoever runs this service: what it is given is no disclosure."""
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency(AgencyDetails):
    """One that is known, with its present contact and those before."""

    id: int
    contact: Contact | None = None
    """The one that holds today."""
    history: tuple[Contact, ...] = field(default=())
    """All of them, those to come too, the newest first."""
    confirmed_at: datetime | None = None
    """When a list or a person last said how it is reached."""

    def is_stale(self, now_utc: datetime) -> bool:
        """Tell whether nobody has confirmed for a month how it is reached."""
        return self.confirmed_at is None or now_utc - self.confirmed_at > FRESH_FOR


def present(contacts: list[Contact], today: date) -> Contact | None:
    """Choose the contact that holds: the last to begin, of those that have; then the last told."""
    begun = [one for one in contacts if one.valid_from <= today]
    return max(begun, key=lambda one: (one.valid_from, one.id), default=None)
