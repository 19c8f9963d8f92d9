"""Agencies of the tests, and consent to them with a scan behind it."""

from datetime import date, timedelta
from itertools import count

from forms.written_dates import today_utc
from service.agencies.values import Agency, AgencyDetails, AgencyKind, ContactDetails
from service.consent.facts import Signed, Stand
from service.entities import Actor
from service.permission.asking import acting
from service.runtime import Runtime
from service.store.states import Channel, Role
from service.usecases.accounts import add_user, set_agency
from service.usecases.agencies import add_agency
from service.usecases.consents import ConsentEnded, ConsentGiven, record_consent, record_ended
from service.usecases.take_in import SentFile, take_in
from tests.service.conftest import ACTOR

CONTACT = ContactDetails(
    name="Duty desk",
    telephone="0113 496 0303",
    fax="0113 496 0304",
    email="duty@leeds.gsi.gov.uk",
    valid_from=date(2026, 1, 1),
)
_scans = count()


def add_cjit(runtime: Runtime, code: str = "D01B", name: str = "Leeds CJIT") -> Agency:
    details = AgencyDetails(code=code, name=name, kind=AgencyKind.CJIT)
    return add_agency(runtime, ACTOR, details, CONTACT)


def add_our_prison(runtime: Runtime) -> Agency:
    """Our own team, in a prison."""
    details = AgencyDetails(
        code="LEI-CARAT", name="HMP Leeds CARAT", kind=AgencyKind.CARAT, is_own=True
    )
    contact = ContactDetails(
        telephone="0113 496 0101", fax="0113 496 0102", valid_from=date(2026, 1, 1)
    )
    return add_agency(runtime, ACTOR, details, contact)


def add_scan(runtime: Runtime) -> int:
    """A document that shows a signed sheet."""
    content = f"%PDF scan {next(_scans)}".encode()
    intake = take_in(runtime, ACTOR, [SentFile("sheet.pdf", content)])
    return intake.documents[0].id


def give_consent(
    runtime: Runtime, client_id: int, agency_id: int, *, days_ago: int = 1, actor: Actor = ACTOR
) -> int:
    day = today_utc() - timedelta(days=days_ago)
    given = ConsentGiven(
        agency_id=agency_id,
        document_id=add_scan(runtime),
        sheet_version="1",
        signed=Signed(client=True, client_on=day, worker=True, worker_on=day),
    )
    return record_consent(runtime, actor, client_id, given)


def withdraw(runtime: Runtime, client_id: int, agency_id: int | None = None) -> int:
    ended = ConsentEnded(stand=Stand.WITHDRAWN, agency_id=agency_id)
    return record_ended(runtime, ACTOR, client_id, ended)


def add_guest(runtime: Runtime, agency_id: int, name: str = "nasreen") -> tuple[Actor, str]:
    """A worker of another agency: who acts, and the password."""
    made = add_user(runtime, ACTOR, name, Role.TEAM_MANAGER)
    user = set_agency(runtime, ACTOR, made.user.id, agency_id)
    return acting(user, Channel.WEB), made.password
