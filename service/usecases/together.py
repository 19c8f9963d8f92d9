"""Checks like with like: the same question of many records on one screen, equal values together.

Records in which that leaves nothing to ask are listed, for a person to accept together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forms.answers import Answer
from forms.definition import Date, Field, Signature, Tick
from service.assembly import Doubt
from service.clock import now_utc
from service.entities import Actor, Evidence, RecordSummary
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import doubts, holds
from service.store.doubts import Question
from service.store.engine import looking
from service.store.models import RecordRow
from service.usecases.views import evidence_of_pages, summary_of

AT_ONCE = 25
"""Values on one screen."""
ACCEPTED_AT_ONCE = 50
"""Records on one screen."""


class KindOfDoubt(StrEnum):
    """Questions of a kind that are checked together, whatever they are called."""

    DATES = "all-dates"
    TICKS = "all-ticks"
    SIGNATURES = "all-signatures"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtGroup:
    """Values that may be checked together."""

    code: str
    """A `KindOfDoubt`, or the key of a field."""
    label: str
    """Of the field; empty for a kind."""
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulValue:
    """One value in doubt."""

    record_id: int
    revision: int
    question: Field
    form_id: str
    form_version: str
    value: Answer = field(repr=False)
    doubt: Doubt
    evidence: Evidence | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyRecord:
    """A record that a person only has to accept."""

    record: RecordSummary
    revision: int
    others: str | None
    """Who else is checking it now."""


def _kind(question: Field) -> KindOfDoubt | None:
    match question.kind:
        case Date():
            return KindOfDoubt.DATES
        case Tick():
            return KindOfDoubt.TICKS
        case Signature():
            return KindOfDoubt.SIGNATURES
        case _:
            return None


@needs(Power.CHECK)
def doubt_groups(runtime: Runtime, batch_id: int | None = None) -> list[DoubtGroup]:
    """Give what may be checked together: kinds first, then questions, the most frequent first."""
    with looking(runtime.engine) as session:
        counts = doubts.counts(session, batch_id)
    kinds: dict[KindOfDoubt, int] = {}
    keys: dict[str, tuple[str, int]] = {}
    for (form_id, version, key), number in counts.items():
        question = runtime.catalogue.find(form_id, version).field(key)
        if kind := _kind(question):
            kinds[kind] = kinds.get(kind, 0) + number
        keys[key] = (question.label, keys.get(key, ("", 0))[1] + number)
    of_kind = [
        DoubtGroup(code=str(kind), label="", number=kinds[kind])
        for kind in KindOfDoubt
        if kind in kinds
    ]
    of_key = [
        DoubtGroup(code=key, label=label, number=number) for key, (label, number) in keys.items()
    ]
    return [*of_kind, *sorted(of_key, key=lambda one: (-one.number, one.label))]


@needs(Power.CHECK)
def values_together(
    runtime: Runtime, code: str, batch_id: int | None = None, *, skip: int = 0
) -> tuple[list[DoubtfulValue], int]:
    """Give the values of one screen, equal ones next to each other, and how many there are in all.

    Args:
        runtime: the installation.
        code: of a group.
        batch_id: of one batch; None: of all that waits.
        skip: values to pass over.
    """
    with looking(runtime.engine) as session:
        counts = doubts.counts(session, batch_id)
        asked = [question for question in counts if _is_of(runtime, question, code)]
        total = sum(counts[question] for question in asked)
        found = doubts.listed(session, asked, batch_id, skip=skip, limit=AT_ONCE) if asked else []
        rows = doubts.with_pages(session, {record_id for record_id, _ in found})
        shown = {record_id: evidence_of_pages(row.pages) for record_id, row in rows.items()}
        values = [
            _value(runtime, rows[record_id], key, shown[record_id]) for record_id, key in found
        ]
    return values, total


def _is_of(runtime: Runtime, question: Question, code: str) -> bool:
    form_id, version, key = question
    return code in (key, str(_kind(runtime.catalogue.find(form_id, version).field(key))))


def _value(
    runtime: Runtime, row: RecordRow, key: str, evidence: Mapping[str, Evidence]
) -> DoubtfulValue:
    return DoubtfulValue(
        record_id=row.id,
        revision=row.revision,
        question=runtime.catalogue.find(row.form_id, row.form_version).field(key),
        form_id=row.form_id,
        form_version=row.form_version,
        value=row.values.get(key),
        doubt=Doubt(row.doubts[key]),
        evidence=evidence.get(key),
    )


@needs(Power.CHECK)
def count_ready(runtime: Runtime, batch_id: int | None = None) -> int:
    """Count the records with nothing left to ask, of one batch or of all that waits."""
    with looking(runtime.engine) as session:
        return doubts.count_ready(session, batch_id)


@needs(Power.CHECK)
def list_ready(runtime: Runtime, actor: Actor, batch_id: int | None = None) -> list[ReadyRecord]:
    """List records with nothing left to ask: no value in doubt, nothing unusual, a known client."""
    with looking(runtime.engine) as session:
        rows = doubts.ready(session, batch_id, limit=ACCEPTED_AT_ONCE)
        held = holds.of(session, [row.id for row in rows], now_utc())
        others = {one: hold.by for one, hold in held.items() if hold.user_id != actor.user_id}
        return [
            ReadyRecord(record=summary_of(row), revision=row.revision, others=others.get(row.id))
            for row in rows
        ]
