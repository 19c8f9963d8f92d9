"""One person entered twice, as registers of several agencies have it."""

import random
from dataclasses import replace

from bench.people.clients import Client
from bench.people.homes import home
from bench.people.making import Maker, prisoner_number
from bench.people.nicknames import nickname
from bench.people.slips import slipped, swapped_day

_SAME_NUMBER, _SAME_PNC, _SAME_CRO, _SAME_NHS = 0.4, 0.5, 0.4, 0.4
_NICKNAME, _SLIP, _NO_MIDDLE, _SWAPPED, _MOVED = 0.2, 0.2, 0.45, 0.04, 0.5


def _given(rng: random.Random, names: str) -> str:
    first, _, middle = names.partition(" ")
    if rng.random() < _NICKNAME:
        first = nickname(rng, first) or first
    return first if rng.random() < _NO_MIDDLE else f"{first} {middle}".strip()


def duplicate(maker: Maker, client: Client) -> Client:
    """Enter a client once more: other numbers are known, names are typed with slips."""
    rng = maker.rng
    maker.nth += 1

    def kept(text: str, share: float) -> str:
        return text if rng.random() < share else ""

    postcode, address = home(rng) if rng.random() < _MOVED else (client.postcode, client.address)
    kept_number = rng.random() < _SAME_NUMBER
    life = client.prisoner_number[2:3].isdigit() and client.prisoner_number[-1:].isalpha()
    other = "" if life else prisoner_number(rng, maker.nth)
    return replace(
        client,
        given_names=_given(rng, client.given_names),
        surname=slipped(rng, client.surname) if rng.random() < _SLIP else client.surname,
        date_of_birth=swapped_day(client.date_of_birth)
        if rng.random() < _SWAPPED
        else client.date_of_birth,
        postcode=postcode,
        address=address,
        prisoner_number=client.prisoner_number if kept_number else other,
        pnc=kept(client.pnc, _SAME_PNC),
        cro=kept(client.cro, _SAME_CRO),
        nhs_number=kept(client.nhs_number, _SAME_NHS),
    )
