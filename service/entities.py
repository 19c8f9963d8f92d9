"""What the use cases give to their callers: frozen values, whose `repr` shows nothing personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from forms.answers import Answer
from ocr.reading import Reading
from service.store.states import Channel, DocumentState, LayoutState, MatchedBy, RecordState, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, and by what way; no user where the service itself does."""

    user_id: int | None
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account."""

    id: int
    name: str
    role: Role
    active: bool
    session_stamp: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDetails:
    """What is known of a client; empty text where nothing is."""

    reference: str = ""
    """The agency's own reference; drawn when empty."""
    given_names: str = field(repr=False)
    surname: str = field(repr=False)
    aliases: str = field(default="", repr=False)
    """Other names, with semicolons between."""
    date_of_birth: date | None = field(default=None, repr=False)
    sex: str = field(default="", repr=False)
    postcode: str = field(default="", repr=False)
    prisoner_number: str = field(default="", repr=False)
    pnc: str = field(default="", repr=False)
    cro: str = field(default="", repr=False)
    nhs_number: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client(ClientDetails):
    """A client on the register."""

    id: int

    @property
    def name(self) -> str:
        """Given names and surname."""
        return f"{self.given_names} {self.surname}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCopy:
    """A copy of a form that went out."""

    copy_id: str
    form_id: str
    form_version: str
    artefact: str
    client_id: int | None
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a document as it was read."""

    number: int
    status: str
    form_id: str | None
    form_version: str | None
    form_page: int | None
    copy_id: str | None
    problems: tuple[tuple[str, str], ...]
    """Code and message of each."""
    evidence_sha256: str | None
    record_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file that was taken in."""

    id: int
    intake_id: int
    name_given: str = field(repr=False)
    received_at: datetime
    original_sha256: str
    media_type: str
    size: int
    state: DocumentState
    reason_code: str | None
    reason: str | None = field(repr=False)
    duplicate_of_id: int | None
    record_ids: tuple[int, ...]
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One sending."""

    id: int
    channel: Channel
    received_at: datetime
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSummary:
    """A record as a list shows it."""

    id: int
    form_id: str
    form_version: str
    copy_id: str | None
    state: RecordState
    client: Client | None
    doubt_count: int
    """Values to compare with the paper; those of pages that did not come are not among them."""
    urgency: int
    """How soon a person should look: 0 in turn, 3 before all."""
    created_at: datetime
    document_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The page that shows a field: for its picture."""

    document_id: int
    page_number: int
    """In that document, counted from 1."""
    has_picture: bool
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A person's word on one value."""

    key: str
    """Of the field."""
    before: Answer = field(repr=False)
    after: Answer = field(repr=False)
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One form that came back, with everything that a person needs to judge it."""

    id: int
    document_id: int
    form_id: str
    form_version: str
    copy_id: str | None
    values: Mapping[str, Answer] = field(repr=False)
    doubts: Mapping[str, str]
    """Fields that a person must look at, with the code of the reason."""
    problems: Mapping[str, str] = field(repr=False)
    """What does not fit the form's rules, by field."""
    concerns: tuple[str, ...]
    state: RecordState
    client: Client | None
    matched_by: MatchedBy | None
    match_note: str
    created_at: datetime
    accepted_at: datetime | None
    revision: int
    evidence: Mapping[str, Evidence] = field(repr=False)
    corrections: tuple[Correction, ...]
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLayout:
    """The layout of a page of another agency, learned from a page that a person has confirmed."""

    id: int
    form_id: str
    form_version: str
    state: LayoutState
    reason_code: str | None
    """Why it could not be learned."""
    document_id: int
    page_number: int
    confirmed_by: str | None
    """None: the person at the console."""
    confirmed_at: datetime
    ended_at: datetime | None
