"""Keeps what matching found for records."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.matching.ruling import WORTH_A_LOOK, Ranked, Ruling
from service.matching.weights.scorer import Evidence
from service.store.matching_models import MatchFindingRow

_MOST_KEPT = 10


def get(session: Session, record_id: int) -> MatchFindingRow | None:
    """Find what was found for a record; None where matching never looked."""
    return session.get(MatchFindingRow, record_id)


def keep(session: Session, record_id: int, ruling: Ruling, size: int, model: str) -> None:
    """Keep a ruling, in the place of the one before.

    Args:
        session: the transaction.
        record_id: whose.
        ruling: what was found.
        size: clients on the register.
        model: version of the weights.
    """
    row = MatchFindingRow(
        record_id=record_id,
        outcome=str(ruling.outcome),
        reason=str(ruling.reason),
        register_size=size,
        model_version=model,
        candidates=[_kept(one) for one in _worth_keeping(ruling)],
        at=now_utc(),
    )
    session.merge(row)


def _worth_keeping(ruling: Ruling) -> tuple[Ranked, ...]:
    likely = sum(one.probability >= WORTH_A_LOOK for one in ruling.ranked)
    return ruling.ranked[: min(_MOST_KEPT, max(2, likely))]


def _kept(one: Ranked) -> dict[str, object]:
    found = one.candidate.evidence
    return {
        "client_id": one.candidate.client_id,
        "probability": round(one.probability, 9),
        "bits": round(one.candidate.bits, 3),
        "evidence": kept_evidence(found),
    }


def kept_evidence(found: Iterable[Evidence]) -> list[list[object]]:
    """Give evidence as it is kept: keys, levels and bits."""
    return [[one.comparison.key, one.level.key, round(one.bits, 3)] for one in found]
