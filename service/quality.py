"""What quality checks give: one check as a person sees it, and error rates with their interval."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import sqrt
from typing import Any

from forms.answers import Answer

_Z = 1.959964
"""Standard normal quantile of 97.5 %."""


class Outcome(StrEnum):
    """What became of a check."""

    WAITING = "waiting"
    RIGHT = "right"
    WRONG = "wrong"
    UNCLEAR = "unclear"
    """The person could not tell: it counts neither as right nor as wrong."""


class Part(StrEnum):
    """What error rates are counted apart by."""

    FORM = "form"
    FIELD = "field"
    CHANNEL = "channel"
    """How the page had been sent: fax, scan, photograph."""

    @property
    def column(self) -> str:
        """Name the column of the table of checks."""
        return "form_id" if self is Part.FORM else str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityCheck:
    """A value that was accepted without a person, for one to look at anyway."""

    id: int
    record_id: int
    document_id: int
    page: int
    key: str
    label: str
    form_id: str
    form_version: str
    channel: str
    drawn_at: datetime
    read: Answer = field(repr=False)
    """None until it is answered: the person must not know."""
    seen: Answer = field(repr=False)
    outcome: Outcome
    seen_by: str | None
    seen_at: datetime | None


def same_answer(one: Answer, other: Answer) -> bool:
    """Compare as paper does: an unticked box and an empty field are one."""
    return (one or None) == (other or None)


def read_alike(one: Answer, other: Answer) -> bool:
    """Compare as reading is judged: case, spacing and the shape of an apostrophe are no matter."""
    return same_answer(_plain(one), _plain(other))


def _plain(answer: Answer) -> Answer:
    if not isinstance(answer, str):
        return answer
    return " ".join(answer.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold().split())


def outcome_of(read: Mapping[str, Any], seen: Mapping[str, Any] | None) -> Outcome:
    """Judge a check by what was read and what the person saw, each as it is kept."""
    if seen is None:
        return Outcome.WAITING
    if not seen.get("clear", True):
        return Outcome.UNCLEAR
    return Outcome.RIGHT if read_alike(read["value"], seen["value"]) else Outcome.WRONG


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRate:
    """How often reading was wrong among the values that were looked at."""

    group: Mapping[Part, str]
    checked: int
    wrong: int
    unclear: int
    waiting: int

    @classmethod
    def counted(cls, group: Mapping[Part, str], counts: Mapping[Outcome, int]) -> "ErrorRate":
        """Make it of how many checks came out how."""
        return cls(
            group=group,
            checked=counts[Outcome.RIGHT] + counts[Outcome.WRONG],
            wrong=counts[Outcome.WRONG],
            unclear=counts[Outcome.UNCLEAR],
            waiting=counts[Outcome.WAITING],
        )

    @property
    def rate(self) -> float | None:
        """Share of wrong values; None: none was looked at."""
        return self.wrong / self.checked if self.checked else None

    @property
    def interval(self) -> tuple[float, float]:
        """Give the bounds between which the true share lies, 95 times of 100."""
        return wilson(self.wrong, self.checked)


def wilson(wrong: int, checked: int) -> tuple[float, float]:
    """Give the 95 % score interval of a share (E. B. Wilson 1927, without continuity correction).

    It keeps its promise where the share is near nought, as here (R. G. Newcombe 1998).
    """
    if not checked:
        return 0.0, 1.0
    share, spread = wrong / checked, _Z * _Z / checked
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / checked + spread / (4 * checked)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def together(rates: Iterable[ErrorRate], by: Iterable[Part]) -> list[ErrorRate]:
    """Add rates up, counted apart by less; nothing gives one line for all."""
    parts, groups = tuple(by), defaultdict[tuple[str, ...], list[ErrorRate]](list)
    for rate in rates:
        groups[tuple(rate.group[part] for part in parts)].append(rate)
    return [
        ErrorRate(
            group=dict(zip(parts, group, strict=True)),
            checked=sum(rate.checked for rate in several),
            wrong=sum(rate.wrong for rate in several),
            unclear=sum(rate.unclear for rate in several),
            waiting=sum(rate.waiting for rate in several),
        )
        for group, several in sorted(groups.items())
    ]
