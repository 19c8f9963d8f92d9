"""A face: one name and one date of birth of a person, cleaned, with all their numbers.

A person with an alias has two faces; a pair of persons is worth what their best pair of faces is.
Both ways of scoring, in this process and in DuckDB, see the same faces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice, product

from service.matching.cleaning.addresses import address_words
from service.matching.cleaning.births import clean_birth, swapped
from service.matching.cleaning.lookalikes import name_key, number_key, slips
from service.matching.cleaning.names import WrittenName, clean_name
from service.matching.cleaning.nicknames import roots_of
from service.matching.cleaning.numbers import (
    cro_number,
    nhs_number,
    pnc_number,
    prison_numbers,
)
from service.matching.cleaning.postcodes import district, postcode
from service.matching.cleaning.sexes import clean_sex
from service.matching.person import Person

MOST_FACES = 12
"""Of one person: aliases times recorded dates of birth."""


@dataclass(frozen=True)
class Face:
    """What is compared. Texts are empty and sets are empty where nothing is known."""

    given: str = field(default="", repr=False)
    middle: str = field(default="", repr=False)
    surname: str = field(default="", repr=False)
    surname_parts: frozenset[str] = field(default=frozenset(), repr=False)
    birth: str = field(default="", repr=False)
    """DDMMYYYY."""
    nomis: frozenset[str] = field(default=frozenset(), repr=False)
    older: frozenset[str] = field(default=frozenset(), repr=False)
    """Older prison numbers and local ones."""
    pnc: frozenset[str] = field(default=frozenset(), repr=False)
    cro: frozenset[str] = field(default=frozenset(), repr=False)
    nhs: frozenset[str] = field(default=frozenset(), repr=False)
    postcodes: frozenset[str] = field(default=frozenset(), repr=False)
    outcodes: frozenset[str] = field(default=frozenset(), repr=False)
    """Outward parts of the British postcodes, also of those that are written in part."""
    address: frozenset[str] = field(default=frozenset(), repr=False)
    sex: str = field(default="", repr=False)

    @cached_property
    def given_roots(self) -> frozenset[str]:
        """The names that the given name may stand for."""
        return roots_of(self.given)

    @cached_property
    def given_key(self) -> str:
        """The given name with look-alikes as one."""
        return name_key(self.given)

    @cached_property
    def surname_key(self) -> str:
        """The family name with look-alikes as one."""
        return name_key(self.surname)

    @cached_property
    def birth_swapped(self) -> str:
        """The date of birth, day and month the other way round."""
        return swapped(self.birth)

    @cached_property
    def birth_year(self) -> str:
        """Four digits."""
        return self.birth[4:]

    @cached_property
    def nomis_keys(self) -> frozenset[str]:
        """NOMIS numbers with look-alikes as one."""
        return frozenset(map(number_key, self.nomis))

    @cached_property
    def nomis_slips(self) -> frozenset[str]:
        """What NOMIS numbers come to by a slip."""
        return _all_slips(self.nomis_keys)

    @cached_property
    def older_keys(self) -> frozenset[str]:
        """Older numbers with look-alikes as one."""
        return frozenset(map(number_key, self.older))

    @cached_property
    def older_slips(self) -> frozenset[str]:
        """What older numbers come to by a slip."""
        return _all_slips(self.older_keys)

    @cached_property
    def pnc_keys(self) -> frozenset[str]:
        """PNC numbers with look-alikes as one, without the check letter."""
        return frozenset(number_key(number[:-1]) for number in self.pnc)

    @cached_property
    def pnc_slips(self) -> frozenset[str]:
        """What PNC numbers come to by a slip."""
        return _all_slips(self.pnc_keys)

    @cached_property
    def cro_keys(self) -> frozenset[str]:
        """CRO numbers with look-alikes as one, without the check letter."""
        return frozenset(number_key(number[:-1]) for number in self.cro)

    @cached_property
    def cro_slips(self) -> frozenset[str]:
        """What CRO numbers come to by a slip."""
        return _all_slips(self.cro_keys)

    @cached_property
    def nhs_slips(self) -> frozenset[str]:
        """What NHS numbers come to by a slip."""
        return _all_slips(self.nhs)


def _all_slips(numbers: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*map(slips, numbers))


def faces_of(person: Person, today: date) -> list[Face]:
    """Clean a person into faces, the main name and date of birth first."""
    names = list(dict.fromkeys(clean_name(one.given_names, one.surname) for one in person.names))
    births = list(dict.fromkeys(_births(person.births, today))) or [""]
    shared = _shared(person)
    pairs = islice(product(births, names or [clean_name("", "")]), MOST_FACES)
    return [_face(name, birth, shared) for birth, name in pairs]


def _births(written: Sequence[str], today: date) -> Iterator[str]:
    return filter(None, (clean_birth(one, today) for one in written))


def _shared(person: Person) -> Face:
    """Clean what all faces of a person have in common."""
    of_prison = [prison_numbers(number) for number in person.prisoner_numbers]
    return Face(
        nomis=frozenset(nomis for nomis, _ in of_prison if nomis),
        older=frozenset(older for _, older in of_prison if older),
        pnc=frozenset(filter(None, map(pnc_number, person.pncs))),
        cro=frozenset(filter(None, map(cro_number, person.cros))),
        nhs=frozenset(filter(None, map(nhs_number, person.nhs_numbers))),
        postcodes=frozenset(filter(None, map(postcode, person.postcodes))),
        outcodes=frozenset(filter(None, map(district, person.postcodes))),
        address=address_words(person.address),
        sex=clean_sex(person.sex),
    )


def _face(name: WrittenName, birth: str, shared: Face) -> Face:
    return Face(
        given=name.given,
        middle=name.middle,
        surname=name.surname,
        surname_parts=name.parts,
        birth=birth,
        nomis=shared.nomis,
        older=shared.older,
        pnc=shared.pnc,
        cro=shared.cro,
        nhs=shared.nhs,
        postcodes=shared.postcodes,
        outcodes=shared.outcodes,
        address=shared.address,
        sex=shared.sex,
    )
