"""The states that rows of the store pass through."""

from enum import IntEnum, StrEnum


class DocumentState(StrEnum):
    """Where a file that was taken in stands."""

    RECEIVED = "received"
    READING = "reading"
    READ = "read"
    """All its pages are read. It stays so where there is nothing to file: a cover sheet alone."""
    MATCHED = "matched"
    """Each of its records has its client, or needs none; passed through on the way to the next."""
    REVIEW = "review"
    """A record of it waits for a person."""
    DONE = "done"
    """Every record of it is accepted."""
    UNIDENTIFIED = "unidentified"
    """At least one page is of no form that is known; it waits for a person."""
    FAILED = "failed"
    """A fault of ours, after all tries, or a page that broke its reader; it waits for a person."""
    REFUSED = "refused"
    """A fault of the file, with what its sender can do: encrypted, damaged, over a limit."""
    DUPLICATE = "duplicate"
    """The same bytes were taken in before; that document stands for both."""
    UNPACKED = "unpacked"
    """A ZIP or a letter by e-mail: what it held are documents of their own."""
    RETURNED = "returned"
    """A form of it goes back to its sender, who is to send it again."""


UNFINISHED = (DocumentState.RECEIVED, DocumentState.READING)
NEEDS_A_PERSON = (
    DocumentState.REVIEW,
    DocumentState.UNIDENTIFIED,
    DocumentState.FAILED,
    DocumentState.REFUSED,
)


class JobKind(StrEnum):
    """What a worker is to do, with a document or a set of copies."""

    READ = "read"
    LEARN = "learn"
    """Learn the layout of its pages that a person has confirmed."""
    MAKE_COPIES = "make_copies"
    """Make a set of copies: its job is on that set and on no document."""
    DELETE_COPIES = "delete_copies"
    """Delete the file of a set whose time is over."""


class JobState(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"
    """Begun too often without an end: it waits for a person."""


class Priority(IntEnum):
    """What is done first, the lowest before all: tonight's faxes overtake an archive."""

    TODAY = 0
    LESSON = 10
    BATCH = 20


class CopySetState(StrEnum):
    """How far a set of copies has come."""

    WAITING = "waiting"
    """To be made, or being made."""
    READY = "ready"
    FAILED = "failed"
    """No copy of it could be made, or making it broke down again and again."""
    DELETED = "deleted"
    """Its file is gone; its copies stay registered."""


class CopySetOrder(StrEnum):
    """What the copies of a set are sorted by."""

    SURNAME = "surname"
    NUMBER = "number"
    """Prisoner number, as a wing's list may have it."""


class RecordState(StrEnum):
    """Whether a record's values may be relied on."""

    REVIEW = "review"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    """It goes back to its sender."""
    WITHDRAWN = "withdrawn"
    """It is no record: no form of ours, or made anew of the same pages."""


GONE = (RecordState.RETURNED, RecordState.WITHDRAWN)
"""Nobody checks these; each can be put back."""


class Withdrawn(StrEnum):
    """Why a record is out of the list to check."""

    RETURNED = "returned"
    NOT_OURS = "not_ours"
    """It is no form of ours."""
    PARTED = "parted"
    """Its pages were of several forms: each has a record of its own now."""
    TURNED = "turned"
    """A page was read the wrong way up; the same pages are read again as another document."""


class ReturnReason(StrEnum):
    """Why a form goes back to its sender."""

    UNREADABLE = "unreadable"
    PAGES_MISSING = "pages_missing"
    ANSWERS_MISSING = "answers_missing"
    NO_CONSENT = "no_consent"
    NOT_FOR_US = "not_for_us"
    OTHER = "other"


class LayoutState(StrEnum):
    """How far the learning of a page's layout has come, and whether it is in use."""

    WAITING = "waiting"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    """Another page of the same layout has taught more."""
    WITHDRAWN = "withdrawn"
    """A person has said that it is not to be used."""
    FAILED = "failed"


class MatchedBy(StrEnum):
    """What linked a record to its client."""

    ISSUED_COPY = "issued_copy"
    """The copy was issued for the client, and the written identity agrees."""
    EVIDENCE = "evidence"
    """All that is written, weighed: nobody else comes near, and nothing speaks against it."""
    NUMBER_AND_BIRTH = "number_and_birth"
    """Prisoner number and date of birth are the client's, exactly; of records of before."""
    PERSON = "person"


class CustodyStatus(StrEnum):
    """How a client is held, as the Alert Form asks it."""

    REMAND = "remand"
    SENTENCED = "sentenced"
    RELEASED = "released"


class WorkerRole(StrEnum):
    """On which side of the gate somebody works with a client."""

    PRISON = "prison"
    COMMUNITY = "community"


class ClientAction(StrEnum):
    """What was done to a client."""

    ADDED = "added"
    CHANGED = "changed"
    IMPORTED = "imported"
    """Changed by a row of a file."""
    MERGED = "merged"
    """Another client was found to be the same person, and merged into this one."""
    MERGED_AWAY = "merged_away"
    """This one was merged into another."""
    UNMERGED = "unmerged"
    """The other was parted from this one again."""
    PARTED = "parted"
    """This one stands for itself again."""


class CorrectionOutcome(StrEnum):
    """What came of a client's word that something is wrong."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    """It was corrected."""
    REFUSED = "refused"
    """It stays as it is, with the client's statement beside it."""


class Channel(StrEnum):
    """How a file reached the service."""

    WEB = "web"
    API = "api"
    COMMAND_LINE = "command_line"
    FOLDER = "folder"
    """A watched folder, where a fax server drops its files."""
    MAIL = "mail"
    SERVICE = "service"
    """Nobody sent it: the service did it by itself."""


class CopyPurpose(StrEnum):
    """What an issued copy is for, which tells whether it is waited for."""

    FILL_IN = "fill_in"
    """Somebody fills it in now and it comes back."""
    STOCK = "stock"
    """It is kept ready for when it is needed."""
    INFORMATION = "information"
    """It tells its reader something, and stays there."""


class EffectOutcome(StrEnum):
    """What a person decided of a change that an accepted form says."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Role(StrEnum):
    """What an account is for; what each may do: service.permission.roles."""

    CJIT_WORKER = "cjit_worker"
    PRISON_CLINICAL = "prison_clinical"
    CARAT_WORKER = "carat_worker"
    TEAM_MANAGER = "team_manager"
    DATA_OFFICER = "data_officer"
    """Sees de-personalised data alone."""
    ADMINISTRATOR = "administrator"
    """Manages accounts, agencies and definitions; sees no client."""
    AUDITOR = "auditor"
    """Reads the audit trail, and nothing else."""


class DefinitionState(StrEnum):
    """Whether forms are made of a definition that was uploaded."""

    DRAFT = "draft"
    """Seen and checked by a person first."""
    LIVE = "live"
    RETIRED = "retired"
    """No more copies are made of it; those that are out are read as before."""


class RetentionAct(StrEnum):
    """What a person said of how long something is kept."""

    HELD = "held"
    RELEASED = "released"
    KEPT = "kept"
    """Longer than its time, until a day."""
    APPROVED = "approved"
    """It may be deleted."""
    TAKEN_BACK = "taken_back"
    """It may not, after all."""
