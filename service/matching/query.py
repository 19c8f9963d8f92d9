"""Whom a form is about, as read: every group of facts with all that it may say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product

from service.matching.cleaning.whole_names import split_name
from service.matching.face import Face, faces_of
from service.matching.keys import Keys, keys_of
from service.matching.person import Person, PersonName
from service.matching.readings import Alternative, Group

_LIKELY = 0.02
"""Probability from which a reading is looked for on the register."""
_MOST_ASKED = 6
"""Readings of one field that keys are made of."""
_MOST_READ = 5
"""Readings of one field that are weighed; the others are so unlikely that they say nothing."""
_NOBODY = Face()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The identity on a form. Nothing is cleaned yet; empty where nothing is written."""

    names: tuple[tuple[Alternative, ...], ...] = field(default=(), repr=False)
    """Of the name as one text, then of each alias."""
    births: tuple[Alternative, ...] = field(default=(), repr=False)
    numbers: tuple[Alternative, ...] = field(default=(), repr=False)
    """Of the prison number."""
    rest: Person = field(default=Person(names=()), repr=False)
    """What is not read in alternatives."""


@dataclass(frozen=True, slots=True)
class Read:
    """A cleaned reading of one group, and how probably it is what is written."""

    face: Face = field(repr=False)
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A form as it is asked of the register."""

    readings: tuple[tuple[Group, tuple[Read, ...]], ...] = field(repr=False)
    """By group; a name for each alias."""
    rest: Face = field(repr=False)

    def of(self, group: Group) -> list[tuple[Read, ...]]:
        """Give the readings of a group: one set a name, at most one for the others."""
        return [reads for one, reads in self.readings if one is group and reads]


def query_of(written: Written, today: date) -> Query:
    """Clean a written identity."""
    names = [(Group.NAME, _reads(one, Group.NAME, today)) for one in written.names]
    births = (Group.BIRTH, _reads(written.births, Group.BIRTH, today))
    numbers = (Group.NUMBER, _reads(written.numbers, Group.NUMBER, today))
    [rest] = faces_of(replace(written.rest, names=(), births=(), prisoner_numbers=()), today)
    return Query(readings=(*names, births, numbers), rest=rest)


def with_readings(query: Query, group: Group, found: Sequence[Alternative], today: date) -> Query:
    """Put other readings in the place of those of a group."""
    kept = tuple(one for one in query.readings if one[0] is not group)
    return replace(query, readings=((group, _reads(found, group, today)), *kept))


def _reads(found: Sequence[Alternative], group: Group, today: date) -> tuple[Read, ...]:
    """Clean readings; those that come to the same are one."""
    chances: dict[Face, float] = {}
    for one in found:
        face = _face(one.text, group, today)
        if face != _NOBODY:
            chances[face] = chances.get(face, 0.0) + one.probability
    ranked = sorted(chances.items(), key=lambda pair: -pair[1])
    return tuple(Read(face, chance) for face, chance in ranked[:_MOST_READ])


def _face(text: str, group: Group, today: date) -> Face:
    match group:
        case Group.NAME:
            given, surname = split_name(text)
            person = Person(names=(PersonName(given_names=given, surname=surname),))
        case Group.BIRTH:
            person = Person(names=(), births=(text,))
        case Group.NUMBER:
            person = Person(names=(), prisoner_numbers=(text,))
    return faces_of(person, today)[0]


def query_keys(query: Query) -> Keys:
    """Make the keys of the likely readings.

    Each is joined with the likeliest of the others alone: a form on which two fields are misread is
    found by its third.
    """
    made = [keys_of(face) for face in _wholes(query)]
    narrow = frozenset[int]().union(*(keys.narrow for keys in made))
    wide = frozenset[int]().union(*(keys.wide for keys in made))
    return Keys(narrow, wide)


def _wholes(query: Query) -> Iterator[Face]:
    names, births = _likely(query, Group.NAME), _likely(query, Group.BIRTH)
    for name, birth in [*((name, births[0]) for name in names), *product(names[:1], births[1:])]:
        yield replace(
            query.rest,
            given=name.given,
            middle=name.middle,
            surname=name.surname,
            surname_parts=name.surname_parts,
            birth=birth.birth,
        )
    yield from _likely(query, Group.NUMBER)


def _likely(query: Query, group: Group) -> list[Face]:
    reads = [read for some in query.of(group) for read in some if read.probability >= _LIKELY]
    return [read.face for read in reads[:_MOST_ASKED]] or [_NOBODY]
