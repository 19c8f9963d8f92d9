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
_WEIGHED = 25
"""Faces that are weighed by all readings: those that come first by the likeliest."""
_EXPLAINED, _NEAR_BITS = 10, 12.0
"""Candidates whose evidence is given, the first two aside: no more than these, and no further
behind. Those below only count as others who may be meant."""
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
        self._has_middles = any(reads[0].face.middle for reads in query.of(Group.NAME))

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

    def more_middles(self, face: Face) -> bool:
        """Tell whether the form, by its likeliest reading, has middle names and a face none."""
        return self._has_middles and not face.middle

    def evidence(self, face: Face) -> tuple[list[Evidence], list[Evidence]]:
        """Say what speaks for and against a face, and what of that may carry a link.

        All of it together weighs what `bits` gives.
        """
        found, carried = self._rest.evidence(face), list[Evidence]()
        carried += found
        for some in self._groups.values():
            if some:
                weighed = [(_each(readings, face), readings) for readings in some]
                chance, own = _best(*max(weighed, key=lambda one: mixture(one[0])), face)
                found += own
                carried += own if chance >= CARRIES else []
        return found, carried


def _mixed(readings: _Readings, face: Face) -> float:
    if len(readings) == 1 and readings[0][0] >= 1.0:
        return readings[0][1].bits(face)
    return mixture(_each(readings, face))


def _each(readings: _Readings, face: Face) -> list[tuple[float, float]]:
    return [(chance, judge.bits(face)) for chance, judge in readings]


def _best(
    each: Sequence[tuple[float, float]], readings: _Readings, face: Face
) -> tuple[float, list[Evidence]]:
    """Give the evidence by the reading that says most, with the probability of that."""
    place = max(range(len(each)), key=lambda at: each[at][0] * 2.0 ** each[at][1])
    chance, judge = readings[place]
    found = judge.evidence(face)
    if found:
        # What the doubt takes away is taken from the evidence that says most.
        less = mixture(each) - each[place][1]
        most = max(range(len(found)), key=lambda at: abs(found[at].bits))
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
    found = []
    for place, (client_id, (bits, face)) in enumerate(ranked):
        near = place < 2 or (place < _EXPLAINED and ranked[0][1][0] - bits < _NEAR_BITS)
        evidence, carried = weigher.evidence(face) if near else ([], [])
        more = weigher.more_middles(face)
        candidate = Candidate(client_id, bits, tuple(evidence), more_middles=more)
        found.append(Weighed(candidate, face, tuple(carried)))
    return found
