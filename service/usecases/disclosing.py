"""The gate: whatever lets a client's information out to another agency asks here, and is logged.

An agency's own use of what it has is no disclosure: a form without a recipient is made for whoever
asks. A worker of another agency is shown nothing without a ground, and the ground is asked for anew
each time, so that a withdrawal bites at once. Source: guidance of June 2009, Annex A; ADR 22.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.consent.facts import Purpose
from service.consent.ground import Ground, GroundKind, ground
from service.consent.words import ASK
from service.disclosures import Giving, Way
from service.entities import Actor, Record
from service.errors import BadRequestError, ConflictError, NoGroundError, NotFoundError
from service.store import agencies, audit, clients, consents
from service.store.agency_models import AgencyRow
from service.store.consent_models import DisclosureRow
from service.usecases.known import known_client


@dataclass(frozen=True, slots=True)
class Parties:
    """Who gives and who is given; None: whoever runs this service."""

    sender_id: int | None
    recipient_id: int | None

    @property
    def is_own_use(self) -> bool:
        """Whether nothing leaves the agency that asks, and that agency runs this service."""
        return self.sender_id is None and self.recipient_id is None


def parties(session: Session, actor: Actor, agency_id: int | None) -> Parties:
    """Tell who would give to whom; what is our own counts as whoever runs this service.

    Raises:
        NotFoundError: there is no such agency.
        BadRequestError: it is closed.
    """
    sender_id = _theirs(session, actor.agency_id)
    if agency_id is None:
        return Parties(sender_id, sender_id)
    return Parties(sender_id, _theirs(session, agency_id))


def _theirs(session: Session, agency_id: int | None) -> int | None:
    if agency_id is None:
        return None
    row = known_agency(session, agency_id)
    if not row.is_active:
        problems = {"recipient": "This agency has closed: choose another."}
        raise BadRequestError("this agency has closed", problems)
    return None if row.is_own else row.id


def known_agency(session: Session, agency_id: int) -> AgencyRow:
    """Find an agency.

    Raises:
        NotFoundError: there is none.
    """
    row = agencies.get(session, agency_id)
    if row is None:
        raise NotFoundError(f"there is no agency {agency_id}")
    return row


def may_give(
    session: Session,
    actor: Actor,
    client_id: int,
    agency_id: int | None,
    purpose: Purpose = Purpose.CONTINUITY,
) -> bool:
    """Tell whether a client's information may be given; nothing is logged."""
    between = parties(session, actor, agency_id)
    if between.is_own_use:
        return True
    return all(_grounds(session, between, client_id, purpose, now_utc()))


def disclose(session: Session, actor: Actor, giving: Giving) -> DisclosureRow | None:
    """Let something out, or refuse; within the caller's transaction, before anybody has it.

    Gives the entry of the log; None: it is for the own use of whoever runs this service.

    Raises:
        NoGroundError: neither consent nor an exception lets it go to that agency.
        NotFoundError: there is no such agency or client.
        BadRequestError: the agency has closed.
    """
    between = parties(session, actor, giving.agency_id)
    if between.is_own_use:
        return None
    client = known_client(session, giving.client_id)
    found = _grounds(session, between, client.id, giving.purpose, now_utc())
    last = found[-1]
    if last is None or None in found:
        raise NoGroundError(ASK)
    return _logged(session, actor, giving, client.id, between, last)


def disclose_to(session: Session, actor: Actor, giving: Giving, contact_id: int) -> int:
    """Let something out to a point of contact of another agency; give the log's id.

    Raises:
        ConflictError: nothing of it leaves the agency.
        NoGroundError: neither consent nor an exception lets it go to that agency.
    """
    row = disclose(session, actor, giving)
    if row is None:
        raise ConflictError("nothing would leave")
    row.contact_id = contact_id
    session.flush()
    return row.id


def disclose_record(
    session: Session, actor: Actor, record: Record, recipient_id: int | None
) -> None:
    """Let a record out to its recipient; one of nobody knows whom goes to nobody else.

    Raises:
        NoGroundError: the recipient may not be given it.
    """
    if record.client is None:
        if not parties(session, actor, recipient_id).is_own_use:
            raise NoGroundError(ASK)
        return
    giving = Giving(
        client_id=record.client.id,
        agency_id=recipient_id,
        way=Way.EXPORTED,
        subject="record",
        subject_id=str(record.id),
        form_id=record.form_id,
    )
    disclose(session, actor, giving)


def _grounds(
    session: Session, between: Parties, client_id: int, purpose: Purpose, at: datetime
) -> list[Ground | None]:
    """Give the ground of each step: to whoever asks, and on from there to the recipient."""
    client = clients.standing(session, client_id)
    if client is None:
        return [None]
    history = consents.history(session, client.id)
    steps: list[tuple[int | None, int | None]] = []
    if between.sender_id is not None:
        steps.append((None, between.sender_id))
    if between.recipient_id != between.sender_id:
        steps.append((between.sender_id, between.recipient_id))
    return [
        ground(history, client.id, recipient, purpose, at, sender_id=sender)
        for sender, recipient in steps
    ]


def _logged(
    session: Session, actor: Actor, giving: Giving, client_id: int, between: Parties, on: Ground
) -> DisclosureRow:
    is_excepted = on.kind is GroundKind.EXCEPTION
    row = DisclosureRow(
        client_id=client_id,
        agency_id=between.recipient_id,
        purpose=giving.purpose,
        way=giving.way,
        subject=giving.subject,
        subject_id=giving.subject_id,
        form_id=giving.form_id,
        ground=on.kind,
        consent_id=None if is_excepted else on.fact_id,
        exception_id=on.fact_id if is_excepted else None,
        at=now_utc(),
        by_id=actor.user_id,
        channel=actor.channel,
    )
    session.add(row)
    audit.write(
        session,
        actor,
        f"client.{giving.way}",
        "client",
        client_id,
        agency=between.recipient_id,
        ground=str(on.kind),
        fact=on.fact_id,
        given=giving.subject,
        given_id=giving.subject_id,
    )
    return row
