"""A register of any size, made row by row: memory does not grow with it."""

import random
from collections.abc import Iterator

from bench.people.clients import Client
from bench.people.duplicates import duplicate
from bench.people.making import Maker, Wanted
from bench.people.names import Sex, surname
from bench.people.nicknames import nickname
from bench.people.relatives import Kin, relative

_KIN = ((Kin.TWIN, 0.0015), (Kin.FATHER_AND_SON, 0.003), (Kin.SIBLING, 0.025))
"""Chance that a client's relative is on the register; namesakes come of themselves."""
_HOUSEHOLD, _DUPLICATE = 0.012, 0.012
_ALIASES, _SECOND_ALIAS, _MAIDEN = 0.12, 0.2, 0.25
_WINDOW = 5_000
"""Rows within which families are scattered."""


def _alias(rng: random.Random, client: Client) -> str:
    given = client.given_names.split(" ")
    chance = rng.random()
    if chance < 0.4 and (short := nickname(rng, given[0])):
        return f"{short} {client.surname}"
    if chance < 0.5 and len(given) > 1:
        return f"{given[1]} {client.surname}"
    return f"{given[0]} {surname(rng, client.origin)}"


def _with_aliases(rng: random.Random, client: Client) -> Client:
    share = _MAIDEN if client.sex == Sex.FEMALE else _ALIASES
    if client.surname and rng.random() < share:
        count = 2 if rng.random() < _SECOND_ALIAS else 1
        client.aliases = ";".join(dict.fromkeys(_alias(rng, client) for _ in range(count)))
    return client


def _partner(maker: Maker, client: Client) -> Client:
    """Make somebody of another family at the same address."""
    sex = Sex.MALE if client.sex == Sex.FEMALE else Sex.FEMALE
    wanted = Wanted(home=(client.postcode, client.address))
    if maker.rng.random() < 0.6:
        wanted = Wanted(home=(client.postcode, client.address), sex=sex)
    return maker.make(wanted)


def _group(maker: Maker) -> list[Client]:
    """Make a client and whoever of the family is on the register too."""
    rng = maker.rng
    client = _with_aliases(rng, maker.make())
    group, chance = [client], rng.random()
    for kin, share in _KIN:
        if chance < share:
            return [*group, relative(maker, client, kin)]
        chance -= share
    if chance < _HOUSEHOLD:
        return [*group, _partner(maker, client)]
    if chance < _HOUSEHOLD + _DUPLICATE:
        return [*group, duplicate(maker, client)]
    return group


def _scattered(maker: Maker, size: int) -> Iterator[Client]:
    """Yield clients, families apart from each other."""
    rng, window, made = maker.rng, [], 0
    while made < size:
        for client in _group(maker)[: size - made]:
            made += 1
            window.append(client)
            if len(window) > _WINDOW:
                place = int(rng.random() * len(window))
                window[place], window[-1] = window[-1], window[place]
                yield window.pop()
    rng.shuffle(window)
    yield from window


def register(size: int, seed: int) -> Iterator[Client]:
    """Make a register; the same seed gives the same one.

    Two entries of one `person_id` are one person, entered twice.
    """
    for number, client in enumerate(_scattered(Maker(random.Random(seed)), size), 1):
        client.client_ref = f"C{number:07d}"
        yield client
