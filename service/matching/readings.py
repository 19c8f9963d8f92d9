"""What a field may say: the reader's alternatives, or the register's values held against the image.

The chance of a picture under a client, over its chance under nobody in particular, is the sum over
all readings of the probability of the reading times the likelihood ratio of what it says. So the
weight of a group of comparisons that rest on one field is the logarithm of a mixture, in which what
is not read at all says nothing (a ratio of one).
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Group(StrEnum):
    """Comparisons that rest on one field of a form."""

    NAME = "name"
    BIRTH = "birth"
    NUMBER = "number"


COMPARED = {
    Group.NAME: ("given", "surname", "middle"),
    Group.BIRTH: ("birth",),
    Group.NUMBER: ("prison_number",),
}
"""Keys of the comparisons of each group."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Something that a field may say, and how probably."""

    text: str = field(repr=False)
    probability: float


@dataclass(frozen=True, slots=True)
class Held:
    """A value of a client, held against the image of a field."""

    value: str = field(repr=False)
    log_likelihood: float
    """Nats."""


def certain(text: str) -> tuple[Alternative, ...]:
    """Give what is read beyond doubt, or by a person; nothing where nothing is written."""
    return (Alternative(text, 1.0),) if text.strip() else ()


def alternatives(read: Iterable[tuple[str, float]]) -> tuple[Alternative, ...]:
    """Take the reader's value and alternatives, likeliest first; together they are at most 1."""
    chances: dict[str, float] = {}
    for text, chance in read:
        if text.strip() and chance > 0:
            chances[text] = max(chance, chances.get(text, 0.0))
    scale = max(1.0, sum(chances.values()))
    found = (Alternative(text, chance / scale) for text, chance in chances.items())
    return tuple(sorted(found, key=lambda one: -one.probability))


def mixture(parts: Sequence[tuple[float, float]]) -> float:
    """Give the weight in bits of readings, each a probability and the bits of what it says."""
    rest = max(0.0, 1.0 - sum(chance for chance, _ in parts))
    return math.log2(sum(chance * 2.0**bits for chance, bits in parts) + rest)


def held_alternatives(
    held: Sequence[Held], free: float, share: Callable[[str], float], rarest: float
) -> tuple[Alternative, ...]:
    """Turn what candidates' own values come to against the image into alternatives of that field.

    They stand in the place of the text that was read, never beside it: both come from the same ink.

    Args:
        held: values of all candidates.
        free: log likelihood of what is read freely, in nats.
        share: how common a value is among people.
        rarest: how common a value is that nobody on the register has.
    """
    top = max([free, *(one.log_likelihood for one in held)])
    weights = [math.exp(one.log_likelihood - top) * share(one.value) for one in held]
    whole = sum(weights) + math.exp(free - top) * rarest
    found = (Alternative(one.value, w / whole) for one, w in zip(held, weights, strict=True))
    return tuple(sorted(found, key=lambda one: -one.probability))
