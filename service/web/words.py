"""Words for the codes that pages show: codes come out of the service, words are only here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor

from forms.answers import Answer
from forms.definition import Choice, Date, Field, Signature, Tick
from ocr.reading import PageStatus
from service.assembly import Concern, Doubt
from service.clock import LONDON
from service.matching.decision import MatchNote
from service.store.states import DocumentState, RecordState

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
    DocumentState.RETURNED: "Sent back",
    RecordState.ACCEPTED: "Accepted",
    RecordState.WITHDRAWN: "Withdrawn",
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
    DocumentState.RETURNED: "govuk-tag--blue",
    RecordState.ACCEPTED: "govuk-tag--green",
    RecordState.WITHDRAWN: "govuk-tag--grey",
}
PAGE_STATUS: Mapping[str, str] = {
    PageStatus.READ: "without a doubt",
    PageStatus.REVIEW: "with values to check",
    PageStatus.UNIDENTIFIED: "not recognised",
    PageStatus.FAILED: "could not be read",
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
    Concern.PRINTED_FOR_ANOTHER: (
        "This copy was printed for one client and, it seems, filled in for another."
    ),
    Concern.PAGE_PROBLEMS: "The reader noticed something about a page.",
    Concern.RULES: "The form as a whole does not follow its rules.",
}
MATCH: Mapping[str, str] = {
    MatchNote.ISSUED_AND_AGREES: "The form was issued for this client, and its identity agrees.",
    MatchNote.AGREES: "What is written agrees with this client, and nobody else comes near.",
    MatchNote.NUMBER_AND_BIRTH: "Prisoner number and date of birth are this client's.",
    MatchNote.CHOSEN: "Chosen by a person.",
    MatchNote.NONE_OF_THESE: "A person looked: it is none of the clients that were found.",
    MatchNote.NOT_NEEDED: "This form is about no client.",
    MatchNote.PRINTED_FOR_ANOTHER: (
        "The form was printed for one client, and what is written on it is another's."
    ),
    MatchNote.IDENTITY_DIFFERS: "What is written on the form does not all belong to one client.",
    MatchNote.IDENTITY_UNPROVEN: "Too little of the identity is read beyond doubt.",
    MatchNote.RELATIVE: "Surname and date of birth are a client's, the given name is not: a twin?",
    MatchNote.NAMESAKE: "The name is a client's, the date of birth is not: father and son?",
    MatchNote.UNSURE: "A client is likely, but not sure enough to link without a person.",
    MatchNote.SEVERAL: "More than one client may be meant.",
    MatchNote.NOBODY: "No client on the register is likely to be meant.",
}


def show_day(value: date | str | None) -> str:
    """Write a day as people do: 27 March 1974."""
    if not value:
        return ""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day.day} {day:%B %Y}"


def show_instant(value: datetime) -> str:
    """Write an instant in local time: 23 November 2026, 16:05."""
    local = value.astimezone(LONDON)
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


def show_share(share: float | None, places: int = 0) -> str:
    """Write a share in percent."""
    return "" if share is None else f"{100 * share:.{places}f} %"


_UNITS = (("minute", 60), ("hour", 3600), ("day", 86400))


def show_duration(length: timedelta | None) -> str:
    """Write how long something took, in the largest unit that it fills twice: 90 minutes."""
    if length is None:
        return ""
    seconds = length.total_seconds()
    name, size = next((unit for unit in reversed(_UNITS) if seconds >= 2 * unit[1]), _UNITS[0])
    number = round(seconds / size)
    return f"{number} {name}{'' if number == 1 else 's'}" if number else "under a minute"


def show_number(number: int) -> str:
    """Write a number with commas at the thousands."""
    return f"{number:,}"


def plural(number: int, one: str, many: str) -> str:
    """Count things: 1 form, 2 forms, 1,000 forms."""
    return f"{number:,} {one if number == 1 else many}"


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
    "share": show_share,
    "share_down": lambda share: f"{floor(100 * share)} %",
    "page_status": lambda code: PAGE_STATUS[code],
    "duration": show_duration,
    "number": show_number,
    "urgency": lambda urgency: URGENCY[urgency],
    "kind": lambda kind: type(kind).__name__.lower(),
    "capitalize_first": lambda text: text[:1].upper() + text[1:],
}
