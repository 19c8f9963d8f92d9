"""Judge whether a value that a register proposes for a page is the one that is written there."""

from collections.abc import Sequence
from dataclasses import replace

from forms.definition import Field
from ocr.held import hold
from ocr.judged import Evidence, Judged
from ocr.seen import Seen

_CLEAR = 2.0
"""Nats by which one person must be likelier than the next to be taken."""


def known_value(asked: Field, seen: Seen, values: Sequence[str], read: Judged) -> Judged | None:
    """Judge whether one of the proposed values is written; None where none is near enough."""
    ranked = hold(asked, (seen.output,), values)
    if not ranked or ranked[0].below_free > seen.list_reach:
        return None
    best = ranked[0]
    margin = best.log_likelihood - ranked[1].log_likelihood if len(ranked) > 1 else 20.0
    if margin < _CLEAR:
        return None
    return replace(
        read,
        value=best.value,
        evidence=Evidence.KNOWN,
        margin=margin,
        below_free=best.below_free,
        behind_free=max(0.0, best.free - best.log_likelihood),
        alternatives=tuple((one.value, 0.0) for one in ranked[1:3]),
    )
