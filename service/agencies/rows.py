"""A row of the SPOC list, read: which agency, how it is reached from when, and what is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from forms.written_dates import read_day, today_utc
from service.agencies.values import AgencyDetails, AgencyKind, ContactDetails
from service.register.files import Cells, TableShape, is_too_long

LONGEST: Mapping[str, int] = {
    "agency_code": 20,
    "agency": 120,
    "kind": 32,
    "contact": 120,
    "telephone": 40,
    "fax": 40,
    "email": 200,
    "valid_from": 40,
}
SPOC_LIST = TableShape(tuple(LONGEST), ("agency_code",))
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]*")
_NUMBER = re.compile(r"[0-9 ()+-]+(?:(?:ext|x)\.? ?[0-9]+)?", re.IGNORECASE)
_LEAST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SpocRow:
    """What one row of the list says."""

    line: int
    agency: AgencyDetails | None
    """None: it cannot be told."""
    contact: ContactDetails | None
    problems: Mapping[str, str]
    """Why it must be refused, by column."""
    warnings: Mapping[str, str]
    """What a person should look at although the row stands."""


def read_spoc_row(line: int, cells: Cells, is_allowed: Callable[[str], bool]) -> SpocRow:
    """Read a row; whatever is wrong with it is named in it.

    Args:
        line: in the file.
        cells: those that are filled in.
        is_allowed: tells whether an e-mail address is in a domain that letters may go to.
    """
    problems = dict(_too_long(cells))
    code = cells.get("agency_code", "").upper()
    if not _CODE.fullmatch(code):
        problems["agency_code"] = "Enter a code of letters, digits and hyphens."
    if not cells.get("agency"):
        problems["agency"] = "Enter the agency\u2019s name."
    kind = _kind(cells, problems)
    contact = read_contact(cells, problems)
    warnings = {}
    if contact and contact.email and not is_allowed(contact.email):
        warnings["email"] = "it is in no secure domain: forms will not be sent there by e-mail"
    if problems or contact is None:
        return SpocRow(line=line, agency=None, contact=None, problems=problems, warnings={})
    agency = AgencyDetails(code=code, name=cells["agency"], kind=kind)
    return SpocRow(line=line, agency=agency, contact=contact, problems={}, warnings=warnings)


def _too_long(cells: Cells) -> Mapping[str, str]:
    found = {
        column: f"longer than {LONGEST[column]} characters"
        for column, text in cells.items()
        if len(text) > LONGEST.get(column, len(text))
    }
    return found | (
        {"row": "it has more cells than there are columns"} if is_too_long(cells) else {}
    )


def _kind(cells: Cells, problems: dict[str, str]) -> AgencyKind:
    said = cells.get("kind", "").lower().replace(" ", "_")
    if said in set(AgencyKind):
        return AgencyKind(said)
    problems["kind"] = f"Choose one of {', '.join(AgencyKind)}."
    return AgencyKind.OTHER


def read_contact(cells: Mapping[str, str], problems: dict[str, str]) -> ContactDetails | None:
    """Read how an agency is reached, from a row or from a page; name what is wrong."""
    for column in ("telephone", "fax"):
        if (number := cells.get(column, "")) and not _is_number(number):
            problems[column] = "Enter a telephone number, such as 0113 496 0101."
    email = cells.get("email", "")
    if email and not _is_address(email):
        problems["email"] = "Enter one e-mail address, such as team@example.gsi.gov.uk."
    if not (cells.get("telephone") or cells.get("fax") or email):
        problems["telephone"] = "Enter a telephone number, a fax number or an e-mail address."
    day = _day(cells.get("valid_from", ""), problems)
    if problems or day is None:
        return None
    return ContactDetails(
        name=cells.get("contact", ""),
        telephone=cells.get("telephone", ""),
        fax=cells.get("fax", ""),
        email=email,
        valid_from=day,
    )


def _day(text: str, problems: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(read_day(text, born=False, today=today_utc()))
    except ValueError:
        problems["valid_from"] = "Enter the day from which it holds, such as 1/3/2026."
        return None


def _is_number(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return bool(_NUMBER.fullmatch(text)) and digits >= _LEAST_DIGITS


def _is_address(text: str) -> bool:
    name, at, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(' ,;<>"') & set(text)
    return bool(name and at and "." in domain and "@" not in name and plain)
