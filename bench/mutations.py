"""Damages good files as lines, disks and people do: the same seed gives the same damage."""

import random
from collections.abc import Callable, Iterator, Mapping

_Mutation = Callable[[random.Random, bytearray], bytearray]


def _flip(rng: random.Random, data: bytearray) -> bytearray:
    for _ in range(rng.choice((1, 8, 64))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return data


def _cut(rng: random.Random, data: bytearray) -> bytearray:
    return data[: rng.randrange(len(data))]


def _lose(rng: random.Random, data: bytearray) -> bytearray:
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 4_096) :]


def _repeat(rng: random.Random, data: bytearray) -> bytearray:
    start = rng.randrange(len(data))
    piece = data[start : start + rng.randrange(1, 4_096)]
    return data[:start] + piece * rng.choice((2, 50)) + data[start:]


def _blank(rng: random.Random, data: bytearray) -> bytearray:
    start, length = rng.randrange(len(data)), rng.randrange(1, 512)
    data[start : start + length] = rng.choice((b"\x00", b"\xff")) * length
    return data


def _number(rng: random.Random, data: bytearray) -> bytearray:
    """Make a number huge, as those that say a length, a place or a count."""
    places = [at for at in range(len(data)) if chr(data[at]).isdigit()]
    if rng.random() < 0.5 and places:
        at = rng.choice(places)
        return data[:at] + str(rng.choice((0, 65_535, 2**31, 2**63, -1))).encode() + data[at + 1 :]
    at = rng.randrange(max(1, len(data) - 4))
    data[at : at + 4] = rng.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\x7f\xff\xff\xff"))
    return data


_MUTATIONS: tuple[_Mutation, ...] = (_flip, _cut, _lose, _repeat, _blank, _number)


def mutated(files: Mapping[str, bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield damaged files with names that say what was done to which.

    Args:
        files: the good ones.
        count: damaged ones to make.
        seed: of all chance.
    """
    names = sorted(files)
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        name = names[number % len(names)]
        mutation = rng.choice(_MUTATIONS)
        data = bytes(mutation(rng, bytearray(files[name])))
        yield f"mutation-{seed}-{number}{mutation.__name__}-{name}", data
