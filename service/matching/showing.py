"""Shows evidence to a person: what each side says of the matter, beside how the two agree.

Evidence is kept as keys, levels and bits alone. Of several names or numbers, the two are shown
between which that level holds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from service.matching.comparing.comparisons import COMPARISONS, Comparison, Level
from service.matching.face import Face, faces_of
from service.matching.person import Person, PersonName
from service.matching.weights.scorer import Evidence

_NAMES = ("given", "middle", "surname")
_BY_KEY: Mapping[str, Comparison] = {one.key: one for one in COMPARISONS}
_SAID: Mapping[str, Callable[[Person], Sequence[str]]] = {
    "birth": lambda person: person.births,
    "prison_number": lambda person: person.prisoner_numbers,
    "pnc": lambda person: person.pncs,
    "cro": lambda person: person.cros,
    "nhs": lambda person: person.nhs_numbers,
    "postcode": lambda person: person.postcodes,
    "address": lambda person: (person.address,),
    "sex": lambda person: (person.sex,),
}
_ALONE: Mapping[str, Callable[[str], Person]] = {
    "birth": lambda text: Person(names=(), births=(text,)),
    "prison_number": lambda text: Person(names=(), prisoner_numbers=(text,)),
    "pnc": lambda text: Person(names=(), pncs=(text,)),
    "cro": lambda text: Person(names=(), cros=(text,)),
    "nhs": lambda text: Person(names=(), nhs_numbers=(text,)),
    "postcode": lambda text: Person(names=(), postcodes=(text,)),
    "address": lambda text: Person(names=(), address=text),
    "sex": lambda text: Person(names=(), sex=text),
}

StoredEvidence = Iterable[tuple[str, str, float]]
"""Key of the comparison, key of its level, bits."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of an explanation."""

    comparison: Comparison
    level: Level
    bits: float
    left: str = field(repr=False)
    """What the one side says, as written."""
    right: str = field(repr=False)


def evidence_of(stored: StoredEvidence) -> list[Evidence]:
    """Read evidence back; what this version does not compare any more is left out."""
    return [
        Evidence(comparison, level, bits)
        for key, level_key, bits in stored
        if (comparison := _BY_KEY.get(key))
        for level in comparison.levels
        if level.key == level_key
    ]


def show(
    evidence: Sequence[Evidence], left: Person, right: Person, today: date
) -> tuple[Shown, ...]:
    """Put beside each piece of evidence what both sides say."""
    of_names = [one for one in evidence if one.comparison.key in _NAMES]
    names = _alike_names(of_names, left, right, today)
    return tuple(
        Shown(one.comparison, one.level, one.bits, *_texts(one, names, left, right, today))
        for one in evidence
    )


def _texts(
    one: Evidence,
    names: tuple[PersonName, PersonName],
    left: Person,
    right: Person,
    today: date,
) -> tuple[str, str]:
    key = one.comparison.key
    if key in _NAMES:
        return _part(names[0], key), _part(names[1], key)
    pairs = list(product(_SAID[key](left), _SAID[key](right)))
    holding = (pair for pair in pairs if _holds(one.level, key, pair, today))
    return next(holding, next(iter(pairs), ("", "")))


def _holds(level: Level, key: str, pair: tuple[str, str], today: date) -> bool:
    left, right = (faces_of(_ALONE[key](text), today)[0] for text in pair)
    return level.when.holds(left, right)


def _part(name: PersonName, key: str) -> str:
    given, _, middle = name.given_names.strip().partition(" ")
    return {"given": given, "middle": middle.strip(), "surname": name.surname}[key]


def _alike_names(
    evidence: Sequence[Evidence], left: Person, right: Person, today: date
) -> tuple[PersonName, PersonName]:
    """Give the two names between which most of the evidence holds."""
    nobody = PersonName(given_names="", surname="")
    best, most = (nobody, nobody), -1
    for (one, face), (other, beside) in product(_faces(left, today), _faces(right, today)):
        count = sum(e.level.when.holds(face, beside) for e in evidence)
        if count > most:
            best, most = (one, other), count
    return best


def _faces(person: Person, today: date) -> Iterator[tuple[PersonName, Face]]:
    for name in person.names:
        yield name, faces_of(Person(names=(name,)), today)[0]
