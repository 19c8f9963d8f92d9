"""Who asks, as the door says it: a request, a command, a worker, a watched folder.

A use case that is handed an actor asks that one; the rest ask here. Where no door has said it,
nobody asks, and nobody may do anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

from service.entities import Actor, User
from service.permission.powers import Power
from service.permission.roles import powers_of
from service.store.states import Channel

NOBODY = Actor(user_id=None, channel=Channel.SERVICE)
THE_SERVICE = Actor(user_id=None, channel=Channel.SERVICE, powers=frozenset({Power.RUN_SERVICE}))
_asker: ContextVar[Actor] = ContextVar("asker", default=NOBODY)


def acting(user: User, channel: Channel) -> Actor:
    """Give who acts where an account does: with the powers of its roles, and no other."""
    powers = powers_of(user.roles)
    return Actor(user_id=user.id, channel=channel, agency_id=user.agency_id, powers=powers)


def who_asks() -> Actor:
    """Give who asks."""
    return _asker.get()


def may(power: Power) -> bool:
    """Tell whether whoever asks has a power."""
    return power in _asker.get().powers


def say_who_asks(actor: Actor) -> Token[Actor]:
    """Say it until `say_no_more`, for doors that have no block around what is asked."""
    return _asker.set(actor)


def say_no_more(said: Token[Actor]) -> None:
    """Take it back."""
    _asker.reset(said)


@contextmanager
def asked_by(actor: Actor) -> Iterator[None]:
    """Say who asks for what is done in this block."""
    said = say_who_asks(actor)
    try:
        yield
    finally:
        say_no_more(said)


@contextmanager
def as_the_service() -> Iterator[None]:
    """Do in this block what nobody asked for: workers read what lies there."""
    with asked_by(THE_SERVICE):
        yield
