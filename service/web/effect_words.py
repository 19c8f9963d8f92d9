"""Words for what forms change, as pages show it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from service.effects.facts import Caution, Fact
from service.effects.weighing import Newer, NewerBy, Standing
from service.labels import labels_of
from service.signing_in import runtime
from service.web.register_words import CUSTODY
from service.web.words import show_day, show_instant

FACT: Mapping[Fact, str] = {
    Fact.PRISON: "Prison",
    Fact.STATUS: "Custody status",
    Fact.RELEASE_DATE: "Release date",
    Fact.COURT: "Court",
    Fact.COURT_DATE: "Court hearing",
    Fact.PRISON_WORKER: "Prison key worker",
    Fact.COMMUNITY_WORKER: "Community case worker",
    Fact.TREATMENT: "Treatment delivered",
    Fact.RELEASE_PLAN: "Release plan",
    Fact.HOME_DAT: "Home DAT",
    Fact.ADDRESS: "Address",
    Fact.NUMBER: "Prisoner number",
    Fact.NAME: "Name",
}
STANDING: Mapping[Standing, str] = {
    Standing.OPEN: "To decide",
    Standing.ALREADY: "Already so",
    Standing.APPLIED: "Changed",
    Standing.REFUSED: "Refused",
    Standing.OUTDATED: "Newer facts stand",
}
STANDING_COLOUR: Mapping[Standing, str] = {
    Standing.OPEN: "govuk-tag--yellow",
    Standing.ALREADY: "govuk-tag--grey",
    Standing.APPLIED: "govuk-tag--green",
    Standing.REFUSED: "govuk-tag--red",
    Standing.OUTDATED: "govuk-tag--grey",
}
CAUTION: Mapping[Caution, str] = {
    Caution.EITHER_DATE: (
        "Box 1 means a release date or a court date; the form does not say which."
    ),
    Caution.EITHER_WORKER: (
        "Box 2 means the key worker in prison or the case worker in the community; the form does "
        "not say which."
    ),
    Caution.SPELLING: "It may be another name that the client goes by, or a slip of the pen.",
}


def show_value(value: str, fact: Fact) -> str:
    """Write what a form says, or the register has, as people do."""
    if not value:
        return "not known"
    return _SHOWN.get(fact, str)(value)


def _listed(name: str, code: str) -> str:
    entry = runtime().lists.by_code(name, code)
    return f"{entry.name} ({code})" if entry else code


def _of_plan(value: str) -> str:
    """Write the day of "plan of 2009-06-14, version 2" in words."""
    start, is_plan, rest = value.partition("plan of ")
    if start or not is_plan:
        return value
    day, comma, version = rest.partition(",")
    return f"Plan of {show_day(day)}{comma}{version}"


_SHOWN: Mapping[Fact, Callable[[str], str]] = {
    Fact.RELEASE_DATE: show_day,
    Fact.COURT_DATE: show_day,
    Fact.STATUS: lambda value: CUSTODY.get(value, value),
    Fact.PRISON: lambda value: _listed("prisons", value),
    Fact.HOME_DAT: lambda value: _listed("dats", value),
    Fact.RELEASE_PLAN: _of_plan,
}


def show_newer(newer: Newer) -> str:
    """Say what is newer than a form."""
    day = show_instant(newer.at) if isinstance(newer.at, datetime) else show_day(newer.at)
    match newer.by:
        case NewerBy.FORM:
            return f"Record {newer.record_id}, of {day}, says otherwise"
        case NewerBy.IMPORT:
            return f"The register was changed by an import since, on {day}"
        case NewerBy.HAND:
            who = newer.who or "the person at the console"
            return f"The register was changed by {who} since, on {day}"


FILTERS: dict[str, Callable[..., object]] = {
    "fact": lambda fact: FACT[fact],
    "effect_standing": lambda standing: STANDING[standing],
    "effect_colour": lambda standing: STANDING_COLOUR[standing],
    "caution": lambda caution: CAUTION[caution],
    "effect_value": show_value,
    "newer": show_newer,
    "labels_of": labels_of,
}
