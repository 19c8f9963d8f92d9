"""How long things may be kept: whoever answers for the data says so; by default nothing goes.

What has come to the end of its time waits until a person has reviewed it, and goes only if that
person approved.
"""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from service.clocks.months import months_later
from service.store.states import RetentionAct


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

    def months(self, subject: "Subject") -> int | None:
        """Give the term of one kind of thing."""
        return self.client_months if subject is Subject.CLIENT else self.document_months


class Subject(StrEnum):
    """What is deleted as one thing."""

    CLIENT = "client"
    """With all that is about them."""
    DOCUMENT = "document"
    """A file that came in, with all that was read from it."""


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing, by what it is and its id."""

    subject: Subject
    id: int

    @property
    def code(self) -> str:
        """As addresses and forms name it: `client-3`."""
        return f"{self.subject}-{self.id}"


def read_item(code: str) -> Item | None:
    """Read what an address names; None where it names nothing."""
    subject, _, number = code.partition("-")
    known = subject in set(Subject) and number.isascii() and number.isdigit()
    return Item(Subject(subject), int(number)) if known else None


class ReviewState(StrEnum):
    """How a thing stands."""

    NOT_YET = "not_yet"
    """Its time is not over, or no time is set."""
    WAITING = "waiting"
    """A person has to look at it."""
    APPROVED = "approved"
    """It goes with the next run."""
    KEPT = "kept"
    """A person said until when it is needed."""
    HELD = "held"
    """A legal hold is on it, or on somebody whose papers are in it."""


ENDED = tuple(one for one in ReviewState if one is not ReviewState.NOT_YET)
"""How what has come to the end of its time may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person said of a thing, and why."""

    id: int
    act: RetentionAct
    at: datetime
    by: str | None
    until: date | None
    reason: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A thing whose time is over, as a list shows it: nobody's name."""

    item: Item
    label: str
    """A client's reference; of a file its number."""
    last: date
    """The day of the last that was recorded; of a file the day it came in."""
    over_since: date
    months: int
    """The rule: so long after that day."""
    state: ReviewState
    last_decision: Decision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedPage:
    """One page of them, and how many there are in each state."""

    found: tuple[Ended, ...]
    counts: Mapping[ReviewState, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One thing, for whoever decides about it."""

    item: Item
    label: str
    last: date
    over_since: date | None
    """None: no time is set for it."""
    months: int | None
    state: ReviewState
    hold: Decision | None
    decisions: tuple[Decision, ...]
    """The newest first."""
    records: int
    documents: int
    """That go with it, whole."""
    shared: int
    """That stay, since they hold other people's forms, without its pages."""


def cutoff(now: datetime, months: int) -> datetime:
    """Give the instant before which things are too old: the beginning of that day."""
    return datetime.combine(months_later(now.date(), -months), time(), UTC)


def standing(
    last: Decision | None, *, is_held: bool, today: date, since: datetime | None
) -> ReviewState:
    """Tell how a thing stands whose time is over.

    Args:
        last: what was said of it last.
        is_held: whether a legal hold is on it.
        today: the day.
        since: an approval before is of an earlier end of its time, and counts no more.
    """
    if is_held:
        return ReviewState.HELD
    if last is None:
        return ReviewState.WAITING
    if last.act is RetentionAct.KEPT and last.until is not None and last.until > today:
        return ReviewState.KEPT
    if last.act is RetentionAct.APPROVED and since is not None and last.at >= since:
        return ReviewState.APPROVED
    return ReviewState.WAITING


def strongest(states: Collection[ReviewState], own: ReviewState) -> ReviewState:
    """Tell how entries that are one person stand together: whatever keeps one keeps all.

    Only what was said of the entry that stands for them approves.
    """
    return next((one for one in (ReviewState.HELD, ReviewState.KEPT) if one in states), own)
