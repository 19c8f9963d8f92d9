"""What happens to a client on the way through prison, where the guidance asks something then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum


class Point(IntEnum):
    """The guidance's process points; part 1 comes before the first."""

    BEFORE_ENTRY = 0
    ORIGIN = 1
    FROM_PRISON = 2
    IDENTIFYING = 3
    FROM_COMMUNITY = 4
    MAIN_PRISON = 5
    IN_CARE = 6
    RELEASE_PLANNING = 7
    TRANSFER = 8
    RELEASE = 9
    TO_COURT = 10
    COURT_TO_NEW_PRISON = 11
    COURT_AND_BACK = 12
    COURT_RELEASE_CJIT = 13
    COURT_RELEASE_ALONE = 14


class EventKind(StrEnum):
    """What can happen."""

    REMANDED = "remanded"
    SENTENCED = "sentenced"
    RECEIVED = "received"
    """Received into prison; where from is not established yet."""
    FROM_COMMUNITY = "from_community"
    """Received from the community via court."""
    FROM_PRISON = "from_prison"
    """Received from another prison."""
    IDENTIFIED = "identified"
    """Found to be a PPO, a problematic drug misuser, or both."""
    NOT_IDENTIFIED = "not_identified"
    REFERRED = "referred"
    """The CARAT team has received the clinical team's referral."""
    KEY_WORKER_APPOINTED = "key_worker_appointed"
    ASSESSED = "assessed"
    """Clinical needs are assessed."""
    ENGAGED = "engaged"
    """The CARAT team has met the client."""
    SMTA_COMPLETED = "smta_completed"
    CARE_PLAN_COMPLETED = "care_plan_completed"
    DIR_RECEIVED = "dir_received"
    DIR_OPENED = "dir_opened"
    FILE_REQUESTED = "file_requested"
    """The receiving prison asks the sending one for the CARAT file that did not come."""
    FILE_RECEIVED = "file_received"
    MAIN_PRISON = "main_prison"
    """Enters the main prison."""
    TREATMENT_CHANGED = "treatment_changed"
    WORKER_CHANGED = "worker_changed"
    COURT_CHANGED = "court_changed"
    """Date or place of a court appearance."""
    STATUS_CHANGED = "status_changed"
    """From remand to sentenced."""
    DISENGAGED = "disengaged"
    RE_ENGAGED = "re_engaged"
    OTHER_CHANGE = "other_change"
    RELEASE_DATE_KNOWN = "release_date_known"
    RELEASE_DATE_CHANGED = "release_date_changed"
    PLAN_AGREED = "plan_agreed"
    PLAN_CHANGED = "plan_changed"
    """The prison changes the release plan."""
    PLAN_CHANGED_BY_CJIT = "plan_changed_by_cjit"
    MET_IN_CUSTODY = "met_in_custody"
    """The CJIT was in contact with a client in custody, apart from meetings on the release plan."""
    PICK_UP_REQUESTED = "pick_up_requested"
    TRANSFER_DUE = "transfer_due"
    TRANSFERRED = "transferred"
    COURT_DUE = "court_due"
    """It is known that the client is to go to court."""
    COURT_TO_NEW_PRISON = "court_to_new_prison"
    BACK_FROM_COURT = "back_from_court"
    RELEASED = "released"
    """From the prison into the community."""
    MET_AT_GATE = "met_at_gate"
    RELEASED_AT_COURT = "released_at_court"
    """With a CJIT worker present."""
    RELEASED_AT_COURT_ALONE = "released_at_court_alone"
    """Without a CJIT worker present."""
    NOT_RETURNED = "not_returned"
    """That the client did not come back from court is established."""
    CONTACT_MADE = "contact_made"
    """The CJIT has met the client after a release."""
    DIED = "died"
    FORM_SENT = "form_sent"
    FORM_RECEIVED = "form_received"
    CALLED = "called"
    """A telephone follow-up was made."""
    DONE = "done"
    """Something that was to be done is done, as a worker says."""


