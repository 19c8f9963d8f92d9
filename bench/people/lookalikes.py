"""Pairs of people who are easily taken for one another, each with a form of the second.

No form of the second may be filed under the first without a person's look, whether or not the
second is on the register.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.people.clients import Client
from bench.people.making import Maker
from bench.people.noise import DIGITAL
from bench.people.queries import About, Query, query
from bench.people.relatives import Kin, relative

_CLEAN = 0.5
"""Share of forms that are read without a mistake."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """One pair."""

    kin: Kin
    entry: Client
    """On the register."""
    other: Client
    """Whom the form is about."""
    registered: bool
    """The other is on the register too."""
    form: Query


def _whole(maker: Maker) -> Client:
    """Make somebody whose name and day of birth are known."""
    while not ((client := maker.make()).surname and client.date_of_birth):
        pass
    return client


def _other(maker: Maker, entry: Client, kin: Kin) -> Client:
    while not ((other := relative(maker, entry, kin)).surname and other.date_of_birth):
        pass
    return other


def lookalikes(count: int, seed: int) -> Iterator[Lookalike]:
    """Make pairs, every kind in turn, the other person on the register in every second pair."""
    rng = random.Random(f"lookalikes {seed}")
    maker = Maker(rng)
    for number in range(1, count + 1):
        kin, registered = tuple(Kin)[number % len(Kin)], number // len(Kin) % 2 == 0
        entry = _whole(maker)
        other = _other(maker, entry, kin)
        entry.client_ref, other.client_ref = f"A{number:06d}", f"B{number:06d}"
        about = About.CLIENT if registered else About.RELATIVE
        by = DIGITAL if rng.random() < _CLEAN else None
        form = query(rng, f"L{number:06d}", other, about, maker, [other], by=by)
        yield Lookalike(kin, entry, other, registered, form)
