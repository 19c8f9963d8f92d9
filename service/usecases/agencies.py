"""Agencies and how each is reached: added, changed, and told anew."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.agencies.values import Agency, AgencyDetails, ContactDetails
from service.clock import now_utc
from service.entities import Actor
from service.errors import BadRequestError, ConflictError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit
from service.store.agency_models import AgencyContactRow, AgencyRow
from service.store.engine import unit_of_work
from service.usecases.addressing import agency_of
from service.usecases.disclosing import known_agency


@needs(Power.MANAGE_AGENCIES)
def add_agency(
    runtime: Runtime, actor: Actor, details: AgencyDetails, contact: ContactDetails | None = None
) -> Agency:
    """Add an agency, with how it is reached where that is known.

    Raises:
        BadRequestError: code or name are missing.
        ConflictError: the code is taken.
    """
    _check(details)
    try:
        with unit_of_work(runtime.engine) as session:
            row = new_agency(session, actor, details)
            if contact is not None:
                tell_contact(session, actor, row, contact)
            session.refresh(row)
            return agency_of(row)
    except IntegrityError as error:
        raise ConflictError(
            "there is an agency with this code already", hint="Choose another code."
        ) from error


def _check(details: AgencyDetails) -> None:
    problems = {}
    if not details.code.strip():
        problems["code"] = "Enter a code, such as the DAT code."
    if not details.name.strip():
        problems["name"] = "Enter the agency\u2019s name."
    if problems:
        raise BadRequestError("the agency cannot be kept like this", problems)


def new_agency(session: Session, actor: Actor, details: AgencyDetails) -> AgencyRow:
    """Add an agency within the caller's transaction."""
    row = AgencyRow(
        code=details.code.strip().upper(),
        name=" ".join(details.name.split()),
        kind=details.kind,
        is_own=details.is_own,
        is_active=details.is_active,
        created_at=now_utc(),
        contacts=[],
    )
    session.add(row)
    session.flush()
    audit.write(session, actor, "agency.added", "agency", row.id, kind=str(row.kind))
    return row


@needs(Power.MANAGE_AGENCIES)
def change_agency(runtime: Runtime, actor: Actor, agency_id: int, details: AgencyDetails) -> Agency:
    """Change an agency's name and kind, close it or open it again; its code stays.

    Raises:
        NotFoundError: there is none.
        BadRequestError: the name is missing.
    """
    _check(details)
    with unit_of_work(runtime.engine) as session:
        row = known_agency(session, agency_id)
        row.name, row.kind = " ".join(details.name.split()), details.kind
        row.is_own, row.is_active = details.is_own, details.is_active
        audit.write(
            session,
            actor,
            "agency.changed",
            "agency",
            row.id,
            kind=str(row.kind),
            own=row.is_own,
            active=row.is_active,
        )
        session.flush()
        return agency_of(row)


@needs(Power.MANAGE_AGENCIES)
def add_contact(runtime: Runtime, actor: Actor, agency_id: int, contact: ContactDetails) -> Agency:
    """Tell how an agency is reached from a day on; what was told before stays in the history.

    Raises:
        NotFoundError: there is no such agency.
    """
    with unit_of_work(runtime.engine) as session:
        row = known_agency(session, agency_id)
        tell_contact(session, actor, row, contact)
        session.refresh(row)
        return agency_of(row)


def tell_contact(
    session: Session,
    actor: Actor,
    row: AgencyRow,
    contact: ContactDetails,
    import_id: int | None = None,
) -> bool:
    """Keep how an agency is reached, within the caller's transaction; tell whether it is new."""
    row.confirmed_at = now_utc()
    if any(_says(one, contact) for one in row.contacts):
        return False
    fresh = AgencyContactRow(
        agency_id=row.id,
        name=contact.name,
        telephone=contact.telephone,
        fax=contact.fax,
        email=contact.email,
        valid_from=contact.valid_from,
        import_id=import_id,
        recorded_at=now_utc(),
        recorded_by_id=actor.user_id,
    )
    row.contacts.append(fresh)
    session.flush()
    day = contact.valid_from.isoformat()
    audit.write(session, actor, "agency.contact_told", "agency", row.id, valid_from=day)
    return True


def _says(row: AgencyContactRow, contact: ContactDetails) -> bool:
    return (row.name, row.telephone, row.fax, row.email, row.valid_from) == (
        contact.name,
        contact.telephone,
        contact.fax,
        contact.email,
        contact.valid_from,
    )
