"""Keeps the register's index true: after each change of a client, anew after one of cleaning."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from forms.written_dates import today_utc
from service.entities import PRISONER_KINDS, Actor, Client
from service.identifiers.numbers import NumberKind
from service.matching.face import Face, faces_of
from service.matching.person import Person
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, client_faces, client_words, clients
from service.store.engine import looking, unit_of_work
from service.store.register_models import ClientRow
from service.usecases.views import client_of

_TOGETHER = 1_000


def person_of(client: Client) -> Person:
    """Give all that the register has of a client, as matching takes it."""
    return Person(
        names=client.all_names,
        births=tuple(birth.isoformat() for birth in client.all_births),
        prisoner_numbers=_numbers(client, *PRISONER_KINDS),
        pncs=_numbers(client, NumberKind.PNC),
        cros=_numbers(client, NumberKind.CRO),
        nhs_numbers=_numbers(client, NumberKind.NHS),
        postcodes=tuple(filter(None, (client.postcode, *client.postcodes))),
        address=client.address,
        sex=client.sex,
    )


def _numbers(client: Client, *kinds: NumberKind) -> tuple[str, ...]:
    return tuple(one.canonical or one.text for one in client.all_numbers if one.kind in kinds)


def client_faces_of(row: ClientRow) -> list[Face]:
    """Clean a client into the faces that it is found by: none once another stands for it."""
    if row.merged_into_id is not None:
        return []
    return faces_of(person_of(client_of(row)), today_utc())


def index_clients(session: Session, rows: Sequence[ClientRow]) -> None:
    """Have clients found by what is now known of them; to be called after every change."""
    for row in rows:
        _keep_words(session, row)
    client_faces.put_all(session, {row.id: client_faces_of(row) for row in rows})


def _keep_words(session: Session, row: ClientRow) -> None:
    """Have a search find a client by what is now known of it, and by nothing that was before."""
    key = clients.search_key_of(row)
    client_words.change(session, row.id, row.search_key, key)
    row.search_key = key


@needs(Power.MAINTAIN)
def reindex(runtime: Runtime, actor: Actor) -> int:
    """Make the index anew of all clients; tell how many there are."""
    with unit_of_work(runtime.engine) as session:
        count = rebuild(session)
        audit.write(session, actor, "clients.indexed", "register", "", clients=count)
        return count


def rebuild(session: Session) -> int:
    """Make the index anew of all clients, within the caller's transaction."""
    with client_words.made_anew(session) as words:
        return client_faces.rebuild(session, _everybody(session, words))


def _everybody(session: Session, words: client_words.NewWords) -> Iterator[tuple[int, list[Face]]]:
    last = 0
    while rows := clients.portion(session, after_id=last, limit=_TOGETHER):
        last = rows[-1].id
        words.add({row.id: clients.search_key_of(row) for row in rows})
        for row in rows:
            yield row.id, client_faces_of(row)
            session.expunge(row)


def renew_index(engine: Engine) -> bool:
    """Make the index anew where another version of the cleaning made it; tell whether it was."""
    with unit_of_work(engine) as session:
        if not client_faces.is_old(session):
            return False
        rebuild(session)
        return True


def has_old_index(engine: Engine) -> bool:
    """Tell whether the index was made by another version of the cleaning."""
    with looking(engine) as session:
        return client_faces.is_old(session)
