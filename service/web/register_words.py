"""Words for the codes of the register that pages show."""

from collections.abc import Callable, Mapping
from datetime import date

from service.identifiers.numbers import NumberKind
from service.store.states import Channel, ClientAction, CustodyStatus, WorkerRole
from service.usecases.import_register import RowFate
from service.web.words import show_day

NUMBER_KIND: Mapping[str, str] = {
    NumberKind.NOMIS: "Prisoner number (NOMIS)",
    NumberKind.OLDER: "Older prisoner number",
    NumberKind.UNKNOWN: "Prisoner number",
    NumberKind.PNC: "PNC",
    NumberKind.CRO: "CRO",
    NumberKind.NHS: "NHS number",
    NumberKind.LOCAL: "Local reference",
}
CUSTODY: Mapping[str, str] = {
    CustodyStatus.REMAND: "Remand",
    CustodyStatus.SENTENCED: "Sentenced",
    CustodyStatus.RELEASED: "Released",
}
WORKER_ROLE: Mapping[str, str] = {
    WorkerRole.PRISON: "Prison key worker",
    WorkerRole.COMMUNITY: "Community case worker",
}
ACTION: Mapping[str, str] = {
    ClientAction.ADDED: "Added to the register",
    ClientAction.CHANGED: "Changed",
    ClientAction.IMPORTED: "Changed by an import",
    ClientAction.MERGED: "Another client was merged into this one",
    ClientAction.MERGED_AWAY: "Merged into another client",
    ClientAction.UNMERGED: "A merge was undone: the other client left",
    ClientAction.PARTED: "A merge was undone: stands for itself again",
}
CHANNEL: Mapping[str, str] = {
    Channel.WEB: "on a page",
    Channel.API: "by a program",
    Channel.COMMAND_LINE: "at the console",
    Channel.FOLDER: "by the watched folder",
    Channel.MAIL: "by the mailbox",
    Channel.SERVICE: "by the service",
}
FATE: Mapping[str, str] = {
    RowFate.ADDED: "Added",
    RowFate.CHANGED: "Changed",
    RowFate.UNCHANGED: "Nothing new",
    RowFate.MERGED: "Merged into another client: left alone",
    RowFate.REFUSED: "Refused",
}
FIELD: Mapping[str, str] = {
    "reference": "Reference",
    "given_names": "Given names",
    "surname": "Surname",
    "aliases": "Other names",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "postcode": "Postcode",
    "prisoner_number": "Prisoner number",
    "pnc": "PNC",
    "cro": "CRO",
    "nhs_number": "NHS number",
    "address": "Address",
    "home_dat": "Home DAT",
    "is_ppo": "Prolific and other Priority Offender",
    "other_names": "Other names",
    "other_births": "Other dates of birth",
    "numbers": "Other numbers",
    "postcodes": "Other postcodes",
    "episodes": "Stays in custody",
    "workers": "Key workers",
    "merged_into": "Merged into",
    "prison": "prison",
    "status": "status",
    "court": "court",
    "release_date": "release",
    "from_date": "from",
    "to_date": "to",
    "court_date": "in court on",
    "treatment": "treatment",
    "release_plan": "release plan",
    "name": "name",
    "agency": "agency",
    "telephone": "telephone",
    "role": "role",
}
"""What a client's history speaks of."""


def show_known(value: object) -> str:
    """Write what is known, as a page shows it: days in words, several with semicolons between."""
    match value:
        case None | "" | False:
            return ""
        case True:
            return "Yes"
        case date():
            return show_day(value)
        case list() | tuple():
            return "; ".join(map(show_known, value))
        case dict():
            return ", ".join(f"{FIELD[key]} {show_known(part)}" for key, part in value.items())
        case _:
            return _in_words(str(value))


def _in_words(text: str) -> str:
    try:
        return show_day(text) if len(text) == len("2026-01-31") else text
    except ValueError:
        return text


FILTERS: dict[str, Callable[..., str]] = {
    "number_kind": lambda kind: NUMBER_KIND[kind],
    "custody": lambda status: CUSTODY[status],
    "worker_role": lambda role: WORKER_ROLE[role],
    "client_action": lambda action: ACTION[action],
    "channel": lambda channel: CHANNEL[channel],
    "known_field": lambda key: FIELD[key],
    "known": show_known,
}
