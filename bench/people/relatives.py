"""People who are easily taken for one another: twins, siblings, father and son, the same name."""

import random
from datetime import date, timedelta
from enum import StrEnum

from bench.people.births import FIRST, LAST, a_day
from bench.people.clients import Client
from bench.people.making import Maker, Wanted
from bench.people.names import Sex, given_name, without_accents

_TWIN_HOME, _SIBLING_HOME, _SON_HOME, _STRANGER_DISTRICT = 0.55, 0.4, 0.35, 0.05
_SAME_SEX_TWIN = 0.72
_ALIKE, _TRIES = 0.25, 40
"""Share of twins whose names begin alike (Kieran and Kieron), and draws that look for one."""
_SHARED_GIVEN, _CROSSED = 0.04, 0.05
"""Twins with a middle name in common, and with one's first name as the other's middle name."""
_SAME_YEAR = 0.05
_CLOSEST, _FURTHEST = 310, 12 * 365
"""Days between siblings."""


class Kin(StrEnum):
    """What one is to the other."""

    TWIN = "twin"
    SIBLING = "sibling"
    FATHER_AND_SON = "father_and_son"
    SAME_NAME = "same_name"


def _given(client: Client) -> str:
    return client.given_names.split(" ", 1)[0]


def _sex(client: Client, rng: random.Random, same: float) -> Sex:
    own = Sex(client.sex or Sex.MALE)
    if rng.random() < same:
        return own
    return Sex.FEMALE if own is Sex.MALE else Sex.MALE


def _home(client: Client, rng: random.Random, share: float) -> tuple[str, str] | None:
    return (client.postcode, client.address) if rng.random() < share else None


def _another_name(rng: random.Random, taken: str, origin: str, sex: Sex, year: int) -> str:
    """Draw a name that is not `taken`; of some twins one that begins alike."""
    alike = rng.random() < _ALIKE
    for _ in range(_TRIES):
        name = given_name(rng, origin, sex, year)
        if without_accents(name) != without_accents(taken) and (not alike or name[0] == taken[0]):
            return name
    return "Alexis" if taken != "Alexis" else "Robin"


def _twin(maker: Maker, client: Client) -> Client:
    rng = maker.rng
    sex = _sex(client, rng, _SAME_SEX_TWIN)
    name = _another_name(rng, _given(client), client.origin, sex, client.year)
    twin = maker.make(
        Wanted(
            origin=client.origin,
            given=name,
            surname=client.surname,
            birth=client.date_of_birth or None,
            sex=sex,
            home=_home(client, rng, _TWIN_HOME),
        )
    )
    chance = rng.random()
    if chance < _CROSSED:
        twin.given_names = f"{name} {_given(client)}"
    elif chance < _CROSSED + _SHARED_GIVEN and " " in client.given_names:
        twin.given_names = f"{name} {client.given_names.split(' ', 1)[1]}"
    return twin


def _later(client: Client, days: int) -> str:
    born = date.fromisoformat(client.date_of_birth or "1975-06-01") + timedelta(days=days)
    year = min(LAST, max(FIRST, born.year))
    return born.replace(year=year, day=min(28, born.day)).isoformat()


def _sibling(maker: Maker, client: Client) -> Client:
    rng = maker.rng
    days = rng.randint(_CLOSEST, _FURTHEST) * rng.choice((-1, 1))
    born, sex = _later(client, days), _sex(client, rng, 0.8)
    return maker.make(
        Wanted(
            origin=client.origin,
            given=_another_name(rng, _given(client), client.origin, sex, int(born[:4])),
            surname=client.surname,
            birth=born,
            sex=sex,
            home=_home(client, rng, _SIBLING_HOME),
        )
    )


def _son(maker: Maker, client: Client) -> Client:
    """Make the son, or the father where the client is too young to have a grown son."""
    rng = maker.rng
    apart = rng.randint(17, 36)
    years = apart if client.year + apart <= LAST else -apart
    year = min(LAST, max(FIRST, client.year + years))
    day = client.date_of_birth[4:] if rng.random() < 0.02 else a_day(rng, year)[4:]
    return maker.make(
        Wanted(
            origin=client.origin,
            given=_given(client),
            surname=client.surname,
            birth=f"{year}{day}".replace("-02-29", "-02-28") if day else None,
            sex=Sex.MALE,
            home=_home(client, rng, _SON_HOME),
        )
    )


def _namesake(maker: Maker, client: Client) -> Client:
    rng = maker.rng
    born = a_day(rng, client.year) if rng.random() < _SAME_YEAR else None
    other = maker.make(
        Wanted(
            origin=client.origin,
            given=_given(client),
            surname=client.surname,
            birth=born,
            sex=Sex(client.sex or Sex.MALE),
        )
    )
    if rng.random() < _STRANGER_DISTRICT and client.postcode and other.postcode:
        other.postcode = f"{client.postcode.split()[0]} {other.postcode.split()[1]}"
    return other


_MAKERS = {
    Kin.TWIN: _twin,
    Kin.SIBLING: _sibling,
    Kin.FATHER_AND_SON: _son,
    Kin.SAME_NAME: _namesake,
}


def relative(maker: Maker, client: Client, kin: Kin) -> Client:
    """Make somebody easily taken for a client, with numbers of their own.

    Where the client's day of birth is not known, a relative's is any day.
    """
    return _MAKERS[kin](maker, client)
