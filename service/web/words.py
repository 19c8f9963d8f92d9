"""Words for the codes that pages show: codes come out of the service, words are only here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from forms.answers import Answer
from forms.definition import Choice, Date, Field, Signature, Tick
from service.assembly import Concern, Doubt
from service.matching.decision import MatchNote
from service.store.states import DocumentState, RecordState

_LONDON = ZoneInfo("Europe/London")

STATE: Mapping[str, str] = {
    DocumentState.RECEIVED: "Waiting to be read",
    DocumentState.READING: "Being read",
    DocumentState.READ: "Dealt with",
    DocumentState.MATCHED: "Matched",
    DocumentState.REVIEW: "Check needed",
    DocumentState.DONE: "Done",
    DocumentState.UNIDENTIFIED: "Not recognised",
    DocumentState.FAILED: "Could not be read",
    DocumentState.REFUSED: "Refused",
    DocumentState.DUPLICATE: "Sent before",
    DocumentState.UNPACKED: "Unpacked",
    RecordState.ACCEPTED: "Accepted",
}
STATE_COLOUR: Mapping[str, str] = {
    DocumentState.RECEIVED: "govuk-tag--grey",
    DocumentState.READING: "govuk-tag--grey",
    DocumentState.READ: "govuk-tag--grey",
    DocumentState.MATCHED: "govuk-tag--grey",
    DocumentState.REVIEW: "govuk-tag--yellow",
    DocumentState.DONE: "govuk-tag--green",
    DocumentState.UNIDENTIFIED: "govuk-tag--orange",
    DocumentState.FAILED: "govuk-tag--red",
    DocumentState.REFUSED: "govuk-tag--red",
    DocumentState.DUPLICATE: "govuk-tag--grey",
    DocumentState.UNPACKED: "govuk-tag--grey",
    RecordState.ACCEPTED: "govuk-tag--green",
}
URGENCY: Mapping[int, str] = {1: "Soon", 2: "Urgent", 3: "Most urgent"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the page of sending in says of a file."""

    words: str
    colour: str
    hint: str = ""


SENT: Mapping[DocumentState, Outcome] = {
    DocumentState.RECEIVED: Outcome("Kept safely", "govuk-tag--green"),
    DocumentState.DUPLICATE: Outcome(
        "Sent before",
        "govuk-tag--grey",
        "The same file is kept safely already; it is not read twice.",
    ),
    DocumentState.REFUSED: Outcome("Empty file", "govuk-tag--red"),
}
DOUBT: Mapping[str, str] = {
    Doubt.UNSURE: "Read with doubt",
    Doubt.UNREADABLE: "Could not be read",
    Doubt.NOT_READ: "Page missing",
    Doubt.INVALID: "Does not fit the form",
}
CONCERN: Mapping[str, str] = {
    Concern.MISSING_PAGES: "Some pages of this form are missing.",
    Concern.REPEATED_PAGES: "A page of this form came more than once.",
    Concern.CAME_BEFORE: "This copy of the form has come back before, in another document.",
    Concern.SCANNED_BEFORE: "The same paper has probably been sent in before, in another document.",
    Concern.UNKNOWN_COPY: "This copy was not issued by this service, or its register was lost.",
    Concern.PAGE_PROBLEMS: "The reader noticed something about a page.",
    Concern.RULES: "The form as a whole does not follow its rules.",
}
MATCH: Mapping[str, str] = {
    MatchNote.ISSUED_AND_AGREES: "The form was issued for this client, and its identity agrees.",
    MatchNote.NUMBER_AND_BIRTH: "Prisoner number and date of birth are this client's.",
    MatchNote.CHOSEN: "Chosen by a person.",
    MatchNote.NOT_NEEDED: "This form is about no client.",
    MatchNote.IDENTITY_DIFFERS: "What is written on the form does not all belong to one client.",
    MatchNote.IDENTITY_UNPROVEN: "Too little of the identity is read beyond doubt.",
    MatchNote.SEVERAL: "More than one client has this prisoner number and date of birth.",
    MatchNote.NOBODY: "No client on the register has this prisoner number and date of birth.",
}


def show_day(value: date | str | None) -> str:
    """Write a day as people do: 27 March 1974."""
    if not value:
        return ""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day.day} {day:%B %Y}"


def show_instant(value: datetime) -> str:
    """Write an instant in local time: 23 November 2026, 16:05."""
    local = value.astimezone(_LONDON)
    return f"{show_day(local.date())}, {local:%H:%M}"


def show_answer(field: Field, value: Answer) -> str:
    """Write an answer as a person reads it."""
    match field.kind:
        case Date():
            return show_day(str(value or ""))
        case Tick():
            return "Ticked" if value else "Not ticked"
        case Signature():
            return "Signed" if value else "Not signed"
        case Choice(options=options):
            return next((option.label for option in options if option.key == value), "")
        case _:
            return str(value or "")


def show_copy(copy_id: str | None) -> str:
    """Group a copy id as it is printed."""
    plain = (copy_id or "").replace("-", "")
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def plural(number: int, one: str, many: str) -> str:
    """Count things: 1 form, 2 forms."""
    return f"{number} {one if number == 1 else many}"


FILTERS: dict[str, Callable[..., str]] = {
    "day": show_day,
    "instant": show_instant,
    "copy_id": show_copy,
    "state": lambda code: STATE[code],
    "state_colour": lambda code: STATE_COLOUR[code],
    "doubt": lambda code: DOUBT[code],
    "concern": lambda code: CONCERN[code],
    "match_note": lambda code: MATCH[code],
    "plural": plural,
    "urgency": lambda urgency: URGENCY[urgency],
    "kind": lambda kind: type(kind).__name__.lower(),
    "capitalize_first": lambda text: text[:1].upper() + text[1:],
}