ANSWERS = frozenset(
    {EventKind.FORM_SENT, EventKind.FORM_RECEIVED, EventKind.CALLED, EventKind.DONE}
)
"""These move nobody along: they answer what is to be done."""
EXITS = frozenset(
    {
        EventKind.TRANSFERRED,
        EventKind.COURT_TO_NEW_PRISON,
        EventKind.RELEASED,
        EventKind.RELEASED_AT_COURT,
        EventKind.RELEASED_AT_COURT_ALONE,
        EventKind.DIED,
    }
)
"""A stay in a prison ends with these."""
MOVES_TO_PRISON = frozenset(
    {
        EventKind.REMANDED,
        EventKind.SENTENCED,
        EventKind.RECEIVED,
        EventKind.FROM_COMMUNITY,
        EventKind.FROM_PRISON,
        EventKind.TRANSFERRED,
        EventKind.COURT_TO_NEW_PRISON,
        EventKind.BACK_FROM_COURT,
    }
)
"""Events that say in which prison the client is from then on."""
ALERT_SAYS: Mapping[EventKind, frozenset[str]] = {
    EventKind.TREATMENT_CHANGED: frozenset({"change_treatment"}),
    EventKind.WORKER_CHANGED: frozenset({"change_worker"}),
    EventKind.COURT_CHANGED: frozenset({"change_release_or_court_date", "change_court_venue"}),
    EventKind.STATUS_CHANGED: frozenset({"change_release_status"}),
    EventKind.DISENGAGED: frozenset({"disengaged"}),
    EventKind.RE_ENGAGED: frozenset({"re_engaged"}),
    EventKind.OTHER_CHANGE: frozenset({"other"}),
    EventKind.RELEASE_DATE_CHANGED: frozenset({"change_release_or_court_date"}),
    EventKind.PLAN_CHANGED: frozenset({"change_release_plan"}),
    EventKind.PLAN_CHANGED_BY_CJIT: frozenset({"change_release_plan"}),
    EventKind.TRANSFERRED: frozenset({"change_prison"}),
    EventKind.FROM_PRISON: frozenset({"change_prison"}),
    EventKind.DIED: frozenset({"death"}),
}
"""Which boxes of an Alert Form speak of an event: a form that ticks one answers what that asks."""
ASKS_DAY: Mapping[EventKind, str] = {
    EventKind.RELEASE_DATE_KNOWN: "Release date",
    EventKind.RELEASE_DATE_CHANGED: "New release date",
    EventKind.DIR_RECEIVED: "Date of the DIR",
    EventKind.DIR_OPENED: "Date of the DIR",
    EventKind.TRANSFER_DUE: "Day of transfer",
    EventKind.COURT_DUE: "Day of the hearing",
    EventKind.COURT_CHANGED: "New day of the hearing",
}
"""Events that speak of another day than their own, and what it is called."""
POINTS: Mapping[EventKind, Point] = {
    EventKind.REMANDED: Point.BEFORE_ENTRY,
    EventKind.SENTENCED: Point.BEFORE_ENTRY,
    EventKind.RECEIVED: Point.ORIGIN,
    EventKind.FROM_COMMUNITY: Point.IDENTIFYING,
    EventKind.FROM_PRISON: Point.FROM_PRISON,
    EventKind.IDENTIFIED: Point.FROM_COMMUNITY,
    EventKind.MAIN_PRISON: Point.IN_CARE,
    EventKind.RELEASE_DATE_KNOWN: Point.RELEASE_PLANNING,
    EventKind.RELEASE_DATE_CHANGED: Point.RELEASE_PLANNING,
    EventKind.PLAN_AGREED: Point.RELEASE_PLANNING,
    EventKind.PLAN_CHANGED: Point.RELEASE_PLANNING,
    EventKind.PLAN_CHANGED_BY_CJIT: Point.RELEASE_PLANNING,
    EventKind.PICK_UP_REQUESTED: Point.RELEASE_PLANNING,
    EventKind.TRANSFER_DUE: Point.TRANSFER,
    EventKind.TRANSFERRED: Point.TRANSFER,
    EventKind.RELEASED: Point.RELEASE,
    EventKind.MET_AT_GATE: Point.RELEASE,
    EventKind.COURT_DUE: Point.TO_COURT,
    EventKind.COURT_TO_NEW_PRISON: Point.COURT_TO_NEW_PRISON,
    EventKind.BACK_FROM_COURT: Point.COURT_AND_BACK,
    EventKind.RELEASED_AT_COURT: Point.COURT_RELEASE_CJIT,
    EventKind.RELEASED_AT_COURT_ALONE: Point.COURT_RELEASE_ALONE,
}
"""Where an event leads to; the others leave the client where he or she is.

Who enters the main prison (point 5) is in on-going care (point 6) from the same moment.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened."""

    id: int
    """In the order in which events were entered."""
    kind: EventKind
    at: datetime
    """When it happened, or became known: the guidance's clocks begin with it."""
    day: date | None = field(default=None, repr=False)
    """The day that it speaks of: of release, of a hearing, on a DIR."""
    prison: str = ""
    """Code of the prison where the client is from then on."""
    form: str = ""
    """The form that was sent or received."""
    says: frozenset[str] = frozenset()
    """What the form says, as codes: boxes ticked, answers chosen."""
    action: str = ""
    """Key of the action that it answers; empty: what fits beyond doubt."""

    def __post_init__(self) -> None:
        """Refuse an instant without a zone."""
        if self.at.tzinfo is None:
            raise ValueError("an instant needs a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Which teams a client belongs to, as the register has it, where events do not say."""

    home_dat: str = ""
    """The CJIT's: code of the Drug Action Team area where the client lives."""
    prison: str = ""
