"""Hold the values that a register proposes against the writing: names, days, numbers of clients."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from forms.definition import Comb, Date, Field
from ocr.engine import shapes
from ocr.engine.ctc import Scored, best_free, rank
from ocr.engine.recogniser import LineOutput
from ocr.engine.search import compact
from ocr.judged import Evidence, Judged
from ocr.seen import Seen

_CLEAR = 2.0
"""Nats by which one person must be likelier than the next to be taken."""


def day_ways(day: date) -> tuple[str, ...]:
    """Give the common ways to write a day."""
    short, long = f"{day:%y}", f"{day:%Y}"
    days = dict.fromkeys((f"{day:%d}", str(day.day)))
    months = dict.fromkeys((f"{day:%m}", str(day.month)))
    numeric = [
        f"{d}{sep}{m}{sep}{y}"
        for sep in "/-. "
        for d in days
        for m in months
        for y in (long, short)
    ]
    named = [
        f"{d} {month} {y}"
        for d in days
        for month in (f"{day:%b}", f"{day:%B}")
        for y in (long, short)
    ]
    return (*numeric, f"{day:%d%m%Y}", f"{day:%d%m%y}", *named)


def name_ways(name: str) -> tuple[str, ...]:
    """Give the ways to write a person's name: as it is, the family name first, and initials."""
    first, _, last = name.rpartition(" ")
    if not first:
        return (name,)
    given = first.split()
    initials = " ".join(part[0] for part in given)
    return (
        name,
        f"{last}, {first}",
        f"{last} {first}",
        f"{initials} {last}",
        f"{first.split()[0]} {last}",
    )


def score_candidates(
    outputs: Sequence[LineOutput], texts: Sequence[str], *, code: bool = False
) -> list[Scored]:
    """Hold texts against the lines of one field, best first.

    Args:
        outputs: the recogniser's, one a line.
        texts: candidates as they may be written; capitals are tried too.
        code: a number of capitals and digits, in which other signs mean nothing.

    Returns:
        Each text with how far it stays below the best free reading, in nats a character: below
        0.8 it may well be what is written, far above it is not.
    """
    output = compact(shapes.joined(outputs))
    if code:
        output = shapes.in_capitals(shapes.without(output, " .-_,:;'/|"))
    return rank(output, texts)


def _ways(asked: Field, value: str) -> tuple[str, ...]:
    if isinstance(asked.kind, Date):
        return day_ways(date.fromisoformat(value))
    return (value,) if isinstance(asked.kind, Comb) else name_ways(value)


def score_values(
    asked: Field, outputs: Sequence[LineOutput], values: Sequence[str]
) -> list[Scored]:
    """Hold canonical values against the lines of a field, each in all ways to write it."""
    owners = {way: value for value in reversed(values) for way in _ways(asked, value)}
    ranked = score_candidates(outputs, list(owners), code=isinstance(asked.kind, Comb))
    best: dict[str, Scored] = {}
    for one in ranked:
        best.setdefault(owners[one.entry], replace(one, entry=owners[one.entry]))
    return list(best.values())


def known_value(asked: Field, seen: Seen, values: Sequence[str], read: Judged) -> Judged | None:
    """Judge whether one of the proposed values is written; None where none is near enough."""
    ranked = score_values(asked, seen.outputs, values)
    if not ranked or ranked[0].below_free > seen.list_reach:
        return None
    best = ranked[0]
    margin = best.log_likelihood - ranked[1].log_likelihood if len(ranked) > 1 else 20.0
    if margin < _CLEAR:
        return None
    others = tuple((one.entry, 0.0) for one in ranked[1:3])
    return replace(
        read,
        value=best.entry,
        evidence=Evidence.KNOWN,
        margin=margin,
        below_free=best.below_free,
        behind_free=max(0.0, best_free(compact(seen.output)) - best.log_likelihood),
        alternatives=others,
    )
