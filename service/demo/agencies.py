"""Invented agencies, each with its point of contact: teams on both sides of the gate, and theirs.

Telephone numbers are those that Ofcom keeps for drama, e-mail addresses are of domains that no
letter reaches (RFC 2606).
"""

from datetime import timedelta

from forms.written_dates import today_utc
from service.agencies.values import Agency, AgencyDetails, AgencyKind, ContactDetails
from service.entities import Actor
from service.runtime import Runtime
from service.usecases.agencies import add_agency, add_contact

CJIT = "AIRE-CJIT"
"""The team to which clients of the demo agree."""
_OWN = "AIRE-SMT"
_AGENCIES = (
    (_OWN, "Aire Prison Substance Misuse Team", AgencyKind.CARAT, "0113 496 01"),
    (CJIT, "Aire CJIT", AgencyKind.CJIT, "0113 496 02"),
    ("TEES-CJIT", "Tees CJIT", AgencyKind.CJIT, "01632 9601"),
    ("TEES-HC", "Tees Prison Healthcare", AgencyKind.PRISON_CLINICAL, "01632 9602"),
    ("CALDER-TS", "Calder Treatment Service", AgencyKind.TREATMENT_PROVIDER, "0113 496 03"),
    ("AIRE-PROB", "Aire Probation", AgencyKind.PROBATION, "0113 496 04"),
    ("AIRE-DATA", "Aire Data Team", AgencyKind.DATA_TEAM, "0113 496 05"),
)
"""Code, name, kind, and how its numbers begin."""
_SINCE, _AHEAD = timedelta(days=20), timedelta(days=12)


def add_agencies(runtime: Runtime, actor: Actor) -> dict[str, Agency]:
    """Add them; one has a contact that changes soon. Give them by code."""
    today = today_utc()
    added = {}
    for code, name, kind, numbers in _AGENCIES:
        details = AgencyDetails(code=code, name=name, kind=kind, is_own=code == _OWN)
        contact = ContactDetails(
            name="Single point of contact",
            telephone=f"{numbers}01",
            fax=f"{numbers}02",
            email=f"spoc@{code.lower()}.example",
            valid_from=today - _SINCE,
        )
        added[code] = add_agency(runtime, actor, details, contact)
    soon = ContactDetails(
        name="Duty desk", telephone="01632 960191", fax="01632 960192", valid_from=today + _AHEAD
    )
    add_contact(runtime, actor, added["TEES-CJIT"].id, soon)
    return added
