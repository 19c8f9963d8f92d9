"""Gives the national drug treatment monitoring system its extract, by its rule of consent.

Of whoever has agreed: initials, date of birth and sex, which is what the consent sheet asks for,
and the local reference and DAT beside them. Of everybody else only the agency, the client's id and
the N (`service.consent.monitoring`). Names and postcodes leave of nobody.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from service.agencies.values import AgencyKind
from service.clocks.limits import start_of
from service.consent.facts import Purpose
from service.consent.monitoring import leaving
from service.disclosures import Giving, Way
from service.entities import Actor
from service.errors import BadRequestError, NoGroundError
from service.exporting.spreadsheet import csv_line, guarded
from service.monitoring.figures import sex_of
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import active_clients, agencies, audit
from service.store.agency_models import AgencyRow
from service.store.engine import looking, unit_of_work
from service.store.register_models import ClientRow
from service.usecases.disclosing import disclose, known_agency

COLUMNS = (
    *("AGNCY", "CLIENT", "CLIENTID", "CONSENT"),
    *("FINITIAL", "SINITIAL", "DOB", "SEX", "DAT"),
)
_AGENCY = re.compile(r"[A-Z]\d{4}")
_SEX = {"female": "F", "male": "M"}
_TOGETHER = 200
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NdtmsAsked:
    """What is asked for."""

    first: date
    last: date
    """The last day, which is part of the period."""
    agency: str
    """Our code in the national system, such as N0852."""
    recipient_id: int | None = None
    """The national system on the list of agencies; None: the only one there."""


@needs(Power.EXPORT)
def export_ndtms(runtime: Runtime, actor: Actor, asked: NdtmsAsked) -> Iterator[Row]:
    """Give a row a client to whom something happened in the period, some a transaction.

    Each row with more than the N in it is logged as a disclosure, before anybody has it.

    Raises:
        BadRequestError: the period or the code is none, or the national system is not on the list.
        NotFoundError: there is no such agency.
    """
    problems = {}
    if asked.last < asked.first:
        problems["last"] = "The last day must not be before the first."
    if not _AGENCY.fullmatch(asked.agency):
        problems["agency"] = "The code is a letter and four digits, such as N0852."
    if problems:
        raise BadRequestError("this extract cannot be made", problems)
    with unit_of_work(runtime.engine) as session:
        recipient_id = _body(session, asked.recipient_id).id
        audit.write(session, actor, "ndtms.exported", "agency", recipient_id)
    return _rows(runtime, actor, asked, recipient_id)


def _body(session: Session, agency_id: int | None) -> AgencyRow:
    """Find who the extract is for: the national system, which is never our own.

    Raises:
        BadRequestError: it is not on the list of agencies, or cannot be told.
    """
    if agency_id is not None:
        found = [known_agency(session, agency_id)]
    else:
        found = [row for row in agencies.listed(session) if row.is_active]
    bodies = [row for row in found if row.kind is AgencyKind.MONITORING and not row.is_own]
    if len(bodies) != 1:
        text = "Add the national monitoring system to the agencies in Settings, or name it."
        raise BadRequestError("the national monitoring system is not known", {"recipient": text})
    return bodies[0]


def _rows(runtime: Runtime, actor: Actor, asked: NdtmsAsked, recipient_id: int) -> Iterator[Row]:
    start, end = start_of(asked.first), start_of(asked.last + timedelta(days=1))
    after_id = 0
    while True:
        with looking(runtime.engine) as session:
            ids = active_clients.portion(session, start, end, after_id=after_id, limit=_TOGETHER)
        if not ids:
            return
        with unit_of_work(runtime.engine) as session:
            together = [
                _leaving(session, actor, session.get_one(ClientRow, client_id), asked, recipient_id)
                for client_id in ids
            ]
        yield from together
        after_id = ids[-1]


def _leaving(
    session: Session, actor: Actor, client: ClientRow, asked: NdtmsAsked, recipient_id: int
) -> Row:
    row = _row(client, asked.agency)
    return leaving(row, has_consent=_has_consent(session, actor, client.id, recipient_id))


def _has_consent(session: Session, actor: Actor, client_id: int, recipient_id: int) -> bool:
    giving = Giving(
        client_id=client_id,
        agency_id=recipient_id,
        way=Way.EXPORTED,
        subject="client",
        subject_id=str(client_id),
        purpose=Purpose.MONITORING,
    )
    try:
        return disclose(session, actor, giving) is not None
    except NoGroundError:
        return False


def _row(client: ClientRow, agency: str) -> Row:
    born = client.date_of_birth
    return {
        "AGNCY": agency,
        "CLIENT": client.reference,
        "CLIENTID": str(client.id),
        "CONSENT": "",
        "FINITIAL": client.given_names.strip()[:1].upper(),
        "SINITIAL": client.surname.strip()[:1].upper(),
        "DOB": f"{born:%d/%m/%Y}" if born else "",
        "SEX": _SEX.get(sex_of(client.sex.strip().lower()), ""),
        "DAT": client.home_dat,
    }


def ndtms_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a CSV file in the columns of the national system."""
    yield csv_line(COLUMNS)
    for row in rows:
        yield csv_line(guarded(row[column]) for column in COLUMNS)
