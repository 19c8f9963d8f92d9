"""What other thresholds would have done to last month's forms, counted from what was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from service.clock import now_utc
from service.matching.ruling import SURE, Reason
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import sureness
from service.store.engine import looking

LAST = timedelta(days=31)
LINK_AT = (0.99, 0.999, SURE, 0.99999)
ACCEPT_AT = (0.98, 0.99, 0.995, 0.998, 0.999)
_BY_PROBABILITY = (Reason.AGREES, Reason.UNSURE)
"""Whatever else the reason is, no threshold links the form: something speaks against it."""


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What would have become of last month's forms, or of their values, at one threshold."""

    threshold: float
    by_itself: int
    to_a_person: int
    is_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Both kinds, each at several values."""

    link: tuple[AtThreshold, ...]
    accept: tuple[AtThreshold, ...]
    accepted_now: int
    """Values that were accepted, by the rule for each kind of field."""
    values: int


@needs(Power.SEE_FIGURES)
def thresholds(runtime: Runtime) -> Thresholds:
    """Count what was read and matched in the last month."""
    since = now_utc() - LAST
    with looking(runtime.engine) as session:
        likely = [_chance(*found) for found in sureness.of_matches(session, since)]
        pages = list(sureness.of_pages(session, since))
    confidences = [one for found, _ in pages for one in found]
    return Thresholds(
        link=_at(LINK_AT, likely, SURE),
        accept=_at(ACCEPT_AT, confidences, None),
        accepted_now=sum(accepted for _, accepted in pages),
        values=len(confidences),
    )


def _chance(reason: str, likely: float) -> float:
    """Give the chance of a form's first candidate; nought where a rule forbids the link."""
    return likely if reason in _BY_PROBABILITY else 0.0


def _at(
    values: Sequence[float], found: Sequence[float], present: float | None
) -> tuple[AtThreshold, ...]:
    rows = []
    for threshold in values:
        over = sum(one >= threshold for one in found)
        rows.append(AtThreshold(threshold, over, len(found) - over, threshold == present))
    return tuple(rows)
