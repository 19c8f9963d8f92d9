"""Weighs the clients that a form may be about, each by the best of its faces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from service.matching.comparing.comparisons import COMPARISONS
from service.matching.face import Face
from service.matching.query import Query, Read
from service.matching.readings import COMPARED, Group, mixture
from service.matching.ruling import Candidate
from service.matching.weights.compiled import Judge
from service.matching.weights.scorer import Evidence, Scorer

CARRIES = 0.2
"""Probability from which a reading may carry a link; a less probable one supports a ranking."""
_WEIGHED = 40
"""Faces that are weighed by all readings: those that come first by the likeliest."""
_EXPLAINED = 20
"""Candidates whose evidence is given; those below only count as others who may be meant."""
_REST = tuple(
    one.key for one in COMPARISONS if not any(one.key in keys for keys in COMPARED.values())
)

_Readings = Sequence[tuple[float, Judge]]
"""Of one field: probability of each, and what weighs it."""


class Weigher:
    """Weighs faces of the register against one form."""

    def __init__(self, scorer: Scorer, query: Query) -> None:
        self._scorer = scorer
        self._rest = Judge(scorer, _REST, query.rest)
        self._groups = {
            group: [self._judges(group, reads) for reads in query.of(group)] for group in Group
        }

    def _judges(self, group: Group, reads: Sequence[Read]) -> _Readings:
        keys = COMPARED[group]
        return [(read.probability, Judge(self._scorer, keys, read.face)) for read in reads]

    def roughly(self, face: Face) -> float:
        """Weigh a face by the likeliest readings alone."""
        first = (some[0][0] for some in self._groups.values() if some)
        return self._rest.bits(face) + sum(_mixed([one], face) for one in first)

    def bits(self, face: Face) -> float:
        """Weigh a face in bits."""
        bits = self._rest.bits(face)
        for some in self._groups.values():
            if some:
                bits += max(_mixed(readings, face) for readings in some)
        return bits

    def evidence(self, face: Face) -> list[Evidence]:
        """Say what speaks for and against a face; together it weighs what `bits` gives."""
        return [one for _, found in self._evidence(face) for one in found]

    def carried(self, face: Face) -> list[Evidence]:
        """Say the same of what is read surely enough to carry a link."""
        return [one for chance, found in self._evidence(face) if chance >= CARRIES for one in found]

    def _evidence(self, face: Face) -> Iterable[tuple[float, list[Evidence]]]:
        """Give the evidence of each group by its best reading, with the probability of that."""
        for some in self._groups.values():
            if some:
                readings = max(some, key=lambda one: _mixed(one, face))
                yield _best(readings, face)
        yield 1.0, self._rest.evidence(face)


def _mixed(readings: _Readings, face: Face) -> float:
    if len(readings) == 1 and readings[0][0] >= 1.0:
        return readings[0][1].bits(face)
    return mixture([(chance, judge.bits(face)) for chance, judge in readings])


def _best(readings: _Readings, face: Face) -> tuple[float, list[Evidence]]:
    chance, judge = max(readings, key=lambda one: one[0] * 2.0 ** one[1].bits(face))
    found = judge.evidence(face)
    if not found:
        return chance, found
    # What the doubt takes away is taken from the evidence that says most.
    less = _mixed(readings, face) - sum(one.bits for one in found)
    most = max(range(len(found)), key=lambda place: abs(found[place].bits))
    found[most] = replace(found[most], bits=found[most].bits + less)
    return chance, found


@dataclass(frozen=True, slots=True)
class Weighed:
    """A client with all that speaks for and against, and what of it may carry a link."""

    candidate: Candidate
    face: Face = field(repr=False)
    """The one that is most like the form."""
    carried: tuple[Evidence, ...] = ()


def weigh_all(weigher: Weigher, faces: Iterable[tuple[int, Face]]) -> list[Weighed]:
    """Weigh faces, given with the ids of their clients; each client counts once, best first."""
    rough = [(weigher.roughly(face), client_id, face) for client_id, face in faces]
    rough.sort(key=lambda one: -one[0])
    best: dict[int, tuple[float, Face]] = {}
    for place, (bits, client_id, face) in enumerate(rough):
        weight = weigher.bits(face) if place < _WEIGHED else bits
        if client_id not in best or weight > best[client_id][0]:
            best[client_id] = weight, face
    ranked = sorted(best.items(), key=lambda one: (-one[1][0], one[0]))
    found = [
        _explained(weigher, client_id, bits, face)
        for client_id, (bits, face) in ranked[:_EXPLAINED]
    ]
    rest = ranked[_EXPLAINED:]
    return [*found, *(Weighed(Candidate(of, bits, ()), face) for of, (bits, face) in rest)]


def _explained(weigher: Weigher, client_id: int, bits: float, face: Face) -> Weighed:
    candidate = Candidate(client_id, bits, tuple(weigher.evidence(face)))
    return Weighed(candidate, face, tuple(weigher.carried(face)))
