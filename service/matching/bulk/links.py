"""From ruled candidates to the rows of links.csv."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.matching.bulk.assignment import nobody
from service.matching.bulk.candidates import Weighed
from service.matching.ruling import SURE, WORTH_A_LOOK, Outcome, Ranked, Reason, Ruling, rule
from service.matching.words import REASONS, explained

COLUMNS = ("record_id", "client_ref", "probability", "weight", "decision", "rank", "explanation")
_TAKEN = "Another record is likelier to be this client's."


@dataclass(frozen=True, slots=True)
class Link:
    """A record and a client who may be its own."""

    record: int
    """Numbers of the rows, from 0."""
    client: int | None
    """None where the register has nobody at all to show."""
    probability: float
    bits: float | None
    outcome: Outcome
    rank: int | None
    explanation: str


def nobody_found(record: int) -> Link:
    """Say that no client has anything in common with a record."""
    return Link(record, None, 0.0, None, Outcome.NONE, None, REASONS[Reason.NOBODY])


def links_of(record: int, weighed: Sequence[Weighed], size: int, top: int) -> Iterator[Link]:
    """Rule on the candidates of a record and list the best of them."""
    ruling = rule([one.candidate for one in weighed], size)
    for rank, one in enumerate(ruling.ranked[:top], 1):
        yield _link(record, one, rank, _outcome(ruling, one, rank), _says(ruling, one, rank))


def _outcome(ruling: Ruling, one: Ranked, rank: int) -> Outcome:
    """Of a record that is linked, the other candidates are none."""
    if rank == 1 or ruling.outcome is not Outcome.REVIEW:
        return ruling.outcome if rank == 1 else Outcome.NONE
    return Outcome.REVIEW if one.probability >= WORTH_A_LOOK else Outcome.NONE


def _says(ruling: Ruling, one: Ranked, rank: int) -> str:
    evidence = explained(one.candidate.evidence)
    return f"{REASONS[ruling.reason]} {evidence}" if rank == 1 else evidence


def _link(record: int, one: Ranked, rank: int, outcome: Outcome, says: str) -> Link:
    candidate = one.candidate
    return Link(record, candidate.client_id, one.probability, candidate.bits, outcome, rank, says)


def one_to_one(
    record: int, weighed: Sequence[Weighed], size: int, top: int, chosen: int | None
) -> Iterator[Link]:
    """List the candidates of a record of which one, or none, was assigned to it.

    It is linked only where the ruling on the record alone would link it too.
    """
    ruling = rule([one.candidate for one in weighed], size)
    likely = _likely(weighed, size)
    ranked = sorted(
        (Ranked(one.candidate, likely[one.candidate.client_id]) for one in weighed),
        key=lambda one: (
            one.candidate.client_id != chosen,
            -one.probability,
            one.candidate.client_id,
        ),
    )
    for rank, one in enumerate(ranked[:top], 1):
        is_chosen = one.candidate.client_id == chosen
        outcome = _assigned_outcome(ruling, one) if is_chosen else Outcome.NONE
        says = explained(one.candidate.evidence)
        if rank == 1:
            says = f"{REASONS[ruling.reason] if is_chosen else _TAKEN} {says}"
        yield _link(record, one, rank, outcome, says)


def _assigned_outcome(ruling: Ruling, one: Ranked) -> Outcome:
    is_first = ruling.ranked[0].candidate is one.candidate
    sure = is_first and ruling.outcome is Outcome.LINK and one.probability >= SURE
    return Outcome.LINK if sure else Outcome.REVIEW


def _likely(weighed: Sequence[Weighed], size: int) -> dict[int, float]:
    """Give the probability of each, before all others of the record and all of its client."""
    weights = {one.candidate.client_id: 2.0**one.candidate.bits for one in weighed}
    whole = sum(weights.values()) + nobody(size)
    return {
        client: weights[client] / (whole + max(0.0, one.claims - weights[client]))
        for client, one in ((one.candidate.client_id, one) for one in weighed)
    }
