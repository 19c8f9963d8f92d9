"""Whom a form is addressed to: the right point of contact, as the list has it today."""

from sqlalchemy.orm import Session

from forms.written_dates import today_utc
from service.agencies.values import Agency, AgencyKind, Contact, present
from service.entities import Actor
from service.errors import BadRequestError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import agencies
from service.store.agency_models import AgencyContactRow, AgencyRow
from service.store.engine import looking
from service.usecases.disclosing import known_agency


def contact_of(row: AgencyContactRow) -> Contact:
    """Give a contact as a value."""
    return Contact(
        id=row.id,
        name=row.name,
        telephone=row.telephone,
        fax=row.fax,
        email=row.email,
        valid_from=row.valid_from,
        recorded_at=row.recorded_at,
    )


def agency_of(row: AgencyRow) -> Agency:
    """Give an agency as a value, with the contact that holds today."""
    contacts = [contact_of(one) for one in row.contacts]
    return Agency(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        is_own=row.is_own,
        is_active=row.is_active,
        contact=present(contacts, today_utc()),
        history=tuple(reversed(contacts)),
        confirmed_at=row.confirmed_at,
    )


@needs(Power.LOOK_UP)
def find_agency(runtime: Runtime, agency_id: int) -> Agency:
    """Find an agency by id.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        return agency_of(known_agency(session, agency_id))


@needs(Power.LOOK_UP)
def agency_id_of(runtime: Runtime, code: str | None) -> int | None:
    """Find the agency that a form or an export is for, by its code; None: our own use.

    Raises:
        BadRequestError: no agency has this code.
    """
    if not code:
        return None
    with looking(runtime.engine) as session:
        row = agencies.by_code(session, code)
        if row is None:
            problems = {"recipient": "No agency on the list has this code."}
            raise BadRequestError("no agency has this code", problems)
        return row.id


@needs(Power.LOOK_UP)
def list_agencies(runtime: Runtime, *, recipients: bool = False) -> list[Agency]:
    """List agencies by name.

    Args:
        runtime: the installation.
        recipients: only those that something can be given to: others than our own, at work.
    """
    with looking(runtime.engine) as session:
        rows = agencies.listed(session)
        wanted = [row for row in rows if not recipients or (row.is_active and not row.is_own)]
        return [agency_of(row) for row in wanted]


def contact_facts(session: Session, actor: Actor, recipient_id: int | None) -> dict[str, str]:
    """Give what a form may carry of its sender and its recipient; nothing where it has none."""
    if recipient_id is None:
        return {}
    recipient = agency_of(known_agency(session, recipient_id))
    sender = sender_of(session, actor, recipient)
    facts = {"to_agency": recipient.name, **_spoc(recipient)}
    return facts | ({"from_agency": sender.name, **_spoc(sender)} if sender else {})


def _spoc(agency: Agency) -> dict[str, str]:
    """Give the telephone under the side of the gate that the agency is on."""
    if agency.contact is None or not agency.contact.telephone:
        return {}
    if agency.kind.is_in_prison:
        return {"prison_spoc_phone": agency.contact.telephone}
    if agency.kind is AgencyKind.CJIT:
        return {"community_spoc_phone": agency.contact.telephone}
    return {}


def sender_of(session: Session, actor: Actor, recipient: Agency) -> Agency | None:
    """Give the agency that sends: the worker's own, else ours on the other side of the gate."""
    try:
        if actor.agency_id is not None:
            return agency_of(known_agency(session, actor.agency_id))
    except NotFoundError:
        return None
    ours = [agency_of(row) for row in agencies.listed(session) if row.is_own and row.is_active]
    other_side = [one for one in ours if one.kind.is_in_prison != recipient.kind.is_in_prison]
    found = other_side or ours
    return found[0] if len(found) == 1 else None
