"""Words for the codes of the journey, as people in the field say them."""

from collections.abc import Mapping

from service.journey.actions import How, TeamAt
from service.journey.duties import Call, Team, Work
from service.journey.events import EventKind, Point

POINT: Mapping[Point, str] = {
    Point.BEFORE_ENTRY: "Before prison",
    Point.ORIGIN: "Reception: where from?",
    Point.FROM_PRISON: "Arrived from another prison",
    Point.IDENTIFYING: "PPO or problematic drug misuser?",
    Point.FROM_COMMUNITY: "Arrived from the community",
    Point.MAIN_PRISON: "Enters the main prison",
    Point.IN_CARE: "On-going care in prison",
    Point.RELEASE_PLANNING: "Pre-release planning",
    Point.TRANSFER: "Transfer to another prison",
    Point.RELEASE: "Release into the community",
    Point.TO_COURT: "From prison to court",
    Point.COURT_TO_NEW_PRISON: "From court to another prison",
    Point.COURT_AND_BACK: "From court back to prison",
    Point.COURT_RELEASE_CJIT: "Released at court, CJIT present",
    Point.COURT_RELEASE_ALONE: "Released at court, no CJIT present",
}
EVENT: Mapping[EventKind, str] = {
    EventKind.REMANDED: "Remanded to prison",
    EventKind.SENTENCED: "Sentenced to prison",
    EventKind.RECEIVED: "Received into prison",
    EventKind.FROM_COMMUNITY: "Arrived from the community via court",
    EventKind.FROM_PRISON: "Arrived from another prison",
    EventKind.IDENTIFIED: "Found to be a PPO or problematic drug misuser",
    EventKind.NOT_IDENTIFIED: "Found to be neither PPO nor problematic drug misuser",
    EventKind.REFERRED: "Referral received by the CARAT team",
    EventKind.KEY_WORKER_APPOINTED: "CARAT key worker appointed",
    EventKind.ASSESSED: "Clinical needs assessed",
    EventKind.ENGAGED: "Met by the CARAT team",
    EventKind.SMTA_COMPLETED: "Triage assessment (SMTA) completed",
    EventKind.CARE_PLAN_COMPLETED: "Comprehensive assessment and care plan completed",
    EventKind.DIR_RECEIVED: "DIR received",
    EventKind.DIR_OPENED: "New DIR opened",
    EventKind.FILE_REQUESTED: "CARAT file asked for from the sending prison",
    EventKind.FILE_RECEIVED: "CARAT file received",
    EventKind.MAIN_PRISON: "Entered the main prison",
    EventKind.TREATMENT_CHANGED: "Treatment changed",
    EventKind.WORKER_CHANGED: "Key or case worker changed",
    EventKind.COURT_CHANGED: "Court date or court changed",
    EventKind.STATUS_CHANGED: "From remand to sentenced",
    EventKind.DISENGAGED: "Disengaged from treatment",
    EventKind.RE_ENGAGED: "Re-engaged with treatment",
    EventKind.OTHER_CHANGE: "Another change of circumstance",
    EventKind.RELEASE_DATE_KNOWN: "Release date known",
    EventKind.RELEASE_DATE_CHANGED: "Release date changed",
    EventKind.PLAN_AGREED: "Release plan agreed",
    EventKind.PLAN_CHANGED: "Release plan changed by the prison",
    EventKind.PLAN_CHANGED_BY_CJIT: "Release plan changed by the CJIT",
    EventKind.MET_IN_CUSTODY: "CJIT was in contact with the client in custody",
    EventKind.PICK_UP_REQUESTED: "Client asks to be met at the gate",
    EventKind.TRANSFER_DUE: "To be transferred to another prison",
    EventKind.TRANSFERRED: "Transferred to another prison",
    EventKind.COURT_DUE: "To go to court",
    EventKind.COURT_TO_NEW_PRISON: "Sent by the court to another prison",
    EventKind.BACK_FROM_COURT: "Back from court",
    EventKind.RELEASED: "Released from prison",
    EventKind.MET_AT_GATE: "Met at the prison gate",
    EventKind.RELEASED_AT_COURT: "Released at court, CJIT worker present",
    EventKind.RELEASED_AT_COURT_ALONE: "Released at court, no CJIT worker present",
    EventKind.NOT_RETURNED: "Non-return from court established",
    EventKind.CONTACT_MADE: "CJIT made contact after release",
    EventKind.DIED: "Died",
    EventKind.FORM_SENT: "Form sent",
    EventKind.FORM_RECEIVED: "Form received",
    EventKind.CALLED: "Telephone follow-up made",
    EventKind.DONE: "Done",
}
TEAM: Mapping[Team, str] = {
    Team.CJIT: "CJIT",
    Team.SMT: "Substance Misuse Team",
    Team.DATA_TEAM: "Regional data team",
    Team.NOBODY: "",
}
_OF_PLACE: Mapping[Team, str] = {Team.CJIT: "of the home DAT", Team.SMT: "of the prison"}
CALL: Mapping[Call, str] = {
    Call.NO: "",
    Call.IF_NECESSARY: "telephone if necessary",
    Call.YES: "followed up by telephone",
}
HOW: Mapping[How, str] = {
    How.FORM_SENT: "form sent",
    How.FORM_RECEIVED: "form received",
    How.CALLED: "call recorded",
    How.WORKER: "a worker says so",
    How.EVENT: "by what happened since",
}
WORK: Mapping[Work, str] = {
    Work.FORM: "Form",
    Work.CALL: "Telephone",
    Work.TASK: "Task",
    Work.WATCH: "Date to mind",
}
FORM: Mapping[str, str] = {
    "alert-form": "Alert Form",
    "activity-form": "Activity Form",
    "release-plan": "Release plan",
    "dir-consent": "Consent sheet",
    "dir": "DIR",
    "carat-file": "CARAT file",
}
"""The forms that actions and events speak of; another form goes by its id."""
GROUPS: tuple[tuple[str, tuple[EventKind, ...]], ...] = (
    (
        "Into prison",
        (
            EventKind.REMANDED,
            EventKind.SENTENCED,
            EventKind.RECEIVED,
            EventKind.FROM_COMMUNITY,
            EventKind.FROM_PRISON,
            EventKind.IDENTIFIED,
            EventKind.NOT_IDENTIFIED,
            EventKind.DIR_RECEIVED,
            EventKind.DIR_OPENED,
            EventKind.FILE_REQUESTED,
            EventKind.FILE_RECEIVED,
            EventKind.KEY_WORKER_APPOINTED,
            EventKind.ASSESSED,
            EventKind.REFERRED,
            EventKind.ENGAGED,
            EventKind.SMTA_COMPLETED,
            EventKind.CARE_PLAN_COMPLETED,
            EventKind.MAIN_PRISON,
        ),
    ),
    (
        "In prison",
        (
            EventKind.TREATMENT_CHANGED,
            EventKind.WORKER_CHANGED,
            EventKind.COURT_CHANGED,
            EventKind.STATUS_CHANGED,
            EventKind.DISENGAGED,
            EventKind.RE_ENGAGED,
            EventKind.OTHER_CHANGE,
            EventKind.MET_IN_CUSTODY,
            EventKind.DIED,
        ),
    ),
    (
        "Before release",
        (
            EventKind.RELEASE_DATE_KNOWN,
            EventKind.RELEASE_DATE_CHANGED,
            EventKind.PLAN_AGREED,
            EventKind.PLAN_CHANGED,
            EventKind.PLAN_CHANGED_BY_CJIT,
            EventKind.PICK_UP_REQUESTED,
        ),
    ),
    (
        "Out of prison",
        (
            EventKind.TRANSFER_DUE,
            EventKind.TRANSFERRED,
            EventKind.COURT_DUE,
            EventKind.BACK_FROM_COURT,
            EventKind.COURT_TO_NEW_PRISON,
            EventKind.RELEASED,
            EventKind.MET_AT_GATE,
            EventKind.RELEASED_AT_COURT,
            EventKind.RELEASED_AT_COURT_ALONE,
            EventKind.NOT_RETURNED,
            EventKind.CONTACT_MADE,
        ),
    ),
)
"""The events that a worker may enter, as a list shows them."""


def show_point(point: int) -> str:
    """Write a process point with its number."""
    words = POINT[Point(point)]
    return f"{point} {words}" if point else words


def show_team(team: TeamAt, part: str = "") -> str:
    """Write a team with its place: CJIT D05B, Substance Misuse Team (CARATs) LEI."""
    name = TEAM[team.team] + (f" ({part})" if part else "")
    return f"{name} {team.place or _OF_PLACE.get(team.team, '')}".strip()
