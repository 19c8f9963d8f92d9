"""Has the values of likely clients held against the image, where a field is read in doubt.

What they come to takes the place of the text that was read, in the same mixture.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from service.matching.face import Face
from service.matching.query import Query, with_readings
from service.matching.readings import Group, Held, held_alternatives
from service.matching.weights.frequencies import Frequencies
from service.matching.weights.model import RAREST

Hold = Callable[[Group, Sequence[str]], tuple[Sequence[Held], float] | None]
"""Holds values of a group against the image: names as `Surname, Given names`, days of birth in ISO
8601, numbers. Gives the log likelihood of each, and of what is read freely, in nats; None where
nothing was kept of that field, or it is read beyond doubt."""

_A_DAY, _A_NUMBER = 1 / 25_000, 1e-6
"""Shares of people with a given day of birth, or a given number: no one is commoner."""


def hold_all(
    query: Query, faces: Iterable[Face], hold: Hold, terms: Frequencies, today: date
) -> Query:
    """Put the values of these faces, as they fit the image, in the place of what was read."""
    known = list(faces)
    for group in Group:
        values = {
            value: _share(group, face, terms) for face in known for value in _values(group, face)
        }
        found = hold(group, list(values)) if values and query.of(group) else None
        if found is not None:
            held, free = found
            read = held_alternatives(held, free, values.__getitem__, _rarest(group))
            query = with_readings(query, group, read, today)
    return query


def _values(group: Group, face: Face) -> list[str]:
    match group:
        case Group.NAME:
            given = f"{face.given} {face.middle}".strip()
            return [f"{face.surname}, {given}"] if face.surname and given else []
        case Group.BIRTH:
            day, month, year = face.birth[:2], face.birth[2:4], face.birth[4:]
            return [f"{year}-{month}-{day}"] if _is_day(year, month, day) else []
        case Group.NUMBER:
            return sorted(face.nomis | face.older)


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _share(group: Group, face: Face, terms: Frequencies) -> float:
    match group:
        case Group.NAME:
            both = terms.share("given", face.given) * terms.share("surname", face.surname)
            return max(RAREST, both)
        case Group.BIRTH:
            return _A_DAY
        case Group.NUMBER:
            return _A_NUMBER


def _rarest(group: Group) -> float:
    match group:
        case Group.NAME:
            return RAREST
        case Group.BIRTH:
            return _A_DAY
        case Group.NUMBER:
            return _A_NUMBER
