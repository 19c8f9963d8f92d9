"""Shows clients and records to workers of other agencies: with a ground, and logged."""

from service.consent.words import ASK
from service.disclosures import Giving, Way
from service.entities import Actor, Client
from service.errors import NoGroundError
from service.permission.powers import Power
from service.permission.rules import anybody, needs
from service.runtime import Runtime
from service.store import clients, consents, records
from service.store.engine import looking, unit_of_work
from service.usecases.disclosing import disclose, may_give, parties
from service.usecases.views import client_of


@anybody
def is_guest(runtime: Runtime, actor: Actor) -> bool:
    """Tell whether somebody works for another agency than the one that runs this service."""
    if actor.agency_id is None:
        return False
    with looking(runtime.engine) as session:
        return parties(session, actor, None).sender_id is not None


@needs(Power.SEE_CLIENTS)
def show_client(runtime: Runtime, actor: Actor, client_id: int) -> None:
    """Let a client be shown to whoever asks.

    Raises:
        NoGroundError: neither consent nor an exception lets it, or there is no such client.
    """
    with unit_of_work(runtime.engine) as session:
        client = clients.standing(session, client_id)
        if client is None:
            # Whether there is such a client is nobody else's business either.
            raise NoGroundError(ASK)
        giving = Giving(
            client_id=client.id,
            agency_id=None,
            way=Way.SHOWN,
            subject="client",
            subject_id=str(client.id),
        )
        disclose(session, actor, giving)


@needs(Power.SEE_CLIENTS)
def show_record(runtime: Runtime, actor: Actor, record_id: int) -> None:
    """Let a record be shown to whoever asks.

    Raises:
        NoGroundError: neither consent nor an exception lets it, or there is no such record.
    """
    with unit_of_work(runtime.engine) as session:
        record = records.get(session, record_id)
        if record is None or record.client_id is None:
            raise NoGroundError(ASK)
        giving = Giving(
            client_id=record.client_id,
            agency_id=None,
            way=Way.SHOWN,
            subject="record",
            subject_id=str(record.id),
            form_id=record.form_id,
        )
        disclose(session, actor, giving)


@needs(Power.SEE_CLIENTS)
def clients_for(runtime: Runtime, actor: Actor) -> list[Client]:
    """List the clients whose information the asker's agency may be given now, by surname."""
    with looking(runtime.engine) as session:
        agency_id = parties(session, actor, None).sender_id
        if agency_id is None:
            return []
        known = {
            row.id: row
            for client_id in consents.clients_named(session, agency_id)
            if (row := clients.standing(session, client_id))
        }
        may = [row for row in known.values() if may_give(session, actor, row.id, None)]
        return sorted(map(client_of, may), key=lambda one: (one.surname, one.given_names, one.id))
