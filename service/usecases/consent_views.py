"""Consent at a glance, and the log of what was disclosed."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.clock import LONDON, now_utc
from service.consent.facts import ExceptionFact, History, Purpose
from service.consent.ground import glance
from service.consent.sheet import FORM_ID
from service.disclosures import AgencyConsent, ClientConsent, ConsentSheet, Disclosure
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import agencies, consents
from service.store.agency_models import AgencyRow
from service.store.consent_models import DisclosureRow
from service.store.engine import looking
from service.usecases.known import known_client


def disclosure_of(row: DisclosureRow) -> Disclosure:
    """Give an entry of the log as a value."""
    return Disclosure(
        id=row.id,
        client_id=row.client_id,
        agency_id=row.agency_id,
        agency=row.agency.name if row.agency else "",
        way=row.way,
        subject=row.subject,
        subject_id=row.subject_id,
        form_id=row.form_id,
        ground=row.ground,
        at=row.at,
        by=row.by.name if row.by else None,
        telephone=row.contact.telephone if row.contact else "",
        sent_at=row.sent_at,
        failed_because=row.failed_because,
        follow_up_at=row.follow_up_at,
        follow_up_by=row.follow_up_by.name if row.follow_up_by else None,
    )


@needs(Power.SEE_CLIENTS)
def client_consent(runtime: Runtime, client_id: int) -> ClientConsent:
    """Tell how a client's consent stands, agency by agency.

    Raises:
        NotFoundError: there is no such client.
    """
    with looking(runtime.engine) as session:
        client = known_client(session, client_id)
        ids = consents.ids_of(session, client.id)
        history = consents.history(session, client.id)
        known = [row for row in agencies.listed(session) if not row.is_own]
        named = {fact.agency_id for fact in history.consents}
        named |= {one.agency_id for one in history.exceptions}
        is_of_all = None in named
        return ClientConsent(
            client_id=client.id,
            agencies=tuple(
                _at_a_glance(history, client.id, row)
                for row in known
                if row.id in named or (is_of_all and row.is_active)
            ),
            others=tuple((row.code, row.name) for row in known if row.is_active),
            sheets=tuple(_sheets(session, ids)),
            disclosures=tuple(map(disclosure_of, consents.disclosures_of(session, ids, limit=10))),
        )


def _at_a_glance(history: History, client_id: int, row: AgencyRow) -> AgencyConsent:
    now = now_utc()
    is_body = row.kind == "monitoring"
    purpose = Purpose.MONITORING if is_body else Purpose.CONTINUITY
    stands, fact = glance(history, client_id, row.id, purpose, now)
    return AgencyConsent(
        agency_id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        glance=stands,
        fact=fact,
        exception=_live_exception(history, row.id, now),
    )


def _live_exception(history: History, agency_id: int, at: datetime) -> ExceptionFact | None:
    today = at.astimezone(LONDON).date()
    live = [one for one in history.exceptions if one.agency_id == agency_id and one.until >= today]
    return max(live, key=lambda one: one.recorded_at, default=None)


def _sheets(session: Session, ids: list[int]) -> list[ConsentSheet]:
    return [
        ConsentSheet(
            record_id=row.id,
            document_id=row.document_id,
            version=row.form_version,
            accepted_at=row.accepted_at,
        )
        for row in consents.sheets_of(session, ids, FORM_ID)
    ]


@needs(Power.SEE_CLIENTS)
def list_waiting_calls(runtime: Runtime, *, limit: int = 100) -> list[Disclosure]:
    """List what was sent and still waits for its telephone call, oldest first."""
    with looking(runtime.engine) as session:
        return [disclosure_of(row) for row in consents.waiting_calls(session, limit=limit)]


@needs(Power.SEE_CLIENTS)
def list_sent(runtime: Runtime, *, limit: int = 50) -> list[Disclosure]:
    """List what was sent or tried, newest first."""
    with looking(runtime.engine) as session:
        return [disclosure_of(row) for row in consents.sent(session, limit=limit)]
