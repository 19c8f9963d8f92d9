"""The register of clients: add, find, search."""

import secrets
from dataclasses import asdict

from sqlalchemy.exc import IntegrityError

from forms.written_dates import today_utc
from service.clock import now_utc
from service.entities import Actor, Client, ClientDetails
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.runtime import Runtime
from service.store import audit, clients
from service.store.engine import looking, unit_of_work
from service.store.models import ClientRow
from service.usecases.indexing import index_client
from service.usecases.views import client_of

SEARCH_LIMIT = 100
_IN_USE = "this reference belongs to another client already"


def _check(details: ClientDetails) -> None:
    problems = {}
    if not details.surname.strip():
        problems["surname"] = "Enter the surname."
    if details.date_of_birth and details.date_of_birth > today_utc():
        problems["date_of_birth"] = "The date of birth is in the future."
    if problems:
        raise BadRequestError("the client cannot be added", problems)


def add_client(runtime: Runtime, actor: Actor, details: ClientDetails) -> Client:
    """Add a client; without a reference, one is drawn.

    Raises:
        BadRequestError: something necessary is missing or cannot be.
        ConflictError: the reference is in use.
    """
    _check(details)
    try:
        with unit_of_work(runtime.engine) as session:
            row = ClientRow(**asdict(details), search_key="", created_at=now_utc())
            row.reference = details.reference or secrets.token_hex(8)
            session.add(row)
            session.flush()
            # By its id, which no two clients share, however many are added at once.
            row.reference = details.reference or f"TC{row.id:05d}"
            row.prisoner_number = row.prisoner_number.replace(" ", "").upper()
            row.search_key = clients.search_key(row)
            index_client(session, row)
            audit.write(session, actor, "client.added", "client", row.id)
            return client_of(row)
    except IntegrityError as error:
        raise ConflictError(
            _IN_USE, hint="Search for it first: the client may be on the register."
        ) from error


def find_client(runtime: Runtime, client_id: int) -> Client:
    """Find a client by id.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = clients.get(session, client_id)
        if row is None:
            raise NotFoundError(f"there is no client {client_id}")
        return client_of(row)


def find_client_by_reference(runtime: Runtime, reference: str) -> Client:
    """Find a client by the agency's reference.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = clients.by_reference(session, reference)
        if row is None:
            raise NotFoundError("no client has this reference")
        return client_of(row)


def search_clients(runtime: Runtime, words: str, *, limit: int = SEARCH_LIMIT) -> list[Client]:
    """Search names, aliases, numbers and dates of birth; every word must be found."""
    with looking(runtime.engine) as session:
        return [client_of(row) for row in clients.search(session, words, limit=limit)]
