"""What stands behind each value of a record. No `repr` shows anything personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forms.answers import Answer
from ocr.reading import Reading
from service.entities import Correction, Record
from service.store.states import Channel, DocumentState


class AcceptedBy(StrEnum):
    """What says that a value may be relied on."""

    RULE = "rule"
    """The reader's own: its probability of being right passed the measured bound."""
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Who or what accepted a value, and when."""

    by: AcceptedBy
    who: str | None
    """The person; None: a rule, or the person at the console, who needs no account."""
    rule: str | None
    """Versions of all that had a part in the reading; None: a person, or not noted then."""
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueEvidence:
    """The chain of one value."""

    key: str
    label: str
    value: Answer = field(repr=False)
    document_id: int | None
    """None, as the page: no page of it came."""
    original_sha256: str | None
    page: int | None
    """In the file, counted from 1."""
    channel: str | None
    """How that page had been sent, as read from it."""
    reading: Reading | None
    """As it was read, before anybody corrected it."""
    read_by: str | None
    read_at: datetime | None
    picture_sha256: str | None
    """Of the upright picture of the page, which the crop is cut from."""
    doubt: str | None
    acceptance: Acceptance | None
    """None: nobody and nothing has accepted it."""
    corrections: tuple[Correction, ...]

    @property
    def was_changed(self) -> bool:
        """Tell whether a person put another value in its place."""
        return any(correction.before != correction.after for correction in self.corrections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that the form came in, and how it reached the service."""

    document_id: int
    sha256: str
    size: int
    media_type: str
    channel: Channel
    received_at: datetime
    received_by: str | None
    name_given: str = field(repr=False)
    batch: str | None
    place: str | None = field(repr=False)
    """Where in its batch or archive it lay."""
    out_of: tuple[tuple[int, str], ...]
    """The letters and archives that it came out of, nearest first: document and SHA-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence:
    """One page that the record was made from."""

    document_id: int
    number: int
    """In the file, counted from 1."""
    form_page: int | None
    picture_sha256: str | None
    read_by: str | None
    read_at: datetime | None
    problems: tuple[str, ...]
    """In words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step in the life of a document."""

    document_id: int
    state: DocumentState
    reason_code: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what, of the audit trail."""

    id: int
    at: datetime
    who: str | None
    """None: the service itself, or the person at the console; `details` has the channel."""
    action: str
    subject: str
    subject_id: str
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEvidence:
    """A record with everything that stands behind it."""

    record: Record
    form_title: str
    origins: tuple[Origin, ...]
    """The files that its pages came in: one, unless the pages of a copy came apart."""
    pages: tuple[PageEvidence, ...]
    values: tuple[ValueEvidence, ...]
    events: tuple[Event, ...]
    audit: tuple[AuditEntry, ...]
