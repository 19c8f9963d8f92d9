"""The register of clients: add, change, find, search, and what was done to a client."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forms.written_dates import today_utc
from service.clock import now_utc
from service.entities import Actor, Client, ClientChange, ClientDetails, FieldChange
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.register.names import parse_names
from service.register.settling import settle
from service.runtime import Runtime
from service.store import client_history, clients, effects
from service.store.clients import CLIENT_COLUMNS, CLIENT_PARTS
from service.store.engine import looking, unit_of_work
from service.store.register_models import ClientHistoryRow, ClientNameRow, ClientRow
from service.store.states import ClientAction
from service.usecases.amending import amending
from service.usecases.indexing import index_clients
from service.usecases.known import known_client
from service.usecases.rematch import match_again
from service.usecases.searching import look_up
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
        raise BadRequestError("the client cannot be kept like this", problems)


@contextmanager
def references_stay_apart() -> Iterator[None]:
    """Say it as such where a reference is in use."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(
            _IN_USE, hint="Search for it first: the client may be on the register."
        ) from error


@needs(Power.CHANGE_CLIENTS)
def add_client(
    runtime: Runtime, actor: Actor, details: ClientDetails, *, request_key: str | None = None
) -> Client:
    """Add a client; without a reference, one is drawn.

    Args:
        runtime: the installation.
        actor: who adds it.
        details: what is known of it.
        request_key: drawn by whoever asks: the same details asked for twice add one client.

    Raises:
        BadRequestError: something necessary is missing or cannot be.
        ConflictError: the reference is in use.
    """
    once = _once(request_key, details) if request_key else None
    if known := _added_before(runtime, once):
        return known
    try:
        with references_stay_apart(), unit_of_work(runtime.engine) as session:
            added = client_of(new_client(session, actor, details, request_key=once))
    except ConflictError:
        # Both clicks may have come at this very instant.
        if known := _added_before(runtime, once):
            return known
        raise
    match_again(runtime)
    return added


def _once(request_key: str, details: ClientDetails) -> str:
    """Make one key of a page and of what was typed on it: other details are another client."""
    typed = json.dumps([request_key, asdict(details)], default=str, sort_keys=True)
    return hashlib.sha256(typed.encode()).hexdigest()


def _added_before(runtime: Runtime, once: str | None) -> Client | None:
    if once is None:
        return None
    with looking(runtime.engine) as session:
        row = clients.by_request(session, once)
        return client_of(row) if row else None


def new_client(
    session: Session, actor: Actor, details: ClientDetails, *, request_key: str | None = None
) -> ClientRow:
    """Add a client within the caller's transaction; see `add_client`."""
    _check(details)
    row = new_client_row()
    row.request_key = request_key
    _write(row, details)
    add_rows(session, actor, [row])
    return row


def new_client_row() -> ClientRow:
    """Make the row of a client of whom nothing is known."""
    nothing = dict.fromkeys(CLIENT_COLUMNS, "") | {"date_of_birth": None, "is_ppo": False}
    # What is set to nothing is not looked up in the database when the client is indexed.
    parts: dict[str, list[object]] = {name: [] for name in CLIENT_PARTS}
    return ClientRow(**nothing, **parts, search_key="", created_at=now_utc(), revision=1)


def add_rows(session: Session, actor: Actor, rows: list[ClientRow]) -> None:
    """Add clients within the caller's transaction; those without a reference get one."""
    nameless = [row for row in rows if not row.reference]
    for row in nameless:
        row.reference = secrets.token_hex(8)
    session.add_all(rows)
    session.flush()
    for row in nameless:
        # By its id, which no two clients share, however many are added at once.
        row.reference = f"TC{row.id:05d}"
    index_clients(session, rows)
    for row in rows:
        client_history.note(session, actor, row, ClientAction.ADDED, [])
    session.flush()


@needs(Power.CHANGE_CLIENTS)
def change_client(
    runtime: Runtime,
    actor: Actor,
    client_id: int,
    details: ClientDetails,
    *,
    revision: int | None = None,
) -> Client:
    """Change a client's main values and other names to these; an empty reference stays as it is.

    Raises:
        NotFoundError: there is no such client.
        BadRequestError: something necessary is missing or cannot be.
        ConflictError: the reference is in use, or the client was merged into another.
        StaleError: somebody else changed it since that revision.
    """
    _check(details)
    with references_stay_apart(), amending(runtime, actor, client_id, revision) as row:
        reference = row.reference
        _write(row, details)
        row.reference = row.reference or reference
    return find_client(runtime, client_id)


def _write(row: ClientRow, details: ClientDetails) -> None:
    for column in CLIENT_COLUMNS:
        setattr(row, column, settle(column, getattr(details, column)))
    wanted = {(name.given_names, name.surname): name for name in parse_names(details.aliases)}
    for kept in [*row.names]:
        if wanted.pop((kept.given_names, kept.surname), None) is None:
            row.names.remove(kept)
    row.names += [ClientNameRow(given_names=given, surname=surname) for given, surname in wanted]


@needs(Power.SEE_CLIENTS)
def find_client(runtime: Runtime, client_id: int) -> Client:
    """Find who stands for the client with this id: itself, or the one it was merged into.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = known_client(session, client_id)
        return client_of(row)


@needs(Power.SEE_CLIENTS)
def find_client_by_reference(runtime: Runtime, reference: str) -> Client:
    """Find who stands for the client with the agency's reference.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = clients.by_reference(session, reference)
        if row is None:
            raise NotFoundError("no client has this reference")
        return client_of(row)


@needs(Power.SEE_CLIENTS)
def search_clients(runtime: Runtime, words: str, *, limit: int = SEARCH_LIMIT) -> list[Client]:
    """Give the clients that `look_up` finds, the first of all where nothing is typed."""
    if words.strip():
        return [*look_up(runtime, words, limit=limit).clients]
    return list_clients(runtime, limit=limit)


@needs(Power.SEE_CLIENTS)
def list_clients(runtime: Runtime, *, after: int | None = None, limit: int) -> list[Client]:
    """List clients by surname, those behind the given one."""
    with looking(runtime.engine) as session:
        return [client_of(row) for row in clients.listed(session, after=after, limit=limit)]


@needs(Power.SEE_CLIENTS)
def client_history_of(runtime: Runtime, client_id: int) -> list[ClientChange]:
    """List what was done to a client, and to those merged into it, newest first.

    Raises:
        NotFoundError: there is no such client.
    """
    with looking(runtime.engine) as session:
        if clients.get(session, client_id) is None:
            raise NotFoundError(f"there is no client {client_id}")
        ids = [client_id, *clients.merged_ids(session, client_id)]
        found = client_history.entries(session, ids)
        records = effects.records_behind(session, [row.id for row, _, _ in found])
        return [
            _change_of(row, reference, name, records.get(row.id)) for row, reference, name in found
        ]


def _change_of(
    row: ClientHistoryRow, reference: str, name: str | None, record_id: int | None
) -> ClientChange:
    return ClientChange(
        record_id=record_id,
        at=row.at,
        by=name,
        channel=row.channel,
        action=row.action,
        reference=reference,
        changes=tuple(
            FieldChange(key=one["field"], before=one["before"], after=one["after"])
            for one in row.changes
        ),
    )
