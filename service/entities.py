"""What the use cases give to their callers: frozen values, whose `repr` shows nothing personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from forms.answers import Answer
from ocr.reading import Reading
from service.identifiers.numbers import NumberKind
from service.identifiers.reading import read_number
from service.permission.powers import Power
from service.store.states import (
    Channel,
    ClientAction,
    CustodyStatus,
    DocumentState,
    LayoutState,
    MatchedBy,
    RecordState,
    Role,
    WorkerRole,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, and by what way; no user where the service itself does."""

    user_id: int | None
    channel: Channel
    agency_id: int | None = None
    """Whose worker it is; None: of whoever runs this service."""
    powers: frozenset[Power] = frozenset()
    """What they may do; nothing unless it is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account."""

    id: int
    name: str
    roles: frozenset[Role]
    active: bool
    session_stamp: str = field(repr=False)
    agency_id: int | None = None
    """Whose worker it is; None: of whoever runs this service."""


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
    home_dat: str = field(default="", repr=False)
    """Code of the Drug Action Team area where the client lives."""
    is_ppo: bool = field(default=False, repr=False)
    """A Prolific and other Priority Offender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A name of a person."""

    given_names: str = field(repr=False)
    surname: str = field(repr=False)

    @property
    def written(self) -> str:
        """Given names and surname."""
        return f"{self.given_names} {self.surname}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientNumber:
    """A number of a client."""

    kind: NumberKind
    text: str = field(repr=False)
    """As written."""
    canonical: str | None = field(repr=False)
    """None where it cannot be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One stay in custody, as far as it is known."""

    id: int = 0
    prison: str = field(default="", repr=False)
    """Its NOMIS code; as written where it is on no list."""
    status: CustodyStatus | None = field(default=None, repr=False)
    court: str = field(default="", repr=False)
    release_date: date | None = field(default=None, repr=False)
    from_date: date | None = field(default=None, repr=False)
    to_date: date | None = field(default=None, repr=False)
    court_date: date | None = field(default=None, repr=False)
    """Of the next hearing that is known."""
    treatment: str = field(default="", repr=False)
    release_plan: str = field(default="", repr=False)
    """What the forms say last of either, in their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWorker:
    """Somebody who works with a client."""

    id: int = 0
    name: str = field(repr=False)
    agency: str = field(default="", repr=False)
    telephone: str = field(default="", repr=False)
    role: WorkerRole = WorkerRole.PRISON
    from_date: date | None = field(default=None, repr=False)
    to_date: date | None = field(default=None, repr=False)


PRISONER_KINDS = (NumberKind.NOMIS, NumberKind.OLDER, NumberKind.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client(ClientDetails):
    """A client on the register: main values, and what else is known."""

    id: int
    other_names: tuple[PersonName, ...] = field(default=(), repr=False)
    """What `aliases` says, taken apart."""
    other_births: tuple[date, ...] = field(default=(), repr=False)
    numbers: tuple[ClientNumber, ...] = field(default=(), repr=False)
    """Further ones: the main numbers are not among them."""
    postcodes: tuple[str, ...] = field(default=(), repr=False)
    """Further ones."""
    episodes: tuple[Episode, ...] = field(default=(), repr=False)
    workers: tuple[KeyWorker, ...] = field(default=(), repr=False)
    revision: int = 1
    """As it was opened: a change of what has changed since is refused."""
    merged_into_id: int | None = None
    """The client who stands for this one."""

    @property
    def name(self) -> str:
        """Given names and surname."""
        return f"{self.given_names} {self.surname}".strip()

    @property
    def all_names(self) -> tuple[PersonName, ...]:
        """The main name, then the others."""
        main = PersonName(given_names=self.given_names, surname=self.surname)
        return (main, *self.other_names)

    @property
    def all_births(self) -> tuple[date, ...]:
        """The main date of birth, if there is one, then the others."""
        main = (self.date_of_birth,) if self.date_of_birth else ()
        return (*main, *self.other_births)

    @property
    def all_numbers(self) -> tuple[ClientNumber, ...]:
        """The main numbers, then the others; the agency's reference is none of them."""
        main = (
            (NumberKind.UNKNOWN, self.prisoner_number),
            (NumberKind.PNC, self.pnc),
            (NumberKind.CRO, self.cro),
            (NumberKind.NHS, self.nhs_number),
        )
        return (*(client_number(kind, text) for kind, text in main if text), *self.numbers)

    @property
    def prisoner_numbers(self) -> tuple[str, ...]:
        """All prisoner numbers, the main one first; canonical where they can be."""
        found = (one for one in self.all_numbers if one.kind in PRISONER_KINDS)
        return tuple(one.canonical or one.text for one in found)

    @property
    def references(self) -> tuple[str, ...]:
        """The agency's reference, then what other agencies or merged entries go by."""
        local = (one.text for one in self.numbers if one.kind is NumberKind.LOCAL)
        return (self.reference, *local)


def client_number(kind: NumberKind, text: str) -> ClientNumber:
    """Read a number; the form of a prisoner number of unknown kind tells its kind."""
    read = read_number(kind, text)
    return ClientNumber(kind=read.kind, text=text, canonical=read.canonical)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One thing that was changed; of lists, what is gone and what is new."""

    key: str
    before: object = field(repr=False)
    after: object = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientChange:
    """One entry of a client's history."""

    at: datetime
    by: str | None
    """None: nobody who signs in."""
    channel: Channel
    action: ClientAction
    reference: str
    """Of the client it was done to: this one, or one that was merged into it."""
    changes: tuple[FieldChange, ...] = field(repr=False)
    record_id: int | None = None
    """The form that says so, where somebody took it over from one."""


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

    document_id: int
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
    layout: str | None = None
    """Whose page it is: an `ocr.reading.Layout`."""
    is_replaced: bool = False
    """It was read again, turned, as a page of another document."""


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
class DocumentSummary:
    """A file as lists show it."""

    id: int
    name_given: str = field(repr=False)
    received_at: datetime
    state: DocumentState
    page_count: int
    """Pages that were read."""
    record_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One sending, with its files as lists show them."""

    id: int
    received_at: datetime
    files: tuple[DocumentSummary, ...]


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
    checked_by: str | None = None
    """Who is checking it now."""


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
    document_id: int | None
    page_number: int | None
    """Both None: the page was deleted since."""
    confirmed_by: str | None
    """None: the person at the console."""
    confirmed_at: datetime
    ended_at: datetime | None
