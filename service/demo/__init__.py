"""Invented data to try the service with: people, forms that went out, and what came back.

The surnames are rivers, so that nobody takes these people for clients.
"""

from dataclasses import replace

from service.demo.papers import RETURNS, bytes_of
from service.demo.people import PEOPLE
from service.entities import Actor
from service.runtime import Runtime
from service.store.states import Channel
from service.usecases.clients import add_client, search_clients
from service.usecases.take_in import SentFile, take_in

_ACTOR = Actor(user_id=None, channel=Channel.COMMAND_LINE)


def add_demo_data(runtime: Runtime) -> bool:
    """Fill an empty register, issue forms and send some back; tell whether it was empty."""
    if search_clients(runtime, "", limit=1):
        return False
    clients = {person.surname: add_client(runtime, _ACTOR, replace(person)) for person in PEOPLE}
    files = [
        SentFile(paper.file_name, bytes_of(runtime, _ACTOR, paper, clients)) for paper in RETURNS
    ]
    take_in(runtime, _ACTOR, files)
    return True
