"""Invented data to try the service with: people, agencies, forms that went out, what came back.

The surnames are rivers, so that nobody takes these people for clients.
"""

from dataclasses import replace

from service.demo.accounts import add_accounts
from service.demo.agencies import add_agencies
from service.demo.journeys import add_events
from service.demo.papers import RETURNS, bytes_of
from service.demo.people import PEOPLE
from service.demo.sharing import add_sharing
from service.demo.stays import WORKERS, stays
from service.entities import Actor, Client, ClientDetails, KeyWorker
from service.permission.roles import EVERY_POWER
from service.runtime import Runtime
from service.store.states import Channel
from service.usecases.client_parts import change_parts, keep_episode, keep_worker
from service.usecases.clients import add_client, search_clients
from service.usecases.take_in import SentFile, take_in

_ACTOR = Actor(user_id=None, channel=Channel.COMMAND_LINE, powers=EVERY_POWER)


def add_demo_data(runtime: Runtime) -> str | None:
    """Fill an empty register, issue forms, send some back, and add an account for each role.

    Gives the password of those accounts; None: the register was not empty, and nothing is added.
    """
    if search_clients(runtime, "", limit=1):
        return None
    password = add_accounts(runtime, _ACTOR)
    clients = {person.surname: _added(runtime, person) for person in PEOPLE}
    files = [
        SentFile(paper.file_name, bytes_of(runtime, _ACTOR, paper, clients)) for paper in RETURNS
    ]
    take_in(runtime, _ACTOR, files)
    add_events(runtime, _ACTOR, clients.values())
    add_sharing(runtime, _ACTOR, clients, add_agencies(runtime, _ACTOR))
    return password


def _added(runtime: Runtime, person: ClientDetails) -> Client:
    """Add somebody, and the stay in custody that they have in the demo."""
    client = add_client(runtime, _ACTOR, replace(person))
    stay = stays().get(person.prisoner_number)
    if stay is None:
        return client
    changes = [keep_episode(stay), keep_worker(KeyWorker(name=WORKERS[stay.prison]))]
    return change_parts(runtime, _ACTOR, client.id, *changes)
