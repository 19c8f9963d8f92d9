"""Finds the clients that a form may be about, and rules on them: `find_candidates`.

Narrow keys are asked first; wide ones only where nobody whom these find is likely enough.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from heapq import nlargest

from sqlalchemy.orm import Session

from service.matching.packing import unpack
from service.matching.query import Query, query_keys
from service.matching.ruling import Outcome, Reason, Ruling, keeps_from_linking, rule
from service.matching.weighing import Weighed, Weigher, weigh_all
from service.matching.weights.frequencies import Frequencies
from service.matching.weights.model import shipped_model
from service.matching.weights.scorer import Scorer
from service.store import candidates, client_faces

_NARROW, _WIDE = 100, 400
"""Faces that a key may have; one that more share is not asked."""
_MOST_WEIGHED = 150
"""Faces that are weighed: those that share the rarest keys with the form."""
_SETTLED = 0.9
"""Probability of the first from which wide keys are not asked."""


@cache
def _shipped_scorer() -> Scorer:
    """Make the weights of all levels ready, once a process."""
    return Scorer(shipped_model(), Frequencies(0, lambda _column, _term: 0, {}))


class Search:
    """One look at the register, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._faces, self.size = client_faces.counts(session)
        plain = _shipped_scorer()
        counted = cache(self._count)
        self.scorer = plain.beside(Frequencies(self._faces, counted, plain.model.usual))

    def _count(self, column: str, term: str) -> int:
        return candidates.term_count(self._session, column, term)

    def find(self, query: Query) -> list[Weighed]:
        """Find and weigh the clients that a form may be about, best first."""
        keys, weigher = query_keys(query), Weigher(self.scorer, query)
        shared = self._sharing(keys.narrow, _NARROW)
        found = self._weigh(weigher, self._rarest(shared))
        if keys.wide and not self._is_settled(found):
            shared |= self._sharing(keys.wide, _WIDE)
            found = self._weigh(weigher, self._rarest(shared))
        return found

    def _sharing(self, keys: Collection[int], most: int) -> dict[int, list[int]]:
        """Find the faces that share a key with the form; a key of too many is left out."""
        found = candidates.by_keys(self._session, keys, most=most)
        return {key: face_ids for key, face_ids in found.items() if len(face_ids) <= most}

    def weigh_again(self, query: Query, client_ids: Collection[int]) -> list[Weighed]:
        """Weigh clients by a changed query, best first."""
        rows = candidates.faces_of(self._session, client_ids)
        return _weighed(Weigher(self.scorer, query), rows)

    def _rarest(self, shared: Mapping[int, Sequence[int]]) -> list[int]:
        """Rank faces by the keys that they share with the form, rare ones counting more."""
        worth: defaultdict[int, float] = defaultdict(float)
        for face_ids in shared.values():
            bits = 1.0 + math.log2((self._faces + 1) / len(face_ids))
            for face_id in face_ids:
                worth[face_id] += bits
        return nlargest(_MOST_WEIGHED, worth, key=worth.__getitem__)

    def _weigh(self, weigher: Weigher, face_ids: Sequence[int]) -> list[Weighed]:
        if not face_ids:
            return []
        return _weighed(weigher, candidates.faces(self._session, face_ids))

    def _is_settled(self, found: Sequence[Weighed]) -> bool:
        ruling = rule([one.candidate for one in found], self.size)
        return bool(ruling.ranked) and ruling.ranked[0].probability >= _SETTLED


def _weighed(weigher: Weigher, rows: Sequence[tuple[int, str]]) -> list[Weighed]:
    return weigh_all(weigher, ((client_id, unpack(content)) for client_id, content in rows))


def judge(found: Sequence[Weighed], size: int) -> Ruling:
    """Rule on weighed clients: only what is read surely enough may carry a link."""
    ruling = rule([one.candidate for one in found], size)
    if ruling.outcome is not Outcome.LINK:
        return ruling
    first = ruling.ranked[0].candidate
    [carried] = [one.carried for one in found if one.candidate is first]
    against = keeps_from_linking(replace(first, evidence=carried))
    return (
        ruling if against is None else replace(ruling, outcome=Outcome.REVIEW, reason=Reason.UNSURE)
    )


def find_candidates(session: Session, query: Query) -> Ruling:
    """Find whom a form may be about, and rule whether it is linked without a person.

    Args:
        session: the transaction.
        query: the identity on the form.
    """
    search = Search(session)
    return judge(search.find(query), search.size)
