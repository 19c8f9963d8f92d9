"""The keys by which candidates are found, on the register and on a form alike.

A key survives what a fax does to a page: it is made of folded names, of a number with one sign
left out, of two parts of a date. Narrow keys are asked first; wide ones, which more clients share,
only where the narrow ones did not settle it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.matching.cleaning.lookalikes import name_key
from service.matching.face import Face

_MOST_NAMES = 6
"""Pairs of given name and surname that one face is found by."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of a face as signed integers of 64 bits."""

    narrow: frozenset[int] = field(repr=False)
    wide: frozenset[int] = field(repr=False)

    @property
    def all(self) -> frozenset[int]:
        """Both kinds, as the register keeps them."""
        return self.narrow | self.wide


def keys_of(face: Face) -> Keys:
    """Make the keys of a face."""
    pairs = list(_name_pairs(face))
    narrow, wide = _narrow(face, pairs), _wide(face, pairs)
    return Keys(frozenset(map(_hashed, narrow)), frozenset(map(_hashed, wide)))


def _hashed(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _name_pairs(face: Face) -> Iterator[str]:
    """Give the folded names in alphabetical order: who stands in whose place does not matter."""
    surnames = sorted({face.surname_key, *map(name_key, face.surname_parts)} - {""})
    givens = sorted(set(map(name_key, face.given_roots)) - {""})
    made = ("|".join(sorted((given, surname))) for surname in surnames for given in givens)
    for _, pair in zip(range(_MOST_NAMES), made, strict=False):
        yield pair


def _narrow(face: Face, pairs: Iterable[str]) -> Iterator[str]:
    for number in face.nomis_slips | face.older_slips:
        yield f"N{number}"
    for kind, numbers in (("P", face.pnc_keys), ("C", face.cro_keys), ("H", face.nhs_slips)):
        yield from (kind + number for number in numbers)
    if face.birth:
        for name in {face.surname_key, face.given_key} - {""}:
            yield f"B{face.birth}{name}"
        for pair in pairs:
            yield f"Y{face.birth_year}{pair}"
            yield f"D{face.birth[:4]}{pair}"
    for code in face.postcodes:
        for name in {face.surname_key, face.given_key} - {""}:
            yield f"S{code}{name}"
    yield from (f"A{place}" for place in _places(face.address))


def _places(address: frozenset[str]) -> Iterator[str]:
    """Give each number of an address with each of its two longest words."""
    numbers = [word for word in address if word[0].isdigit()]
    return (number + word for number in numbers for word in _longest(address))


def _half_pairs(given: str, surname: str) -> Iterator[str]:
    """Give each name with the beginning, and the surname's end, of the other one."""
    if given and surname:
        yield f"{given}|{surname[:3]}"
        yield f"{given}|-{surname[-3:]}"
        yield f"{surname}|{given[:2]}"


def _streets(address: frozenset[str]) -> Iterator[str]:
    """Give the two longest words of an address, whatever the number."""
    longest = _longest(address)
    if len(longest) == 2:
        yield " ".join(longest)


def _longest(address: frozenset[str]) -> list[str]:
    return sorted((word for word in address if word.isalpha()), key=lambda w: (-len(w), w))[:2]


def _wide(face: Face, pairs: Iterable[str]) -> Iterator[str]:
    yield from (f"K{pair}" for pair in pairs)
    yield from (f"M{part}" for part in _half_pairs(face.given_key, face.surname_key))
    yield from (f"a{place}" for place in _streets(face.address))
    if not face.birth:
        return
    day, month, year = face.birth[:2], face.birth[2:4], face.birth[4:]
    yield f"b{face.birth}"
    for name in {face.surname_key[:2], face.given_key[:2]} - {""}:
        yield f"1{name}{month}{year}"
        yield f"2{name}{day}{year}"
        yield f"3{name}{day}{month}"
