"""Gives what people decided as training data: levels of comparisons and the outcome, no names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.entities import Actor
from service.matching.comparing.comparisons import COMPARISONS
from service.permission.powers import Power
from service.permission.rules import by_the_service, needs
from service.runtime import Runtime
from service.store import audit, decisions
from service.store.engine import looking, unit_of_work

_TOGETHER = 500
_KEYS = tuple(one.key for one in COMPARISONS)
COLUMNS = ("decision_id", "at", "record_id", "other_client_id", "client_id", "same", *_KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPair:
    """A record or a client, and a client of whom a person said whether it is the same person."""

    decision_id: int
    at: str
    record_id: int | None
    """None: two clients were judged."""
    other_client_id: int | None
    client_id: int
    same: bool
    levels: dict[str, str]
    """Of each comparison that both sides tell of, the key of its level."""

    def cells(self) -> list[str]:
        """Give the cells of its row, in the order of `COLUMNS`."""
        ids = (self.decision_id, self.at, self.record_id, self.other_client_id, self.client_id)
        texts = ["" if one is None else str(one) for one in ids]
        return [*texts, "yes" if self.same else "no", *(self.levels.get(key, "") for key in _KEYS)]


@needs(Power.EXPORT)
def export_decisions(runtime: Runtime, actor: Actor) -> Iterator[JudgedPair]:
    """Give every pair of every decision that stands; that they left is noted."""
    with unit_of_work(runtime.engine) as session:
        audit.write(session, actor, "decisions.exported", "register", "all")
    yield from judged_pairs(runtime)


@by_the_service
def judged_pairs(runtime: Runtime, *, after_id: int = 0) -> Iterator[JudgedPair]:
    """Give the pairs of the decisions on records above an id, then of those on clients."""
    last = after_id
    while True:
        with looking(runtime.engine) as session:
            rows = decisions.standing_ones(session, after_id=last, limit=_TOGETHER)
        for row in rows:
            for pair in row.pairs:
                yield _pair(row.id, row.at.isoformat(), pair, record_id=row.record_id)
        if len(rows) < _TOGETHER:
            break
        last = rows[-1].id
    with looking(runtime.engine) as session:
        for apart in decisions.all_apart(session):
            kept = {"client_id": apart.second_id, "same": False, "evidence": apart.evidence}
            yield _pair(apart.id, apart.at.isoformat(), kept, other_client_id=apart.first_id)


def _pair(
    decision_id: int,
    at: str,
    pair: dict[str, Any],
    *,
    record_id: int | None = None,
    other_client_id: int | None = None,
) -> JudgedPair:
    return JudgedPair(
        decision_id=decision_id,
        at=at,
        record_id=record_id,
        other_client_id=other_client_id,
        client_id=pair["client_id"],
        same=pair["same"],
        levels={key: level for key, level, _ in pair["evidence"]},
    )
