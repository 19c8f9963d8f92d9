"""Makes people one by one, with what registers know of them and what they lack.

Rates of missing police numbers are those of the prisons' own old system (domain facts, head 3a).
"""

import random
from dataclasses import dataclass

from bench.people.births import birth
from bench.people.clients import Client
from bench.people.homes import home
from bench.people.names import Sex, any_origin, given_name, surname, without_accents
from bench.people.numbers import cro, nhs_number, nomis, older_number, pnc

_FEMALE = 0.10
_MIDDLE_BRITISH, _MIDDLE_ELSE, _SECOND_MIDDLE = 0.6, 0.2, 0.06
_NO_NUMBER, _OLDER = 0.08, 0.70
_OLDER_DIGITS = (6, 6, 6, 6, 6, 6, 5, 5, 4)
_NO_PNC, _NO_CRO_EITHER, _NO_CRO_ONLY = 0.26, 0.75, 0.236
"""Together 37 % have no CRO."""
_SMALL_FILE = 0.05
_NO_NHS, _NO_BIRTH, _NO_SEX, _NO_SURNAME = 0.55, 0.01, 0.01, 0.001
_LAST_YEAR = 2009
_ACCENTS = {"british": 0.5, "welsh": 0.5, "irish": 0.4}
_ACCENTS_ELSE = 0.1
"""Shares of entries that keep the accents of a name."""
_BRITISH = frozenset({"british", "irish", "welsh"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is settled of a person who is to be made; the rest is drawn."""

    origin: str | None = None
    given: str | None = None
    surname: str | None = None
    birth: str | None = None
    sex: Sex | None = None
    home: tuple[str, str] | None = None


ANYBODY = Wanted()


def _given_names(rng: random.Random, wanted: Wanted, origin: str, sex: Sex, year: int) -> str:
    names = [wanted.given or given_name(rng, origin, sex, year)]
    if rng.random() < (_MIDDLE_BRITISH if origin in _BRITISH else _MIDDLE_ELSE):
        names.append(given_name(rng, origin, sex, year))
        if rng.random() < _SECOND_MIDDLE:
            names.append(given_name(rng, origin, sex, year))
    return " ".join(dict.fromkeys(names))


def prisoner_number(rng: random.Random, nth: int) -> str:
    """Give the last prisoner number of somebody: an older one, the one for life, or none."""
    chance = rng.random()
    if chance < _NO_NUMBER:
        return ""
    if chance < _NO_NUMBER + (1 - _NO_NUMBER) * _OLDER:
        return older_number(nth, _OLDER_DIGITS[int(rng.random() * len(_OLDER_DIGITS))])
    return nomis(nth)


def _police_numbers(rng: random.Random, nth: int, year: int) -> tuple[str, str]:
    first = min(_LAST_YEAR, year + 14 + int(rng.expovariate(0.2)))
    no_pnc = rng.random() < _NO_PNC
    no_cro = rng.random() < (_NO_CRO_EITHER if no_pnc else _NO_CRO_ONLY)
    return (
        "" if no_pnc else pnc(nth, first),
        "" if no_cro else cro(nth, first, small=rng.random() < _SMALL_FILE),
    )


def _entered(rng: random.Random, name: str, origin: str) -> str:
    """Give a name as a clerk enters it, most often without its accents."""
    if name.isascii() or rng.random() < _ACCENTS.get(origin, _ACCENTS_ELSE):
        return name
    return without_accents(name)


class Maker:
    """Makes people whose numbers nobody else of this maker has."""

    def __init__(self, rng: random.Random, first: int = 0) -> None:
        self.rng = rng
        self.nth = first

    def make(self, wanted: Wanted = ANYBODY) -> Client:
        """Make one person."""
        rng, self.nth = self.rng, self.nth + 1
        origin = wanted.origin or any_origin(rng)
        sex = wanted.sex or (Sex.FEMALE if rng.random() < _FEMALE else Sex.MALE)
        born = wanted.birth or birth(rng, origin)
        year = int(born[:4])
        postcode, address = wanted.home or home(rng)
        police, prints = _police_numbers(rng, self.nth, year)
        given = _given_names(rng, wanted, origin, sex, year)
        family = wanted.surname or surname(rng, origin)
        return Client(
            person_id=self.nth,
            origin=origin,
            given_names=_entered(rng, given, origin),
            surname="" if rng.random() < _NO_SURNAME else _entered(rng, family, origin),
            date_of_birth="" if rng.random() < _NO_BIRTH else born,
            sex="" if rng.random() < _NO_SEX else sex.value,
            postcode=postcode,
            prisoner_number=prisoner_number(rng, self.nth),
            pnc=police,
            cro=prints,
            nhs_number="" if rng.random() < _NO_NHS else nhs_number(self.nth) or "",
            address=address,
        )
