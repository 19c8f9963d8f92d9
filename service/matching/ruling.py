"""Rules on candidates: link by itself, ask a person, or nobody on the register.

A form filed under the wrong person is the worst this service can do. So a high probability is not
enough: the name itself, and a date of birth or a number beside it, must agree, and nothing that is
written may speak against it. Of twins, and of father and son, only a person tells one from the
other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.matching.weights.posterior import probabilities
from service.matching.weights.scorer import Evidence

SURE = 0.9999
"""Probability above which a form is filed without a person."""
WORTH_A_LOOK = 0.01
"""Probability below which a candidate is not shown."""
LEAD_BITS = 10.0
"""By which the first must be ahead of the second."""

_SAME = frozenset(("same", "crossed"))
_SURNAME_FORMS = _SAME | {"lookalike", "near", "part"}
_ALONE = frozenset(("same",))
"""What is enough without a number. A short form is not: twins are named Ann and Nancy; nor are
names in each other's place: Roberts Steven Stephen is Stephen Roberts's twin; nor are day and month
the other way round: of namesakes one may be born on 2 September and one on 9 February."""
_GIVEN_WITH_NUMBER = _SAME | {"nickname", "lookalike", "near", "initial"}
_BIRTH_WITH_NUMBER = _ALONE | {"swapped", "one"}
_NUMBERS = ("prison_number", "pnc", "cro", "nhs")
_NUMBER_AGREES = frozenset(("same", "lookalike"))


class Outcome(StrEnum):
    """What becomes of a form."""

    LINK = "link"
    REVIEW = "review"
    NONE = "none"


class Reason(StrEnum):
    """Why."""

    AGREES = "agrees"
    """Name, and date of birth or a number, agree, and nobody else comes near."""
    NOBODY = "nobody"
    """No client is likely enough to be shown."""
    UNSURE = "unsure"
    """Likely, not sure enough."""
    CLOSE_SECOND = "close_second"
    """A second client is nearly as likely."""
    RELATIVE = "relative"
    """Surname and date of birth agree, the given name does not: perhaps a twin."""
    NAMESAKE = "namesake"
    """The name agrees, the date of birth does not: perhaps father and son."""
    DIFFERS = "differs"
    """Something that is written is not this client's."""
    THIN = "thin"
    """Too little is written that agrees."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A client who may be the one, with all that speaks for and against."""

    client_id: int
    bits: float
    evidence: tuple[Evidence, ...] = field(repr=False)
    more_middles: bool = False
    """The form has middle names and the client none: of two namesakes born on a day it may be the
    other."""

    @property
    def levels(self) -> Mapping[str, str]:
        """Keys of the levels by that of their comparison."""
        return {one.comparison.key: one.level.key for one in self.evidence}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate and how likely it is, all others considered."""

    candidate: Candidate
    probability: float


@dataclass(frozen=True, slots=True)
class Ruling:
    """What to do with a form, and who may be its client, likeliest first."""

    outcome: Outcome
    reason: Reason
    ranked: tuple[Ranked, ...]


def rule(candidates: Sequence[Candidate], size: int) -> Ruling:
    """Rule on the candidates, each a client once, of a register of that many clients."""
    best_first = sorted(candidates, key=lambda one: (-one.bits, one.client_id))
    likely = probabilities([one.bits for one in best_first], size)
    ranked = tuple(map(Ranked, best_first, likely))
    if not ranked or ranked[0].probability < WORTH_A_LOOK:
        return Ruling(Outcome.NONE, Reason.NOBODY, ranked)
    reason = _reason(ranked)
    outcome = Outcome.LINK if reason is Reason.AGREES else Outcome.REVIEW
    return Ruling(outcome, reason, ranked)


def _reason(ranked: Sequence[Ranked]) -> Reason:
    first = ranked[0]
    against = keeps_from_linking(first.candidate)
    if against is not None:
        return against
    if len(ranked) > 1 and first.candidate.bits - ranked[1].candidate.bits < LEAD_BITS:
        return Reason.CLOSE_SECOND
    return Reason.AGREES if first.probability >= SURE else Reason.UNSURE


def keeps_from_linking(candidate: Candidate) -> Reason | None:
    """Say what keeps a form from being linked to a candidate: what speaks against him, or may."""
    against = speaks_against(candidate)
    is_thin = candidate.more_middles and not _has_number(candidate.levels)
    return Reason.DIFFERS if against is None and is_thin else against


def speaks_against(candidate: Candidate) -> Reason | None:
    """Say what keeps a candidate from being linked without a person, however likely it is."""
    levels = candidate.levels
    if levels.get("prison_number") == "other_nomis" or _differs(levels):
        return Reason.DIFFERS
    has_number = _has_number(levels)
    if levels.get("middle") == "other" and not has_number:
        return Reason.DIFFERS
    if levels.get("surname") not in _SURNAME_FORMS:
        return Reason.THIN if "surname" not in levels else Reason.DIFFERS
    if levels.get("given") not in (_GIVEN_WITH_NUMBER if has_number else _ALONE):
        return Reason.THIN if "given" not in levels else Reason.RELATIVE
    birth = levels.get("birth")
    if birth is None:
        return None if has_number else Reason.THIN
    return None if birth in (_BIRTH_WITH_NUMBER if has_number else _ALONE) else Reason.NAMESAKE


def _has_number(levels: Mapping[str, str]) -> bool:
    return any(levels.get(number) in _NUMBER_AGREES for number in _NUMBERS)


def _differs(levels: Mapping[str, str]) -> bool:
    """Tell whether something differs that one person has but once."""
    return any(levels.get(fact) == "other" for fact in ("pnc", "cro", "nhs", "sex"))
