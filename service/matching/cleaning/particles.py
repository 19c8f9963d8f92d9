"""Small words of a family name: `van der`, `Mc`, `O`, `ap`."""

from collections.abc import Sequence
from itertools import pairwise

_NEVER_LEFT_OUT = frozenset(("MC", "MAC", "O", "FITZ", "ST", "SAINT"))
_LEFT_OUT_AT_TIMES = frozenset(
    (
        *("DE", "DA", "DI", "DU", "DO", "DOS", "DAS", "DEL", "DELLA", "LE", "LA", "LAS", "LOS"),
        *("VAN", "VON", "DER", "DEN", "TER", "TEN", "EL", "AL", "AP", "AB", "BEN", "BIN", "BINT"),
        *("IBN", "ABU"),
    )
)
_ALSO_GIVEN = frozenset(("AL", "BEN", "ABU", "TEN", "DO"))
"""Given names and short forms of some: between two names, not taken for a particle."""
_OF_GIVEN_NAMES = frozenset(("LA", "LE", "DE", "ST"))
_NEVER_GIVEN = frozenset(("MC", "O", "FITZ", "ST", "DE", "VON"))
_PARTICLES = _NEVER_LEFT_OUT | _LEFT_OUT_AT_TIMES


def is_particle(word: str, *, first: bool, small: bool) -> bool:
    """Tell whether a word in plain capitals, before the last of a name, begins the family name.

    Args:
        word: in plain capitals.
        first: no given name stands before it.
        small: it was written in small letters, as no given name is.
    """
    if first:
        return word in _NEVER_GIVEN
    return word in _PARTICLES and (small or word not in _ALSO_GIVEN)


def with_particles(found: Sequence[str]) -> list[str]:
    """Join `MC DONALD`, `O NEILL`, `VAN DER BERG` into one word each; SAINT is ST."""
    joined: list[str] = []
    particle = ""
    for word in found:
        if word in _PARTICLES:
            particle += "ST" if word == "SAINT" else word
        else:
            joined.append(particle + word)
            particle = ""
    return [*joined, particle] if particle else joined


def without_particles(found: Sequence[str]) -> list[str]:
    """Give the words that a particle stands before which people leave out: `BERG`, `RHYS`."""
    return [
        word
        for before, word in pairwise(found)
        if before in _LEFT_OUT_AT_TIMES and word not in _PARTICLES
    ]


def with_first_particle(given: Sequence[str]) -> list[str]:
    """Join `LA TOYA` of the given names."""
    if len(given) > 1 and given[0] in _OF_GIVEN_NAMES:
        return [given[0] + given[1], *given[2:]]
    return list(given)
